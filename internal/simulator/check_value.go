package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// checkValue checks a decoded JSON value against a type of the description.
func (sp *spec) checkValue(kind string, value any) error {
	if of, ok := strings.CutPrefix(kind, "Array of "); ok {
		return sp.checkArray(of, value)
	}
	switch kind {
	case "String":
		_, ok := value.(string)
		return wanted(ok, "String")
	case "Boolean", "True":
		_, ok := value.(bool)
		return wanted(ok, "Boolean")
	case "Integer":
		n, ok := value.(json.Number)
		if ok {
			_, err := n.Int64()
			ok = err == nil
		}
		return wanted(ok, "Number")
	case "Float":
		_, ok := value.(json.Number)
		return wanted(ok, "Number")
	}
	return sp.checkNamed(kind, value)
}

func wanted(ok bool, kind string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("value must be of type %s", kind)
}

func (sp *spec) checkArray(of string, value any) error {
	list, ok := value.([]any)
	if !ok {
		return wanted(false, "Array")
	}
	for _, item := range list {
		if err := sp.checkValue(of, item); err != nil {
			return err
		}
	}
	return nil
}

func (sp *spec) checkNamed(kind string, value any) error {
	t := sp.Types[kind]
	if t == nil {
		return fmt.Errorf("type %s is unknown", kind)
	}
	if len(t.Subtypes) > 0 {
		return sp.checkUnion(t, value)
	}
	if text, short := value.(string); short && (kind == "KeyboardButton" || kind == pollOptionType) {
		value = map[string]any{"text": text} // a plain key or answer may be written as its text
	}
	object, ok := value.(map[string]any)
	if !ok {
		return wanted(false, "Object")
	}
	if kind == "InlineKeyboardButton" {
		object = keptButton(object)
	}
	if err := sp.checkFields(t, kind, object); err != nil {
		return err
	}
	return checkDetails(kind, object)
}

func (sp *spec) checkFields(t *typeSpec, kind string, object map[string]any) error {
	for _, f := range t.Fields {
		v, given := object[f.Name]
		switch {
		case !given && f.Required:
			return fmt.Errorf("can't find field %q", f.Name)
		case !given:
			continue
		}
		if err := sp.checkField(f, v); err != nil {
			return inType(kind, err)
		}
	}
	return nil
}

// pollOptionType is the type of an answer to be sent.
const pollOptionType = "InputPollOption"

// inType words a refusal that depends on whose field it is about.
func inType(kind string, err error) error {
	if r := new(refusal); kind == pollOptionType && errors.As(err, &r) {
		return badCall("poll options length must not exceed 100")
	}
	return err
}

// checkUnion accepts what fits one of the subtypes. The complaint of the one that came furthest is told: with
// the discriminator matching, it is the only one that matters.
func (sp *spec) checkUnion(t *typeSpec, value any) error {
	var told error
	for _, name := range t.Subtypes {
		err := sp.checkValue(name, value)
		if err == nil {
			return nil
		}
		if told == nil || !isOtherKind(err) {
			told = err
		}
	}
	return told
}

// otherKindError says that an object is of another subtype.
type otherKindError struct{ field, got string }

func (o otherKindError) Error() string {
	return fmt.Sprintf("unsupported %s %q specified", o.field, o.got)
}

func isOtherKind(err error) bool {
	_, ok := err.(otherKindError) //nolint:errorlint // made and asked in this file only, never wrapped
	return ok
}

func (sp *spec) checkField(f field, value any) error {
	text, isText := value.(string)
	if f.must != "" && isText && text != f.must {
		return otherKindError{field: f.Name, got: text}
	}
	var err error
	for _, kind := range f.Types {
		if err = sp.checkValue(kind, value); err == nil {
			break
		}
	}
	if err != nil {
		return sayField(f, err)
	}
	if list, ok := value.([]any); ok {
		return f.limit.checkItems(f.Name, len(list))
	}
	if isText && !f.limit.afterMarkup {
		return f.limit.checkLength(f.Name, text)
	}
	return nil
}

func sayField(f field, err error) error {
	if _, ok := err.(*refusal); ok { //nolint:errorlint // the refusal itself, never wrapped here
		return err
	}
	return fmt.Errorf("field %q: %w", f.Name, err)
}

func commandName(s string) bool { return regexp.MustCompile(`^[a-z0-9_]{1,32}$`).MatchString(s) }

// checkDetails checks what the description of a type says in prose.
func checkDetails(kind string, object map[string]any) error {
	switch kind {
	case "BotCommand":
		if name, _ := object["command"].(string); !commandName(strings.TrimPrefix(name, "/")) {
			return badCall("BOT_COMMAND_INVALID")
		}
	case "LabeledPrice":
		if object["label"] == "" {
			return badCall("can't parse labeled price: LabeledPrice label must be non-empty")
		}
	case "InlineKeyboardButton":
		return checkInlineButton(object)
	case "KeyboardButton":
		if text, _ := object["text"].(string); strings.TrimSpace(text) == "" {
			return badCall("keyboard button text must be non-empty")
		}
	}
	return nil
}
