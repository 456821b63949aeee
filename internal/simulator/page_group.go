package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pageGroup is a group as the pages show it.
type pageGroup struct {
	ID      int64        `json:"id"`
	Title   string       `json:"title"`
	Members []pageMember `json:"members"` // who are in it now
	Bot     bool         `json:"bot"`     // is in it as well
	Last    string       `json:"last"`

	Pins   bool   `json:"pins"`   // the bot may pin
	Pinned string `json:"pinned"` // what stays above the chat, shortened; empty: nothing
	Above  int    `json:"above"`  // its number
}

type pageMember struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Unread int    `json:"unread"`
}

// page describes the group. The server is locked.
func (g *Group) page() pageGroup {
	shown := pageGroup{
		ID: g.id, Title: g.title, Bot: g.me().present(), Last: g.lastWords(), Members: []pageMember{},
	}
	shown.Pins = g.can(PinMessages)
	if m := g.pinned(); m != nil && !m.Deleted {
		shown.Pinned, shown.Above = preview(m.content()), m.ID
	}
	for _, st := range g.seats {
		shown.Members = append(shown.Members, pageMember{ID: st.who.ID, Name: st.who.Name, Unread: st.unread})
	}
	return shown
}

// nameOf is somebody as the pages call them. The server is locked.
func (s *Server) nameOf(id int64) string {
	switch p := s.byID[id]; {
	case p != nil:
		return p.Name
	case id == anonymous:
		return "Группа"
	}
	return s.bot.name
}

// happened tells what became of a chat, with people under their names. The server is locked.
func (s *Server) happened(m *Message) string {
	text := m.Service
	for _, p := range s.people {
		text = strings.ReplaceAll(text, p.called(), p.Name)
	}
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

func (s *Server) pageGroups(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	list := []pageGroup{}
	for _, g := range s.groups {
		if !g.deleted && g.moved == 0 {
			list = append(list, g.page())
		}
	}
	s.mu.Unlock()
	write(w, http.StatusOK, list)
}

// groupByText finds a group by its number, the one before it became a supergroup too. The server is locked.
func (s *Server) groupByText(text string) *Group {
	id, err := strconv.ParseInt(text, 10, 64)
	r := s.rooms[id]
	if err != nil || r == nil || r.group == nil || r.group.deleted {
		return nil
	}
	return r.group
}

func (s *Server) withGroup(next func(http.ResponseWriter, *http.Request, *Group)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		g := s.groupByText(r.PathValue("group"))
		s.mu.Unlock()
		if g == nil {
			complain(w, http.StatusNotFound, "Такой группы нет.")
			return
		}
		next(w, r, g)
	}
}

// pageAddGroup founds a supergroup, which is what house chats are. The first of the members owns it.
func (s *Server) pageAddGroup(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Title   string  `json:"title"`
		Members []int64 `json:"members"`
	}
	if !readBody(w, r, &body) {
		return
	}
	title := oneLine(body.Title)
	people := s.peopleOf(body.Members)
	switch {
	case title == "" || utf8.RuneCountInString(title) > maxName:
		complain(w, http.StatusBadRequest, "Укажите название, не длиннее 64 букв.")
		return
	case len(people) == 0:
		complain(w, http.StatusBadRequest, "Отметьте, кто будет в группе.")
		return
	}
	g := s.Supergroup(title, people[0], people[1:]...)
	g.AddBot()
	s.mu.Lock()
	shown := g.page()
	s.mu.Unlock()
	write(w, http.StatusOK, shown)
}

// oneLine brings what was typed into one line without signs that cannot be seen.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// peopleOf finds people by their numbers; unknown and doubled ones are left out.
func (s *Server) peopleOf(ids []int64) []*Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	var people []*Person
	for _, id := range ids {
		if p := s.byID[id]; p != nil && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people
}

// pageGroupBot adds the bot to a group or removes it.
func (s *Server) pageGroupBot(w http.ResponseWriter, r *http.Request, g *Group) {
	var body struct {
		In bool `json:"in"`
	}
	if !readBody(w, r, &body) {
		return
	}
	if body.In {
		g.AddBot()
	} else {
		g.RemoveBot()
	}
	write(w, http.StatusOK, struct{}{})
}

// pagePinning lets the bot pin messages, or takes that away.
func (s *Server) pagePinning(w http.ResponseWriter, r *http.Request, g *Group) {
	var body struct {
		May bool `json:"may"`
	}
	if !readBody(w, r, &body) {
		return
	}
	rights := Right(0)
	if body.May {
		rights = PinMessages
	}
	g.PromoteBot(rights)
	write(w, http.StatusOK, struct{}{})
}

// pageChoose chooses the group for a key that asks for one, or for a link that brings the bot along.
func (s *Server) pageChoose(w http.ResponseWriter, r *http.Request, g *Group) {
	var body struct {
		Person int64  `json:"person"`
		Label  string `json:"label"`
		Link   string `json:"link"`
	}
	if !readBody(w, r, &body) {
		return
	}
	p := s.PersonByID(body.Person)
	if p == nil {
		complain(w, http.StatusNotFound, "Такого человека или чата нет.")
		return
	}
	choose := func() error { return p.PressChat(body.Label, g) }
	if body.Link != "" {
		choose = func() error { return p.FollowTo(body.Link, g) }
	}
	if choose() != nil {
		complain(w, http.StatusConflict, "Эту группу выбрать нельзя: в ней нет прав добавить бота.")
		return
	}
	write(w, http.StatusOK, struct{}{})
}
