package simulator

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Reaction is a sign that somebody has put on a message.
type Reaction struct {
	By    int64
	Emoji string
}

type wireReaction struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

type wireReacted struct {
	Chat wireChat       `json:"chat"`
	ID   int            `json:"message_id"`
	User wireUser       `json:"user"`
	Date int64          `json:"date"`
	Old  []wireReaction `json:"old_reaction"`
	New  []wireReaction `json:"new_reaction"`
}

// reactionOf lists the sign of somebody; none if there is none.
func (m *Message) reactionOf(id int64) []wireReaction {
	list := []wireReaction{}
	for _, r := range m.Reactions {
		if r.By == id {
			list = append(list, wireReaction{Type: "emoji", Emoji: r.Emoji})
		}
	}
	return list
}

// react replaces the sign of somebody; an empty one takes it away. It tells whether anything has changed.
func (r *room) react(by int64, m *Message, emoji string) bool {
	kept := slices.DeleteFunc(slices.Clone(m.Reactions), func(old Reaction) bool { return old.By == by })
	first, _, _ := strings.Cut(m.content(), "\n")
	words := " снимает реакцию: "
	if emoji != "" {
		kept = append(kept, Reaction{By: by, Emoji: emoji})
		words = " ставит " + emoji + ": "
	}
	if slices.Equal(kept, m.Reactions) {
		return false
	}
	m.Reactions = kept
	r.log(r.srv.called(by) + words + first)
	r.srv.changed()
	return true
}

// reaction tells whether an emoji is among those that the description allows.
func (sp *spec) reaction(emoji string) bool {
	for _, f := range sp.Types["ReactionTypeEmoji"].Fields {
		if f.Name == "emoji" {
			return emoji != "" && strings.Contains(f.Description, `"`+emoji+`"`)
		}
	}
	return false
}

func (s *Server) setMessageReaction(_ context.Context, c *call) (any, error) {
	var signs []wireReaction
	if err := c.object("reaction", &signs); err != nil {
		return nil, err
	}
	if len(signs) > 1 {
		return nil, badCall("REACTIONS_TOO_MANY")
	}
	emoji := ""
	if len(signs) == 1 {
		emoji = signs[0].Emoji
		if !s.spec.reaction(emoji) {
			return nil, badCall("REACTION_INVALID")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.reachable(c)
	if err != nil {
		return nil, err
	}
	m := r.find(c.integer("message_id"))
	if m == nil {
		return nil, bad("message to react not found")
	}
	r.react(s.bot.id, m, emoji)
	return true, nil
}

// React puts a sign on a message, in place of an earlier one; an empty emoji takes it away. The bot learns of
// it if it has asked for message_reaction and, in a group, is an administrator.
func (st *Seat) React(messageID int, emoji string) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	m := st.find(messageID)
	switch {
	case m == nil || st.away():
		return fmt.Errorf("react to message %d: %s sees no such message", messageID, st.who.Name)
	case emoji != "" && !st.srv.spec.reaction(emoji):
		return fmt.Errorf("react to message %d: %q is no reaction", messageID, emoji)
	case st.group != nil && !st.group.allowed(st.group.standing(st.who.ID)).has(React):
		return fmt.Errorf("react to message %d: %s has not the right to", messageID, st.who.Name)
	}
	old := m.reactionOf(st.who.ID)
	if st.react(st.who.ID, m, emoji) && (st.group == nil || st.group.me().administers()) {
		now := st.srv.clock.Now()
		st.srv.updates.push(st.room, "message_reaction", wireReacted{
			Chat: st.wireChat(), ID: m.ID, User: st.who.wireUser(), Date: now.Unix(),
			Old: old, New: m.reactionOf(st.who.ID),
		}, now.Add(messageLife))
	}
	return nil
}
