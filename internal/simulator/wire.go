package simulator

import "encoding/json"

// The types below are the JSON that the bot reads; see botapi/api.json for their meaning.

type wireUser struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Title     string `json:"title,omitempty"`
	Forum     bool   `json:"is_forum,omitempty"`
}

type wireMessage struct {
	ID              int             `json:"message_id"`
	Thread          int             `json:"message_thread_id,omitempty"`
	From            *wireUser       `json:"from,omitempty"`
	SenderChat      *wireChat       `json:"sender_chat,omitempty"`
	Chat            wireChat        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	InTopic         bool            `json:"is_topic_message,omitempty"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Photo           []wireFile      `json:"photo,omitempty"`
	Document        *wireFile       `json:"document,omitempty"`
	Voice           *wireFile       `json:"voice,omitempty"`
	Contact         *Contact        `json:"contact,omitempty"`
	ReplyMarkup     json.RawMessage `json:"reply_markup,omitempty"`

	wireKinds
	wireService
}

type wireFile struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
	Size     int    `json:"file_size,omitempty"`
	Path     string `json:"file_path,omitempty"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration,omitempty"`
}

type wireQuery struct {
	ID           string       `json:"id"`
	From         wireUser     `json:"from"`
	Message      *wireMessage `json:"message"`
	ChatInstance string       `json:"chat_instance"`
	Data         string       `json:"data"`
}

type wireMemberChange struct {
	Chat wireChat   `json:"chat"`
	From wireUser   `json:"from"`
	Date int64      `json:"date"`
	Old  wireMember `json:"old_chat_member"`
	New  wireMember `json:"new_chat_member"`
}

func (p *Person) wireUser() wireUser {
	first, last := p.names()
	return wireUser{
		ID: p.ID, FirstName: first, LastName: last, Username: p.username, Language: p.language,
	}
}

func (r *room) wireChat() wireChat {
	if g := r.group; g != nil {
		kind := g.kind
		if r.moved != 0 {
			kind = groupChat
		}
		return wireChat{ID: r.id, Type: kind, Title: g.title, Forum: r.moved == 0 && len(g.topics) > 0}
	}
	first, last := r.person.names()
	return wireChat{
		ID: r.id, Type: privateChat, FirstName: first, LastName: last, Username: r.person.username,
	}
}

// wire is m as the bot sees it, with what it answers.
func (r *room) wire(m *Message) *wireMessage {
	w := r.wireAlone(m)
	if original := r.answered(m); original != nil && original != m {
		w.ReplyTo = r.wireAlone(original)
	}
	return w
}

// wireAlone is m without what it answers.
func (r *room) wireAlone(m *Message) *wireMessage {
	from, chat := r.srv.userOf(m.From), r.wireChat()
	w := &wireMessage{
		ID: m.ID, Thread: r.threadOf(m), InTopic: m.Topic != 0, From: &from, Chat: chat, Date: m.Date.Unix(),
		Contact: m.Contact, ReplyMarkup: m.rawMarkup,
	}
	if !m.Edited.IsZero() {
		w.EditDate = m.Edited.Unix()
	}
	if m.hasFile() {
		w.Caption, w.CaptionEntities = m.Text, m.Entities
	} else {
		w.Text, w.Entities = m.Text, m.Entities
	}
	if m.Photo != nil {
		w.Photo = m.Photo.sizes()
	}
	w.Document, w.Voice = m.Document.wire(), m.Voice.wire()
	w.wireKinds = r.wireKinds(m)
	if m.Animation != nil {
		w.Document = m.Animation.wire() // as the API does for clients that know no animations
	}
	if m.From == anonymous {
		w.SenderChat = &chat
	}
	if m.service != nil {
		w.wireService = *m.service
	}
	return w
}
