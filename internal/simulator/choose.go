package simulator

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ChatWish is what a key with request_chat lets a person choose.
type ChatWish struct {
	RequestID  int             `json:"request_id"`
	Channel    bool            `json:"chat_is_channel"`
	Forum      *bool           `json:"chat_is_forum"`
	Username   *bool           `json:"chat_has_username"`
	Own        bool            `json:"chat_is_created"`
	UserRights map[string]bool `json:"user_administrator_rights"`
	BotRights  map[string]bool `json:"bot_administrator_rights"`
	BotInside  bool            `json:"bot_is_member"`
	Title      bool            `json:"request_title"`
}

// PeopleWish is what a key with request_users lets a person choose.
type PeopleWish struct {
	RequestID int   `json:"request_id"`
	Bots      *bool `json:"user_is_bot"`
	Most      int   `json:"max_quantity"`
	Name      bool  `json:"request_name"`
	Username  bool  `json:"request_username"`
}

type wireChatShared struct {
	RequestID int    `json:"request_id"`
	Chat      int64  `json:"chat_id"`
	Title     string `json:"title,omitempty"`
}

type wireUsersShared struct {
	RequestID int              `json:"request_id"`
	Users     []wireSharedUser `json:"users"`
}

type wireSharedUser struct {
	ID        int64  `json:"user_id"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
}

// asks tells whether pressing the key needs more than the key: it is for private chats.
func (k Key) asks() bool { return k.Contact || k.Location || k.Chat != nil || k.People != nil }

// PressChat presses a key that asks for a chat, or a button with a link that adds the bot to a group, and
// chooses a group.
func (st *Seat) PressChat(label string, g *Group) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	if key, ok := st.keyboard.key(label); ok && key.Chat != nil {
		return st.shareChat(key.Chat, g)
	}
	if _, b, ok := st.newest(label); ok {
		if link, own := st.srv.ownLink(b.URL); own && link.group && !st.away() {
			st.log(st.who.called() + " нажимает [" + b.Text + "]")
			return g.startFrom(st.who, link)
		}
	}
	return fmt.Errorf("press %q: %s is asked for no chat there", label, st.who.Name)
}

// shareChat sends the number of g to the bot, which is taken along where the key says so.
func (st *Seat) shareChat(wish *ChatWish, g *Group) error {
	p := st.who
	if err := wish.fits(p, g); err != nil {
		return fmt.Errorf("%s cannot choose «%s»: %w", p.Name, g.title, err)
	}
	if wish.BotInside || len(wish.BotRights) > 0 {
		g.admit(p.ID, g.srv.bot.id)
		g.promote(p.ID, g.srv.bot.id, rightsIn(wish.BotRights)|g.me().rights)
	}
	shared := &wireChatShared{RequestID: wish.RequestID, Chat: g.id}
	if wish.Title {
		shared.Title = g.title
	}
	return st.saysThat("выбирает чат: "+g.title, wireService{ChatShared: shared})
}

// fits tells why a group is not among those to choose from.
func (w *ChatWish) fits(p *Person, g *Group) error {
	switch {
	case !g.place(p).inside():
		return errors.New("there is no such chat among theirs")
	case w.Channel:
		return errors.New("a channel is wanted")
	case w.Forum != nil && *w.Forum != (len(g.topics) > 0):
		return errors.New("a forum is wanted: " + strconv.FormatBool(*w.Forum))
	case w.Username != nil && *w.Username:
		return errors.New("a public chat is wanted")
	}
	return w.empowers(g.standing(p.ID), g)
}

// empowers tells what m lacks to choose the group and to bring the bot along.
func (w *ChatWish) empowers(m member, g *Group) error {
	may := g.allowed(m)
	brings := g.me().present() || may.has(InviteUsers)
	switch {
	case w.Own && m.status != ownerStatus:
		return errors.New("a chat of one's own is wanted")
	case !may.has(rightsIn(w.UserRights)):
		return errors.New("other rights are wanted")
	case w.BotInside && !brings, len(w.BotRights) > 0 && !may.has(PromoteMembers):
		return errors.New("the bot cannot be brought along")
	}
	return nil
}

// PressPeople presses a key that asks for people and chooses some.
func (st *Seat) PressPeople(label string, people ...*Person) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	key, ok := st.keyboard.key(label)
	switch wish := key.People; {
	case !ok || wish == nil:
		return fmt.Errorf("press %q: %s is asked for no people there", label, st.who.Name)
	case wish.Bots != nil && *wish.Bots:
		return fmt.Errorf("press %q: a bot is wanted", label)
	case len(people) == 0 || len(people) > max(wish.Most, 1):
		return fmt.Errorf("press %q: %d people were chosen of 1 to %d", label, len(people), max(wish.Most, 1))
	}
	return st.sharePeople(key.People, people)
}

func (st *Seat) sharePeople(wish *PeopleWish, people []*Person) error {
	shared := &wireUsersShared{RequestID: wish.RequestID}
	names := make([]string, 0, len(people))
	for _, p := range people {
		one := wireSharedUser{ID: p.ID}
		if wish.Name {
			one.FirstName, one.LastName = p.names()
		}
		if wish.Username {
			one.Username = p.username
		}
		shared.Users = append(shared.Users, one)
		names = append(names, p.called())
	}
	return st.saysThat("выбирает людей: "+strings.Join(names, ", "), wireService{UsersShared: shared})
}

// saysThat sends a service message of the person.
func (st *Seat) saysThat(words string, about wireService) error {
	m := st.notice(st.who.ID, words, about)
	if !st.mayPost(m) {
		return fmt.Errorf("%s has blocked the bot", st.who.Name)
	}
	st.say(m)
	return nil
}
