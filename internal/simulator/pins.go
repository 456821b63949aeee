package simulator

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const noPinRight = "not enough rights to manage pinned messages in the chat"

// pin puts a message above the chat and tells everybody.
func (r *room) pin(by int64, m *Message) {
	r.pins = append(r.pins, m.ID)
	first, _, _ := strings.Cut(m.content(), "\n")
	notice := r.notice(by, "закрепляет: "+first, wireService{Pinned: r.wireAlone(m)})
	notice.Topic = m.Topic
	r.add(notice)
	r.report("message", notice)
}

// unpin does nothing to a message that is not pinned.
func (r *room) unpin(id int) {
	r.pins = slices.DeleteFunc(r.pins, func(pinned int) bool { return pinned == id })
}

// pinned is the newest of the messages that are pinned; nil if there are none.
func (r *room) pinned() *Message {
	if len(r.pins) == 0 {
		return nil
	}
	return r.find(slices.Max(r.pins))
}

// Pin pins a message as the person.
func (st *Seat) Pin(messageID int) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	m := st.find(messageID)
	switch {
	case m == nil || !st.inside():
		return fmt.Errorf("pin message %d: %s has no such message", messageID, st.who.Name)
	case st.group != nil && !st.group.allowed(st.group.standing(st.who.ID)).has(PinMessages):
		return fmt.Errorf("pin message %d: %s has not the right to", messageID, st.who.Name)
	case !slices.Contains(st.pins, m.ID):
		st.pin(st.who.ID, m)
	}
	return nil
}

// pinRoom finds the chat of a call in which the bot may pin. s.mu is held.
func (s *Server) pinRoom(c *call) (*room, error) {
	r, err := s.chatFor(c, "chat_id", toWrite)
	if err == nil && r.group != nil && !r.group.can(PinMessages) {
		err = bad(noPinRight)
	}
	return r, err
}

func (s *Server) pinChatMessage(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.pinRoom(c)
	if err != nil {
		return nil, err
	}
	m := r.find(c.integer("message_id"))
	switch {
	case m == nil:
		return nil, bad("message to pin not found")
	case m.Service != "":
		return nil, bad("a service message can't be pinned")
	case slices.Contains(r.pins, m.ID):
		return nil, bad("CHAT_NOT_MODIFIED")
	}
	r.pin(s.bot.id, m)
	return true, nil
}

func (s *Server) unpinChatMessage(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.pinRoom(c)
	if err != nil {
		return nil, err
	}
	m := r.pinned()
	if c.text("message_id") != "" {
		m = r.find(c.integer("message_id"))
	}
	switch {
	case m == nil:
		return nil, bad("message to unpin not found")
	case !slices.Contains(r.pins, m.ID):
		return nil, bad("CHAT_NOT_MODIFIED")
	}
	r.unpin(m.ID)
	s.changed()
	return true, nil
}

func (s *Server) unpinAllChatMessages(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.pinRoom(c)
	if err != nil {
		return nil, err
	}
	r.pins = nil
	s.changed()
	return true, nil
}
