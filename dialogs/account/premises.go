package account

import (
	"context"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

type (
	listScene = dialogs.Scene[struct{}]
	listMove  = dialogs.Move[struct{}]
)

// premisesView is what the window «Жилые помещения» shows.
type premisesView struct {
	links   []housing.Connection
	pending map[housing.AccountID]int
	due     map[housing.AccountID]decimal.Decimal
}

// premisesFlow is the window «Жилые помещения»: the connected flats.
func premisesFlow(p Ports) dialogs.Flow {
	t := p.Texts
	list := dialogs.Step[struct{}, premisesView]{
		ID: "list", Calls: []string{ConnectFlow, CardFlow},
		Load: func(ctx context.Context, s listScene) (v premisesView, err error) {
			if v.links, err = p.Accounts.Connections(ctx, s.Person.ID); err != nil {
				return v, err
			}
			if v.pending, err = p.Readings.Pending(ctx, s.Person.ID, s.Now); err != nil {
				return v, err
			}
			v.due, err = p.Bills.Due(ctx, s.Person.ID)
			return v, err
		},
		Show: func(_ listScene, v premisesView) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+t.T("account.premises")+"*", premisesText(v, t)),
				Rows: append(linkRows(v.links), dialogs.On(t.Label("account.connect"), "connect")),
			}
		},
		Decide: func(s listScene, _ premisesView, in dialogs.Input) listMove {
			switch in.Act.Do {
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(ConnectFlow, nil))
			case "card":
				return dialogs.Call(s.Draft, openCard(in))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: PremisesFlow, Version: 1, Title: "account.premises", First: "list", Gated: true,
		Steps: []dialogs.Stepper[struct{}]{list},
	}.Flow()
}

// openCard starts the card of the account that was pressed.
func openCard(in dialogs.Input) dialogs.Start {
	return dialogs.Begin(CardFlow, pick.OfKey[housing.AccountID](in.Act.Arg))
}

func premisesText(v premisesView, t dialogs.Texter) texts.Text {
	if len(v.links) == 0 {
		return t.T("account.list_empty")
	}
	var lines texts.Text
	for i, l := range v.links {
		key := "account.premises_line"
		if l.Name != "" {
			key = "account.premises_named"
		}
		line := t.T(key, "Index", i+1, "Name", l.Name,
			"Address", texts.ShortAddress(l.Account.House.Address, l.Account.Premises))
		lines = texts.Join(
			"\n",
			lines,
			texts.Join(" · ", line, waiting(l, v.pending, t), owed(v.due[l.Account.ID], t)),
		)
	}
	return lines
}

// owed says what is to be paid, empty for nothing.
func owed(due decimal.Decimal, t dialogs.Texter) texts.Text {
	if !due.IsPositive() {
		return ""
	}
	return t.T("account.owed", "Sum", texts.Money(due))
}

// waiting says what a flat waits for, in a few words.
func waiting(l housing.Connection, pending map[housing.AccountID]int, t dialogs.Texter) texts.Text {
	n, known := pending[l.Account.ID]
	switch {
	case l.Suspended:
		return t.T("account.suspended_mark")
	case !known:
		return ""
	case n == 0:
		return t.T("account.all_given")
	}
	return t.T("account.to_give", "N", n)
}
