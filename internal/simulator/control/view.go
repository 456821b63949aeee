package control

import (
	"time"

	"dombot/internal/simulator"
)

// chat is what a person sees.
type chat struct {
	Messages []message `json:"messages"`
	Keyboard *keyboard `json:"keyboard,omitempty"`
	Toasts   []toast   `json:"toasts,omitempty"`
	Payments []payment `json:"payments,omitempty"`
	Pinned   []int     `json:"pinned,omitempty"`
	Typing   int       `json:"typing"` // how often the bot said that it is busy
	Blocked  bool      `json:"blocked"`
}

type message struct {
	ID       int                  `json:"id"`
	FromBot  bool                 `json:"from_bot"`
	From     int64                `json:"from,omitempty"`
	Date     time.Time            `json:"date"`
	Edits    int                  `json:"edits,omitempty"`
	Text     string               `json:"text,omitempty"` // the caption if there is a file
	Entities []simulator.Entity   `json:"entities,omitempty"`
	HTML     string               `json:"html,omitempty"`
	Buttons  [][]simulator.Button `json:"buttons,omitempty"`
	File     *file                `json:"file,omitempty"`
	Contact  *simulator.Contact   `json:"contact,omitempty"`
	Location *simulator.Location  `json:"location,omitempty"`
	Venue    *simulator.Venue     `json:"venue,omitempty"`
	Dice     *simulator.Dice      `json:"dice,omitempty"`
	Poll     *poll                `json:"poll,omitempty"`
	Invoice  *invoice             `json:"invoice,omitempty"`
	Paid     *simulator.Receipt   `json:"paid,omitempty"` // the message is the receipt
	Topic    int                  `json:"topic,omitempty"`
	Album    string               `json:"album,omitempty"`
	ReplyTo  int                  `json:"reply_to,omitempty"`
	Service  string               `json:"service,omitempty"`
}

type file struct {
	Kind   string `json:"kind"`
	ID     string `json:"file_id"`
	Name   string `json:"name,omitempty"`
	MIME   string `json:"mime,omitempty"`
	Size   int    `json:"size"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	URL    string `json:"url"` // of the content
}

type keyboard struct {
	Rows        [][]simulator.Key `json:"rows"`
	Persistent  bool              `json:"persistent,omitempty"`
	OneTime     bool              `json:"one_time,omitempty"`
	Placeholder string            `json:"placeholder,omitempty"`
}

type toast struct {
	Text    string `json:"text"`
	Alert   bool   `json:"alert,omitempty"`
	Message int    `json:"message"`
}

type poll struct {
	ID       string       `json:"id"`
	Question string       `json:"question"`
	Options  []pollOption `json:"options"`
	Voters   int          `json:"voters"`
	Closed   bool         `json:"closed"`
}

type invoice struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	Payload     string  `json:"payload"`
	Currency    string  `json:"currency"`
	Amount      int     `json:"amount"` // in the smallest units
	PaidBy      []int64 `json:"paid_by"`
}

// payment is a wish to pay.
type payment struct {
	Message int    `json:"message,omitempty"`
	State   string `json:"state"` // asked, paid, refused, unanswered, declined or refunded
	Refusal string `json:"refusal,omitempty"`
	Amount  int    `json:"amount"`
	Payload string `json:"payload"`
}

type pollOption struct {
	Text   string  `json:"text"`
	Voters []int64 `json:"voters"`
}

func chatOf(c simulator.Chat) chat {
	shown := chat{Messages: []message{}, Pinned: c.Pinned, Typing: c.Typing, Blocked: c.Blocked}
	for _, m := range c.Messages {
		shown.Messages = append(shown.Messages, messageOf(m))
	}
	for _, t := range c.Toasts {
		shown.Toasts = append(shown.Toasts, toast{Text: t.Text, Alert: t.Alert, Message: t.MessageID})
	}
	for _, p := range c.Payments {
		shown.Payments = append(shown.Payments, payment{
			Message: p.MessageID, State: p.State.String(), Refusal: p.Refusal, Amount: p.Receipt.Amount,
			Payload: p.Receipt.Payload,
		})
	}
	if k := c.Keyboard; k != nil {
		shown.Keyboard = &keyboard{
			Rows: k.Rows, Persistent: k.Persistent, OneTime: k.OneTime, Placeholder: k.Placeholder,
		}
	}
	return shown
}

func messageOf(m simulator.Message) message {
	return message{
		ID: m.ID, FromBot: m.FromBot, From: m.From, Date: m.Date, Edits: m.Edits, Text: m.Text,
		Entities: m.Entities, HTML: m.HTML(), Buttons: m.Buttons, File: fileOf(m), Contact: m.Contact,
		Location: m.Location, Venue: m.Venue, Dice: m.Dice, Poll: pollOf(m.Poll), Album: m.AlbumID,
		ReplyTo: m.ReplyTo, Service: m.Service, Topic: m.Topic, Invoice: invoiceOf(m.Invoice), Paid: m.Paid,
	}
}

func invoiceOf(i *simulator.Invoice) *invoice {
	if i == nil {
		return nil
	}
	return &invoice{
		Title: i.Title, Description: i.Description, Payload: i.Payload, Currency: i.Currency,
		Amount: i.Amount, PaidBy: append([]int64{}, i.PaidBy...),
	}
}

func fileOf(m simulator.Message) *file {
	for _, f := range []struct {
		kind string
		file *simulator.File
	}{
		{"photo", m.Photo},
		{"document", m.Document},
		{"voice", m.Voice},
		{"video", m.Video},
		{"audio", m.Audio},
		{"animation", m.Animation},
		{"video_note", m.VideoNote},
		{"sticker", m.Sticker},
	} {
		if f.file != nil {
			return &file{
				Kind: f.kind, ID: f.file.ID, Name: f.file.Name, MIME: f.file.MIME, Size: f.file.Size,
				Width: f.file.Width, Height: f.file.Height, URL: Prefix + "/files/" + f.file.ID,
			}
		}
	}
	return nil
}

func pollOf(p *simulator.Poll) *poll {
	if p == nil {
		return nil
	}
	shown := &poll{ID: p.ID, Question: p.Question, Voters: p.Voters(), Closed: p.Closed}
	for _, o := range p.Options {
		voters := append([]int64{}, o.Voters...)
		shown.Options = append(shown.Options, pollOption{Text: o.Text, Voters: voters})
	}
	return shown
}
