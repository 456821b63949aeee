package simulator

import (
	"slices"
	"strings"
)

const (
	firstGroup      = -5_020_000_001
	firstSupergroup = -1_002_500_000_001
	anonymous       = 1_087_968_824 // whom Telegram names when the group itself writes
)

// The kinds of chats, in the words of the Bot API.
const (
	privateChat    = "private"
	groupChat      = "group"
	supergroupChat = "supergroup"
)

// Group is a group or a supergroup with its people. What somebody says and taps there is theirs to do, see
// [Person.In]; the methods of Group are deeds of its owner, who is the first member.
type Group struct {
	*room // another one after Migrate

	kind        string
	title       string
	description string
	permissions Right // of members
	owner       int64
	members     map[int64]*member
	order       []int64 // of members, as they came
	places      map[int64]*Seat
	topics      []*Topic // General first; none if the group is no forum
	kicked      bool     // the bot was removed, which in a group that is no supergroup its standing hides
	deleted     bool
}

// Group adds a group that is no supergroup. The first of the people owns it; the bot is not in it yet.
func (s *Server) Group(title string, owner *Person, people ...*Person) *Group {
	return s.found(groupChat, title, owner, people)
}

// Supergroup adds a supergroup. The first of the people owns it; the bot is not in it yet.
func (s *Server) Supergroup(title string, owner *Person, people ...*Person) *Group {
	return s.found(supergroupChat, title, owner, people)
}

// Groups lists all groups in the order they came.
func (s *Server) Groups() []*Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.groups)
}

func (s *Server) found(kind, title string, owner *Person, people []*Person) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &Group{
		kind: kind, title: title, permissions: UsualRights, owner: owner.ID,
		members: map[int64]*member{}, places: map[int64]*Seat{},
	}
	g.room = s.open(s.freeID(kind))
	g.group = g
	g.enrol(owner.ID).status = ownerStatus
	g.sitDown(owner)
	for _, p := range people {
		g.enrol(p.ID).status = memberStatus
		g.sitDown(p)
	}
	s.groups = append(s.groups, g)
	g.announceFounding()
	s.feed.add(0, pageEvent{Type: "people"})
	s.changed()
	return g
}

func (g *Group) announceFounding() {
	about := wireService{GroupCreated: g.kind == groupChat, SupergroupCreated: g.kind == supergroupChat}
	g.announce(g.owner, "создаёт группу «"+g.title+"»", about)
}

func (s *Server) freeID(kind string) int64 {
	id := int64(firstGroup)
	if kind == supergroupChat {
		id = firstSupergroup
	}
	for s.rooms[id] != nil {
		id--
	}
	return id
}

// In is the person in a group. Somebody who is no member sees and does nothing there.
func (p *Person) In(g *Group) *Seat {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	return g.place(p)
}

// place is the seat of somebody, whether they are in the group or not.
func (g *Group) place(p *Person) *Seat {
	st := g.places[p.ID]
	if st == nil {
		st = &Seat{room: g.room, who: p}
		g.places[p.ID] = st
	}
	return st
}

func (g *Group) sitDown(p *Person) {
	if st := g.place(p); !slices.Contains(g.seats, st) {
		g.seats = append(g.seats, st)
	}
}

func (g *Group) standUp(p *Person) {
	st := g.place(p)
	g.seats = slices.DeleteFunc(g.seats, func(other *Seat) bool { return other == st })
	st.keyboard, st.answers, st.unread = nil, 0, 0
}

// ID is the number of the chat; Migrate changes it.
func (g *Group) ID() int64 {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.id
}

// Title is the name of the group.
func (g *Group) Title() string {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.title
}

// Description is what the group says about itself.
func (g *Group) Description() string {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.description
}

// Status is the standing of a person in the words of the Bot API: creator, administrator, member, restricted,
// left or kicked.
func (g *Group) Status(p *Person) string {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.standing(p.ID).status
}

// BotStatus is the standing of the bot.
func (g *Group) BotStatus() string {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.me().status
}

// BotRights are the rights of the bot.
func (g *Group) BotRights() Right {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.allowed(g.me())
}

// Transcript is what has happened in the group, as [Seat.Transcript] tells it.
func (g *Group) Transcript() string {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	return g.transcript()
}

// Say is what a person sends into the group; zero if they may not.
func (g *Group) Say(p *Person, text string) int { return p.In(g).Send(text) }

// called is somebody as the transcript calls them.
func (s *Server) called(id int64) string {
	switch p := s.byID[id]; {
	case p != nil:
		return p.called()
	case id == anonymous:
		return "группа"
	}
	return botCalled
}

func (s *Server) calledAll(ids []int64) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, s.called(id))
	}
	return strings.Join(names, ", ")
}
