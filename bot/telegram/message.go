package telegram

import (
	"fmt"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Message is a text to send.
type Message struct {
	Chat    int64
	Text    string
	Plain   bool // Text is no HTML
	Silent  bool
	Buttons [][]Button // under the message
	Keys    [][]string // below the chat, for good; not together with Buttons
	Choose  string     // one more key, above Keys, that lets the person choose a group
	Share   string     // one more key, above Keys, that sends the person's own number
	Thread  int64      // the topic of a forum; 0: none
	Under   int64      // the message that it answers; 0: none
}

// Button is one of the buttons under a message: with Data, a URL or what it copies.
type Button struct {
	Label string
	Data  string // 1–64 bytes
	URL   string
	Copy  string // 1–256 characters
}

// inlineKeyboard is the library's keyboard with buttons that it does not know yet.
type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	tgbotapi.InlineKeyboardButton
	Copy *copyText `json:"copy_text,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

// keyboard adds to the library's keyboard what it does not know yet.
type keyboard struct {
	tgbotapi.ReplyKeyboardMarkup
	Persistent bool `json:"is_persistent"`
}

func (m Message) params() (tgbotapi.Params, error) {
	p := tgbotapi.Params{"text": m.Text, "link_preview_options": `{"is_disabled":true}`}
	p.AddNonZero64("chat_id", m.Chat)
	p.AddBool("disable_notification", m.Silent)
	place(p, m.Thread, m.Under)
	if !m.Plain {
		p["parse_mode"] = tgbotapi.ModeHTML
	}
	var err error
	switch {
	case len(m.Buttons) > 0:
		err = p.AddInterface("reply_markup", inline(m.Buttons))
	case len(m.Keys) > 0:
		err = p.AddInterface("reply_markup", choosing{lasting(), m.keys()})
	}
	if err != nil {
		return nil, fmt.Errorf("write keyboard: %w", err)
	}
	return p, nil
}

// place says where in a group a message stands.
func place(p tgbotapi.Params, thread, under int64) {
	p.AddNonZero64("message_thread_id", thread)
	if under != 0 {
		p["reply_parameters"] = fmt.Sprintf(`{"message_id":%d,"allow_sending_without_reply":true}`, under)
	}
}

// choosing is the keyboard with keys that the library does not know yet.
type choosing struct {
	keyboard
	Rows [][]key `json:"keyboard"`
}

type key struct {
	Text    string       `json:"text"`
	Chat    *requestChat `json:"request_chat,omitempty"`
	Contact bool         `json:"request_contact,omitempty"`
}

// requestChat lets the person choose a group; the messenger takes the bot along.
type requestChat struct {
	ID      int  `json:"request_id"`
	Channel bool `json:"chat_is_channel"`
	Member  bool `json:"bot_is_member"`
	Title   bool `json:"request_title"`
}

func (m Message) keys() (all [][]key) {
	if m.Choose != "" {
		all = append(all, []key{{Text: m.Choose, Chat: &requestChat{ID: 1, Member: true, Title: true}}})
	}
	if m.Share != "" {
		all = append(all, []key{{Text: m.Share, Contact: true}})
	}
	for _, row := range m.Keys {
		out := make([]key, len(row))
		for i, label := range row {
			out[i] = key{Text: label}
		}
		all = append(all, out)
	}
	return all
}

func inline(buttons [][]Button) inlineKeyboard {
	markup := inlineKeyboard{}
	for _, row := range buttons {
		out := make([]inlineButton, len(row))
		for i, b := range row {
			out[i] = inlineOf(b)
		}
		markup.Rows = append(markup.Rows, out)
	}
	return markup
}

func inlineOf(b Button) inlineButton {
	button := inlineButton{}
	switch {
	case b.URL != "":
		button.InlineKeyboardButton = tgbotapi.NewInlineKeyboardButtonURL(b.Label, b.URL)
	case b.Copy != "":
		button.Text, button.Copy = b.Label, &copyText{b.Copy}
	default:
		button.InlineKeyboardButton = tgbotapi.NewInlineKeyboardButtonData(b.Label, b.Data)
	}
	return button
}

func lasting() keyboard {
	k := keyboard{Persistent: true}
	k.ResizeKeyboard = true
	return k
}
