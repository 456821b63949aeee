package simulator

import (
	"fmt"
	"net/url"
	"strings"
)

// deepLink is what a link to the bot itself asks for.
type deepLink struct {
	group  bool   // to be added to a group
	param  string // what /start is sent with
	rights Right  // wanted as an administrator
}

// ownLink reads a link that starts the bot or adds it to a group; false for any other.
func (s *Server) ownLink(raw string) (deepLink, bool) {
	u, err := url.Parse(linkURL(raw))
	if err != nil {
		return deepLink{}, false
	}
	query := u.Query()
	name := strings.TrimPrefix(u.Path, "/")
	switch {
	case u.Scheme == "tg" && u.Host == "resolve":
		name = query.Get("domain")
	case u.Host != "t.me" && u.Host != "telegram.me":
		return deepLink{}, false
	}
	if !strings.EqualFold(name, s.bot.username) {
		return deepLink{}, false
	}
	link := deepLink{group: query.Has("startgroup"), param: query.Get("start") + query.Get("startgroup")}
	wanted := map[string]bool{}
	for right := range strings.FieldsSeq(query.Get("admin")) { // the + between them means a space
		wanted["can_"+right] = true
	}
	link.rights = rightsIn(wanted) & AdminRights
	return link, link.group || query.Has("start")
}

// Follow opens a link to the bot as if the person had found it outside Telegram: it presses Start with the
// parameter of ?start=.
func (p *Person) Follow(link string) error {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	to, ok := p.srv.ownLink(link)
	switch {
	case !ok:
		return fmt.Errorf("follow %s: the link does not start the bot", link)
	case to.group:
		return fmt.Errorf("follow %s: the link asks for a group, use FollowTo", link)
	}
	p.start(to.param)
	return nil
}

// FollowTo opens a link with ?startgroup= and chooses a group: the bot is added to it, is made an
// administrator if the link wants that and the person may do so, and is sent /start with the parameter.
func (p *Person) FollowTo(link string, g *Group) error {
	p.srv.mu.Lock()
	defer p.srv.mu.Unlock()
	to, ok := p.srv.ownLink(link)
	if !ok || !to.group {
		return fmt.Errorf("follow %s: the link asks for no group", link)
	}
	return g.startFrom(p, to)
}

// startFrom lets p bring the bot into the group.
func (g *Group) startFrom(p *Person, link deepLink) error {
	may := g.allowed(g.standing(p.ID))
	if !g.me().present() && !may.has(InviteUsers) {
		return fmt.Errorf("%s has not the right to add the bot to «%s»", p.Name, g.title)
	}
	g.admit(p.ID, g.srv.bot.id)
	if link.rights != 0 && may.has(PromoteMembers) {
		g.promote(p.ID, g.srv.bot.id, link.rights)
	}
	m := textOf("/start@" + g.srv.bot.username + orNothing(link.param))
	if st := g.place(p); st.mayPost(m) {
		st.say(m)
	}
	return nil
}

// start is Start for those who hold the lock.
func (p *Person) start(param string) int {
	if !startParam(param) {
		p.srv.fail(fmt.Sprintf("start parameter %q: only 64 of A-Z a-z 0-9 _ - can be in a link", param))
	}
	p.stop(false)
	m := textOf("/start" + orNothing(param))
	if !p.mayPost(m) {
		return 0
	}
	return p.say(m)
}

// orNothing is what follows a command.
func orNothing(param string) string {
	if param == "" {
		return ""
	}
	return " " + param
}
