package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxButtons   = 100
	maxRow       = 8
	maxMarkup    = 10_000
	maxDataBytes = 64
)

// Button is a button under a message. URL, Data or Pay says what it does.
type Button struct {
	Text string `json:"text"`
	URL  string `json:"url,omitempty"`
	Data string `json:"callback_data,omitempty"`
	Pay  bool   `json:"pay,omitempty"` // pays the invoice

	Copy  string `json:"-"` // what it puts on the clipboard
	Login string `json:"-"` // where it logs in, which the bot does not learn of
	App   string `json:"-"` // the address of the Web App it opens
}

// UnmarshalJSON also reads what lies deeper.
func (b *Button) UnmarshalJSON(data []byte) error {
	type plain Button
	wire := struct {
		*plain
		Copy struct {
			Text string `json:"text"`
		} `json:"copy_text"`
		Login struct {
			URL string `json:"url"`
		} `json:"login_url"`
		App struct {
			URL string `json:"url"`
		} `json:"web_app"`
	}{plain: (*plain)(b)}
	if err := json.Unmarshal(data, &wire); err != nil {
		return fmt.Errorf("read button: %w", err)
	}
	b.Copy, b.Login, b.App = wire.Copy.Text, wire.Login.URL, wire.App.URL
	return nil
}

// Key is a key of a reply keyboard.
type Key struct {
	Text    string `json:"text"`
	Contact bool   `json:"request_contact,omitempty"`

	Location bool        `json:"request_location,omitempty"`
	Chat     *ChatWish   `json:"request_chat,omitempty"`
	People   *PeopleWish `json:"request_users,omitempty"`
}

// ReplyKeyboard is what a person sees instead of letters.
type ReplyKeyboard struct {
	Rows        [][]Key
	Persistent  bool
	OneTime     bool
	Resize      bool
	Placeholder string
	Selective   bool // shown in a group only to those whom the message names or answers
}

// markup is a decoded reply_markup.
type markup struct {
	inline    [][]Button
	keyboard  *ReplyKeyboard
	remove    bool
	force     bool // an answer is wanted
	selective bool
	raw       json.RawMessage // of an inline keyboard, compact, keys in order
}

// markupKind names the type that the fields of a reply_markup show.
func markupKind(object map[string]any) string {
	for _, kind := range [][2]string{
		{"inline_keyboard", "InlineKeyboardMarkup"},
		{"keyboard", "ReplyKeyboardMarkup"},
		{"remove_keyboard", "ReplyKeyboardRemove"},
		{"force_reply", "ForceReply"},
	} {
		if _, ok := object[kind[0]]; ok {
			return kind[1]
		}
	}
	return ""
}

func checkMarkup(sp *spec, text string) error {
	value, err := decodeJSON(text)
	if err != nil {
		return badCall("can't parse reply keyboard markup JSON object")
	}
	object, ok := value.(map[string]any)
	if !ok {
		return badCall("object expected as reply markup")
	}
	kind := markupKind(object)
	if kind == "" {
		return nil // an empty object is no markup
	}
	if err := sp.checkValue(kind, object); err != nil {
		return fieldRefusal("reply keyboard markup", err)
	}
	return checkSize(text, object)
}

func checkSize(text string, object map[string]any) error {
	tooLong := badCall("reply markup is too long")
	rows, inline := object["inline_keyboard"].([]any)
	if !inline {
		return nil
	}
	if len(text) > 2*maxMarkup {
		return tooLong
	}
	total := 0
	for _, row := range rows {
		buttons, _ := row.([]any)
		if len(buttons) > maxRow {
			return tooLong
		}
		total += len(buttons)
	}
	if total > maxButtons {
		return tooLong
	}
	return nil
}

// keptButton leaves out what Telegram does not read: fields that it does not know, pay that is false, and a
// copy_text that copies nothing beside another action. Some clients write these into every button.
func keptButton(button map[string]any) map[string]any {
	kept := maps.Clone(button)
	maps.DeleteFunc(kept, func(name string, value any) bool {
		return !buttonLook(name) && !buttonAction(name) || name == "pay" && value == false
	})
	of, ok := kept["copy_text"].(map[string]any)
	if text, said := of["text"].(string); ok && (!said || text == "") && len(kept) > 2 {
		delete(kept, "copy_text")
	}
	return kept
}

func buttonLook(field string) bool {
	return slices.Contains([]string{"text", "style", "icon_custom_emoji_id"}, field)
}

func buttonAction(field string) bool {
	return slices.Contains([]string{
		"url", "callback_data", "web_app", "login_url", "switch_inline_query",
		"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
		"callback_game", "pay",
	}, field)
}

// maxCopyText is how much a button may put on the clipboard.
const maxCopyText = 256

func checkInlineButton(object map[string]any) error {
	text, _ := object["text"].(string)
	if strings.TrimSpace(text) == "" {
		return badCall("inline keyboard button text must be non-empty")
	}
	actions := 0
	for name := range object {
		if buttonAction(name) {
			actions++
		}
	}
	if actions != 1 {
		return badCall("Text buttons are unallowed in the inline keyboard")
	}
	if data, ok := object["callback_data"].(string); ok && (data == "" || len(data) > maxDataBytes) {
		return badCall("BUTTON_DATA_INVALID")
	}
	return checkButtonLinks(object)
}

func checkButtonLinks(object map[string]any) error {
	if copies, ok := object["copy_text"].(map[string]any); ok {
		if text, _ := copies["text"].(string); text == "" || utf8.RuneCountInString(text) > maxCopyText {
			return badCall("BUTTON_COPY_TEXT_INVALID")
		}
	}
	if link, ok := object["url"].(string); ok && !buttonLink(link) {
		return badCall("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", link)
	}
	login, ok := object["login_url"].(map[string]any)
	if !ok {
		return nil
	}
	if link, _ := login["url"].(string); !strings.HasPrefix(link, "https://") {
		return badCall(
			"inline keyboard button login URL '%s' is invalid: Only HTTPS links are allowed", link)
	}
	return nil
}

func buttonLink(raw string) bool {
	u, err := url.Parse(linkURL(raw))
	if err != nil {
		return false
	}
	return u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "tg"
}

// readMarkup decodes a reply_markup that has passed the check.
func readMarkup(text string) (markup, error) {
	if text == "" {
		return markup{}, nil
	}
	var wire struct {
		Inline      [][]Button `json:"inline_keyboard"`
		Keys        [][]Key    `json:"keyboard"`
		Remove      bool       `json:"remove_keyboard"`
		Force       bool       `json:"force_reply"`
		Selective   bool       `json:"selective"`
		Persistent  bool       `json:"is_persistent"`
		OneTime     bool       `json:"one_time_keyboard"`
		Resize      bool       `json:"resize_keyboard"`
		Placeholder string     `json:"input_field_placeholder"`
	}
	if err := json.Unmarshal([]byte(text), &wire); err != nil {
		return markup{}, badCall("can't parse reply keyboard markup JSON object")
	}
	m := markup{
		remove: wire.Remove, force: wire.Force, selective: wire.Selective,
		inline: withoutEmptyRows(wire.Inline),
	}
	if len(m.inline) > 0 {
		raw, err := keptKeyboard(text)
		if err != nil {
			return markup{}, err
		}
		m.raw = raw
	}
	if rows := withoutEmptyRows(wire.Keys); len(rows) > 0 {
		m.keyboard = &ReplyKeyboard{
			Rows: rows, Persistent: wire.Persistent, OneTime: wire.OneTime,
			Resize: wire.Resize, Placeholder: wire.Placeholder, Selective: wire.Selective,
		}
	}
	return m, nil
}

// forGroups refuses what Telegram shows in private chats alone.
func (mk markup) forGroups() error {
	for _, b := range slices.Concat(mk.inline...) {
		if b.App != "" {
			return badCall("BUTTON_TYPE_INVALID")
		}
	}
	if mk.keyboard == nil {
		return nil
	}
	for _, key := range slices.Concat(mk.keyboard.Rows...) {
		switch {
		case key.Contact:
			return badCall("phone number can be requested in private chats only")
		case key.Location:
			return badCall("location can be requested in private chats only")
		case key.Chat != nil:
			return badCall("chats can be requested in private chats only")
		case key.People != nil:
			return badCall("users can be requested in private chats only")
		}
	}
	return nil
}

// keptKeyboard is an inline keyboard as messages carry it.
func keptKeyboard(text string) (json.RawMessage, error) {
	value, err := decodeJSON(text)
	if err != nil {
		return nil, err
	}
	object, _ := value.(map[string]any)
	rows, _ := object["inline_keyboard"].([]any)
	for _, row := range rows {
		buttons, _ := row.([]any)
		for i := range buttons {
			if button, ok := buttons[i].(map[string]any); ok {
				buttons[i] = keptButton(button)
			}
		}
	}
	return encoded(value)
}

// canonical writes JSON so that equal keyboards are equal texts.
func canonical(text string) (json.RawMessage, error) {
	value, err := decodeJSON(text)
	if err != nil {
		return nil, err
	}
	return encoded(value)
}

func encoded(value any) (json.RawMessage, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fmt.Errorf("encode keyboard: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func withoutEmptyRows[T any](rows [][]T) [][]T {
	var kept [][]T
	for _, row := range rows {
		if len(row) > 0 {
			kept = append(kept, row)
		}
	}
	return kept
}

// UnmarshalJSON also reads the short form, where a key is only its text.
func (k *Key) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &k.Text); err != nil {
			return fmt.Errorf("read key: %w", err)
		}
		return nil
	}
	type plain Key
	if err := json.Unmarshal(data, (*plain)(k)); err != nil {
		return fmt.Errorf("read key: %w", err)
	}
	return nil
}
