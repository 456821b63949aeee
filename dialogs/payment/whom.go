package payment

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// whom asks which of several payees are paid; one alone is not asked about.
func (y payment) whom() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "whom", Next: []string{"open"},
		Load: y.load,
		Skip: func(s scene, v view) (move, bool) {
			if len(s.Draft.Queue) > 0 {
				return dialogs.To(s.Draft, "open"), true
			}
			owing := owing(v.bills)
			if len(owing) > 1 {
				return move{}, false
			}
			if len(owing) == 0 {
				owing = v.bills[:1]
			}
			return y.queue(s, owing), true
		},
		Show: y.showWhom,
		Decide: func(s scene, v view, in dialogs.Input) move {
			bills := owing(v.bills)
			switch in.Act.Do {
			case "all":
				return y.queue(s, bills)
			case "one":
				if i, err := strconv.Atoi(in.Act.Arg); err == nil && i >= 0 && i < len(bills) {
					return y.queue(s, bills[i:i+1])
				}
			}
			m := y.strange(s, in)
			if strings.ContainsAny(in.Text, "0123456789") && !cardLike(in.Text) { // a sum, or a code
				return dialogs.Refuse(s.Draft, texts.Join("\n", y.t.T("payment.whom_first"), m.Notice))
			}
			return m
		},
	}
}

// owing are the bills that something is to be paid of.
func owing(bills []housing.Bill) []housing.Bill {
	var all []housing.Bill
	for _, b := range bills {
		if b.Due().IsPositive() {
			all = append(all, b)
		}
	}
	return all
}

func (y payment) queue(s scene, bills []housing.Bill) move {
	s.Draft.Queue, s.Draft.At = nil, 0
	for _, b := range bills {
		s.Draft.Queue = append(s.Draft.Queue, recipient{b.Payee.BIK, b.Payee.Account})
	}
	return dialogs.To(s.Draft, "open")
}

func (y payment) showWhom(s scene, v view) dialogs.Screen {
	bills := owing(v.bills)
	text := texts.Join("\n", y.heading(s.Draft, v.bills[0]), y.t.T("payment.several", "N", len(bills)))
	rows := make([][]dialogs.Button, 0, 1+len(bills))
	rows = append(rows, dialogs.On(y.t.Label("payment.first"), "all"))
	for i, b := range bills {
		line := y.t.T("payment.payee", "Payee", y.payee(b.Payee), "Sum", texts.Money(b.Due()))
		text = texts.Join("\n", text, line)
		label := y.t.Label("payment.only", "Payee", y.payee(b.Payee))
		if len(bills) == 2 {
			label = y.t.Label([]string{"payment.only_first", "payment.only_second"}[i])
		}
		rows = append(rows, dialogs.OnArg(label, "one", strconv.Itoa(i)))
	}
	return dialogs.Screen{Text: text, Rows: rows}
}

// open tells of a payment that is under way for the same bill.
func (y payment) open() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "open", Next: []string{"amount", "pay", "whom"},
		Load: y.load,
		Skip: func(s scene, v view) (move, bool) {
			if !v.ok {
				s.Draft.Queue, s.Draft.At = nil, 0
				return dialogs.To(s.Draft, "whom"), true
			}
			return dialogs.To(s.Draft, "amount"), s.Draft.Again || v.bill.Open == nil && !v.bill.Busy
		},
		Show: func(s scene, v view) dialogs.Screen {
			if v.bill.Open == nil {
				return dialogs.Screen{
					Text: texts.Join("\n", y.heading(s.Draft, v.bill), y.t.T("payment.busy")),
					Rows: [][]dialogs.Button{
						dialogs.On(
							y.t.Label("payment.wait"),
							"wait",
						),
						dialogs.On(y.t.Label("payment.anyway"), "again"),
					},
				}
			}
			p := v.bill.Open
			at := p.Created.In(p.Account.House.Location())
			return dialogs.Screen{
				Text: texts.Join("\n", y.heading(s.Draft, v.bill), y.t.T("payment.open_mine",
					"Sum", texts.Money(p.Sum), "Time", texts.Clock(at))),
				Rows: [][]dialogs.Button{
					dialogs.On(
						y.t.Label("payment.continue"),
						"continue",
					),
					dialogs.On(y.t.Label("payment.again"), "again"),
				},
			}
		},
		Decide: func(s scene, v view, in dialogs.Input) move {
			switch {
			case in.Act.Do == "again":
				s.Draft.Again = true
				return dialogs.To(s.Draft, "amount")
			case in.Act.Do == "wait":
				return dialogs.Goto(s.Draft, dialogs.Home())
			case in.Act.Do == "continue" && v.bill.Open != nil:
				return dialogs.To(s.Draft.resume(*v.bill.Open, v.bill.Due()), "pay")
			}
			return y.strange(s, in)
		},
	}
}

// resume goes on with a payment as if it had been chosen now, so that it can be
// tried again another way. Who paid nothing of the debt named the month.
func (d draft) resume(p housing.Payment, due decimal.Decimal) draft {
	d.Payment, d.Document, d.Due, d.Sum = p.ID, p.Document, due, p.Sum
	d.Month = !slices.ContainsFunc(p.Parts, func(part housing.PaymentPart) bool {
		return part.Kind == housing.PartDebt
	})
	return d
}
