package bot

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/texts"
)

// Telegram's limits. Lengths count UTF-16 units without the markup.
const (
	maxText     = 4096
	maxCaption  = 1024
	maxToast    = 200
	maxSpans    = 100 // entities; what comes after them is shown plainly
	maxRow      = 8   // buttons in a row
	maxButtons  = 100 // buttons under a message
	maxCopy     = 256 // what a button puts on the clipboard
	maxBackward = 200 // how far the end of a cut text may move back to a space
	nothing     = "…" // stands for a text or a label of which nothing can be seen
)

// markup writes t as Telegram's HTML. A text that is too long ends with note.
func markup(t, note texts.Text, veiled bool) string {
	spans := fit(t, note, maxText)
	if veiled {
		spans = texts.Veil(spans)
	}
	if blank(spans) {
		return nothing
	}
	return tagged(spans)
}

// caption is markup for what stands below a file, which may be nothing.
func caption(t, note texts.Text, veiled bool) string {
	spans := fit(t, note, maxCaption)
	if veiled {
		spans = texts.Veil(spans)
	}
	if blank(spans) {
		return ""
	}
	return tagged(spans)
}

// fit keeps t within limit units; one that is too long ends with note.
func fit(t, note texts.Text, limit int) []texts.Span {
	spans := t.Spans()
	if length(t.Plain()) > limit {
		end := texts.Join("\n\n", "…", note).Plain()
		spans = append(shorten(spans, limit-length(end)), texts.Span{Text: end})
	}
	return spans
}

func tagged(spans []texts.Span) string {
	var s strings.Builder
	marked := 0
	for _, span := range spans {
		tag := tagOf(span)
		if tag != "" {
			marked++
		}
		text := escape(span.Text)
		if tag == "" || marked > maxSpans {
			s.WriteString(text)
			continue
		}
		s.WriteString("<" + tag + ">" + text + "</" + tag + ">")
	}
	return s.String()
}

// tagOf returns the tag of a span: Telegram allows no other inside code.
func tagOf(s texts.Span) string {
	switch {
	case !visible(s.Text):
		return ""
	case s.Code:
		return "code"
	case s.Veiled:
		return "tg-spoiler"
	case s.Bold:
		return "b"
	}
	return ""
}

// escape writes text so that nothing in it is markup. Signs without a shape,
// which Telegram counts or drops as it likes, become spaces.
func escape(text string) string {
	text = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.ReplaceAll(text, "&", "&amp;") // before the signs that bring new ones
	return strings.ReplaceAll(strings.ReplaceAll(text, "<", "&lt;"), ">", "&gt;")
}

// plain undoes markup, for a message that is sent without. What was veiled stays hidden.
func plain(s string) string {
	for {
		before, rest, veiled := strings.Cut(s, "<tg-spoiler>")
		_, after, closed := strings.Cut(rest, "</tg-spoiler>")
		if !veiled || !closed {
			break
		}
		s = before + "•••" + after
	}
	tags := strings.NewReplacer("<b>", "", "</b>", "", "<code>", "", "</code>", "")
	return html.UnescapeString(tags.Replace(s))
}

func blank(spans []texts.Span) bool {
	return !slices.ContainsFunc(spans, func(s texts.Span) bool { return visible(s.Text) })
}

// visible reports whether anything of text can be seen: Telegram refuses to
// show what is only spaces and signs without a shape.
func visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r)
	})
}

// shorten keeps the beginning of spans: at most limit units.
func shorten(spans []texts.Span, limit int) []texts.Span {
	var kept []texts.Span
	for _, s := range spans {
		n := length(s.Text)
		if n > limit {
			s.Text = head(s.Text, limit)
			return append(kept, s)
		}
		kept, limit = append(kept, s), limit-n
	}
	return kept
}

// cut returns text within limit units, ending with an ellipsis if it is longer.
func cut(text string, limit int) string {
	if length(text) <= limit {
		return text
	}
	return head(text, limit-1) + "…"
}

// head returns the beginning of text: at most limit units, up to a space if one
// is near.
func head(text string, limit int) string {
	n := 0
	for i, r := range text {
		if n += unitsOf(r); n > limit {
			text = text[:i]
			break
		}
	}
	if space := strings.LastIndexFunc(text, unicode.IsSpace); space > 0 && len(text)-space <= maxBackward {
		text = text[:space]
	}
	return text
}

// length counts the UTF-16 units of text, as Telegram does.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int { return max(1, utf16.RuneLen(r)) }

// worded marks what a button carries that stands for a typed word.
const worded = "="

// buttons lays rows out within Telegram's limits. Presses carry what data says
// of their number in reading order; without data only addresses and words are kept.
func buttons(s dialogs.Screen, data func(i int) string) [][]telegram.Button {
	rows := s.Rows
	var out [][]telegram.Button
	pressed, left := 0, maxButtons
	for _, row := range rows {
		var line []telegram.Button
		for _, b := range row {
			button := telegram.Button{Label: label(b.Label), URL: b.URL, Copy: b.Copy}
			if s.Veiled {
				button.Label = texts.VeilLabel(button.Label)
			}
			switch {
			case length(b.Copy) > maxCopy: // half of it copied would be worse than nothing
				button = telegram.Button{}
			case b.URL != "", b.Copy != "":
			case b.Word != "":
				button.Data = worded + b.Word
			case data != nil:
				button.Data = data(pressed)
				pressed++
			}
			if button.URL != "" || button.Copy != "" || button.Data != "" {
				line = append(line, button)
			}
		}
		line = line[:min(len(line), left)]
		left -= len(line)
		out = slices.AppendSeq(out, slices.Chunk(line, maxRow))
	}
	return out
}

func label(s string) string {
	if !visible(s) {
		return nothing
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
