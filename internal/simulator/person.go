package simulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const firstPerson = 5_000_000_001

// Person is somebody who writes to the bot. The chat with the bot has the same number as the person.
type Person struct {
	ID   int64
	Name string // as shown: the first word is the first name

	srv         *Server
	role        string
	username    string
	phone       string
	language    string
	started     bool // the bot may write
	blocked     bool
	deactivated bool
	private     *seat // the chat with the bot
}

// PersonOption says more about a new Person.
type PersonOption func(*Person)

// WithID chooses the number of the person. It must be free, otherwise the next free one is taken.
func WithID(id int64) PersonOption { return func(p *Person) { p.ID = id } }

// WithRole is what the chat page shows below the name.
func WithRole(role string) PersonOption { return func(p *Person) { p.role = role } }

// WithUsername gives a @username, written without the @.
func WithUsername(name string) PersonOption { return func(p *Person) { p.username = name } }

// WithPhone is the number that SendContact sends.
func WithPhone(phone string) PersonOption { return func(p *Person) { p.phone = phone } }

// WithLanguage replaces ru.
func WithLanguage(code string) PersonOption { return func(p *Person) { p.language = code } }

// AlreadyStarted lets the bot write first, as if the person had pressed Start long ago.
func AlreadyStarted() PersonOption { return func(p *Person) { p.started = true } }

// Person adds somebody. Until they write, the bot cannot find the chat.
func (s *Server) Person(name string, opts ...PersonOption) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Person{Name: name, srv: s, language: "ru"}
	for _, o := range opts {
		o(p)
	}
	if p.ID == 0 {
		p.ID = firstPerson + int64(len(s.people))
	}
	for s.byID[p.ID] != nil {
		p.ID++
	}
	if p.phone == "" {
		p.phone = fmt.Sprintf("+7900%07d", p.ID%10_000_000)
	}
	s.people = append(s.people, p)
	s.byID[p.ID] = p
	room := s.open(p.ID)
	room.person = p
	p.private = room.sit(p)
	s.feed.add(0, pageEvent{Type: "people"})
	s.changed()
	return p
}

// People lists everybody in the order they came.
func (s *Server) People() []*Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.people)
}

func (p *Person) names() (first, last string) {
	first, last, _ = strings.Cut(p.Name, " ")
	return first, last
}

func startParam(s string) bool { return regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`).MatchString(s) }

// Start presses Start, from a link if param is not empty. It also unblocks, as the button does. It returns
// the number of the message.
func (p *Person) Start(param string) int {
	p.Unblock()
	text := "/start"
	if param != "" {
		text += " " + param
	}
	if !startParam(param) {
		p.srv.mu.Lock()
		p.srv.fail(fmt.Sprintf("start parameter %q: only 64 of A-Z a-z 0-9 _ - can be in a link", param))
		p.srv.mu.Unlock()
	}
	return p.Send(text)
}

// Send writes a text and returns its number in the chat. Somebody who has blocked the bot cannot write: the
// number is then 0 and nothing happens.
func (p *Person) Send(text string) int {
	m := &Message{Text: text}
	if name, _, _ := strings.Cut(text, " "); strings.HasPrefix(name, "/") && len(name) > 1 {
		m.Entities = []Entity{{Type: "bot_command", Length: utf16Length(name)}}
	}
	return p.say(m)
}

// SendContact shares the person's own phone number, as a key with request_contact does.
func (p *Person) SendContact() int {
	return p.say(&Message{Contact: p.ownContact()})
}

// SendContactOf shares the number of somebody else.
func (p *Person) SendContactOf(phone, name string) int {
	return p.say(&Message{Contact: &Contact{Phone: phone, Name: name}})
}

func (p *Person) ownContact() *Contact {
	first, _ := p.names()
	return &Contact{Phone: p.phone, Name: first, UserID: p.ID}
}

// SendDocument sends a file.
func (p *Person) SendDocument(name string, data []byte) int {
	return p.SendDocumentWith(name, data, "")
}

// SendDocumentWith sends a file with a caption.
func (p *Person) SendDocumentWith(name string, data []byte, caption string) int {
	u := upload{name: name, data: data}
	f := p.srv.keepFrom(File{Name: name, MIME: mimeOf(u), kind: "document"}, data)
	return p.say(&Message{Document: f, Text: caption})
}

// SendPhoto sends a picture. Data that is none goes as a document, as it does in an app.
func (p *Person) SendPhoto(data []byte) int { return p.SendPhotoWith(data, "") }

// SendPhotoWith sends a picture with a caption.
func (p *Person) SendPhotoWith(data []byte, caption string) int {
	described, err := describe(upload{name: "photo.jpg", data: data}, "photo")
	if err != nil {
		return p.SendDocumentWith("photo.jpg", data, caption)
	}
	return p.say(&Message{Photo: p.srv.keepFrom(described, data), Text: caption})
}

// SendVoice sends a short voice message.
func (p *Person) SendVoice() int {
	f := p.srv.keepFrom(File{Name: "voice.ogg", MIME: "audio/ogg", kind: "voice"}, []byte("OggS"))
	return p.say(&Message{Voice: f})
}

func (s *Server) keepFrom(f File, data []byte) *File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files.put(f, data)
}

// Edit changes a text sent before, which the bot learns as edited_message. It is an error if there is none.
func (p *Person) Edit(messageID int, text string) error {
	s := p.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	return p.private.amend(messageID, text)
}

// say puts a message into the chat with the bot.
func (p *Person) say(m *Message) int {
	s := p.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.blocked || p.deactivated {
		return 0
	}
	p.started = true
	return p.private.say(m)
}

// Block stops the bot. Doing it twice changes nothing.
func (p *Person) Block() { p.setBlocked(true) }

// Unblock lets the bot write again.
func (p *Person) Unblock() { p.setBlocked(false) }

func (p *Person) setBlocked(blocked bool) {
	s := p.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.blocked == blocked {
		return
	}
	p.blocked = blocked
	now := s.clock.Now()
	s.updates.push("my_chat_member", p.memberChange(now), now.Add(messageLife))
	p.private.logBlock()
	s.feed.add(0, pageEvent{Type: "people"})
	s.changed()
}

// memberChange describes that the person has just blocked or unblocked the bot. The server is locked.
func (p *Person) memberChange(now time.Time) wireMemberChange {
	var forever int64
	member := wireMember{Status: "member", User: p.srv.bot.user()}
	kicked := wireMember{Status: "kicked", User: p.srv.bot.user(), Until: &forever}
	ch := wireMemberChange{
		Chat: p.private.wireChat(), From: p.wireUser(), Date: now.Unix(), Old: kicked, New: member,
	}
	if p.blocked {
		ch.Old, ch.New = member, kicked
	}
	return ch
}

// Deactivate deletes the account: the bot is refused and nothing more comes from it.
func (p *Person) Deactivate() {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	p.deactivated = true
	p.srv.changed()
}

// Chat is a copy of what the person sees.
func (p *Person) Chat() Chat {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	return p.private.snapshot()
}
