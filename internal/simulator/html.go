package simulator

import (
	"html"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func knownTags(name string) bool {
	switch name {
	case "a", "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "span",
		"tg-spoiler", "tg-emoji", "blockquote":
		return true
	}
	return false
}

func entityOf(tag string, attributes map[string]string) Entity {
	switch tag {
	case "a":
		return Entity{Type: "text_link", URL: attributes["href"]}
	case "b", "strong":
		return Entity{Type: "bold"}
	case "i", "em":
		return Entity{Type: "italic"}
	case "u", "ins":
		return Entity{Type: "underline"}
	case "s", "strike", "del":
		return Entity{Type: "strikethrough"}
	case "pre":
		return Entity{Type: "pre"}
	case "code":
		language, _ := strings.CutPrefix(attributes["class"], "language-")
		return Entity{Type: "code", Language: language}
	case "span", "tg-spoiler":
		return Entity{Type: "spoiler"}
	case "blockquote":
		if _, ok := attributes["expandable"]; ok {
			return Entity{Type: "expandable_blockquote"}
		}
		return Entity{Type: "blockquote"}
	}
	return Entity{} // a custom emoji is shown as the plain one inside it
}

// reference reads the character reference at the start of s. Telegram knows four names and the numbers;
// anything else is an ampersand.
func reference(s string) (r rune, size int) {
	for _, known := range []struct {
		name string
		r    rune
	}{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}} {
		if strings.HasPrefix(s, known.name) {
			return known.r, len(known.name)
		}
	}
	end := strings.IndexByte(s, ';')
	if end < 3 || end > 10 || s[1] != '#' {
		return '&', 1
	}
	digits, base := s[2:end], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
		return '&', 1
	}
	return rune(n), end + 1
}

func unescapeHTML(s string) string {
	var out strings.Builder
	for s != "" {
		if s[0] != '&' {
			out.WriteByte(s[0])
			s = s[1:]
			continue
		}
		r, size := reference(s)
		out.WriteRune(r)
		s = s[size:]
	}
	return out.String()
}

// linkURL completes an address as Telegram does; it is empty if there is none.
func linkURL(raw string) string {
	raw = strings.TrimSpace(raw)
	if !strings.Contains(raw, ":") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if !strings.Contains(u.Hostname(), ".") && u.Hostname() != "localhost" {
			return ""
		}
	case "tg", "ton", "tonsite", "tel", "mailto":
	default:
		return ""
	}
	return raw
}

// renderHTML writes a text with its entities as HTML that is safe to show: nothing outside a fixed list.
func renderHTML(text string, entities []Entity) string {
	units := utf16.Encode([]rune(text))
	var out strings.Builder
	var open []Entity
	rest := ordered(append([]Entity(nil), entities...))
	for at := 0; at <= len(units); {
		open = closeEnded(&out, open, at)
		for len(rest) > 0 && rest[0].Offset <= at {
			if e := clip(rest[0], open, len(units)); e.Length > 0 {
				out.WriteString(startTag(e))
				open = append(open, e)
			}
			rest = rest[1:]
		}
		next := nextEdge(at, len(units), open, rest)
		out.WriteString(escape(string(utf16.Decode(units[at:next]))))
		if next == at {
			break
		}
		at = next
	}
	closeEnded(&out, open, len(units))
	return out.String()
}

// clip keeps e inside what is already open, so that the tags nest.
func clip(e Entity, open []Entity, size int) Entity {
	end := min(e.Offset+e.Length, size)
	for _, o := range open {
		end = min(end, o.Offset+o.Length)
	}
	e.Length = end - e.Offset
	if startTag(e) == "" {
		e.Length = 0
	}
	return e
}

func closeEnded(out *strings.Builder, open []Entity, at int) []Entity {
	for len(open) > 0 {
		last := open[len(open)-1]
		if last.Offset+last.Length > at {
			break
		}
		out.WriteString(endTag(last))
		open = open[:len(open)-1]
	}
	return open
}

func nextEdge(at, size int, open, rest []Entity) int {
	edges := []int{size}
	for _, e := range open {
		edges = append(edges, e.Offset+e.Length)
	}
	if len(rest) > 0 {
		edges = append(edges, max(rest[0].Offset, at+1))
	}
	sort.Ints(edges)
	return min(edges[0], size)
}

func startTag(e Entity) string {
	if e.Type == "text_link" {
		if !safeLink(e.URL) {
			return ""
		}
		return `<a href="` + html.EscapeString(e.URL) + `">`
	}
	if name := tagName(e.Type); name != "" {
		return "<" + name + ">"
	}
	return ""
}

func endTag(e Entity) string {
	if e.Type == "text_link" {
		return "</a>"
	}
	return "</" + tagName(e.Type) + ">"
}

func tagName(kind string) string {
	switch kind {
	case "bold":
		return "b"
	case "italic":
		return "i"
	case "underline":
		return "u"
	case "strikethrough":
		return "s"
	case "code", "pre":
		return kind
	case "blockquote", "expandable_blockquote":
		return "blockquote"
	case "spoiler":
		return "tg-spoiler"
	}
	return ""
}

func safeLink(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "tel":
		return true
	}
	return false
}

func escape(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
}
