// Package book is the list of topics of appeals and of the authorities that take
// them in systems of their own. Both are data: the contents of НСИ 220 are not
// public, so the topics are ours, with room for the codes of the registers.
package book

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"dombot/internal/housing"
)

//go:embed topics.csv authorities.csv
var files embed.FS

// Manager among the kinds of addressees of a topic is whoever manages the house.
const Manager = "manager"

// Supply begins the kinds of addressees that are suppliers: «supplier:heat».
const Supply = "supplier:"

// Brings reports whether a supplier of a resource, as tables about houses call it, is of a
// kind among the addressees of a topic.
func Brings(kind, resource string) bool {
	stems := map[string][]string{
		Supply + "cold":  {"холодн", "водоснаб", "хвс"},
		Supply + "hot":   {"горяч", "гвс"},
		Supply + "sewer": {"сток", "водоотвед", "канализ"},
		Supply + "heat":  {"отоплен", "тепл"},
		Supply + "power": {"электр"},
		Supply + "gas":   {"газ"},
		Supply + "waste": {"тко", "мусор", "отход"},
	}[kind]
	folded := housing.FoldAddress(resource)
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(folded, stem) })
}

// Topic is one topic, or a branch of topics.
type Topic struct {
	ID, Parent, Name string
	words            string   // by which it is found besides its name
	To               []string // keys of authorities and [Manager], the first is the one to begin with
	NSI, TTK         string   // codes of the registers; empty: not known
}

// Authority takes appeals in a system of its own.
type Authority struct {
	Key   string
	Level housing.AppealLevel
	Short string // as buttons show it: a phone cuts more than some 30 signs
	Name  string
	URL   string
	Words string // by which it is found besides its name
	housing.Stated
}

// Book is both lists.
type Book struct {
	topics      []Topic
	authorities []Authority
}

// Load reads the lists that the program carries.
func Load() (*Book, error) {
	topics, err := files.Open("topics.csv")
	if err != nil {
		return nil, fmt.Errorf("open topics: %w", err)
	}
	authorities, err := files.Open("authorities.csv")
	if err != nil {
		return nil, fmt.Errorf("open authorities: %w", err)
	}
	return Read(topics, authorities)
}

// Read reads both lists and checks that what they name is there.
func Read(topics, authorities io.Reader) (*Book, error) {
	b := &Book{}
	rows, err := table(authorities, 8)
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	for _, r := range rows {
		b.authorities = append(b.authorities, Authority{
			Key: r[0], Level: housing.AppealLevel(r[1]), Short: r[2], Name: r[3], Words: r[4], URL: r[5],
			Stated: housing.Stated{Source: r[6]},
		})
		if err := b.authorities[len(b.authorities)-1].On.UnmarshalText([]byte(r[7])); err != nil {
			return nil, fmt.Errorf("read authorities: day of %s: %w", r[0], err)
		}
	}
	if rows, err = table(topics, 7); err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	for _, r := range rows {
		b.topics = append(b.topics, Topic{
			ID: r[0], Parent: r[1], Name: r[2], words: r[3], To: strings.Fields(r[4]), NSI: r[5], TTK: r[6],
		})
	}
	if err := b.check(); err != nil {
		return b, err
	}
	return b, nil
}

// table reads rows below their titles.
func table(r io.Reader, columns int) ([][]string, error) {
	in := csv.NewReader(r)
	in.Comma, in.FieldsPerRecord = ';', columns
	rows, err := in.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errors.Join(err, io.ErrUnexpectedEOF)
	}
	return rows[1:], nil
}

// check reports every name that leads nowhere.
func (b *Book) check() error {
	var errs []error
	seen := map[string]bool{"": true}
	for _, t := range b.topics {
		if seen[t.ID] || !seen[t.Parent] {
			errs = append(errs, fmt.Errorf("topic %q stands twice, or before its branch %q", t.ID, t.Parent))
		}
		seen[t.ID] = true
		for _, key := range t.To {
			if _, ok := b.Authority(key); !ok && key != Manager && !supplies(key) {
				errs = append(errs, fmt.Errorf("topic %q names %q, who is not there", t.ID, key))
			}
		}
	}
	for _, a := range b.authorities {
		errs = append(errs, a.check())
	}
	return errors.Join(errs...)
}

// check reports what is wrong with an authority.
func (a Authority) check() error {
	switch a.Level {
	case housing.LevelMunicipal, housing.LevelRegional, housing.LevelFederal:
	case housing.LevelLocal:
		return fmt.Errorf("authority %q is of no level", a.Key)
	default:
		return fmt.Errorf("authority %q has level %q", a.Key, a.Level)
	}
	if a.On.IsZero() {
		return fmt.Errorf("authority %q is of no day", a.Key)
	}
	return nil
}

// supplies reports whether a kind of addressees is one of suppliers.
func supplies(kind string) bool {
	return slices.Contains([]string{"cold", "hot", "sewer", "heat", "power", "gas", "waste"},
		strings.TrimPrefix(kind, Supply)) && strings.HasPrefix(kind, Supply)
}

// Below returns the topics of a branch; those at the top for the empty one.
func (b *Book) Below(branch string) []Topic {
	var found []Topic
	for _, t := range b.topics {
		if t.Parent == branch {
			found = append(found, t)
		}
	}
	return found
}

// Topic returns a topic by its id.
func (b *Book) Topic(id string) (Topic, bool) {
	i := slices.IndexFunc(b.topics, func(t Topic) bool { return t.ID == id })
	if i < 0 || id == "" {
		return Topic{}, false
	}
	return b.topics[i], true
}

// Authority returns an authority by its key.
func (b *Book) Authority(key string) (Authority, bool) {
	i := slices.IndexFunc(b.authorities, func(a Authority) bool { return a.Key == key })
	if i < 0 {
		return Authority{}, false
	}
	return b.authorities[i], true
}

// Authorities returns all of a level.
func (b *Book) Authorities(level housing.AppealLevel) []Authority {
	var found []Authority
	for _, a := range b.authorities {
		if a.Level == level {
			found = append(found, a)
		}
	}
	return found
}

// Suggest returns the keys of those to whom an appeal about a topic is written:
// [Manager] and authorities. A topic of one's own may concern anybody.
func (b *Book) Suggest(topic string) []string {
	if t, ok := b.Topic(topic); ok && len(t.To) > 0 {
		return t.To
	}
	return []string{Manager, "inspectorate", "municipality"}
}
