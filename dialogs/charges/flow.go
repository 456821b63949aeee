// Package charges shows what an account is charged: ‹Начисления› with the
// services, why a month differs from the one before, requisites and a chart.
//
// Everything shown is what the organisation published; nothing is computed
// here but differences. Sums never go to groups.
package charges

import (
	"context"
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

// Ports is what the flow needs.
type Ports struct {
	Documents Documents
	Accounts  pick.Connections
	Chart     func(housing.Chart) ([]byte, error)     // draws one as a PNG file
	Paper     func(housing.Statement) ([]byte, error) // prints its document as a PDF file
	Texts     dialogs.Texter
	Connect   string // the flow that connects an account and ends with its id
	Pay       string // the flow that pays
	Appeal    string // the flow in which whoever manages the house is asked
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
		Open: func(args pick.AccountArgs) draft { return draft{Account: args.Account} },
		Wants: []dialogs.Want{
			pick.Wants(p.Connect, housing.AccountID(0)),
			{Flow: p.Pay, Args: pick.AccountArgs{}, Result: struct{}{}},
			{Flow: p.Appeal, Args: pick.AppealArgs{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[draft]{
			c.account(), c.month(), c.services(), c.why(), c.penalty(), c.requisites(), c.years(),
		},
	}.Flow()
}

// account asks whose charges are shown where there are several flats.
func (c charges) account() dialogs.Step[draft, []housing.Connection] {
	return pick.Which[draft]{
		Next: "month", Accounts: c.Accounts, Connect: c.Connect, Texts: c.t,
		Heading: "menu.charges", None: "charges.no_account", Ask: "charges.which",
		Right: housing.MaySee,
		Of:    func(d *draft) *housing.AccountID { return &d.Account },
	}.Step()
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
