// Package housechat is how groups of neighbours get the announcements of their
// houses: who looks after them chooses a group, its houses and what is written
// there; neighbours ask in the group and are answered briefly.
//
// A group reads nothing of a person: whatever is said here is about houses.
package housechat

import (
	"context"
	"io"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows of this package.
const (
	Flow     = "chats"     // ‹Чаты дома›
	CardFlow = "chat"      // one group: its houses and what it gets
	KeepFlow = "chat-keep" // a resident is trusted with a house
	PollFlow = "chat-poll" // a quick poll in a group
)

// The beginnings of one-time links.
const (
	GroupPrefix  = "hc_" // chooses the group in which it is used
	KeeperPrefix = "hk_" // trusts a resident
)

// Chats remembers groups. What a person may do is decided there.
type Chats interface {
	Offices(ctx context.Context, p housing.PersonID) ([]housing.ChatOffice, error)
	List(ctx context.Context, p housing.PersonID, org housing.OrganisationID) ([]housing.HouseChat, error)
	Chat(ctx context.Context, p housing.PersonID, id housing.HouseChatID) (housing.HouseChat, error)
	// Houses lists those that may be chosen and that q names; all of them if it names none.
	Houses(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID,
		q housing.AddressQuery, limit int,
	) ([]housing.House, error)
	Save(
		ctx context.Context, once housing.Once, p housing.PersonID, c housing.ChatSetting, now time.Time,
	) (housing.HouseChatID, error)
	Detach(
		ctx context.Context, once housing.Once, p housing.PersonID, id housing.HouseChatID, now time.Time,
	) error
}

// Trust keeps one-time links, and whom they trust.
type Trust interface {
	Issue(ctx context.Context, l housing.ChatLink, hash housing.TokenHash, now time.Time) error
	// Chosen returns the group that the person chose last by a link.
	Chosen(
		ctx context.Context, p housing.PersonID, now time.Time,
	) (housing.OrganisationID, housing.ChatPlace, error)
	// Trust tells which house a link trusts the person with; already: it did before.
	Trust(
		ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (house housing.House, already bool, err error)
	Keep(
		ctx context.Context, once housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) error
	Keepers(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID,
	) ([]housing.ChatKeeper, error)
	Dismiss(
		ctx context.Context, once housing.Once, p housing.PersonID, id housing.ChatKeeperID, now time.Time,
	) error
}

// Polls keeps quick polls of groups. A group has one at a time.
type Polls interface {
	// Poll returns the one that is open; false: there is none.
	Poll(ctx context.Context, p housing.PersonID, chat housing.HouseChatID) (housing.Poll, bool, error)
	AskPoll(
		ctx context.Context, once housing.Once, p housing.PersonID, a housing.PollSetting, now time.Time,
	) error
	EndPoll(
		ctx context.Context, once housing.Once, p housing.PersonID, id housing.PollID, now time.Time,
	) error
}

// Rights knows who administers a group of the messenger.
type Rights interface {
	Administers(ctx context.Context, chat, user int64) (bool, error)
}

// Ports is what the flows need.
type Ports struct {
	Chats   Chats
	Trust   Trust
	Polls   Polls
	Rights  Rights
	Texts   dialogs.Texter
	Random  io.Reader     // tokens are drawn from it
	Address func() string // where people find the bot
}

// Args starts the list of an organisation's groups.
type Args = pick.OrganisationArgs

// Flows returns the flows of groups.
func Flows(p Ports) []dialogs.Flow {
	return []dialogs.Flow{p.listing(), p.card(), p.keeping(), p.polling()}
}

// Chosen starts the flow for a group that was chosen from the list of the messenger.
func Chosen(t dialogs.Texter) dialogs.Choice {
	return func(place housing.ChatPlace) (dialogs.Start, dialogs.Screen) {
		said := dialogs.Screen{Text: t.T("chat.chosen", "Title", place.Title), Keys: true}
		return dialogs.Begin(CardFlow, CardArgs{Place: place}), said
	}
}

// office returns the organisation whose groups the person looks after.
func (p Ports) office(
	ctx context.Context, person housing.PersonID, org housing.OrganisationID,
) (housing.ChatOffice, error) {
	offices, err := p.Chats.Offices(ctx, person)
	if err != nil {
		return housing.ChatOffice{}, err
	}
	for _, o := range offices {
		if o.Organisation.ID == org {
			return o, nil
		}
	}
	return housing.ChatOffice{}, &housing.Error{Kind: housing.NotFound, Text: "operator.not_yours"}
}

// offices lists the organisations; nobody's person has nothing to do here.
func (p Ports) offices(ctx context.Context, person housing.PersonID) ([]housing.ChatOffice, error) {
	offices, err := p.Chats.Offices(ctx, person)
	if err == nil && len(offices) == 0 {
		err = &housing.Error{Kind: housing.Refused, Text: "chat.nobody"}
	}
	return offices, err
}

// askOffice asks for one of several organisations.
func (p Ports) askOffice(offices []housing.ChatOffice) dialogs.Screen {
	screen := dialogs.Screen{Text: p.Texts.T("operator.which")}
	for _, o := range offices {
		org := o.Organisation
		screen.Rows = append(screen.Rows, dialogs.OnArg(org.Name, pick.Choose, pick.Key(org.ID)))
	}
	return screen
}

// link issues a one-time link and returns its address. The token is in that alone.
func (p Ports) link(ctx context.Context, l housing.ChatLink, now time.Time) (string, error) {
	token, err := housing.NewToken(p.Random)
	if err != nil {
		return "", err
	}
	if err := p.Trust.Issue(ctx, l, housing.HashToken(token), now); err != nil {
		return "", err
	}
	if l.Kind == housing.ChatLinkGroup {
		return p.Address() + "?startgroup=" + GroupPrefix + token, nil
	}
	return p.Address() + "?start=" + KeeperPrefix + token, nil
}

// state tells what hinders announcements in a group; empty: nothing does.
func (p Ports) state(c housing.HouseChat) texts.Text {
	switch {
	case !c.Reachable:
		return p.Texts.T("chat.is_kicked")
	case c.Muted:
		return p.Texts.T("chat.is_muted")
	case !c.Pinned:
		return p.Texts.T("chat.is_unpinned")
	}
	return ""
}

// kindLabel names a kind of announcements.
func kindLabel(t dialogs.Texter, k housing.ChatKind) string { return t.Label(texts.ChatKindKey(k)) }
