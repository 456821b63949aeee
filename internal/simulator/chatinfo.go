package simulator

import "context"

// wireFullChat is what getChat tells.
type wireFullChat struct {
	wireChat
	Color       int             `json:"accent_color_id"`
	Reactions   int             `json:"max_reaction_count"`
	Gifts       map[string]bool `json:"accepted_gift_types"`
	Description string          `json:"description,omitempty"`
	Permissions map[string]bool `json:"permissions,omitempty"`
	Pinned      *wireMessage    `json:"pinned_message,omitempty"`
	History     bool            `json:"has_visible_history,omitempty"`
}

func (s *Server) getChat(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.chat(c)
	if err != nil {
		return nil, err
	}
	full := wireFullChat{wireChat: r.wireChat(), Reactions: 11, Gifts: gifts(r.person != nil)}
	if m := r.pinned(); m != nil {
		full.Pinned = r.wire(m)
	}
	if g := r.group; g != nil && r.moved == 0 && g.me().present() {
		full.Description, full.Permissions = g.description, g.permissions.fields(MemberRights)
		full.History = g.kind == supergroupChat
	}
	return full, nil
}

// gifts lists what can be given to somebody, which is everything to people and nothing to groups.
func gifts(all bool) map[string]bool {
	return map[string]bool{
		"unlimited_gifts": all, "limited_gifts": all, "unique_gifts": all, "premium_subscription": all,
		"gifts_from_channels": all,
	}
}

// inGroup carries out do in the group of a call; private is the refusal for a private chat.
func (s *Server) inGroup(want need, private string, do func(*call, *Group) (any, error)) handler {
	return func(_ context.Context, c *call) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		r, err := s.chatFor(c, "chat_id", want)
		switch {
		case err != nil:
			return nil, err
		case r.group == nil:
			return nil, bad(private)
		case r.moved != 0:
			return nil, r.upgraded()
		}
		return do(c, r.group)
	}
}

func (s *Server) setChatTitle(c *call, g *Group) (any, error) {
	switch title := c.text("title"); {
	case !g.can(ChangeInfo):
		return nil, bad("not enough rights to change chat title")
	case title == g.title:
		return nil, bad("CHAT_NOT_MODIFIED")
	default:
		g.rename(s.bot.id, title)
	}
	return true, nil
}

func (s *Server) setChatDescription(c *call, g *Group) (any, error) {
	switch text := c.text("description"); {
	case !g.can(ChangeInfo):
		return nil, bad("not enough rights to set chat description")
	case text == g.description:
		return nil, bad("chat description is not modified")
	default:
		g.description = text
		s.changed()
	}
	return true, nil
}

func (s *Server) setChatPermissions(c *call, g *Group) (any, error) {
	if !g.can(RestrictMembers) {
		return nil, bad("not enough rights to change chat permissions")
	}
	rights, err := permissions(c)
	if err != nil {
		return nil, err
	}
	g.permissions = rights
	s.changed()
	return true, nil
}

func (s *Server) leaveChat(_ *call, g *Group) (any, error) {
	g.dismiss(s.bot.id, s.bot.id, goOut)
	return true, nil
}

func (s *Server) getChatAdministrators(_ *call, g *Group) (any, error) {
	list := []wireMember{}
	for _, id := range g.order {
		if m := g.standing(id); m.administers() {
			list = append(list, g.wireMember(m))
		}
	}
	return list, nil
}

func (s *Server) getChatMemberCount(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.chatFor(c, "chat_id", toReadMembers)
	if err != nil {
		return nil, err
	}
	if r.group == nil {
		return 2, nil
	}
	n := 0
	for _, id := range r.group.order {
		if r.group.standing(id).present() {
			n++
		}
	}
	return n, nil
}

func (s *Server) getChatMember(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, want := int64(c.integer("user_id")), toReadMembers
	if id == s.bot.id {
		want = toRead
	}
	r, err := s.chatFor(c, "chat_id", want)
	switch {
	case err != nil:
		return nil, err
	case id != s.bot.id && s.byID[id] == nil:
		return nil, bad("invalid user_id specified")
	case r.group == nil && id != s.bot.id && id != r.id:
		return nil, bad("member not found")
	case r.group == nil:
		return wireMember{Status: memberStatus, User: s.userOf(id)}, nil
	case r.moved != 0:
		return nil, r.upgraded()
	}
	return r.group.wireMember(r.group.standing(id)), nil
}

// groupMethods lists what is done to groups and their people.
func (s *Server) groupMethods() map[string]handler {
	return map[string]handler{
		"getChatMember":      s.getChatMember,
		"getChatMemberCount": s.getChatMemberCount,
		"getChatAdministrators": s.inGroup(toReadMembers,
			"there are no administrators in the private chat", s.getChatAdministrators),
		"pinChatMessage":       s.pinChatMessage,
		"unpinChatMessage":     s.unpinChatMessage,
		"unpinAllChatMessages": s.unpinAllChatMessages,
		"leaveChat": s.inGroup(toRead,
			"chat member status can't be changed in private chats", s.leaveChat),
		"setChatTitle": s.inGroup(toWrite, "can't change private chat title", s.setChatTitle),
		"setChatDescription": s.inGroup(toWrite,
			"can't change private chat description", s.setChatDescription),
		"setChatPermissions": s.inGroup(toWrite,
			"can't change private chat permissions", s.setChatPermissions),
		"banChatMember":                   s.moderate("", s.banChatMember),
		"unbanChatMember":                 s.moderate(supergroupsOnly, s.unbanChatMember),
		"restrictChatMember":              s.moderate(supergroupOnly, s.restrictChatMember),
		"promoteChatMember":               s.moderate(supergroupsOnly, s.promoteChatMember),
		"setChatAdministratorCustomTitle": s.moderate(supergroupOnly, s.setCustomTitle),
	}
}
