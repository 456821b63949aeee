package texts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEscapedTextShowsExactlyItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("*`\\ aё\n")))).Draw(t, "s")
		if got := Escape(s).Plain(); got != s {
			t.Fatalf("%q is shown as %q", s, got)
		}
		for _, span := range Escape(s).Spans() {
			if span.Bold || span.Code {
				t.Fatalf("%q has the style of %+v", s, span)
			}
		}
	})
}

func TestMarkupIsTakenApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[Text][]Span{
		"":                       nil,
		"да":                     {{Text: "да"}},
		"*да* нет":               {{Text: "да", Bold: true}, {Text: " нет"}},
		"код `АВСЕ`":             {{Text: "код "}, {Text: "АВСЕ", Code: true}},
		"*a`b`c*":                {{Text: "a", Bold: true}, {Text: "b", Bold: true, Code: true}, {Text: "c", Bold: true}},
		`2\*2`:                   {{Text: "2*2"}},
		"*до конца":              {{Text: "до конца", Bold: true}},
		`\`:                      nil,
		"**":                     nil,
		"*" + Escape("a*") + "*": {{Text: "a*", Bold: true}},
	} {
		if diff := cmp.Diff(want, text.Spans()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestPlainTextLosesOnlyMarkup(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := Text(rapid.StringOf(rapid.RuneFrom([]rune("*`aя \n"))).Draw(t, "text"))
		want := strings.NewReplacer("*", "", "`", "").Replace(string(text))
		if got := text.Plain(); got != want {
			t.Fatalf("%q is %q", text, got)
		}
	})
}

func TestEmptyPartsLeaveNoSeparator(t *testing.T) {
	t.Parallel()
	for want, parts := range map[Text][]Text{
		"": {"", ""}, "a": {"", "a", ""}, "a\nb": {"a", "", "b"}, "*a*\nb": {"*a*", "b"},
	} {
		if got := Join("\n", parts...); got != want {
			t.Errorf("%q joined to %q", parts, got)
		}
	}
}
