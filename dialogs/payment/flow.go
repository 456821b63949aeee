// Package payment is the flow ‹Оплата ЖКУ›: a sum, what is paid by it, a way to
// pay, and what became of it.
//
// Nothing of a card is asked or read here: payers enter it on the page of the
// acquirer. One payment has one recipient; where a bill names several, they are
// paid one after the other. Nothing is said in groups.
package payment

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows.
const (
	Flow        = "payment"
	HistoryFlow = "payments"
)

// Bills tells what may be paid.
type Bills interface {
	Bills(
		ctx context.Context, p housing.PersonID, a housing.AccountID, now time.Time,
	) ([]housing.Bill, error)
}

// Desk carries payments out.
type Desk interface {
	// Pay makes a payment; its error says what changed since it was shown.
	Pay(ctx context.Context, once housing.Once, p housing.Paying) (housing.Payment, error)
	// Look returns a payment after asking how it stands.
	Look(ctx context.Context, p housing.PersonID, id housing.PaymentID) (housing.Payment, error)
}

// Payments are the person's own.
type Payments interface {
	Payment(ctx context.Context, p housing.PersonID, id housing.PaymentID) (housing.Payment, error)
	History(
		ctx context.Context, p housing.PersonID, before housing.PaymentID, limit int,
	) ([]housing.Payment, error)
	GiveUp(
		ctx context.Context, once housing.Once, p housing.PersonID, id housing.PaymentID, now time.Time,
	) error
}

// Mails knows where a person is told of operations.
type Mails interface {
	// Able reports whether letters are sent at all.
	Able() bool
	Address(ctx context.Context, p housing.PersonID) (address string, confirmed bool, err error)
}

// Ports is what the flow needs.
type Ports struct {
	Bills    Bills
	Desk     Desk
	Payments Payments
	Accounts pick.Connections
	Mails    Mails
	Texts    dialogs.Texter
	Connect  string // the flow that connects an account and ends with its id
	Charges  string // the flow that shows charges and requisites
}

// recipient is the bank account of a payee.
type recipient struct {
	BIK     string `json:"bik"`
	Account string `json:"account"`
}

// draft is what is being paid.
type draft struct {
	Account  housing.AccountID  `json:"account,omitempty"`
	Queue    []recipient        `json:"queue,omitempty"` // who is paid, one after the other
	At       int                `json:"at,omitempty"`    // of Queue
	Document housing.DocumentID `json:"document,omitempty"`
	Due      decimal.Decimal    `json:"due,omitzero"` // as it was when the sum was chosen
	Sum      decimal.Decimal    `json:"sum,omitzero"`
	Month    bool               `json:"month,omitempty"` // named the month alone
	Free     bool               `json:"free,omitempty"`  // says that the benefit is theirs
	Again    bool               `json:"again,omitempty"` // pays although another payment is open
	Payment  housing.PaymentID  `json:"payment,omitempty"`
	Meant    []decimal.Decimal  `json:"meant,omitempty"` // sums that a typed one may have stood for
}

// view is what is to be paid, as it stands now.
type view struct {
	bills []housing.Bill
	bill  housing.Bill // whose turn it is; the zero Bill if the payee is gone
	ok    bool
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// payment is the flow ‹Оплата ЖКУ›.
type payment struct {
	Ports
	t dialogs.Texter
}

// Flows returns the flows of payment.
func Flows(p Ports) []dialogs.Flow { return []dialogs.Flow{payFlow(p), historyFlow(p)} }

func payFlow(p Ports) dialogs.Flow {
	y := payment{p, p.Texts}
	mirror := func(documented, step string, labels ...string) dialogs.Mirror {
		return dialogs.Mirror{
			Flow: "menu", Step: step, Documented: dialogs.Documented{Step: documented, Labels: labels},
		}
	}
	return dialogs.Def[pick.AccountArgs, draft, struct{}]{
		ID: Flow, Version: 1, Title: "payment.title", Section: "Оплата ЖКУ", First: "account", Gated: true,
		Before: []dialogs.Mirror{
			{Flow: "registration", Step: "consent", Documented: dialogs.Documented{Step: "1"}},
			mirror("2", "main"), mirror("2а", "main"), mirror("2б", "main", "menu.actions", "menu.pay"),
		},
		Open: func(args pick.AccountArgs) draft { return draft{Account: args.Account} },
		Wants: []dialogs.Want{
			pick.Wants(p.Connect, housing.AccountID(0)),
			{Flow: pick.EmailFlow, Args: pick.EmailArgs{}, Result: ""},
			{Flow: p.Charges, Args: pick.AccountArgs{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[draft]{
			y.account(),
			y.whom(),
			y.open(),
			y.amount(),
			y.more(),
			y.check(),
			y.way(),
			y.benefit(),
			y.pay(),
			y.done(),
		},
	}.Flow()
}

func (y payment) account() dialogs.Step[draft, []housing.Connection] {
	return pick.Which[draft]{
		Next: "whom", Accounts: y.Accounts, Connect: y.Connect, Texts: y.t,
		Heading: "menu.pay", None: "payment.no_account", Ask: "payment.which",
		Right: housing.MayPay,
		Of:    func(d *draft) *housing.AccountID { return &d.Account },
	}.Step()
}

// load reads the bills of the chosen account and finds the one whose turn it is.
func (y payment) load(ctx context.Context, s scene) (v view, err error) {
	if v.bills, err = y.Bills.Bills(ctx, s.Person.ID, s.Draft.Account, s.Now); err != nil {
		return v, err
	}
	if s.Draft.At < len(s.Draft.Queue) {
		for _, b := range v.bills {
			if (recipient{b.Payee.BIK, b.Payee.Account}) == s.Draft.Queue[s.Draft.At] {
				v.bill, v.ok = b, true
			}
		}
	}
	return v, nil
}

// aside leads away from a step whose bill is not what it was: to the payment
// that is open for it, to the sum again, or to the choice of payees.
func (y payment) aside(s scene, v view) (move, bool) {
	d := s.Draft
	switch {
	case !v.ok:
		d.Queue, d.At = nil, 0
		return dialogs.To(d, "whom"), true
	case (v.bill.Open != nil || v.bill.Busy) && !d.Again:
		return dialogs.To(d, "open"), true
	case d.Document != v.bill.Document || !d.Due.Equal(v.bill.Due()):
		m := dialogs.To(d, "amount")
		m.Notice = y.t.T("payment.bill_changed")
		return m, true
	}
	return move{}, false
}

// heading names the flat, and the place in the queue where there is one.
func (y payment) heading(d draft, b housing.Bill) texts.Text {
	name := b.Name
	if place := texts.ShortAddress(b.Account.House.Address, b.Account.Premises); name == "" {
		name = place
	} else {
		name += ", " + place
	}
	queued := ""
	if len(d.Queue) > 1 {
		queued = y.t.Label("payment.queued", "Index", d.At+1, "Count", len(d.Queue))
	}
	return y.t.T("payment.heading", "Name", name, "Queued", queued)
}

// never reminds of what is not written into a chat.
func (y payment) never() texts.Text { return y.t.T("payment.never") }

// payee is what a payee is called; its bank account where nobody has said.
func (y payment) payee(p housing.Payee) string {
	if p.Name == "" {
		return y.t.Label("payment.unnamed", "Account", p.Account)
	}
	return p.Name
}
