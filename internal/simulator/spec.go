package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed botapi/api.json
var apiJSON []byte

// loadSpec reads the description of the Bot API once for all servers; nobody changes it afterwards.
var loadSpec = sync.OnceValues(func() (*spec, error) { return readSpec(apiJSON) })

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

func readSpec(data []byte) (*spec, error) {
	s := &spec{byLower: map[string]*methodSpec{}}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("read the description of the Bot API: %w", err)
	}
	for name, m := range s.Methods {
		s.byLower[strings.ToLower(name)] = m
		completeFields(m.Fields)
	}
	for _, t := range s.Types {
		completeFields(t.Fields)
	}
	return s, nil
}

func completeFields(fields []field) {
	for i := range fields {
		f := &fields[i]
		f.limit = readLimit(*f)
		if f.Name == "type" || f.Name == "source" || f.Name == "status" {
			f.must = readMust(f.Description)
		}
	}
}

var (
	textRange  = regexp.MustCompile(`(\d+)-(\d+) (characters|bytes)`)
	listRange  = regexp.MustCompile(`(?:list of|include) (\d+)-(\d+)`)
	listMost   = regexp.MustCompile(`(?:[Aa]t most|up to) (\d+) (?:items|identifiers|commands|custom|suggested)`)
	valueRange = regexp.MustCompile(`[;,] (\d+)-(\d+)\b`)
	onlyValue  = regexp.MustCompile(`(?:must be|always) (?:“([a-z_]+)”|"([a-z_]+)"|([a-z_]+))\s*$`)
)

func readLimit(f field) limit {
	kind := f.Types[0]
	switch {
	case strings.HasPrefix(kind, "Array of"):
		if m := listRange.FindStringSubmatch(f.Description); m != nil {
			return limit{min: number(m[1]), max: number(m[2]), unit: items}
		}
		if m := listMost.FindStringSubmatch(f.Description); m != nil {
			return limit{max: number(m[1]), unit: items}
		}
	case kind == "String" && len(f.Types) == 1:
		return textLimit(f.Description)
	case kind == "Integer" || kind == "Float":
		m := valueRange.FindStringSubmatch(f.Description)
		if m != nil && f.Name != "limit" { // limit is brought into its range, never refused
			return limit{min: number(m[1]), max: number(m[2]), unit: amount}
		}
	}
	return limit{}
}

func textLimit(description string) limit {
	m := textRange.FindStringSubmatch(description)
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

func readMust(description string) string {
	m := onlyValue.FindStringSubmatch(description)
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
