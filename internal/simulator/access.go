package simulator

import "strconv"

// need is what a call wants of a chat.
type need int

const (
	toRead need = iota
	toReadMembers
	toWrite
)

// chat finds the chat that a call is about. s.mu is held.
func (s *Server) chat(c *call) (*room, error) { return s.chatFor(c, "chat_id", toRead) }

// chatFor finds the chat that a parameter names and refuses a bot that has no such access. s.mu is held.
func (s *Server) chatFor(c *call, param string, want need) (*room, error) {
	text := c.text(param)
	if text == "" {
		return nil, badCall("%s is empty", param)
	}
	id, err := strconv.ParseInt(text, 10, 64)
	r := s.rooms[id]
	switch {
	case err != nil || r == nil || !r.known():
		return nil, bad("chat not found")
	case r.group != nil:
		err = r.groupAccess(want)
	case want == toWrite && r.person.deactivated:
		err = forbidden("user is deactivated")
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// known tells whether the bot can find the chat: it has seen who is in it.
func (r *room) known() bool {
	if r.group != nil {
		_, was := r.group.members[r.srv.bot.id]
		return was
	}
	return r.person.started || r.srv.acquainted(r.person)
}

// acquainted tells whether the bot has met somebody in a group.
func (s *Server) acquainted(p *Person) bool {
	for _, g := range s.groups {
		_, met := g.members[p.ID]
		if _, there := g.members[s.bot.id]; met && there {
			return true
		}
	}
	return false
}

func (r *room) groupAccess(want need) error {
	g := r.group
	switch {
	case r.moved != 0 && want == toRead:
		return nil
	case r.moved != 0:
		return r.upgraded()
	case g.kind == groupChat:
		return g.plainAccess(want)
	}
	switch me := g.me(); {
	case g.deleted, me.status == bannedStatus:
		return forbidden("bot was kicked from the supergroup chat")
	case !me.present():
		return forbidden("bot is not a member of the supergroup chat")
	}
	return nil
}

// plainAccess is for groups that are no supergroups: who has left may still read.
func (g *Group) plainAccess(want need) error {
	switch {
	case want == toRead:
		return nil
	case g.deleted:
		return forbidden("the group chat was deleted")
	case g.kicked:
		return forbidden("bot was kicked from the group chat")
	case !g.me().present():
		return forbidden("bot is not a member of the group chat")
	}
	return nil
}

// reachable is the chat of a call for what people would see. s.mu is held.
func (s *Server) reachable(c *call) (*room, error) {
	r, err := s.chatFor(c, "chat_id", toWrite)
	switch {
	case err != nil:
		return nil, err
	case r.person == nil:
		return r, nil
	case !r.person.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	case r.person.blocked:
		return nil, forbidden(blockedWords)
	}
	return r, nil
}

// mayTake refuses messages of the bot that it has no right to send, and keys that are not for groups.
func (r *room) mayTake(list []*Message, mk markup) error {
	if r.group == nil {
		return nil
	}
	for _, m := range list {
		if err := r.group.takes(r.group.me(), m); err != nil {
			return err
		}
	}
	return mk.forGroups()
}

// takes refuses a message that its author has no right to send.
func (g *Group) takes(author member, m *Message) error {
	may := g.allowed(author)
	if may&SendAnything&^(AddPreviews|React|EditTag) == 0 {
		return bad("have no rights to send a message")
	}
	if right, what := m.right(); !may.has(right) {
		return bad("not enough rights to send " + what + " to the chat")
	}
	return nil
}

// right is what it takes to send m, and what Telegram calls its kind.
func (m *Message) right() (right Right, called string) {
	f := m.file()
	switch {
	case m.Poll != nil:
		return SendPolls, "polls"
	case m.Dice != nil:
		return SendOther, "dice"
	case f == nil:
		return SendMessages, "text messages"
	}
	switch f.kind {
	case "photo":
		return SendPhotos, "photos"
	case "video":
		return SendVideos, "videos"
	case "video_note":
		return SendVideoNotes, "video notes"
	case "voice":
		return SendVoiceNotes, "voice notes"
	case "audio":
		return SendAudios, "music"
	case "animation":
		return SendOther, "animations"
	case "sticker":
		return SendOther, "stickers"
	}
	return SendDocuments, "documents"
}
