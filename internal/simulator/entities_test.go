package simulator

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestHTMLBecomesEntitiesInUTF16Units(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		source, text string
		entities     []Entity
	}{
		"Plain": {
			source: "a &lt;b&gt; &amp; &quot;c&quot; &nbsp; &#1071;&#x42F;", text: `a <b> & "c" &nbsp; ЯЯ`,
		},
		"Synonyms": {
			source: "<b>a</b><strong>b</strong>", text: "ab",
			entities: list(en("bold", 0, 1), en("bold", 1, 1)),
		},
		"Emoji": {source: "🏠 <i>дом</i>", text: "🏠 дом", entities: list(en("italic", 3, 3))},
		"Nested": {
			source: "<b>a<i>b</i></b>", text: "ab",
			entities: list(en("bold", 0, 2), en("italic", 1, 1)),
		},
		"Link": {
			source: `<a href="https://example.com/?a=1&amp;b=2">x</a>`, text: "x",
			entities: []Entity{{Type: "text_link", Length: 1, URL: "https://example.com/?a=1&b=2"}},
		},
		"BadLink": {source: `<a href="javascript:alert(1)">x</a>`, text: "x"},
		"Language": {
			source: `<pre><code class="language-go">x</code></pre>`, text: "x",
			entities: []Entity{{Type: "pre", Length: 1, Language: "go"}},
		},
		"Code": {
			source: `<code>x</code><pre>y</pre>`, text: "xy",
			entities: list(en("code", 0, 1), en("pre", 1, 1)),
		},
		"Spoilers": {
			source: `<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>`, text: "xy",
			entities: list(en("spoiler", 0, 1), en("spoiler", 1, 1)),
		},
		"Quotes": {
			source: "<blockquote>x</blockquote><blockquote expandable>y</blockquote>", text: "xy",
			entities: list(en("blockquote", 0, 1), en("expandable_blockquote", 1, 1)),
		},
		"Others": {
			source: "<u>a</u><s>b</s>", text: "ab",
			entities: list(en("underline", 0, 1), en("strikethrough", 1, 1)),
		},
		"Trimmed":    {source: "  <b> a </b>\n", text: "a", entities: list(en("bold", 0, 1))},
		"EmptyTag":   {source: "a<b></b>", text: "a"},
		"ShortEnd":   {source: "<b>a</>", text: "a", entities: list(en("bold", 0, 1))},
		"UpperCase":  {source: "<B>a</b>", text: "a", entities: list(en("bold", 0, 1))},
		"NoSuchChar": {source: "&#0; &#xD800; &#99999999;", text: "&#0; &#xD800; &#99999999;"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, entities, err := parseMarkup(tt.source, "HTML")
			if err != nil || text != tt.text {
				t.Errorf("text = %q, %v; want %q", text, err, tt.text)
			}
			if diff := cmp.Diff(tt.entities, entities); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrongHTMLIsRefusedInTelegramsWords(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a <div>b</div>":      `Unsupported start tag "div" at byte offset 2`,
		"я < 5":               `Unsupported start tag "" at byte offset 3`,
		"<b>a":                `Can't find end tag corresponding to start tag "b"`,
		"a</b>":               `Unexpected end tag at byte offset 1`,
		"<b>a</i>":            `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b":                  `Unclosed start tag "b" at byte offset 0`,
		"<b>a</b":             `Unclosed end tag at byte offset 4`,
		`<a href="x>y</a>`:    `Unclosed start tag at byte offset 0`,
		"<a href>y</a>":       `Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0`,
		"<a =x>y</a>":         `Empty attribute name in the tag "a" at byte offset 0`,
		"<span>y</span>":      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<b><i>a</b></i> end": `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
	} {
		_, _, err := parseMarkup(source, "html")
		r := new(refusal)
		if !errors.As(err, &r) || r.text != "Bad Request: can't parse entities: "+want {
			t.Errorf("%q: %v, want %q", source, err, want)
		}
	}
}

func TestRenderedHTMLIsSafe(t *testing.T) {
	t.Parallel()
	link := func(address string) []Entity { return []Entity{{Type: "text_link", Length: 1, URL: address}} }
	for name, tt := range map[string]struct {
		text     string
		entities []Entity
		want     string
	}{
		"Escaped": {text: "<script>&\n\"x\"", want: "&lt;script&gt;&amp;<br>&#34;x&#34;"},
		"Nested": {
			text:     "abc",
			entities: list(en("bold", 0, 3), en("italic", 1, 1)),
			want:     "<b>a<i>b</i>c</b>",
		},
		"Crossing": {
			text:     "abc",
			entities: list(en("bold", 0, 2), en("italic", 1, 2)),
			want:     "<b>a<i>b</i></b>c",
		},
		"Emoji": {text: "🏠a", entities: list(en("code", 2, 1)), want: "🏠<code>a</code>"},
		"Link": {
			text:     "x",
			entities: link(`https://e.com/"a`),
			want:     `<a href="https://e.com/&#34;a">x</a>`,
		},
		"Phone":     {text: "x", entities: link("tel:112"), want: `<a href="tel:112">x</a>`},
		"BadLink":   {text: "x", entities: link("javascript:alert(1)"), want: "x"},
		"Spoiler":   {text: "20 ₽", entities: list(en("spoiler", 0, 4)), want: "<tg-spoiler>20 ₽</tg-spoiler>"},
		"Unknown":   {text: "x", entities: list(en("cashtag", 0, 1)), want: "x"},
		"BeyondEnd": {text: "x", entities: list(en("bold", 0, 9), en("pre", 7, 2)), want: "<b>x</b>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := renderHTML(tt.text, tt.entities); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func en(kind string, offset, length int) Entity {
	return Entity{Type: kind, Offset: offset, Length: length}
}

func list(entities ...Entity) []Entity { return entities }

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"", "a", "<b>a</b>", "<a href='https://e.com'>x</a>", "<pre><code class=\"language-go\">x</code></pre>",
		"🏠<i> я </i>", "&#x1F3E0;", "&#", "<", "</", "<b><i></b>", "<span class=tg-spoiler>\xff</span>", "<a =",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		text, entities, err := parseMarkup(source, "HTML")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "400 Bad Request: ") {
				t.Errorf("%q: %v", source, err)
			}
			return
		}
		size := utf16Length(text)
		for _, e := range entities {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > size {
				t.Errorf("%q: entity %+v outside %d units", source, e, size)
			}
		}
		shown := renderHTML(text, entities)
		if strings.Contains(shown, "<script") || !utf8.ValidString(shown) {
			t.Errorf("%q renders as %q", source, shown)
		}
		checkBalance(t, shown)
	})
}

// checkBalance fails unless every tag is closed in its turn.
func checkBalance(t *testing.T, shown string) {
	t.Helper()
	var open []string
	for _, piece := range strings.Split(shown, "<")[1:] {
		tag, _, _ := strings.Cut(piece, ">")
		name, _, _ := strings.Cut(tag, " ")
		switch {
		case name == "br":
		case strings.HasPrefix(name, "/"):
			if len(open) == 0 || open[len(open)-1] != name[1:] {
				t.Fatalf("%q: %s closes %v", shown, name, open)
			}
			open = open[:len(open)-1]
		default:
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		t.Errorf("%q leaves %v open", shown, open)
	}
}
