package simulator

import "time"

const maxFeed = 4000

// feed is what the open pages learn. Numbers grow by one for all people together.
type feed struct {
	events []pageEvent // the latest, in order of Seq
	last   int
}

// pageEvent is one event of GET /api/events.
type pageEvent struct {
	Seq      int           `json:"seq"`
	Type     string        `json:"type"`
	Message  *pageMessage  `json:"message,omitempty"`
	Toast    *pageToast    `json:"toast,omitempty"`
	Keyboard *pageKeyboard `json:"keyboard"`
	Now      string        `json:"now,omitempty"`

	chat int64 // zero: for all
	who  int64 // whom alone it is for; zero: everybody in the chat
}

type pageToast struct {
	Text  string `json:"text"`
	Alert bool   `json:"alert"`
}

type pageMessage struct {
	ID       int            `json:"id"`
	From     string         `json:"from"`
	By       int64          `json:"by"`     // who wrote it
	Author   string         `json:"author"` // their name
	Notice   string         `json:"notice"` // what happened in the group, where that is all
	Date     string         `json:"date"`
	Edited   bool           `json:"edited"`
	HTML     string         `json:"html"`
	Text     string         `json:"text"`
	Photo    *string        `json:"photo"`
	Document *pageDocument  `json:"document"`
	Contact  *pageContact   `json:"contact"`
	Inline   [][]pageButton `json:"inline"`
	Deleted  bool           `json:"deleted"`

	Album     string        `json:"album,omitempty"`
	Forwarded string        `json:"forwarded,omitempty"` // whose words they are
	Answers   *pageOriginal `json:"answers,omitempty"`   // the message that it answers
	Card      *pageCard     `json:"card,omitempty"`
	Poll      *pagePoll     `json:"poll,omitempty"`
	Invoice   *pageInvoice  `json:"invoice,omitempty"`
}

// pageOriginal is a message that is answered; one that is gone has no words.
type pageOriginal struct {
	ID     int    `json:"id"`
	Author string `json:"author"`
	Text   string `json:"text"`
}

type pageDocument struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

type pageContact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type pageButton struct {
	Text  string  `json:"text"`
	URL   *string `json:"url"`
	Data  bool    `json:"data"`
	Copy  string  `json:"copy,omitempty"`
	Index [2]int  `json:"index"`
}

type pageKeyboard struct {
	Rows        [][]pageKey `json:"rows"`
	Persistent  bool        `json:"persistent"`
	Placeholder string      `json:"placeholder"`
}

type pageKey struct {
	Text    string `json:"text"`
	Contact bool   `json:"contact"`
	Chat    bool   `json:"chat"` // asks for a group
}

// add appends an event of a chat, or for all pages if chat is 0. The server is locked.
func (f *feed) add(chat int64, e pageEvent) {
	f.last++
	e.Seq, e.chat = f.last, chat
	if len(f.events) >= maxFeed {
		f.events = append(f.events[:0:0], f.events[maxFeed/2:]...)
	}
	f.events = append(f.events, e)
}

// after lists what somebody learns of a chat behind seq; complete is false if some is forgotten or seq is not
// of this run.
func (f *feed) after(chat, who int64, seq int) (list []pageEvent, complete bool) {
	complete = seq == f.last || seq < f.last && len(f.events) > 0 && f.events[0].Seq <= seq+1
	if !complete {
		return nil, false
	}
	for _, e := range f.events[len(f.events)-(f.last-seq):] {
		if (e.chat == 0 || e.chat == chat) && (e.who == 0 || e.who == who) {
			list = append(list, e)
		}
	}
	return list, true
}

func authorOf(m *Message) string {
	if m.FromBot {
		return "bot"
	}
	return "person"
}

// pageMessage is m as the pages show it.
func (r *room) pageMessage(m *Message) pageMessage {
	shown := pageMessage{
		ID: m.ID, From: authorOf(m), By: m.From, Author: r.srv.nameOf(m.From), Notice: r.srv.happened(m),
		Date: m.Date.Format(time.RFC3339), Edited: m.Edits > 0, HTML: m.HTML(), Text: m.Text,
		Deleted: m.Deleted,
	}
	if m.Service != "" {
		shown.HTML, shown.Text = escape(m.Service), m.Service
	}
	if m.Photo != nil {
		link := fileLink(m.Photo)
		shown.Photo = &link
	}
	if f := m.file(); f != nil && m.Photo == nil && m.Sticker == nil {
		shown.Document = &pageDocument{Name: f.Name, Size: f.Size, URL: fileLink(f)}
	}
	shown.addKinds(m)
	shown.Answers = r.pageOriginal(m)
	if m.Contact != nil {
		shown.Contact = &pageContact{Name: m.Contact.Name, Phone: m.Contact.Phone}
	}
	for r, row := range m.Buttons {
		buttons := make([]pageButton, 0, len(row))
		for c, b := range row {
			shownButton := pageButton{Text: b.Text, Data: b.Data != "", Copy: b.Copy, Index: [2]int{r, c}}
			if b.URL != "" {
				link := linkURL(b.URL)
				shownButton.URL = &link
			}
			buttons = append(buttons, shownButton)
		}
		shown.Inline = append(shown.Inline, buttons)
	}
	return shown
}

// pageOriginal is the message that m answers; nil: none.
func (r *room) pageOriginal(m *Message) *pageOriginal {
	original := r.find(m.ReplyTo)
	switch {
	case m.ReplyTo == 0:
		return nil
	case original == nil || original.Deleted:
		return &pageOriginal{ID: m.ReplyTo}
	}
	by, text := r.srv.nameOf(original.From), preview(original.content())
	return &pageOriginal{ID: m.ReplyTo, Author: by, Text: text}
}

func fileLink(f *File) string { return "/api/files/" + f.ID }

func pageKeyboardOf(k *ReplyKeyboard) *pageKeyboard {
	if k == nil {
		return nil
	}
	shown := &pageKeyboard{Persistent: k.Persistent, Placeholder: k.Placeholder}
	for _, row := range k.Rows {
		var keys []pageKey
		for _, key := range row {
			keys = append(keys, pageKey{Text: key.Text, Contact: key.Contact, Chat: key.Chat != nil})
		}
		shown.Rows = append(shown.Rows, keys)
	}
	return shown
}
