package account

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// cardDraft is which account the card shows.
type cardDraft struct {
	Account housing.AccountID `json:"account"`
	Link    int64             `json:"link,omitempty"` // of the member asked about
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
		Steps: []dialogs.Stepper[cardDraft]{c.card(), c.rename(), c.off(), c.members(), c.stranger()},
	}.Flow()
}

// wants names the flows of readings, where there are such.
func (c card) wants() []dialogs.Want {
	var wants []dialogs.Want
	for _, flow := range []string{c.HandIn, c.History, c.Charges, c.Pay} {
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
	for _, flow := range []string{c.HandIn, c.History, c.Charges, c.Pay} {
		if flow != "" {
			calls = append(calls, flow)
		}
	}
	return dialogs.Step[cardDraft, cardView]{
		ID: "card", Next: []string{"rename", "off", "members"}, Calls: calls,
		Load:   c.loadCard,
		Show:   c.showCard,
		Decide: c.decideCard,
	}
}

func (c card) showCard(_ cardScene, v cardView) dialogs.Screen {
	l := v.link
	text := c.t.T("account.card", "Title", pick.Title(l),
		"Address", texts.Address(l.Account.House.Address, l.Account.Premises),
		"Number", l.Account.Number, "Organisation", l.Account.House.Organisation.Name,
		"Role", strings.ToLower(roleName(l.Role, c.t)))
	off := dialogs.Row(
		dialogs.On(c.t.Label("account.rename"), "rename"), dialogs.On(c.t.Label("account.off"), "off"))
	if l.Suspended {
		return dialogs.Screen{
			Text: texts.Join("\n", text, c.t.T("account.suspended")),
			Rows: [][]dialogs.Button{dialogs.On(c.t.Label("account.prove_again"), "prove"), off},
		}
	}
	text = texts.Join("\n", text, c.owed(v.due))
	var rows [][]dialogs.Button
	for _, x := range []struct{ flow, label, act string }{
		{c.HandIn, "account.hand_in", "hand_in"},
		{c.Charges, "menu.charges", "charges"},
		{c.Pay, "menu.pay", "pay"},
		{c.History, "account.history", "history"},
	} {
		if x.flow != "" {
			rows = append(rows, dialogs.On(c.t.Label(x.label), x.act))
		}
	}
	rows = append(rows, dialogs.On(c.t.Label("account.members"), "members"), off)
	return dialogs.Screen{Text: text, Rows: rows}
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
	case "hand_in":
		return dialogs.Call(s.Draft, dialogs.Begin(c.HandIn, pick.AccountArgs{Account: s.Draft.Account}))
	case "charges":
		return dialogs.Call(s.Draft, dialogs.Begin(c.Charges, pick.AccountArgs{Account: s.Draft.Account}))
	case "pay":
		return dialogs.Call(s.Draft, dialogs.Begin(c.Pay, pick.AccountArgs{Account: s.Draft.Account}))
	case "history":
		return dialogs.Call(s.Draft, dialogs.Begin(c.History, pick.AccountArgs{Account: s.Draft.Account}))
	case "prove":
		return dialogs.Goto(s.Draft, dialogs.Begin(ConnectFlow, nil))
	case "rename", "off", "members":
		if !v.link.Suspended || in.Act.Do != "members" {
			return dialogs.To(s.Draft, in.Act.Do)
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
			return c.t.T("account.off_ask", "Title", pick.Title(l))
		},
		Commit: func(ctx context.Context, s cardScene) (cardMove, error) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = c.t.T("account.off_done")
			return m, c.Household.Disconnect(ctx, s.Once, s.Person.ID, s.Draft.Account, s.Now)
		},
	}.Step()
}
