// Package charges shows what an account is charged: ‹Начисления› with the
// services, why a month differs from the one before, requisites and a chart.
//
// Everything shown is what the organisation published; nothing is computed
// here but differences. Sums never go to groups.
package charges

import (
	"context"
	"encoding/json"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Flow is the id of the flow.
const Flow = "charges"

// Documents are the payment documents that a person may see.
type Documents interface {
	// Statement returns the charges of a period; the zero period is the newest.
	Statement(
		ctx context.Context, p housing.PersonID, a housing.AccountID, period housing.Period, now time.Time,
	) (housing.Statement, error)
	// Months returns what the periods after the given one came to, oldest first.
	Months(
		ctx context.Context, p housing.PersonID, a housing.AccountID, after housing.Period,
	) ([]housing.MonthCharge, error)
}

// Accounts lists what the person is connected to.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Ports is what the flow needs.
type Ports struct {
	Documents Documents
	Accounts  Accounts
	Chart     func(housing.Chart) ([]byte, error)     // draws one as a PNG file
	Paper     func(housing.Statement) ([]byte, error) // prints its document as a PDF file
	Texts     dialogs.Texter
	Connect   string // the flow that connects an account and ends with its id
}

// draft is which account and period are shown.
type draft struct {
	Account housing.AccountID `json:"account,omitempty"`
	Period  housing.Period    `json:"period,omitzero"` // zero: the newest
	Page    int               `json:"page,omitempty"`  // of the services
	Year    int               `json:"year,omitempty"`  // of the list of periods
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// charges is the flow ‹Начисления›.
type charges struct {
	Ports
	t dialogs.Texter
}

// New returns the flow.
func New(p Ports) dialogs.Flow {
	c := charges{p, p.Texts}
	return dialogs.Def[pick.AccountArgs, draft, struct{}]{
		ID: Flow, Version: 1, Title: "charges.title", First: "account", Gated: true,
		Open:  func(args pick.AccountArgs) draft { return draft{Account: args.Account} },
		Wants: []dialogs.Want{pick.Wants(p.Connect, housing.AccountID(0))},
		Steps: []dialogs.Stepper[draft]{
			c.account(), c.month(), c.services(), c.why(), c.penalty(), c.requisites(), c.years(),
		},
	}.Flow()
}

// account asks whose charges are shown where there are several flats.
func (c charges) account() dialogs.Step[draft, []housing.Connection] {
	return dialogs.Step[draft, []housing.Connection]{
		ID: "account", Next: []string{"month"}, Calls: []string{c.Connect},
		Load: c.loadAccounts,
		Skip: func(s scene, links []housing.Connection) (move, bool) {
			if s.Draft.Account == 0 && len(links) == 1 {
				s.Draft.Account = links[0].Account.ID
			}
			return dialogs.To(s.Draft, "month"), s.Draft.Account != 0
		},
		Show: c.showAccounts,
		Decide: func(s scene, _ []housing.Connection, in dialogs.Input) move {
			switch in.Act.Do {
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(c.Connect, nil))
			case "account":
				s.Draft.Account = pick.OfKey[housing.AccountID](in.Act.Arg)
				return dialogs.To(s.Draft, "month")
			}
			return dialogs.Unknown(s.Draft)
		},
		Resume: func(s scene, result json.RawMessage) move {
			var account housing.AccountID
			if json.Unmarshal(result, &account) == nil {
				s.Draft.Account = account
			}
			return dialogs.Stay(s.Draft)
		},
	}
}

func (c charges) loadAccounts(ctx context.Context, s scene) ([]housing.Connection, error) {
	links, err := c.Accounts.Connections(ctx, s.Person.ID)
	var live []housing.Connection
	for _, l := range links {
		if !l.Suspended {
			live = append(live, l)
		}
	}
	return live, err
}

func (c charges) showAccounts(_ scene, links []housing.Connection) dialogs.Screen {
	heading := "*" + c.t.T("menu.charges") + "*"
	if len(links) == 0 {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, c.t.T("charges.no_account")),
			Rows: [][]dialogs.Button{dialogs.On(c.t.Label("account.connect"), "connect")},
		}
	}
	var rows [][]dialogs.Button
	for _, l := range links {
		rows = append(rows, dialogs.OnArg(pick.Title(l), "account", pick.Key(l.Account.ID)))
	}
	return dialogs.Screen{Text: texts.Join("\n", heading, c.t.T("charges.which")), Rows: rows}
}

// load reads the statement of the chosen account and period.
func (c charges) load(ctx context.Context, s scene) (housing.Statement, error) {
	return c.Documents.Statement(ctx, s.Person.ID, s.Draft.Account, s.Draft.Period, s.Now)
}

// heading names the account and the month.
func (c charges) heading(key string, st housing.Statement) texts.Text {
	name := st.Name
	if name == "" {
		name = texts.ShortAddress(st.Account.House.Address, st.Account.Premises)
	}
	return c.t.T("charges.heading", "Heading", c.t.T(key), "Name", name,
		"Period", texts.PeriodOfYear(st.Period))
}
