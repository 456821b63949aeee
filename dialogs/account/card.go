package account

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// cardDraft is which account the card shows.
type cardDraft struct {
	Account housing.AccountID `json:"account"`
}

type (
	cardScene = dialogs.Scene[cardDraft]
	cardMove  = dialogs.Move[cardDraft]
)

// card is one connected account and what may be done with it.
type card struct {
	Ports
	t dialogs.Texter
}

func cardFlow(p Ports) dialogs.Flow {
	c := card{p, p.Texts}
	return dialogs.Def[housing.AccountID, cardDraft, struct{}]{
		ID: CardFlow, Version: 1, Title: "account.card_title", First: "card", Gated: true,
		Wants: c.wants(),
		Open:  func(a housing.AccountID) cardDraft { return cardDraft{Account: a} },
		Steps: []dialogs.Stepper[cardDraft]{c.card(), c.rename(), c.off()},
	}.Flow()
}

// wants names the flows of readings, where there are such.
func (c card) wants() []dialogs.Want {
	var wants []dialogs.Want
	for _, flow := range []string{c.HandIn, c.History, c.Charges, c.Pay, c.Family} {
		if flow != "" {
			wants = append(wants, dialogs.Want{Flow: flow, Args: pick.AccountArgs{}, Result: struct{}{}})
		}
	}
	return wants
}

// cardView is what the card shows.
type cardView struct {
	link housing.Connection
	due  decimal.Decimal // what is to be paid now; zero for a suspended connection
}

func (c card) loadCard(ctx context.Context, s cardScene) (v cardView, err error) {
	if v.link, err = c.load(ctx, s); err != nil || v.link.Suspended {
		return v, err
	}
	due, err := c.Bills.Due(ctx, s.Person.ID)
	v.due = due[s.Draft.Account]
	return v, err
}

func (c card) load(ctx context.Context, s cardScene) (housing.Connection, error) {
	return c.Household.Connection(ctx, s.Person.ID, s.Draft.Account)
}

func (c card) card() dialogs.Step[cardDraft, cardView] {
	calls := []string{ConnectFlow}
	for _, flow := range []string{c.HandIn, c.History, c.Charges, c.Pay, c.Family} {
		if flow != "" {
			calls = append(calls, flow)
		}
	}
	return dialogs.Step[cardDraft, cardView]{
		ID: "card", Next: []string{"rename", "off"}, Calls: calls,
		Load:   c.loadCard,
		Show:   c.showCard,
		Decide: c.decideCard,
	}
}

// doing is something that may be done with an account.
type doing struct {
	flow  string
	label string // key
	act   string
	right housing.Right // empty: any connection will do
}

// doings are what the person may do with an account, where it is there to do.
func (c card) doings(l housing.Connection) []doing {
	return slices.DeleteFunc([]doing{
		{c.HandIn, "account.hand_in", "hand_in", housing.MayRead},
		{c.Charges, "menu.charges", "charges", housing.MaySee},
		{c.Pay, "menu.pay", "pay", housing.MayPay},
		{c.History, "account.history", "history", housing.MaySee},
		{c.Family, "family.members", "members", ""},
	}, func(d doing) bool { return d.flow == "" || d.right != "" && !l.May(d.right) })
}

func (c card) showCard(s cardScene, v cardView) dialogs.Screen {
	l := v.link
	text := c.t.T("account.card", "Title", pick.Title(l),
		"Address", texts.Address(l.Account.House.Address, l.Account.Premises),
		"Number", l.Account.Number, "Organisation", l.Account.House.Organisation.Name,
		"Role", c.t.Label(texts.RoleKey(l.Role, l.Invited)))
	off := dialogs.Row(
		dialogs.On(c.t.Label("account.rename"), "rename"), dialogs.On(c.t.Label("account.off"), "off"))
	if l.Suspended {
		return dialogs.Screen{
			Text: texts.Join("\n", text, c.t.T("account.suspended")),
			Rows: [][]dialogs.Button{dialogs.On(c.t.Label("account.prove_again"), "prove"), off},
		}
	}
	if !l.Until.IsZero() {
		until := texts.Date(l.Until, housing.DateOf(s.Now))
		text = texts.Join("\n", text, c.t.T("account.until", "Until", until))
	}
	text = texts.Join("\n", text, c.owed(v.due))
	var rows [][]dialogs.Button
	for _, d := range c.doings(l) {
		rows = append(rows, dialogs.On(c.t.Label(d.label), d.act))
	}
	return dialogs.Screen{Text: text, Rows: append(rows, off)}
}

// owed says what is to be paid now, empty for nothing.
func (c card) owed(due decimal.Decimal) texts.Text {
	if !due.IsPositive() {
		return ""
	}
	return c.t.T("menu.due", "Sum", texts.Money(due))
}

func (c card) decideCard(s cardScene, v cardView, in dialogs.Input) cardMove {
	switch in.Act.Do {
	case "prove":
		return dialogs.Goto(s.Draft, dialogs.Begin(ConnectFlow, nil))
	case "rename", "off":
		return dialogs.To(s.Draft, in.Act.Do)
	}
	for _, d := range c.doings(v.link) {
		if d.act == in.Act.Do && !v.link.Suspended {
			return dialogs.Call(s.Draft, dialogs.Begin(d.flow, pick.AccountArgs{Account: s.Draft.Account}))
		}
	}
	return dialogs.Unknown(s.Draft)
}

func (c card) rename() dialogs.Step[cardDraft, housing.Connection] {
	return dialogs.Step[cardDraft, housing.Connection]{
		ID: "rename", Next: []string{"card"},
		Load: c.load,
		Show: func(_ cardScene, l housing.Connection) dialogs.Screen {
			return dialogs.Screen{Text: c.t.T("account.rename_ask", "Title", pick.Title(l))}
		},
		Decide: func(s cardScene, _ housing.Connection, in dialogs.Input) cardMove {
			name, ok := ownName(in.Text)
			if !ok {
				return dialogs.Refuse(s.Draft, c.t.T("account.name_wrong"))
			}
			return dialogs.Do(s.Draft, naming(name))
		},
		Commit: func(ctx context.Context, s cardScene, intent dialogs.Act) (cardMove, error) {
			m := dialogs.To(s.Draft, "card")
			m.Final, m.Notice = true, c.t.T("account.named", "Name", intent.Arg)
			return m, c.Accounts.Rename(ctx, s.Once, s.Person.ID, s.Draft.Account, intent.Arg)
		},
	}
}

func (c card) off() dialogs.Step[cardDraft, housing.Connection] {
	return pick.Sure[cardDraft, housing.Connection]{
		ID: "off", Yes: c.t.Label("account.off"), No: c.t.Label("account.keep"),
		Load: c.load,
		Ask: func(_ cardScene, l housing.Connection) texts.Text {
			return c.t.T("account.off_ask", "Title", pick.Title(l), "Hosts", l.May(housing.MayInvite))
		},
		Commit: func(ctx context.Context, s cardScene) (cardMove, error) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = c.t.T("account.off_done")
			return m, c.Household.Disconnect(ctx, s.Once, s.Person.ID, s.Draft.Account, s.Now)
		},
	}.Step()
}
