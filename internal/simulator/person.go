package simulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const firstPerson = 5_000_000_001

// Person is somebody who writes to the bot. The private chat has the same number as the person, who writes,
// taps and reads there with the methods of Seat.
type Person struct {
	*Seat // in the private chat with the bot

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
	offstage    bool // the chat page does not list them
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

// Offstage keeps somebody from the list of the chat page: nobody plays them there.
func Offstage() PersonOption { return func(p *Person) { p.offstage = true } }

// Person adds somebody. Until they write, the bot cannot find the chat.
func (s *Server) Person(name string, opts ...PersonOption) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Person{Name: name, srv: s, language: "ru"}
	for _, o := range opts {
		o(p)
	}
	if p.ID == 0 {
		p.ID = s.nextPerson
		s.nextPerson++
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
	p.Seat = room.sit(p)
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
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	return p.start(param)
}

// Block stops the bot. Doing it twice changes nothing.
func (p *Person) Block() { p.setBlocked(true) }

// Unblock lets the bot write again.
func (p *Person) Unblock() { p.setBlocked(false) }

func (p *Person) setBlocked(blocked bool) {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	p.stop(blocked)
}

// stop blocks the bot or lets it write again.
func (p *Person) stop(blocked bool) {
	if p.blocked == blocked {
		return
	}
	s := p.srv
	p.blocked = blocked
	now := s.clock.Now()
	s.updates.push(p.room, "my_chat_member", p.memberChange(now), now.Add(messageLife))
	p.logBlock()
	s.feed.add(0, pageEvent{Type: "people"})
	s.changed()
}

// memberChange describes that the person has just blocked or unblocked the bot. The server is locked.
func (p *Person) memberChange(now time.Time) wireMemberChange {
	var forever int64
	member := wireMember{Status: "member", User: p.srv.bot.user()}
	kicked := wireMember{Status: "kicked", User: p.srv.bot.user(), Until: &forever}
	ch := wireMemberChange{
		Chat: p.wireChat(), From: p.wireUser(), Date: now.Unix(), Old: kicked, New: member,
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
