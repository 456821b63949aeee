package payment

import (
	"context"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// pay shows where the payment is paid, and what became of it.
func (y payment) pay() dialogs.Step[draft, housing.Payment] {
	return dialogs.Step[draft, housing.Payment]{
		ID: "pay", Next: []string{"done", "way", "open", "pay"},
		Load: func(ctx context.Context, s scene) (housing.Payment, error) {
			return y.Payments.Payment(ctx, s.Person.ID, s.Draft.Payment)
		},
		Skip: func(s scene, p housing.Payment) (move, bool) {
			return dialogs.To(s.Draft, "done"), p.State == housing.PaymentSucceeded
		},
		Show:   y.showPay,
		Decide: y.decidePay,
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "other" {
				return y.otherWay(ctx, s)
			}
			return y.look(ctx, s)
		},
	}
}

func (y payment) showPay(_ scene, p housing.Payment) dialogs.Screen {
	check := dialogs.On(y.t.Label("payment.look"), "look")
	other := dialogs.On(y.t.Label("payment.another"), "other")
	if p.State == housing.PaymentPending && p.URL == "" { // settled already, as the acquirer will say
		p.State = housing.PaymentCreated
	}
	switch p.State {
	case housing.PaymentCreated:
		return dialogs.Screen{
			Text: texts.Join(
				"\n",
				y.total(p),
				y.t.T("payment.opening"),
			),
			Rows: [][]dialogs.Button{check, other},
		}
	case housing.PaymentPending:
		return dialogs.Screen{
			Text: texts.Join("\n", y.total(p), y.t.T("payment.page"), y.never()),
			Rows: [][]dialogs.Button{{{Label: y.t.Label("payment.to_page"), URL: p.URL}}, check, other},
		}
	case housing.PaymentDeclined:
		return dialogs.Screen{
			Text: texts.Join("\n", y.total(p), y.t.T("payment.declined")),
			Rows: [][]dialogs.Button{
				dialogs.On(
					y.t.Label("payment.retry"),
					"retry",
				),
				dialogs.On(y.t.Label("payment.another"), "way"),
			},
		}
	case housing.PaymentRefunded:
		return dialogs.Screen{Text: y.t.T("payment.refunded", "Sum", texts.Money(p.Total()))}
	default:
		return dialogs.Screen{
			Text: texts.Join("\n", y.total(p), y.t.T("payment.expired")),
			Rows: [][]dialogs.Button{dialogs.On(y.t.Label("menu.pay"), "anew"), check},
		}
	}
}

// total is what is charged: «3 151,65 ₽ = 3 120,45 ₽ + комиссия 31,20 ₽ (1 %)».
func (y payment) total(p housing.Payment) texts.Text {
	if p.Fee.IsZero() {
		return y.t.T("payment.total_free", "Total", texts.Money(p.Sum), "Payee", p.Payee.Name)
	}
	percent := p.Fee.Shift(2).DivRound(p.Sum, 1)
	exact := p.Sum.Mul(percent).Shift(-2).Round(2).Equal(p.Fee) && percent.IsPositive()
	return y.t.T(
		"payment.total",
		"Total",
		texts.Money(p.Total()),
		"Sum",
		texts.Money(p.Sum),
		"Fee",
		texts.Money(p.Fee),
		"Percent",
		texts.Number(decimal.Max(percent, decimal.Zero)),
		"Exact",
		exact,
		"Payee",
		p.Payee.Name,
	)
}

func (y payment) decidePay(s scene, _ housing.Payment, in dialogs.Input) move {
	switch in.Act.Do {
	case "look", "other":
		return dialogs.Do(s.Draft, in.Act)
	case "retry", "way":
		return dialogs.To(s.Draft, "way")
	case "anew":
		s.Draft.Payment = 0
		return dialogs.To(s.Draft, "open")
	}
	return y.strange(s, in)
}

// look asks how the payment stands.
func (y payment) look(ctx context.Context, s scene) (move, error) {
	p, err := y.Desk.Look(ctx, s.Person.ID, s.Draft.Payment)
	if err != nil {
		return move{}, err
	}
	m := dialogs.Stay(s.Draft)
	switch {
	case p.Silent:
		m.Notice = y.t.T("payment.bank_silent")
	case p.State.Open():
		m.Notice = y.t.T("payment.waiting")
	}
	return m, nil
}

// otherWay gives the payment up, unless it was paid meanwhile.
func (y payment) otherWay(ctx context.Context, s scene) (move, error) {
	p, err := y.Desk.Look(ctx, s.Person.ID, s.Draft.Payment)
	if err != nil {
		return move{}, err
	}
	switch m := dialogs.Stay(s.Draft); {
	case !p.State.Open():
		return m, nil
	case p.Silent && p.URL != "": // it may have been paid: nobody knows
		m.Notice = y.t.T("payment.bank_silent")
		return m, nil
	}
	if err := y.Payments.GiveUp(ctx, s.Once, s.Person.ID, p.ID, s.Now); err != nil {
		return move{}, err
	}
	return dialogs.To(s.Draft, "way"), nil
}

// done tells that the payment went through.
func (y payment) done() dialogs.Step[draft, paidView] {
	return dialogs.Step[draft, paidView]{
		ID: "done", Next: []string{"open"}, Bare: true, Calls: []string{HistoryFlow, pick.EmailFlow},
		Doc:  []dialogs.Documented{{Step: "3", Labels: []string{"payment.done"}}},
		Load: y.loadPaid,
		Show: func(s scene, v paidView) dialogs.Screen {
			p := v.payment
			var rows [][]dialogs.Button
			if y.Mails.Able() && v.address == "" {
				rows = append(rows, dialogs.On(y.t.Label("payment.to_mail"), "mail"))
			}
			if next := s.Draft.At + 1; next < len(s.Draft.Queue) {
				rows = append(rows, dialogs.On(
					y.t.Label("payment.next", "Index", next+1, "Count", len(s.Draft.Queue)), "next"))
			}
			return dialogs.Screen{
				Text: texts.Join(
					"\n",
					y.receipt(p, housing.DateOf(s.Now.In(p.Account.House.Location()))),
					y.mailed(v),
				),
				Rows: append(rows, dialogs.On(y.t.Label("payment.history"), "history"),
					dialogs.On(y.t.Label("engine.home"), "home")),
			}
		},
		Decide: func(s scene, _ paidView, in dialogs.Input) move {
			switch {
			case in.Act.Do == "mail":
				return dialogs.Call(s.Draft, dialogs.Begin(pick.EmailFlow, pick.EmailArgs{}))
			case in.Act.Do == "next" && s.Draft.At+1 < len(s.Draft.Queue):
				s.Draft.At++
				s.Draft.Payment, s.Draft.Again = 0, false
				m := dialogs.To(s.Draft, "open")
				m.Final = true
				return m
			case in.Act.Do == "history":
				return dialogs.Goto(s.Draft, dialogs.Begin(HistoryFlow, nil))
			case in.Act.Do == "home":
				return dialogs.Goto(s.Draft, dialogs.Home())
			}
			return y.strange(s, in)
		},
	}
}

// paidView is a payment that went through, and where it is told of.
type paidView struct {
	payment housing.Payment
	address string // confirmed; empty: none
}

func (y payment) loadPaid(ctx context.Context, s scene) (v paidView, err error) {
	if v.payment, err = y.Payments.Payment(ctx, s.Person.ID, s.Draft.Payment); err != nil || !y.Mails.Able() {
		return v, err
	}
	v.address, _, err = y.Mails.Address(ctx, s.Person.ID)
	return v, err
}

// mailed says where the notice of the operation goes.
func (y payment) mailed(v paidView) texts.Text {
	card := v.payment.Way == housing.PayCard
	switch {
	case !y.Mails.Able():
		return ""
	case v.address == "":
		return y.t.T("payment.mail_ask", "Card", card)
	}
	return y.t.T("payment.mail_sent", "Card", card, "Address", texts.MaskEmail(v.address))
}

// receipt tells of a payment that went through.
func (y payment) receipt(p housing.Payment, today housing.Date) texts.Text {
	at := p.Settled.In(p.Account.House.Location())
	return y.t.T("payment.done", "Sum", texts.Money(p.Sum), "Fee", some(p.Fee), "Payee", p.Payee.Name,
		"Date", texts.Date(housing.DateOf(at), today), "Time", texts.Clock(at), "Operation", p.Number,
		"Until", texts.Date(housing.Credited(housing.DateOf(at)), today))
}
