package texts

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed ru/*.toml
var files embed.FS

// Catalogue finds sentences by key.
type Catalogue struct {
	localizer *i18n.Localizer
	keys      []string
}

// Load reads the catalogue that the program carries.
func Load() (*Catalogue, error) {
	bundle := i18n.NewBundle(language.Russian)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	c := &Catalogue{localizer: i18n.NewLocalizer(bundle, "ru")}
	paths, err := fs.Glob(files, "ru/*.toml")
	if err != nil {
		return nil, fmt.Errorf("list catalogue: %w", err)
	}
	for _, path := range paths {
		b, err := files.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		f, err := bundle.ParseMessageFileBytes(b, "ru.toml")
		if err != nil {
			return nil, fmt.Errorf("parse catalogue %s: %w", path, err)
		}
		for _, m := range f.Messages {
			c.keys = append(c.keys, m.ID)
		}
	}
	return c, nil
}

// Keys returns the key of every sentence.
func (c *Catalogue) Keys() []string { return c.keys }

// T returns the sentence of key. The args are names and values in turn: a
// [Text] enters with its markup, anything else is escaped. The value of "N"
// picks the plural form. A key that is missing shows itself: a test finds it.
func (c *Catalogue) T(key string, args ...any) Text {
	data := map[string]any{}
	var count any
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		if name == "N" {
			count = args[i+1]
		}
		data[name] = escaped(args[i+1])
	}
	s, err := c.localizer.Localize(
		&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: count})
	if err != nil {
		return Escape("‹" + key + "›")
	}
	return Text(s)
}

// Label returns the sentence of key without markup, as buttons show it.
func (c *Catalogue) Label(key string, args ...any) string { return c.T(key, args...).Plain() }

func escaped(v any) any {
	switch v := v.(type) {
	case Text:
		return string(v)
	case bool, int, int64: // {{if}} takes a number for false where it is zero
		return v
	default:
		return string(Escape(fmt.Sprint(v)))
	}
}
