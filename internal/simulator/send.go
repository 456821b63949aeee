package simulator

import (
	"context"
	"slices"
)

// words reads a text or a caption with its markup.
func words(c *call, param, entitiesParam string) (string, []Entity, error) {
	text, entities, err := parseMarkup(c.text(param), c.text("parse_mode"))
	if err != nil {
		return "", nil, err
	}
	if c.text("parse_mode") == "" {
		var given []Entity
		if err := c.object(entitiesParam, &given); err != nil {
			return "", nil, err
		}
		entities = within(given, utf16Length(text))
	}
	return text, entities, nil
}

// within drops entities that lie outside the text, as Telegram does.
func within(given []Entity, size int) []Entity {
	var kept []Entity
	for _, e := range given {
		if e.Offset >= 0 && e.Length > 0 && e.Offset+e.Length <= size {
			kept = append(kept, e)
		}
	}
	return ordered(kept[:min(len(kept), maxEntities)])
}

func (s *Server) sendMessage(_ context.Context, c *call) (any, error) {
	text, entities, err := words(c, "text", "entities")
	if err != nil {
		return nil, err
	}
	return s.send(c, &Message{Text: text, Entities: entities})
}

// mayWrite refuses before an upload is kept for nobody.
func (s *Server) mayWrite(c *call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.reachable(c)
	return err
}

// send puts a message of the bot into the chat with the markup of the call.
func (s *Server) send(c *call, m *Message) (any, error) {
	mk, err := readMarkup(c.text("reply_markup"))
	if err == nil {
		mk, err = mk.withPay(m.Invoice)
	}
	if err != nil {
		return nil, err
	}
	sent, err := s.sendAll(c, []*Message{m}, mk)
	if err != nil {
		return nil, err
	}
	return sent[0], nil
}

// sendAll puts messages of the bot into the chat, one after the other.
func (s *Server) sendAll(c *call, list []*Message, mk markup) ([]*wireMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.reachable(c)
	if err != nil {
		return nil, err
	}
	replyTo, err := r.replyTo(c)
	if err != nil {
		return nil, err
	}
	topic, err := r.threadIn(c, replyTo)
	if err != nil {
		return nil, err
	}
	if err := r.mayTake(list, mk); err != nil {
		return nil, err
	}
	sent := make([]*wireMessage, 0, len(list))
	for _, m := range list {
		m.FromBot, m.Keyboard = true, mk.keyboard
		if mk.raw != nil {
			m.Buttons, m.rawMarkup = mk.inline, mk.raw
		}
		m.From, m.ReplyTo, m.Topic = s.bot.id, replyTo, topic
		r.notify()
		r.add(m)
		sent = append(sent, r.wire(m))
	}
	r.show(mk, list[len(list)-1])
	return sent, nil
}

// replyTo is the number of the message that is answered.
func (r *room) replyTo(c *call) (int, error) {
	var reply struct {
		MessageID int  `json:"message_id"`
		Anyway    bool `json:"allow_sending_without_reply"`
	}
	if err := c.object("reply_parameters", &reply); err != nil {
		return 0, err
	}
	switch {
	case reply.MessageID == 0, r.find(reply.MessageID) == nil && reply.Anyway:
		return 0, nil
	case r.find(reply.MessageID) == nil:
		return 0, bad("message to be replied not found")
	}
	return reply.MessageID, nil
}

func actions() []string {
	return []string{
		"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
		"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
}

func (s *Server) sendChatAction(_ context.Context, c *call) (any, error) {
	if !slices.Contains(actions(), c.text("action")) {
		return nil, badCall("wrong parameter action in request")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.reachable(c)
	if err != nil {
		return nil, err
	}
	if _, err := r.threadIn(c, 0); err != nil {
		return nil, err
	}
	r.typing++
	s.feed.add(r.id, pageEvent{Type: "typing"})
	s.changed()
	return true, nil
}
