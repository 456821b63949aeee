package payment

import (
	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// amount asks for the sum.
func (y payment) amount() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "amount", Next: []string{"more", "check", "open", "whom"}, Calls: []string{y.Charges},
		Doc:  []dialogs.Documented{{Step: "2б", Labels: []string{"payment.amount"}}},
		Load: y.load,
		Skip: func(s scene, v view) (move, bool) {
			if v.ok { // the sum is being chosen now
				s.Draft.Document, s.Draft.Due = v.bill.Document, v.bill.Due()
			}
			return y.aside(s, v)
		},
		Show:   y.showAmount,
		Decide: y.decideAmount,
	}
}

// most is the largest sum of one payment.
func most() decimal.Decimal { return decimal.NewFromInt(housing.MaxPayment) }

// least is the smallest.
func least() decimal.Decimal { return decimal.NewFromInt(housing.MinPayment) }

// payable reports whether one payment may be of the sum.
func payable(sum decimal.Decimal) bool { return !sum.LessThan(least()) && !sum.GreaterThan(most()) }

func (y payment) showAmount(s scene, v view) dialogs.Screen {
	b, heading := v.bill, y.heading(s.Draft, v.bill)
	if len(b.Ways) == 0 {
		return y.noWays(heading, b)
	}
	if !b.Due().IsPositive() && b.Month {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, y.t.T("payment.month_paid")),
			Rows: [][]dialogs.Button{dialogs.On(y.t.Label("engine.home"), "home")},
		}
	}
	if !b.Due().IsPositive() {
		ahead := ""
		if b.Ahead.IsPositive() {
			ahead = texts.Money(b.Ahead)
		}
		return dialogs.Screen{
			Text: texts.Join("\n", heading, y.t.T("payment.nothing", "Ahead", ahead),
				y.t.T("payment.amount_ahead"), y.never()),
			Rows: append(y.meant(s.Draft), dialogs.On(y.t.Label("engine.home"), "home")),
		}
	}
	month := texts.Capital(texts.Period(b.Period, b.Today))
	text := texts.Join("\n", heading, y.owed(b, month), y.t.T("payment.amount"), y.never())
	rows := y.meant(s.Draft)
	if all := b.Due(); payable(all) {
		rows = append(rows, dialogs.On(y.t.Label("payment.all", "Sum", texts.Money(all)), "all"))
	}
	if c := b.Charges; b.Debt.IsPositive() && payable(c) {
		rows = append(rows, dialogs.On(y.t.Label("payment.month",
			"Period", texts.Period(b.Period, b.Today), "Sum", texts.Money(c)), "month"))
	}
	return dialogs.Screen{Text: text, Rows: rows}
}

// noWays says that nothing can be paid here.
func (y payment) noWays(heading texts.Text, b housing.Bill) dialogs.Screen {
	if b.Month { // whose charges and requisites are not for the reader
		return dialogs.Screen{
			Text: texts.Join("\n", heading, y.t.T("payment.month_no_ways", "Organisation", y.payee(b.Payee))),
			Rows: [][]dialogs.Button{dialogs.On(y.t.Label("engine.home"), "home")},
		}
	}
	return dialogs.Screen{
		Text: texts.Join("\n", heading, y.t.T("payment.no_ways", "Organisation", y.payee(b.Payee))),
		Rows: [][]dialogs.Button{dialogs.On(y.t.Label("menu.charges"), "charges")},
	}
}

// owed says of what the due sum is made: «Октябрь 3 020,45 ₽ + долг 100,00 ₽ = 3 120,45 ₽».
func (y payment) owed(b housing.Bill, month string) texts.Text {
	return y.t.T("payment.owed", "Payee", y.payee(b.Payee), "Month", month, "Charges", some(b.Charges),
		"Debt", some(b.Debt), "Both", b.Charges.IsPositive() && b.Debt.IsPositive(),
		"Due", texts.Money(b.Due()))
}

// some is money in words, empty for nothing.
func some(d decimal.Decimal) string {
	if !d.IsPositive() {
		return ""
	}
	return texts.Money(d)
}

func (y payment) decideAmount(s scene, v view, in dialogs.Input) move {
	s.Draft.Document, s.Draft.Due = v.bill.Document, v.bill.Due()
	meant := s.Draft.Meant
	s.Draft.Meant = nil
	switch in.Act.Do {
	case meantAct:
		return y.choseMeant(s, v, meant, in.Act.Arg)
	case "charges":
		return dialogs.Call(s.Draft, dialogs.Begin(y.Charges, pick.AccountArgs{Account: s.Draft.Account}))
	case "home":
		return dialogs.Goto(s.Draft, dialogs.Home())
	case "all":
		return y.chosen(s, v, v.bill.Due(), false)
	case "month":
		return y.chosen(s, v, v.bill.Charges, true)
	}
	if in.Pressed() || len(v.bill.Ways) == 0 {
		return y.strange(s, in)
	}
	return y.typed(s, v, in.Text)
}

// typed takes a sum that was written.
func (y payment) typed(s scene, v view, text string) move {
	if cardLike(text) {
		return dialogs.Refuse(s.Draft, y.t.T("payment.card_sum"))
	}
	sum, fault := housing.ParseSum(text)
	switch fault {
	case housing.NoSumFault:
		return y.chosen(s, v, sum, false)
	case housing.SumThree, housing.SumFractions:
		return y.fractions(s, sum, fault, text)
	case housing.SumSmall, housing.SumLarge:
		said := y.bounds()
		if fault == housing.SumLarge && codeLike(text) {
			said = texts.Join("\n", said, y.t.T("payment.code"))
		}
		return dialogs.Refuse(s.Draft, said)
	default:
		if codeLike(text) {
			return dialogs.Refuse(s.Draft, y.t.T("payment.code"))
		}
		return dialogs.Refuse(s.Draft, y.t.T("payment.not_sum"))
	}
}

func (y payment) bounds() texts.Text {
	return y.t.T("payment.bounds", "Least", least(), "Most", texts.Number(most()))
}

// fractions says of parts of a kopeck which sums may have been meant, of those
// that may be paid, and offers them.
func (y payment) fractions(s scene, sum decimal.Decimal, fault housing.SumFault, text string) move {
	short, long := "", ""
	if cut := sum.Truncate(2); payable(cut) {
		short = texts.Money(cut)
		s.Draft.Meant = append(s.Draft.Meant, cut)
	}
	if whole := sum.Shift(3); fault == housing.SumThree && payable(whole) {
		long = texts.Money(whole)
		s.Draft.Meant = append(s.Draft.Meant, whole)
	}
	said := y.t.T("payment.three", "Text", pick.Echo(text), "Short", short, "Long", long)
	if short == "" && long == "" {
		said = texts.Join("\n", said, y.bounds())
	}
	return dialogs.Refuse(s.Draft, said)
}

const meantAct = "meant"

// meant offers what a sum with parts of a kopeck may have stood for.
func (y payment) meant(d draft) [][]dialogs.Button {
	if len(d.Meant) == 0 {
		return nil
	}
	row := make([]dialogs.Button, 0, len(d.Meant))
	for _, sum := range d.Meant {
		row = append(row, dialogs.OnArg(texts.Money(sum), meantAct, sum.String())...)
	}
	return [][]dialogs.Button{row}
}

// choseMeant goes on with one of the sums that were offered.
func (y payment) choseMeant(s scene, v view, meant []decimal.Decimal, arg string) move {
	for _, sum := range meant {
		if sum.String() == arg {
			return y.chosen(s, v, sum, false)
		}
	}
	return dialogs.Unknown(s.Draft)
}

// chosen goes on with a sum; one above the bill is asked about.
func (y payment) chosen(s scene, v view, sum decimal.Decimal, month bool) move {
	if v.bill.Month && sum.GreaterThan(v.bill.Due()) {
		return dialogs.Refuse(s.Draft, y.t.T("payment.month_alone"))
	}
	s.Draft.Sum, s.Draft.Month = sum, month
	if sum.GreaterThan(v.bill.Due()) {
		return dialogs.To(s.Draft, "more")
	}
	return dialogs.To(s.Draft, "check")
}

// more asks about a sum above the bill.
func (y payment) more() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "more", Next: []string{"check", "amount", "open", "whom"},
		Load: y.load,
		Skip: y.aside,
		Show: func(s scene, v view) dialogs.Screen {
			rows := append(y.meant(s.Draft),
				dialogs.On(y.t.Label("payment.pay_sum", "Sum", texts.Money(s.Draft.Sum)), "more"))
			if due := v.bill.Due(); !due.LessThan(least()) {
				rows = append(rows, dialogs.On(texts.Money(due), "due"))
			}
			return dialogs.Screen{
				Text: texts.Join("\n", y.heading(s.Draft, v.bill), y.t.T("payment.more",
					"Over", texts.Money(s.Draft.Sum.Sub(v.bill.Due())))),
				Rows: rows,
			}
		},
		Decide: func(s scene, v view, in dialogs.Input) move {
			meant := s.Draft.Meant
			s.Draft.Meant = nil
			switch in.Act.Do {
			case meantAct:
				return y.choseMeant(s, v, meant, in.Act.Arg)
			case "more":
				return dialogs.To(s.Draft, "check")
			case "due":
				s.Draft.Sum, s.Draft.Month = v.bill.Due(), false
				return dialogs.To(s.Draft, "check")
			}
			if in.Pressed() {
				return dialogs.Unknown(s.Draft)
			}
			return y.typed(s, v, in.Text)
		},
	}
}
