package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// paper is a message with a poll that is open. The same poll may be asked in several: forwarded ones count
// too.
type paper struct {
	room    *room
	message *Message
}

// Vote chooses answers of a poll by their words, in place of an earlier vote. The error says why an app would
// not let the person do so.
func (st *Seat) Vote(messageID int, answers ...string) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	p, err := st.openPoll(messageID)
	if err != nil {
		return err
	}
	chosen := make([]int, 0, len(answers))
	for _, answer := range answers {
		i := slices.IndexFunc(p.Options, func(o PollOption) bool { return o.Text == answer })
		if i < 0 {
			return fmt.Errorf("vote %q: the answers are %s", answer, brackets(p.texts()))
		}
		chosen = append(chosen, i)
	}
	if len(chosen) == 0 {
		return errors.New("vote: no answer is chosen")
	}
	return st.vote(p, chosen)
}

// RetractVote takes a vote back.
func (st *Seat) RetractVote(messageID int) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	p, err := st.openPoll(messageID)
	if err != nil {
		return err
	}
	if len(p.VoteOf(st.who.ID)) == 0 {
		return fmt.Errorf("take the vote back: %s has not voted", st.who.Name)
	}
	return st.vote(p, nil)
}

// openPoll finds a poll that the person may vote in.
func (st *Seat) openPoll(messageID int) (*Poll, error) {
	st.srv.settle()
	m := st.find(messageID)
	switch {
	case m == nil || m.Poll == nil:
		return nil, fmt.Errorf("vote: %s has no poll %d", st.who.Name, messageID)
	case m.Poll.Closed:
		return nil, errors.New("vote: " + pollIsClosed)
	case st.away():
		return nil, fmt.Errorf("vote: %s is not in touch with the bot here", st.who.Name)
	}
	return m.Poll, nil
}

// vote replaces the vote of the person and tells the bot as much as it may know.
func (st *Seat) vote(p *Poll, chosen []int) error {
	before := p.VoteOf(st.who.ID)
	switch {
	case len(before) > 0 && !p.Revoting:
		return errors.New("vote: a vote in this poll is final")
	case len(chosen) > 1 && !p.Multiple:
		return errors.New("vote: only one answer may be chosen")
	}
	next := p.withVote(st.who.ID, chosen)
	if slices.Equal(before, next.VoteOf(st.who.ID)) {
		return nil
	}
	s := st.srv
	st.logVote(next)
	s.replacePoll(next)
	if !p.Anonymous {
		s.updates.push(st.room, "poll_answer", next.wireAnswer(st.who), s.clock.Now().Add(messageLife))
	} else {
		s.pushPoll(next)
	}
	s.changed()
	return nil
}

func (p *Poll) texts() []string {
	texts := make([]string, 0, len(p.Options))
	for _, o := range p.Options {
		texts = append(texts, o.Text)
	}
	return texts
}

func (s *Server) pushPoll(p *Poll) {
	s.updates.push(s.askedIn(p), "poll", p.wire(), s.clock.Now().Add(messageLife))
}

// askedIn is the chat in which an open poll was asked first.
func (s *Server) askedIn(p *Poll) *room {
	i := slices.IndexFunc(s.papers, func(on paper) bool { return on.message.Poll.ID == p.ID })
	if i < 0 {
		return nil
	}
	return s.papers[i].room
}

// watchPoll remembers where an open poll is shown.
func (r *room) watchPoll(m *Message) {
	if m.Poll != nil && !m.Poll.Closed {
		r.srv.papers = append(r.srv.papers, paper{room: r, message: m})
	}
}

// replacePoll puts the new state of a poll into all messages that show it.
func (s *Server) replacePoll(next *Poll) {
	for _, on := range s.papers {
		if on.message.Poll.ID == next.ID {
			on.message.Poll = next
			on.room.refresh(on.message)
		}
	}
}

// closePoll ends the voting and tells the bot.
func (s *Server) closePoll(p *Poll) {
	next := *p
	next.Closed = true
	s.replacePoll(&next)
	for _, on := range s.papers {
		if on.message.Poll.ID == p.ID {
			on.room.logResults(&next)
		}
	}
	s.pushPoll(&next)
	s.papers = slices.DeleteFunc(s.papers, func(on paper) bool { return on.message.Poll.ID == p.ID })
	s.changed()
}

// closeDuePolls closes what has run its time, the oldest first. Deleted polls are forgotten.
func (s *Server) closeDuePolls(now time.Time) {
	s.papers = slices.DeleteFunc(s.papers, func(on paper) bool { return on.message.Deleted })
	for {
		i := slices.IndexFunc(s.papers, func(on paper) bool { return on.message.Poll.due(now) })
		if i < 0 {
			return
		}
		on := s.papers[i]
		on.room.log("опрос закрыт: " + on.message.Poll.Question)
		s.closePoll(on.message.Poll)
	}
}

// logVote tells what the person has chosen; of an anonymous vote as well, as it is they who see the chat.
func (st *Seat) logVote(p *Poll) {
	chosen := p.VoteOf(st.who.ID)
	words := make([]string, 0, len(chosen))
	for _, i := range chosen {
		words = append(words, p.Options[i].Text)
	}
	if len(words) == 0 {
		st.log(st.who.called() + " отзывает голос")
		return
	}
	st.log(st.who.called() + " голосует: " + strings.Join(words, "; "))
}

func (r *room) logResults(p *Poll) {
	for _, o := range p.Options {
		r.log(fmt.Sprintf("  %s — %d", o.Text, len(o.Voters)))
	}
}

// kind is what the poll is called.
func (p *Poll) kind() string {
	kind := "опрос"
	if p.Quiz {
		kind = "викторина"
	}
	if p.Anonymous {
		kind += ", анонимно"
	}
	if p.Multiple {
		kind += ", можно несколько ответов"
	}
	return kind
}

// words shows the question and its answers.
func (p *Poll) words() string {
	lines := []string{"(" + p.kind() + ") " + indent(p.Question)}
	if p.Description != "" {
		lines = append(lines, indent(p.Description))
	}
	for _, o := range p.Options {
		lines = append(lines, "○ "+o.Text)
	}
	return strings.Join(lines, "\n  ")
}
