package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// mediaType is the type of files in JSON.
const mediaType = "InputMedia"

// check compares c with the description of its method and lists the parameters that it does not know.
func (sp *spec) check(c *call) (unknown []string, err error) {
	known := map[string]bool{}
	for _, f := range c.method.Fields {
		known[f.Name] = true
		if err := sp.checkParam(c, f); err != nil {
			return nil, err
		}
	}
	for name := range c.params {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	return unknown, nil
}

func (sp *spec) checkParam(c *call, f field) error {
	text := c.params[f.Name]
	_, uploaded := c.files[f.Name]
	switch {
	case text == "" && !uploaded && f.Required && !c.emptied(f.Name):
		return badCall("%s", missingWords(f))
	case text == "" && !uploaded:
		return nil
	case f.Name == "reply_markup":
		return checkMarkup(sp, text)
	case text == "null" && toleratesNull(f.Name):
		delete(c.params, f.Name)
		return nil
	}
	var err error
	for _, kind := range f.Types {
		if err = sp.checkText(c, kind, f, text); err == nil {
			return nil
		}
	}
	return err
}

// emptied tells whether a parameter was left empty on purpose: no url removes a webhook.
func (c *call) emptied(param string) bool {
	_, given := c.params[param]
	return given && c.method.Name == "setWebhook" && param == "url"
}

// toleratesNull names what old clients send as null with every call.
func toleratesNull(name string) bool {
	return name == "allowed_updates" || strings.HasSuffix(name, "entities")
}

// checkText checks one alternative of the type of a top-level parameter.
func (sp *spec) checkText(c *call, kind string, f field, text string) error {
	switch kind {
	case "Integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return badCall("%s", wrongNumber(f.Name))
		}
		return f.limit.checkAmount(f.Name, float64(n))
	case "Float":
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return badCall("%s", wrongNumber(f.Name))
		}
		return f.limit.checkAmount(f.Name, n)
	case "Boolean":
		if _, ok := parseBool(text); !ok {
			return badCall("field %q must be of type Boolean", f.Name)
		}
		return nil
	case "String":
		return checkString(c, f, text)
	case "InputFile":
		return c.checkFile(f.Name, text)
	}
	return sp.checkJSON(c, kind, f, text)
}

func checkString(c *call, f field, text string) error {
	if strings.HasPrefix(text, attachPrefix) && hasFileType(f) {
		return c.checkFile(f.Name, text)
	}
	if f.limit.afterMarkup {
		plain, _, err := parseMarkup(text, c.markupOf(f.Name))
		if err != nil {
			return err
		}
		text = plain
		if text == "" && f.limit.min > 0 {
			return badCall("%s", missingWords(f))
		}
	}
	return f.limit.checkLength(f.Name, text)
}

// markupOf is how a text is written; the texts of a poll each have a parameter of their own for it.
func (c *call) markupOf(name string) string {
	if name == "text" || name == "caption" {
		return c.params["parse_mode"]
	}
	return c.params[name+"_parse_mode"]
}

func hasFileType(f field) bool { return f.Types[0] == "InputFile" }

func (c *call) checkFile(name, text string) error {
	if key, ok := strings.CutPrefix(text, attachPrefix); ok {
		name = key
	}
	if _, ok := c.files[name]; !ok {
		return badCall("there is no %s in the request", name)
	}
	return nil
}

func (sp *spec) checkJSON(c *call, kind string, f field, text string) error {
	value, err := decodeJSON(text)
	if err != nil {
		return badCall("can't parse %s JSON object", f.Name)
	}
	if value == nil {
		return badCall("%s", nullWords(f.Name))
	}
	if err := sp.checkValue(kind, value); err != nil {
		return fieldRefusal(jsonName(kind, f.Name), err)
	}
	if err := c.checkAttached(value); err != nil {
		return err
	}
	if list, ok := value.([]any); ok {
		return f.limit.checkItems(f.Name, len(list))
	}
	return nil
}

// jsonName is what a refusal calls a parameter.
func jsonName(kind, name string) string {
	switch {
	case strings.HasSuffix(kind, mediaType):
		return mediaType
	case strings.HasSuffix(kind, "LabeledPrice"):
		return "labeled price"
	}
	return name
}

// fieldRefusal keeps a refusal that has Telegram's own words and explains any other.
func fieldRefusal(name string, err error) error {
	if r, ok := err.(*refusal); ok { //nolint:errorlint // the refusal itself, never wrapped here
		return r
	}
	if other := (otherKindError{}); name == mediaType && errors.As(err, &other) {
		return badCall("can't parse %s: type %q is unsupported", name, other.got)
	}
	return badCall("can't parse %s: %v", name, err)
}

func decodeJSON(text string) (any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, fmt.Errorf("decode JSON: %w", err)
	}
	if dec.More() {
		return nil, fmt.Errorf("decode JSON: %q follows the value", text[dec.InputOffset():])
	}
	return value, nil
}

// checkAttached finds attach:// names without their file, however deep.
func (c *call) checkAttached(value any) error {
	switch v := value.(type) {
	case string:
		if strings.HasPrefix(v, attachPrefix) && c.checkFile("", v) != nil {
			return badCall("can't parse %s: media not found", mediaType)
		}
	case []any:
		for _, item := range v {
			if err := c.checkAttached(item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, item := range v {
			if err := c.checkAttached(item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l limit) checkLength(name, text string) error {
	n := len(utf16.Encode([]rune(text)))
	word := "characters"
	if l.unit == bytesOfText {
		n, word = len(text), "bytes"
	}
	if l.max > 0 && (n > l.max || n < l.min) {
		wrong := fmt.Sprintf("%s must be %d-%d %s long", name, l.min, l.max, word)
		return badCall("%s", lengthWords(name, wrong))
	}
	return nil
}

func (l limit) checkAmount(name string, n float64) error {
	if l.unit == amount && l.max > 0 && (n < float64(l.min) || n > float64(l.max)) {
		return badCall("%s must be in %d-%d", name, l.min, l.max)
	}
	return nil
}

func (l limit) checkItems(name string, n int) error {
	if l.unit != items || l.max == 0 || n >= l.min && n <= l.max {
		return nil
	}
	return badCall("%s", itemsWords(name, n, l))
}
