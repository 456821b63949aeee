package bot

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/simulator"
	"dombot/internal/texts"
)

const note = texts.Text("Показано *не всё*.")

func TestTextsBecomeHTML(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"Дом 12", "Дом 12"},
		{"*Дом* 12", "<b>Дом</b> 12"},
		{"код `A*B`", "код <code>A</code><code>B</code>"},
		{`\*не жирно\* <b>&amp;</b> "x"`, `*не жирно* &lt;b&gt;&amp;amp;&lt;/b&gt; "x"`},
		{"*не закрыто", "<b>не закрыто</b>"},
		{"* * `\n`", "…"},
		{"", "…"},
		{"\u200b\u2060", "…"},
		{"a\x00b\tc", "a b c"},
		{"a\xffb", "a\uFFFDb"},
	} {
		if got := markup(texts.Text(tt.text), note, false); got != tt.want {
			t.Errorf("markup(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestALongTextIsCutWithASentence(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"words":      strings.Repeat("слово ", 1000),
		"one word":   strings.Repeat("ы", 5000),
		"emoji":      strings.Repeat("🏠", 2049),
		"signs":      strings.Repeat("<", 4097),
		"just above": strings.Repeat("я", 4097),
	} {
		got := plain(markup(texts.Escape(text), note, false))
		units := len(utf16.Encode([]rune(got)))
		if units > 4096 || units < 3800 || !strings.HasSuffix(got, "\n\nПоказано не всё.") {
			t.Errorf("%s: %d units, ends with %q", name, units, got[len(got)-50:])
		}
		if kept := strings.TrimSuffix(got, "…\n\nПоказано не всё."); !strings.HasPrefix(text, kept) {
			t.Errorf("%s: the beginning was changed", name)
		}
	}
	whole := strings.Repeat("🏠", 2048)
	if got := markup(texts.Text(whole), note, false); got != whole {
		t.Error("a text of exactly 4096 units was cut")
	}
}

// Telegram refuses a message with a button that copies more: the rest of it is shown.
func TestAButtonThatCopiesTooMuchIsLeftOut(t *testing.T) {
	t.Parallel()
	rows := [][]dialogs.Button{
		dialogs.Copying("a", strings.Repeat("я", 256)), dialogs.Copying("b", strings.Repeat("я", 257)),
	}
	if got := buttons(dialogs.Screen{Rows: rows}, nil); len(got) != 1 || got[0][0].Label != "a" {
		t.Errorf("kept are %v", got)
	}
}

func TestButtonsStayWithinTheLimits(t *testing.T) {
	t.Parallel()
	rows := make([][]dialogs.Button, 0, 15)
	for range 15 {
		row := make([]dialogs.Button, 0, 9)
		for i := range 9 {
			b := dialogs.Button{Label: strconv.Itoa(i)}
			if i == 1 {
				b.URL = "https://example.org"
			}
			row = append(row, b)
		}
		rows = append(rows, row)
	}

	got := buttons(dialogs.Screen{Rows: rows}, func(i int) string { return fmt.Sprint("d", i) })

	total := 0
	var data []string
	for _, row := range got {
		total += len(row)
		if len(row) > 8 || len(row) == 0 {
			t.Errorf("a row of %d", len(row))
		}
		for _, b := range row {
			if (b.Data == "") == (b.URL == "") {
				t.Errorf("button %+v", b)
			}
			if b.Data != "" {
				data = append(data, b.Data)
			}
		}
	}
	if total != 100 || data[0] != "d0" || data[len(data)-1] != fmt.Sprint("d", len(data)-1) {
		t.Errorf("%d buttons, data %v", total, data)
	}
}

func TestLabelsAreNeverEmptyAndAddressesNeedNoNumber(t *testing.T) {
	t.Parallel()
	rows := [][]dialogs.Button{
		{{Label: " ", Act: dialogs.Act{Do: "x"}}}, {{Label: "Сайт", URL: "https://example.org"}}, {}, {{Label: "Да"}},
	}
	want := [][]telegram.Button{
		{{Label: "…", Data: "0"}}, {{Label: "Сайт", URL: "https://example.org"}}, {{Label: "Да", Data: "1"}},
	}
	if diff := cmp.Diff(want, buttons(dialogs.Screen{Rows: rows}, strconv.Itoa)); diff != "" {
		t.Errorf("with presses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[1:2], buttons(dialogs.Screen{Rows: rows}, nil)); diff != "" {
		t.Errorf("addresses alone (-want +got):\n%s", diff)
	}
}

// FuzzRender sends whatever a person may have typed through a simulated
// Telegram: it must take it, and show exactly it.
func FuzzRender(f *testing.F) {
	for _, seed := range []string{
		"Дом *12* `код`", "<b>", "</b>", "&lt;", "&#60;", "&", `\`, `\\*`, "*`*`", "a\x00b", "\xff", "\u200b", "🏠", "\r\n", "&nbsp;",
		strings.Repeat("*ж* ", 1500), strings.Repeat("&", 4096), strings.Repeat("`<`", 3000),
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	s, err := simulator.New(simulator.Options{})
	if err != nil {
		f.Fatal(err)
	}
	anna := s.Person("Анна", simulator.AlreadyStarted())
	c, err := telegram.New(telegram.Options{Token: s.Token(), Base: simulator.InProcessURL, HTTP: s.Client()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, typed string, escaped bool) {
		text := texts.Text(typed)
		if escaped {
			text = texts.Escape(typed)
		}
		m := telegram.Message{Chat: anna.ID, Text: markup(text, note, false)}
		if _, err := c.SendMessage(t.Context(), m); err != nil {
			t.Fatalf("%q: %v", m.Text, err)
		}
		if len(m.Text) > 32_768 {
			t.Errorf("%d bytes", len(m.Text))
		}
		var shown string
		_ = s.Wait(t.Context(), func(st simulator.State) bool {
			last, _ := st.Chat(anna.ID).Last()
			shown = last.Text
			return true
		})
		want := strings.TrimSpace(unescaped(text.Plain()))
		if length(text.Plain()) <= maxText && visible(want) && trimmed(shown) != trimmed(want) {
			t.Errorf("shown %q, want %q", shown, want)
		}
	})
}

// unescaped is what escape leaves of a text in the eye of the reader.
func unescaped(text string) string { return plain(escape(text)) }

// trimmed forgets the edges, where Telegram drops more than spaces.
func trimmed(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !visible(string(r)) })
}

func TestSumsOfAVeiledScreenAreSpoilersAndLeaveItsButtons(t *testing.T) {
	t.Parallel()
	got := markup("*К оплате 20,00\u00a0₽* до 16 ноября", "", true)
	if want := "<b>К оплате </b><tg-spoiler>20,00\u00a0₽</tg-spoiler> до 16 ноября"; got != want {
		t.Errorf("markup is %q, want %q", got, want)
	}
	if got, want := plain(got+got), "К оплате ••• до 16 ноябряК оплате ••• до 16 ноября"; got != want {
		t.Errorf("without markup it is %q, want %q", got, want)
	}
	s := dialogs.Screen{Veiled: true, Rows: [][]dialogs.Button{{{Label: "Всё: 20,00\u00a0₽", Act: dialogs.Act{Do: "all"}}}}}
	if got := buttons(s, strconv.Itoa)[0][0].Label; got != "Всё: ••• ₽" {
		t.Errorf("the button says %q", got)
	}
}
