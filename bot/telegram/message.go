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

// Button is one of the buttons under a message: with Data, or with a URL.
type Button struct {
	Label string
	Data  string // 1–64 bytes
	URL   string
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

func inline(buttons [][]Button) tgbotapi.InlineKeyboardMarkup {
	markup := tgbotapi.InlineKeyboardMarkup{}
	for _, row := range buttons {
		out := make([]tgbotapi.InlineKeyboardButton, 0, len(row))
		for _, b := range row {
			if b.URL != "" {
				out = append(out, tgbotapi.NewInlineKeyboardButtonURL(b.Label, b.URL))
				continue
			}
			out = append(out, tgbotapi.NewInlineKeyboardButtonData(b.Label, b.Data))
		}
		markup.InlineKeyboard = append(markup.InlineKeyboard, out)
	}
	return markup
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
