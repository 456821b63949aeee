package simulator

import (
	"context"
	"time"
)

const (
	supergroupOnly  = "method is available only for supergroups"
	supergroupsOnly = "method is available for supergroup and channel chats only"
	minBan          = 30 * time.Second     // a shorter ban is one for ever
	maxBan          = 366 * 24 * time.Hour // and so is a longer one
)

// until reads until_date; zero is for ever.
func (s *Server) until(c *call) time.Time {
	seconds := c.integer("until_date")
	if seconds == 0 {
		return time.Time{}
	}
	end := time.Unix(int64(seconds), 0).In(s.clock.Zone())
	if left := end.Sub(s.clock.Now()); left < minBan || left > maxBan {
		return time.Time{}
	}
	return end
}

// moderate carries out do with somebody in the group of a call; only is the refusal for other kinds of
// groups, empty if there are none.
func (s *Server) moderate(only string, do func(*call, *Group, member) error) handler {
	private := only
	if private == "" {
		private = "can't change chat member status in the chat"
	}
	return s.inGroup(toWrite, private, func(c *call, g *Group) (any, error) {
		id := int64(c.integer("user_id"))
		switch {
		case only != "" && g.kind != supergroupChat:
			return nil, bad(only)
		case id != s.bot.id && s.byID[id] == nil:
			return nil, bad("PARTICIPANT_ID_INVALID")
		}
		if err := do(c, g, g.standing(id)); err != nil {
			return nil, err
		}
		return true, nil
	})
}

// mayRestrict refuses to act against those whom the bot has no power over.
func (g *Group) mayRestrict(m member) error {
	switch {
	case m.id == g.srv.bot.id:
		return bad("can't restrict self")
	case !g.can(RestrictMembers):
		return bad("not enough rights to restrict/unrestrict chat member")
	case m.status == ownerStatus:
		return bad("can't remove chat owner")
	case m.status == adminStatus && !m.ours:
		return bad("user is an administrator of the chat")
	}
	return nil
}

func (s *Server) banChatMember(c *call, g *Group, m member) error {
	if err := g.mayRestrict(m); err != nil {
		return err
	}
	out, until := g.removal(), s.until(c)
	g.dismiss(s.bot.id, m.id, func(m *member) {
		out(m)
		if m.status == bannedStatus {
			m.until = until
		}
	})
	if c.flag("revoke_messages") {
		g.revoke(m.id)
	}
	return nil
}

// revoke takes away what somebody has written.
func (g *Group) revoke(id int64) {
	for _, m := range g.messages {
		if m.From == id && !m.Deleted && m.service == nil {
			g.remove(m)
		}
	}
}

func (s *Server) unbanChatMember(c *call, g *Group, m member) error {
	switch err := g.mayRestrict(m); {
	case m.status != bannedStatus && (c.flag("only_if_banned") || !m.present()):
		return nil
	case err != nil:
		return err
	case m.present():
		g.dismiss(s.bot.id, m.id, set(leftStatus)) // as Telegram does unless told otherwise
	default:
		g.pardon(s.bot.id, m.id)
	}
	return nil
}

func (s *Server) restrictChatMember(c *call, g *Group, m member) error {
	if err := g.mayRestrict(m); err != nil {
		return err
	}
	left, err := permissions(c)
	if err != nil {
		return err
	}
	g.restrict(s.bot.id, member{id: m.id, rights: left, until: s.until(c)})
	return nil
}

func (s *Server) promoteChatMember(c *call, g *Group, m member) error {
	rights, own := administrator(c), g.allowed(g.me())
	switch {
	case m.id == s.bot.id:
		return bad("can't promote self")
	case m.status == ownerStatus:
		return bad("can't remove chat owner")
	case !own.has(PromoteMembers) || m.status == adminStatus && !m.ours:
		return bad("not enough rights")
	case !m.present():
		return bad("USER_NOT_PARTICIPANT")
	case !own.has(rights):
		return bad("RIGHT_FORBIDDEN")
	}
	g.promote(s.bot.id, m.id, rights)
	return nil
}

func (s *Server) setCustomTitle(c *call, g *Group, m member) error {
	switch {
	case m.status == ownerStatus:
		return bad("only creator can edit their custom title")
	case m.status != adminStatus:
		return bad("user is not an administrator")
	case !m.ours:
		return bad("not enough rights to change custom title of the user")
	}
	g.change(s.bot.id, m.id, func(m *member) { m.title = c.text("custom_title") })
	return nil
}

// deletable refuses what the bot may not delete.
func (r *room) deletable(m *Message) error {
	g := r.group
	switch {
	case m == nil:
		return bad("message to delete not found")
	case r.srv.tooOld(m):
		return bad("message can't be deleted for everyone")
	case g == nil || m.FromBot && !m.founding():
		return nil
	case m.founding() || !g.can(DeleteMessages):
		return bad("message can't be deleted")
	}
	return nil
}

// founding tells whether m is the message with which a supergroup or a topic began.
func (m *Message) founding() bool {
	return m.service != nil && (m.service.SupergroupCreated || m.service.TopicCreated != nil)
}

func (s *Server) deleteMessage(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.chatFor(c, "chat_id", toWrite)
	if err != nil {
		return nil, err
	}
	m := r.find(c.integer("message_id"))
	if err := r.deletable(m); err != nil {
		return nil, err
	}
	r.remove(m)
	return true, nil
}

// deleteMessages passes over what is not there or too old; others must be the bot's to delete.
func (s *Server) deleteMessages(_ context.Context, c *call) (any, error) {
	var ids []int
	if err := c.object("message_ids", &ids); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.chatFor(c, "chat_id", toWrite)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if m := r.find(id); r.deletable(m) == nil {
			r.remove(m)
		}
	}
	return true, nil
}
