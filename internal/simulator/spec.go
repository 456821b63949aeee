package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

//go:embed botapi/api.json
var apiJSON []byte

// spec is the published description of the Bot API.
type spec struct {
	Version string                 `json:"version"`
	Methods map[string]*methodSpec `json:"methods"`
	Types   map[string]*typeSpec   `json:"types"`

	byLower map[string]*methodSpec // Telegram does not tell the case of method names
}

type methodSpec struct {
	Name    string   `json:"name"`
	Returns []string `json:"returns"`
	Fields  []field  `json:"fields"`
}

type typeSpec struct {
	Name     string   `json:"name"`
	Fields   []field  `json:"fields"`
	Subtypes []string `json:"subtypes"`
}

type field struct {
	Name        string   `json:"name"`
	Types       []string `json:"types"`
	Required    bool     `json:"required"`
	Description string   `json:"description"`

	limit limit
	must  string // the only value allowed, for the discriminators of unions
}

// limit is a documented range; max 0 means none.
type limit struct {
	min, max    int
	unit        unit
	afterMarkup bool // counted when the markup has been taken out
}

type unit int

const (
	characters unit = iota
	bytesOfText
	items
	amount
)

// API is the description of the Bot API. It never changes: any number of servers may share one.
type API struct{ spec *spec }

// ReadAPI reads the description that the package carries, almost a megabyte.
func ReadAPI() (API, error) {
	sp, err := readSpec(apiJSON)
	return API{spec: sp}, err
}

func readSpec(data []byte) (*spec, error) {
	s, p := &spec{byLower: map[string]*methodSpec{}}, newProse()
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("read the description of the Bot API: %w", err)
	}
	for name, m := range s.Methods {
		s.byLower[strings.ToLower(name)] = m
		p.completeFields(m.Fields)
	}
	for _, t := range s.Types {
		p.completeFields(t.Fields)
	}
	return s, nil
}

// prose finds limits in the descriptions of fields.
type prose struct{ textRange, listRange, listMost, valueRange, onlyValue *regexp.Regexp }

func newProse() prose {
	return prose{
		textRange: regexp.MustCompile(`(\d+)-(\d+) (characters|bytes)`),
		listRange: regexp.MustCompile(`(?:list of|include) (\d+)-(\d+)`),
		listMost: regexp.MustCompile(`(?:[Aa]t most|up to) (\d+) ` +
			`(?:items|identifiers|commands|custom|suggested)`),
		valueRange: regexp.MustCompile(`[;,] (\d+)-(\d+)\b`),
		onlyValue:  regexp.MustCompile(`(?:must be|always) (?:“([a-z_]+)”|"([a-z_]+)"|([a-z_]+))\s*$`),
	}
}

func (p prose) completeFields(fields []field) {
	for i := range fields {
		f := &fields[i]
		f.Types = joined(f.Types)
		f.limit = p.limit(*f)
		if f.Name == "type" || f.Name == "source" || f.Name == "status" {
			f.must = p.must(f.Description)
		}
	}
}

// joined makes one list of several, each of another InputMedia: an album may mix them.
func joined(types []string) []string {
	const list = "Array of " + mediaType
	if len(types) > 1 && strings.HasPrefix(types[0], list) {
		return []string{list}
	}
	return types
}

func (p prose) limit(f field) limit {
	kind := f.Types[0]
	switch {
	case strings.HasPrefix(kind, "Array of"):
		if m := p.listRange.FindStringSubmatch(f.Description); m != nil {
			return limit{min: number(m[1]), max: number(m[2]), unit: items}
		}
		if m := p.listMost.FindStringSubmatch(f.Description); m != nil {
			return limit{max: number(m[1]), unit: items}
		}
	case kind == "String" && len(f.Types) == 1:
		return p.textLimit(f.Description)
	case kind == "Integer" || kind == "Float":
		m := p.valueRange.FindStringSubmatch(f.Description)
		if m != nil && f.Name != "limit" { // limit is brought into its range, never refused
			return limit{min: number(m[1]), max: number(m[2]), unit: amount}
		}
	}
	return limit{}
}

func (p prose) textLimit(description string) limit {
	m := p.textRange.FindStringSubmatch(description)
	if m == nil {
		return limit{}
	}
	l := limit{min: number(m[1]), max: number(m[2]), unit: characters}
	if m[3] == "bytes" {
		l.unit = bytesOfText
	}
	l.afterMarkup = strings.Contains(description, "after entit")
	return l
}

func (p prose) must(description string) string {
	m := p.onlyValue.FindStringSubmatch(description)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
