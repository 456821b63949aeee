package simulator

import (
	"slices"
	"strings"
)

// Send writes a text and returns its number in the chat. Somebody who has blocked the bot cannot write, nor
// can somebody in a group who has not the right to: the number is then 0 and nothing happens.
func (st *Seat) Send(text string) int {
	return st.post(textOf(text))
}

// textOf finds the command in a text as an app does.
func textOf(text string) *Message {
	m := &Message{Text: text}
	if name, _, _ := strings.Cut(text, " "); strings.HasPrefix(name, "/") && len(name) > 1 {
		m.Entities = []Entity{{Type: "bot_command", Length: utf16Length(name)}}
	}
	return m
}

// Reply is Send as an answer to a message.
func (st *Seat) Reply(messageID int, text string) int {
	m := textOf(text)
	m.ReplyTo = messageID
	return st.post(m)
}

// SendContact shares the person's own phone number, as a key with request_contact does.
func (st *Seat) SendContact() int {
	return st.post(&Message{Contact: st.who.contact()})
}

// SendContactOf shares the number of somebody else.
func (st *Seat) SendContactOf(phone, name string) int {
	return st.post(&Message{Contact: &Contact{Phone: phone, Name: name}})
}

func (p *Person) contact() *Contact {
	first, _ := p.names()
	return &Contact{Phone: p.phone, Name: first, UserID: p.ID}
}

// SendDocument sends a file.
func (st *Seat) SendDocument(name string, data []byte) int {
	return st.SendDocumentWith(name, data, "")
}

// SendDocumentWith sends a file with a caption.
func (st *Seat) SendDocumentWith(name string, data []byte, caption string) int {
	u := upload{name: name, data: data}
	f := st.srv.keepFrom(File{Name: name, MIME: mimeOf(u), kind: "document"}, data)
	return st.post(&Message{Document: f, Text: caption})
}

// SendPhoto sends a picture. Data that is none goes as a document, as it does in an app.
func (st *Seat) SendPhoto(data []byte) int { return st.SendPhotoWith(data, "") }

// SendPhotoWith sends a picture with a caption.
func (st *Seat) SendPhotoWith(data []byte, caption string) int {
	described, err := describe(upload{name: "photo.jpg", data: data}, File{kind: "photo"})
	if err != nil {
		return st.SendDocumentWith("photo.jpg", data, caption)
	}
	return st.post(&Message{Photo: st.srv.keepFrom(described, data), Text: caption})
}

// SendVoice sends a short voice message.
func (st *Seat) SendVoice() int {
	f := st.srv.keepFrom(File{Name: "voice.ogg", MIME: "audio/ogg", kind: "voice"}, []byte("OggS"))
	return st.post(&Message{Voice: f})
}

func (s *Server) keepFrom(f File, data []byte) *File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files.put(f, data)
}

// Edit changes a text sent before, which the bot learns as edited_message. It is an error if there is none.
func (st *Seat) Edit(messageID int, text string) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	return st.amend(messageID, text)
}

// post puts a message into the chat unless the person may not write.
func (st *Seat) post(m *Message) int {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	if !st.mayPost(m) {
		return 0
	}
	return st.say(m)
}

// mayPost tells whether the person may write; if so, the bot may write to them in private as well.
func (st *Seat) mayPost(list ...*Message) bool {
	switch {
	case st.who.deactivated || !st.inside():
		return false
	case st.group != nil:
		author := st.group.standing(st.who.ID)
		return !slices.ContainsFunc(list, func(m *Message) bool {
			return st.group.takes(author, m) != nil || st.group.openTo(st.topicFor(m), author) != nil
		})
	case st.who.blocked:
		return false
	}
	st.who.started = true
	return true
}
