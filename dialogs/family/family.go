// Package family shows who is connected to an account and lets those who
// proved it invite others: for what, until when, under which name, and out again.
//
// A link that works once brings somebody here; whoever invited then says that it
// is the right person, by a number that both read. Names from Telegram are
// shown to nobody. Nothing of it is told in groups.
package family

import (
	"context"
	"io"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows.
const (
	Flow        = "family"
	InvitedFlow = "invited"
)

// Household knows who is connected.
type Household interface {
	Household(
		ctx context.Context, p housing.PersonID, a housing.AccountID, now time.Time,
	) (housing.Household, error)
	Disown(ctx context.Context, once housing.Once, d housing.Disowning, now time.Time) (string, error)
}

// Hosts is what those who may invite do.
type Hosts interface {
	Welcome(ctx context.Context, once housing.Once, w housing.Welcoming, now time.Time) error
	Admit(ctx context.Context, once housing.Once, h housing.Hosting, now time.Time) error
	Decline(ctx context.Context, once housing.Once, h housing.Hosting, now time.Time) error
	Grant(ctx context.Context, once housing.Once, h housing.Hosting, g housing.Grant, now time.Time) error
	Remove(ctx context.Context, once housing.Once, h housing.Hosting, now time.Time) error
}

// Guests is what those who are invited do.
type Guests interface {
	Opened(
		ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (housing.Invitation, error)
	Come(
		ctx context.Context, once housing.Once, c housing.Coming, now time.Time,
	) (housing.Invitation, error)
}

// SignIns knows who signed in through Госуслуги.
type SignIns interface {
	Identity(ctx context.Context, p housing.PersonID) (housing.Identity, bool, error)
}

// Ports is what the flows need.
type Ports struct {
	Accounts  pick.Connections
	Household Household
	Hosts     Hosts
	Guests    Guests
	Texts     dialogs.Texter
	Random    io.Reader
	Address   func() string // of the bot on the messenger; nil: nobody knows it
	Prefix    string        // of the deep link of an invitation
	Connect   string        // the flow that connects an account
	// SignIn starts the flow that signs in, without which nobody is connected; empty where there is none.
	SignIn  string
	SignIns SignIns // with SignIn
}

// Flows returns every flow of the package.
func Flows(p Ports) []dialogs.Flow {
	f := family{p, p.Texts}
	return []dialogs.Flow{f.hosting(), f.invited()}
}

// family is ‹Кто подключён›.
type family struct {
	Ports
	t dialogs.Texter
}

// draft is about whom somebody decides.
type draft struct {
	Account    housing.AccountID    `json:"account,omitempty"`
	Link       int64                `json:"link,omitempty"`       // of the member in question
	Invitation housing.InvitationID `json:"invitation,omitempty"` // in question
	Called     string               `json:"called,omitempty"`     // of who is invited
	Grant      housing.Grant        `json:"grant,omitzero"`       // as it is being chosen
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

func (f family) hosting() dialogs.Flow {
	return dialogs.Def[pick.AccountArgs, draft, struct{}]{
		ID: Flow, Version: 1, Title: "family.title", First: "account", Gated: true,
		Wants: []dialogs.Want{pick.Wants(f.Connect, housing.AccountID(0))},
		Open:  func(a pick.AccountArgs) draft { return draft{Account: a.Account} },
		Steps: []dialogs.Stepper[draft]{
			f.account(), f.list(), f.stranger(), f.preset(), f.until(), f.rights(), f.called(), f.invite(),
			f.member(), f.remove(), f.answer(),
		},
	}.Flow()
}

func (f family) account() dialogs.Step[draft, []housing.Connection] {
	return pick.Which[draft]{
		Next: "list", Accounts: f.Accounts, Connect: f.Connect, Texts: f.t,
		Heading: "family.members", None: "family.no_account", Ask: "family.which",
		Of: func(d *draft) *housing.AccountID { return &d.Account },
	}.Step()
}

func (f family) load(ctx context.Context, s scene) (housing.Household, error) {
	return f.Household.Household(ctx, s.Person.ID, s.Draft.Account, s.Now)
}

// hosted is a scene with a decision.
type hosted struct{ scene }

// of is what is decided.
func (s hosted) of() housing.Hosting {
	return housing.Hosting{
		Person: s.Person.ID, Account: s.Draft.Account, Link: s.Draft.Link, Invitation: s.Draft.Invitation,
	}
}

func (f family) list() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "list", Next: []string{"stranger", "preset", "member", "answer"},
		Load: f.load,
		Show: f.showList,
		Decide: func(s scene, h housing.Household, in dialogs.Input) move {
			s.Draft = draft{Account: s.Draft.Account}
			switch in.Act.Do {
			case "stranger", "member":
				s.Draft.Link = pick.OfKey[int64](in.Act.Arg)
				return dialogs.To(s.Draft, in.Act.Do)
			case "answer":
				s.Draft.Invitation = pick.OfKey[housing.InvitationID](in.Act.Arg)
				return dialogs.To(s.Draft, "answer")
			case "preset":
				return dialogs.To(s.Draft, "preset")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (f family) showList(s scene, h housing.Household) dialogs.Screen {
	text := f.t.T("family.heading", "Title", pick.Title(housing.Connection{Name: h.Name, Account: h.Account}))
	if h.Mine.Invited {
		return dialogs.Screen{Text: texts.Join("\n", text, f.mine(s, h.Mine))}
	}
	var rows [][]dialogs.Button
	hosts, shares := h.Mine.May(housing.MayInvite), h.Mine.May(housing.MayShare)
	if hosts {
		rows = append(rows, dialogs.On(f.t.Label("family.invite"), "preset"))
	}
	for i, m := range h.Members {
		text = texts.Join("\n", text, f.memberLine(s, i, m))
		if row := f.memberButton(i, m, h.Mine); row != nil {
			rows = append(rows, row)
		}
	}
	switch {
	case !hosts && !shares:
		text = texts.Join("\n", text, f.t.T("family.others_unseen"))
	case len(h.Members) == 1:
		text = texts.Join("\n", text, f.t.T("family.alone"))
	}
	for _, i := range h.Invitations {
		line, row := f.invitation(s, i)
		text, rows = texts.Join("\n", text, line), append(rows, row)
	}
	if hosts {
		text = texts.Join("\n", text, f.t.T("family.hint"))
	}
	return dialogs.Screen{Text: text, Rows: rows}
}

// memberButton opens what the reader may do about somebody; nil: nothing.
func (f family) memberButton(i int, m, reader housing.Member) []dialogs.Button {
	switch {
	case m.Self:
	case m.Invited && reader.May(housing.MayInvite):
		return dialogs.OnArg(m.Called+" ›", "member", pick.Key(m.Link))
	case !m.Invited && reader.May(housing.MayShare):
		return dialogs.OnArg(f.t.Label("family.not_ours", "Index", i+1), "stranger", pick.Key(m.Link))
	}
	return nil
}

// invitation tells of one that is open, with the button that answers it.
func (f family) invitation(s scene, i housing.Invitation) (texts.Text, []dialogs.Button) {
	key, label := "family.asked", "family.asked_button"
	if i.Came {
		key, label = "family.came", "family.came_button"
	}
	return f.t.T(key, "Called", i.Called, "Word", i.Word, "Until", f.day(s, i.Expires)),
		dialogs.OnArg(f.t.Label(label, "Called", i.Called), "answer", pick.Key(i.ID))
}

// mine tells somebody who was invited what they may do.
func (f family) mine(s scene, m housing.Member) texts.Text {
	return texts.Join("\n",
		f.t.T("family.mine", "Role", f.role(m), "Until", f.last(s, m.Until)),
		f.t.T("family.may", "List", f.may(m.Rights)), f.t.T("family.mine_help"))
}

func (f family) memberLine(s scene, i int, m housing.Member) texts.Text {
	since := f.day(s, m.Since)
	switch {
	case m.Invited:
		return f.t.T("family.member_called", "Index", i+1, "Called", m.Called, "Role", f.role(m),
			"Until", f.last(s, m.Until))
	case m.Self:
		return f.t.T("family.member_self", "Index", i+1, "Role", texts.Capital(f.role(m)), "Since", since)
	}
	return f.t.T("family.member", "Index", i+1, "Role", texts.Capital(f.role(m)), "Since", since)
}

func (f family) day(s scene, at time.Time) string {
	return texts.Date(housing.DateOf(at.In(s.Now.Location())), housing.DateOf(s.Now))
}

// last names the last day of a term; empty: there is none.
func (f family) last(s scene, d housing.Date) string {
	if d.IsZero() {
		return ""
	}
	return texts.Date(d, housing.DateOf(s.Now))
}

func (f family) role(m housing.Member) string { return f.t.Label(texts.RoleKey(m.Role, m.Invited)) }

// may lists rights in words.
func (f family) may(rights []housing.Right) string { return texts.Rights(rights, f.t.Label) }

// stranger asks before somebody who proved the account is shut out.
func (f family) stranger() dialogs.Step[draft, housing.Household] {
	return pick.Sure[draft, housing.Household]{
		ID: "stranger", Next: []string{"list"},
		Yes: f.t.Label("family.stranger_yes"), No: f.t.Label("family.keep"),
		Load: f.load,
		Skip: func(s scene, h housing.Household) (move, bool) {
			m, ok := memberOf(h, s.Draft.Link)
			return dialogs.To(s.Draft, "list"), !ok || m.Self || m.Invited
		},
		Ask: func(scene, housing.Household) texts.Text { return f.t.T("family.stranger_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			number, err := f.Household.Disown(ctx, s.Once, housing.Disowning{
				Person: s.Person.ID, Account: s.Draft.Account, Link: s.Draft.Link,
			}, s.Now)
			notice := f.t.T("family.stranger_done", "Request", number)
			return move{Draft: s.Draft, Back: true, Notice: notice}, err
		},
	}.Step()
}

// memberOf finds a member by the link.
func memberOf(h housing.Household, link int64) (housing.Member, bool) {
	for _, m := range h.Members {
		if m.Link == link {
			return m, true
		}
	}
	return housing.Member{}, false
}
