package simulator

import (
	"context"
	"slices"
)

type wireMessageID struct {
	ID int `json:"message_id"`
}

// copyMethods lists what is done to messages that are there.
func (s *Server) copyMethods() map[string]handler {
	return map[string]handler{
		"copyMessage":        s.copyMessage,
		"copyMessages":       s.resendMany("copy"),
		"forwardMessage":     s.forwardMessage,
		"forwardMessages":    s.resendMany("forward"),
		"setMessageReaction": s.setMessageReaction,
	}
}

// originals finds the messages that a call wants sent once more; verb is what it does to them.
func (s *Server) originals(c *call, verb string, ids ...int) (*room, []*Message, error) {
	r, err := s.chatFor(c, "from_chat_id", toRead)
	if err != nil {
		return nil, nil, err
	}
	var list []*Message
	_, many := c.params["message_ids"]
	for _, id := range ids {
		m := r.find(id)
		switch {
		case many && (m == nil || !m.resendable(verb)):
			continue
		case m == nil:
			return nil, nil, bad("message to " + verb + " not found")
		case !m.resendable(verb):
			return nil, nil, bad("message can't be " + done(verb))
		}
		list = append(list, m)
	}
	return r, list, nil
}

func done(verb string) string {
	if verb == "copy" {
		return "copied"
	}
	return "forwarded"
}

// resendable tells whether a message can be sent once more.
func (m *Message) resendable(verb string) bool {
	return m.Service == "" && m.Paid == nil && m.Refunded == nil && (verb == "forward" || m.Invoice == nil)
}

// again makes new messages of those that are there, as copies or as forwarded ones. Albums stay together.
func (r *room) again(list []*Message, verb string) []*Message {
	albums := map[string]string{"": ""}
	made := make([]*Message, 0, len(list))
	for _, original := range list {
		m := r.copyOf(original)
		if _, known := albums[original.AlbumID]; !known {
			albums[original.AlbumID] = r.srv.newID("1389")
		}
		m.AlbumID = albums[original.AlbumID]
		if verb == "copy" {
			m.Forwarded, m.Poll = nil, m.Poll.anew(r.srv)
		}
		made = append(made, m)
	}
	return made
}

// anew is the poll without its votes, as a poll of its own.
func (p *Poll) anew(s *Server) *Poll {
	if p == nil {
		return nil
	}
	next := *p
	next.ID = s.newID("5310")
	next.Options = slices.Clone(p.Options)
	for i := range next.Options {
		next.Options[i].Voters = nil
	}
	return &next
}

// resend is what copying and forwarding share.
func (s *Server) resend(c *call, verb string, ids ...int) ([]*Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, list, err := s.originals(c, verb, ids...)
	if err != nil {
		return nil, err
	}
	return r.again(list, verb), nil
}

func (s *Server) copyMessage(_ context.Context, c *call) (any, error) {
	list, err := s.resend(c, "copy", c.integer("message_id"))
	if err != nil {
		return nil, err
	}
	m := list[0]
	if _, given := c.params["caption"]; given && m.captioned() {
		if m.Text, m.Entities, err = words(c, "caption", "caption_entities"); err != nil {
			return nil, err
		}
	}
	mk, err := readMarkup(c.text("reply_markup"))
	if err != nil {
		return nil, err
	}
	sent, err := s.sendAll(c, list, mk)
	if err != nil {
		return nil, err
	}
	return wireMessageID{ID: sent[0].ID}, nil
}

func (s *Server) forwardMessage(_ context.Context, c *call) (any, error) {
	list, err := s.resend(c, "forward", c.integer("message_id"))
	if err != nil {
		return nil, err
	}
	sent, err := s.sendAll(c, list, markup{})
	if err != nil {
		return nil, err
	}
	return sent[0], nil
}

// resendMany passes over what is not there.
func (s *Server) resendMany(verb string) handler {
	return func(_ context.Context, c *call) (any, error) {
		list, err := s.resendListed(c, verb)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if c.flag("remove_caption") && m.captioned() {
				m.Text, m.Entities = "", nil
			}
		}
		sent, err := s.sendAll(c, list, markup{})
		if err != nil {
			return nil, err
		}
		made := make([]wireMessageID, 0, len(sent))
		for _, w := range sent {
			made = append(made, wireMessageID{ID: w.ID})
		}
		return made, nil
	}
}

// resendListed is resend for the messages that a call lists.
func (s *Server) resendListed(c *call, verb string) ([]*Message, error) {
	var ids []int
	if err := c.object("message_ids", &ids); err != nil {
		return nil, err
	}
	if !increasing(ids) {
		return nil, badCall("message identifiers must be in a strictly increasing order")
	}
	list, err := s.resend(c, verb, ids...)
	if err == nil && len(list) == 0 {
		err = bad("there are no messages to " + verb)
	}
	return list, err
}

func increasing(ids []int) bool {
	for i := 1; i < len(ids); i++ {
		if ids[i] <= ids[i-1] {
			return false
		}
	}
	return true
}
