package payment

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// shownPayments is how many payments a page of the history has.
const shownPayments = 6

// past is where a person is in the history: the payments that begin each page
// shown so far, the newest page first.
type past struct {
	Before []housing.PaymentID `json:"before,omitempty"`
}

type (
	pastScene = dialogs.Scene[past]
	pastMove  = dialogs.Move[past]
)

func historyFlow(p Ports) dialogs.Flow {
	y := payment{p, p.Texts}
	return dialogs.Def[struct{}, past, struct{}]{
		ID: HistoryFlow, Version: 1, Title: "payment.history_title", First: "list", Gated: true,
		Steps: []dialogs.Stepper[past]{y.history()},
	}.Flow()
}

func (y payment) history() dialogs.Step[past, []housing.Payment] {
	return dialogs.Step[past, []housing.Payment]{
		ID: "list",
		Load: func(ctx context.Context, s pastScene) ([]housing.Payment, error) {
			var before housing.PaymentID
			if n := len(s.Draft.Before); n > 0 {
				before = s.Draft.Before[n-1]
			}
			return y.Payments.History(ctx, s.Person.ID, before, shownPayments+1)
		},
		Show: y.showHistory,
		Decide: func(s pastScene, found []housing.Payment, in dialogs.Input) pastMove {
			switch in.Act.Do {
			case "older":
				s.Draft.Before = append(
					slices.Clone(s.Draft.Before),
					pick.OfKey[housing.PaymentID](in.Act.Arg),
				)
				return dialogs.Stay(s.Draft)
			case "newer":
				if n := len(s.Draft.Before); n > 0 {
					s.Draft.Before = s.Draft.Before[:n-1]
				}
				return dialogs.Stay(s.Draft)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (y payment) showHistory(s pastScene, found []housing.Payment) dialogs.Screen {
	text := "*" + y.t.T("payment.history") + "*"
	if len(found) == 0 && len(s.Draft.Before) == 0 {
		return dialogs.Screen{Text: texts.Join("\n", text, y.t.T("payment.history_none"))}
	}
	rows, numbers := [][]dialogs.Button(nil), false
	for _, p := range found[:min(shownPayments, len(found))] {
		today := housing.DateOf(s.Now.In(p.Account.House.Location()))
		text = texts.Join("\n\n", text, texts.Join("\n", y.entry(p, today), y.cashReceipt(p.Receipt, today)))
		if p.Receipt.Link != "" {
			at := housing.DateOf(p.Receipt.Registered.In(p.Account.House.Location()))
			label := y.t.Label("payment.receipt_of",
				"Sum", texts.Money(p.Total()), "Date", texts.Date(at, today))
			rows = append(rows, []dialogs.Button{{Label: label, URL: p.Receipt.Link}})
		}
		numbers = numbers || p.Receipt.State == housing.ReceiptRegistered && p.Receipt.Link == ""
	}
	if numbers {
		text = texts.Join("\n\n", text, y.t.T("payment.receipt_check"))
	}
	var row []dialogs.Button
	if len(s.Draft.Before) > 0 {
		row = append(row, dialogs.On(y.t.Label("payment.newer"), "newer")...)
	}
	if len(found) > shownPayments {
		last := found[shownPayments-1].ID
		row = append(row, dialogs.OnArg(y.t.Label("payment.older"), "older", pick.Key(last))...)
	}
	if row != nil {
		rows = append(rows, row)
	}
	return dialogs.Screen{Text: text, Rows: rows}
}

// cashReceipt tells by what numbers a receipt is found; one with a page has a
// button instead.
func (y payment) cashReceipt(r housing.CashReceipt, today housing.Date) texts.Text {
	if r.State != housing.ReceiptRegistered || r.Link != "" {
		return ""
	}
	return y.t.T("payment.receipt_numbers", "Date", texts.Date(housing.DateOf(r.At()), today),
		"Time", texts.Clock(r.At()), "Zone", texts.ZoneName(r.At()), "Storage", r.Storage,
		"Document", r.Document, "Sign", r.Sign)
}

// entry is one payment of the history.
func (y payment) entry(p housing.Payment, today housing.Date) texts.Text {
	at := p.Settled.In(p.Account.House.Location())
	state := map[housing.PaymentState]string{
		housing.PaymentDeclined: y.t.Label("payment.state_declined"),
		housing.PaymentRefunded: y.t.Label("payment.state_refunded"),
	}[p.State]
	return y.t.T("payment.entry", "Date", texts.Date(housing.DateOf(at), today), "Time", texts.Clock(at),
		"Sum", texts.Money(p.Sum), "Fee", some(p.Fee), "Payee", p.Payee.Name, "Account", p.Account.Number,
		"Operation", p.Number, "Parts", y.parts(p.Parts, today), "State", state)
}
