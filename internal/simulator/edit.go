package simulator

import (
	"context"
	"slices"
	"time"
)

// ownLife is how long a message may be deleted.
const ownLife = 48 * time.Hour

// editable finds the message that an edit is about. s.mu is held.
func (s *Server) editable(c *call) (*room, *Message, error) {
	if c.text("inline_message_id") != "" {
		return nil, nil, badCall("message to edit not found") // inline mode is not simulated
	}
	r, err := s.reachable(c)
	if err != nil {
		return nil, nil, err
	}
	if c.integer("message_id") == 0 {
		return nil, nil, badCall("message identifier is not specified")
	}
	m := r.find(c.integer("message_id"))
	switch {
	case m == nil:
		return nil, nil, bad("message to edit not found")
	case !m.FromBot || m.Keyboard != nil || m.Service != "":
		return nil, nil, bad("message can't be edited")
	}
	return r, m, nil
}

// edit lets prepare change what the message is and applies the keyboard of the call.
func (s *Server) edit(c *call, prepare func(*Message, *change) error) (any, error) {
	mk, err := readMarkup(c.text("reply_markup"))
	if err != nil {
		return nil, err
	}
	if mk.keyboard != nil || mk.remove {
		return nil, badCall("inline keyboard expected")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, m, err := s.editable(c)
	if err != nil {
		return nil, err
	}
	ch := change{text: m.Text, entities: m.Entities, file: m.file(), markup: mk}
	if ch.markup, err = mk.withPay(m.Invoice); err != nil {
		return nil, err
	}
	if err := prepare(m, &ch); err != nil {
		return nil, err
	}
	if err := r.edit(m, ch); err != nil {
		return nil, err
	}
	return r.wire(m), nil
}

func (s *Server) editMessageText(_ context.Context, c *call) (any, error) {
	text, entities, err := words(c, "text", "entities")
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, badCall("message text is empty")
	}
	return s.edit(c, func(m *Message, ch *change) error {
		if !m.isText() {
			return bad("there is no text in the message to edit")
		}
		ch.text, ch.entities = text, entities
		return nil
	})
}

func (s *Server) editMessageCaption(_ context.Context, c *call) (any, error) {
	text, entities, err := words(c, "caption", "caption_entities")
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *Message, ch *change) error {
		if !m.captioned() {
			return bad("there is no caption in the message to edit")
		}
		ch.text, ch.entities = text, entities
		return nil
	})
}

func (s *Server) editMessageReplyMarkup(_ context.Context, c *call) (any, error) {
	return s.edit(c, func(*Message, *change) error { return nil })
}

func (s *Server) editMessageMedia(_ context.Context, c *call) (any, error) {
	var media inputMedia
	if err := c.object("media", &media); err != nil {
		return nil, err
	}
	if !slices.Contains(inputKinds(), media.Type) {
		return nil, badCall("media of type %q is not simulated", media.Type)
	}
	if err := s.mayWrite(c); err != nil {
		return nil, err
	}
	made, err := s.inputMessage(c, media)
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *Message, ch *change) error {
		if m.AlbumID != "" && m.file().kind != media.Type {
			return bad("can't change media type in the album")
		}
		ch.text, ch.entities, ch.file = made.Text, made.Entities, made.file()
		return nil
	})
}

func (s *Server) tooOld(m *Message) bool { return s.clock.Now().Sub(m.Date) >= ownLife }
