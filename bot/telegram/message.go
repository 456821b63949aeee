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
	if !m.Plain {
		p["parse_mode"] = tgbotapi.ModeHTML
	}
	var err error
	switch {
	case len(m.Buttons) > 0:
		err = p.AddInterface("reply_markup", inline(m.Buttons))
	case len(m.Keys) > 0:
		err = p.AddInterface("reply_markup", keys(m.Keys))
	}
	if err != nil {
		return nil, fmt.Errorf("write keyboard: %w", err)
	}
	return p, nil
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

func keys(rows [][]string) keyboard {
	k := keyboard{Persistent: true}
	k.ResizeKeyboard = true
	for _, row := range rows {
		out := make([]tgbotapi.KeyboardButton, 0, len(row))
		for _, label := range row {
			out = append(out, tgbotapi.NewKeyboardButton(label))
		}
		k.Keyboard = append(k.Keyboard, out)
	}
	return k
}
