package simulator

import (
	"encoding/json"
	"maps"
	"time"
)

// The standing of people and bots in a group, in the words of the Bot API.
const (
	ownerStatus      = "creator"
	adminStatus      = "administrator"
	memberStatus     = "member"
	restrictedStatus = "restricted"
	leftStatus       = "left"
	bannedStatus     = "kicked"
)

// member is somebody who is, or was, or must not come, in a group.
type member struct {
	id     int64
	status string
	rights Right // of an administrator, or what is left to somebody restricted
	title  string
	inside bool      // of somebody restricted
	until  time.Time // when a ban or a restriction ends; zero: never
	ours   bool      // made an administrator by the bot
}

func (m member) present() bool {
	switch m.status {
	case leftStatus, bannedStatus:
		return false
	case restrictedStatus:
		return m.inside
	}
	return true
}

func (m member) administers() bool { return m.status == ownerStatus || m.status == adminStatus }

// lapse ends a ban or a restriction whose time is over.
func (m *member) lapse(now time.Time) {
	if m.until.IsZero() || m.until.After(now) {
		return
	}
	inside := m.present()
	*m = member{id: m.id, status: leftStatus}
	if inside {
		m.status = memberStatus
	}
}

// standing is what somebody is in the group; who was never there has left.
func (g *Group) standing(id int64) member {
	m := g.members[id]
	if m == nil {
		return member{id: id, status: leftStatus}
	}
	m.lapse(g.srv.clock.Now())
	return *m
}

// enrol finds the entry of somebody and makes one for who was never there.
func (g *Group) enrol(id int64) *member {
	m := g.standing(id)
	if g.members[id] == nil {
		g.members[id] = &m
		g.order = append(g.order, id)
	}
	return g.members[id]
}

// me is the bot as a member.
func (g *Group) me() member { return g.standing(g.srv.bot.id) }

// allowed is what somebody may do.
func (g *Group) allowed(m member) Right {
	switch m.status {
	case ownerStatus:
		return (MemberRights | AdminRights) &^ Anonymous
	case adminStatus:
		return m.rights | SendAnything
	case memberStatus:
		return g.permissions
	case restrictedStatus:
		if m.inside {
			return m.rights & g.permissions
		}
	}
	return 0
}

// can tells whether the bot has a right.
func (g *Group) can(r Right) bool { return g.allowed(g.me()).has(r) }

// change alters the standing of somebody and tells the bot.
func (g *Group) change(by, id int64, alter func(*member)) {
	m := g.enrol(id)
	old := *m
	alter(m)
	if *m != old {
		g.tellChange(by, old, *m)
	}
}

// tellChange tells the bot of its own standing, and of that of others if it is an administrator.
func (g *Group) tellChange(by int64, old, changed member) {
	kind := "chat_member"
	if old.id == g.srv.bot.id {
		kind = "my_chat_member"
	} else if !g.me().administers() {
		return
	}
	now := g.srv.clock.Now()
	g.srv.updates.push(g.room, kind, wireMemberChange{
		Chat: g.wireChat(), From: g.srv.userOf(by), Date: now.Unix(),
		Old: g.wireMember(old), New: g.wireMember(changed),
	}, now.Add(messageLife))
	g.srv.changed()
}

// set is a change to a plain status.
func set(status string) func(*member) {
	return func(m *member) { *m = member{id: m.id, status: status} }
}

// userOf is a person, the bot, or who writes in the name of a group.
func (s *Server) userOf(id int64) wireUser {
	switch p := s.byID[id]; {
	case p != nil:
		return p.wireUser()
	case id == anonymous:
		return wireUser{ID: anonymous, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
	}
	return s.bot.user()
}

type wireMember struct {
	Status string   `json:"status"`
	User   wireUser `json:"user"`
	Until  *int64   `json:"until_date"`
	Title  string   `json:"custom_title"`

	more map[string]bool
}

// MarshalJSON writes only what the status brings.
func (w wireMember) MarshalJSON() ([]byte, error) {
	fields := map[string]any{"status": w.Status, "user": w.User}
	if w.Until != nil {
		fields["until_date"] = *w.Until
	}
	if w.Title != "" {
		fields["custom_title"] = w.Title
	}
	for name, value := range maps.All(w.more) {
		fields[name] = value
	}
	return json.Marshal(fields) //nolint:wrapcheck // cannot fail
}

func (g *Group) wireMember(m member) wireMember {
	w := wireMember{Status: m.status, User: g.srv.userOf(m.id), Title: m.title}
	switch m.status {
	case ownerStatus:
		w.more = map[string]bool{"is_anonymous": false}
	case adminStatus:
		w.more = m.rights.fields(AdminRights)
		w.more["can_be_edited"] = m.ours
	case restrictedStatus:
		w.more = m.rights.fields(MemberRights)
		w.more["is_member"] = m.inside
		w.Until = unix(m.until)
	case bannedStatus:
		w.Until = unix(m.until)
	}
	return w
}

// unix is 0 for no moment at all.
func unix(t time.Time) *int64 {
	var seconds int64
	if !t.IsZero() {
		seconds = t.Unix()
	}
	return &seconds
}
