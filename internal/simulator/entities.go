package simulator

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxEntities is how many Telegram keeps; it passes over the rest without a word.
const maxEntities = 100

// Entity is a piece of a text with a meaning. Offset and Length count UTF-16 units, as Telegram does.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

// parseMarkup takes the markup out of text as parse_mode says.
func parseMarkup(text, mode string) (string, []Entity, error) {
	if !utf8.ValidString(text) {
		return "", nil, badCall("strings must be encoded in UTF-8")
	}
	var entities []Entity
	switch strings.ToLower(mode) {
	case "":
	case "html":
		var err error
		if text, entities, err = parseHTML(text); err != nil {
			return "", nil, err
		}
	case "markdown", "markdownv2":
		return "", nil, badCall("can't parse entities: %s is not simulated", mode)
	default:
		return "", nil, badCall("unsupported parse_mode")
	}
	text, entities = trim(text, entities)
	return text, entities[:min(len(entities), maxEntities)], nil
}

// parseHTML reads the HTML of Telegram. Its complaints are Telegram's, with offsets in bytes of the source.
func parseHTML(source string) (string, []Entity, error) {
	p := htmlParser{source: source}
	for p.at < len(p.source) {
		var err error
		switch p.source[p.at] {
		case '<':
			err = p.tag()
		case '&':
			p.reference()
		default:
			r, size := utf8.DecodeRuneInString(p.source[p.at:])
			p.put(r)
			p.at += size
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, badMarkup("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	return p.out.String(), ordered(p.entities), nil
}

type htmlParser struct {
	source   string
	at       int
	out      strings.Builder
	length   int // of out in UTF-16 units
	open     []openTag
	entities []Entity
}

type openTag struct {
	name   string
	entity Entity
	start  int // in bytes of out
}

func badMarkup(format string, args ...any) *refusal {
	return badCall("can't parse entities: %s", fmt.Sprintf(format, args...))
}

func (p *htmlParser) put(r rune) {
	p.out.WriteRune(r)
	p.length += utf16.RuneLen(r)
}

// tag reads a start or an end tag at p.at.
func (p *htmlParser) tag() error {
	begin := p.at
	p.at++
	if strings.HasPrefix(p.source[p.at:], "/") {
		p.at++
		return p.endTag(begin)
	}
	name := strings.ToLower(p.until(" \t\r\n>"))
	if !knownTags(name) {
		return badMarkup("Unsupported start tag %q at byte offset %d", name, begin)
	}
	attributes, err := p.attributes(name, begin)
	if err != nil {
		return err
	}
	if name == "span" && attributes["class"] != "tg-spoiler" {
		return badMarkup("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	entity := entityOf(name, attributes)
	entity.Offset = p.length
	p.open = append(p.open, openTag{name: name, entity: entity, start: p.out.Len()})
	return nil
}

func (p *htmlParser) endTag(begin int) error {
	name := strings.ToLower(strings.TrimSpace(p.until(">")))
	if p.at >= len(p.source) {
		return badMarkup("Unclosed end tag at byte offset %d", begin)
	}
	p.at++
	if len(p.open) == 0 {
		return badMarkup("Unexpected end tag at byte offset %d", begin)
	}
	last := p.open[len(p.open)-1]
	if name != "" && name != last.name {
		return badMarkup("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"",
			begin, last.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	p.finish(last)
	return nil
}

// finish turns a closed tag into an entity. Empty ones and links that lead nowhere vanish without a word.
func (p *htmlParser) finish(tag openTag) {
	e := tag.entity
	e.Length = p.length - e.Offset
	if e.Type == "text_link" {
		if e.URL == "" {
			e.URL = p.out.String()[tag.start:]
		}
		if e.URL = linkURL(e.URL); e.URL == "" {
			return
		}
	}
	if e.Length == 0 || e.Type == "" {
		return
	}
	if e.Type == "code" && e.Language != "" {
		p.addLanguage(e)
		return
	}
	p.entities = append(p.entities, e)
}

// addLanguage keeps <code class="language-…"> for the <pre> around it, which is where it counts.
func (p *htmlParser) addLanguage(e Entity) {
	if n := len(p.open); n > 0 && p.open[n-1].name == "pre" && p.open[n-1].entity.Offset == e.Offset {
		p.open[n-1].entity.Language = e.Language
		return
	}
	e.Language = ""
	p.entities = append(p.entities, e)
}

// until moves to the first of stops and returns what it passed.
func (p *htmlParser) until(stops string) string {
	rest := p.source[p.at:]
	n := strings.IndexAny(rest, stops)
	if n < 0 {
		n = len(rest)
	}
	p.at += n
	return rest[:n]
}

// attributes reads up to and with the closing bracket of a start tag.
func (p *htmlParser) attributes(tag string, begin int) (map[string]string, error) {
	found := map[string]string{}
	for {
		p.skipSpace()
		if p.at >= len(p.source) {
			return nil, badMarkup("Unclosed start tag %q at byte offset %d", tag, begin)
		}
		if p.source[p.at] == '>' {
			p.at++
			return found, nil
		}
		name := strings.ToLower(p.until(" \t\r\n=>"))
		if name == "" {
			return nil, badMarkup("Empty attribute name in the tag %q at byte offset %d", tag, begin)
		}
		p.skipSpace()
		if !strings.HasPrefix(p.source[p.at:], "=") {
			if tag == "blockquote" && name == "expandable" {
				found[name] = name
				continue
			}
			return nil, badMarkup(
				"Expected equal sign in declaration of an attribute of the tag %q at byte offset %d",
				tag, begin)
		}
		p.at++
		p.skipSpace()
		value, ok := p.value()
		if !ok {
			return nil, badMarkup("Unclosed start tag at byte offset %d", begin)
		}
		found[name] = value
	}
}

// value reads an attribute, with or without quotes.
func (p *htmlParser) value() (string, bool) {
	if p.at >= len(p.source) {
		return "", false
	}
	quote := p.source[p.at]
	if quote != '"' && quote != '\'' {
		return unescapeHTML(p.until(" \t\r\n>")), true
	}
	p.at++
	raw := p.until(string(quote))
	if p.at >= len(p.source) {
		return "", false
	}
	p.at++
	return unescapeHTML(raw), true
}

func (p *htmlParser) skipSpace() {
	for p.at < len(p.source) && strings.IndexByte(" \t\r\n", p.source[p.at]) >= 0 {
		p.at++
	}
}

func (p *htmlParser) reference() {
	r, size := reference(p.source[p.at:])
	p.put(r)
	p.at += size
}

// ordered sorts entities as Telegram shows them: by place, the longer first.
func ordered(entities []Entity) []Entity {
	sort.SliceStable(entities, func(i, j int) bool {
		a, b := entities[i], entities[j]
		if a.Offset != b.Offset {
			return a.Offset < b.Offset
		}
		return a.Length > b.Length
	})
	return entities
}

// trim cuts the white space around a text and moves the entities along.
func trim(text string, entities []Entity) (string, []Entity) {
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	shift := utf16Length(text[:len(text)-len(left)])
	text = strings.TrimRightFunc(left, unicode.IsSpace)
	size := utf16Length(text)
	var kept []Entity
	for _, e := range entities {
		end := min(e.Offset+e.Length-shift, size)
		e.Offset = max(e.Offset-shift, 0)
		e.Length = end - e.Offset
		if e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return text, kept
}

func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}
