package simulator

import "strings"

// hears tells whether the bot gets to know a message of the group. As an administrator, or with privacy mode
// off, it gets everything; otherwise what is meant for it and the service messages.
func (g *Group) hears(m *Message) bool {
	me := g.me()
	m.meant = m.service == nil && (m.meant || g.meant(m))
	switch {
	case m.service != nil && m.service.LeftMember != nil && m.service.LeftMember.ID == me.id:
		return true
	case !me.present():
		return false
	case m.service != nil, me.administers(), g.srv.options.SeesGroups:
		return true
	}
	return m.meant
}

// meant tells whether a message is a command for the bot, or answers the bot or something meant for it.
func (g *Group) meant(m *Message) bool {
	if name, ok := strings.CutPrefix(m.Text, "/"); ok {
		name, _, _ = strings.Cut(name, " ")
		command, to, addressed := strings.Cut(name, "@")
		return command != "" && (!addressed || strings.EqualFold(to, g.srv.bot.username))
	}
	original := g.find(m.ReplyTo)
	return original != nil && (original.FromBot || original.meant)
}
