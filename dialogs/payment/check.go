package payment

import (
	"context"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// check shows who is paid, how much and for what.
func (y payment) check() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "check", Next: []string{"way", "amount", "open", "whom"},
		Doc:  []dialogs.Documented{{Step: "2в", Labels: []string{"payment.check", "payment.pay"}}},
		Load: y.load,
		Skip: y.aside,
		Show: func(s scene, v view) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", y.heading(s.Draft, v.bill), y.t.T("payment.check"),
					y.t.T("payment.checked", "Payee", v.bill.Payee.Name, "INN", v.bill.Payee.INN,
						"Number", v.bill.Account.Number, "Sum", texts.Money(s.Draft.Sum),
						"Plan", y.plan(s.Draft, v.bill)),
					y.never()),
				Rows: [][]dialogs.Button{
					dialogs.On(
						y.t.Label("payment.pay"),
						"pay",
					),
					dialogs.On(y.t.Label("payment.change"), "amount"),
				},
			}
		},
		Decide: func(s scene, _ view, in dialogs.Input) move {
			switch in.Act.Do {
			case "pay":
				return dialogs.To(s.Draft, "way")
			case "amount":
				return dialogs.To(s.Draft, "amount")
			}
			return y.strange(s, in)
		},
	}
}

// plan says what a sum pays: «октябрь 3 020,45 ₽, долг 100,00 ₽».
func (y payment) plan(d draft, b housing.Bill) texts.Text {
	return y.parts(b.Plan(d.Sum, d.Month), b.Today)
}

func (y payment) parts(parts []housing.PaymentPart, today housing.Date) texts.Text {
	var all texts.Text
	for _, p := range parts {
		key := map[housing.PartKind]string{
			housing.PartCharges: "payment.part_month", housing.PartDebt: "payment.part_debt",
			housing.PartAdvance: "payment.part_advance",
		}[p.Kind]
		all = texts.Join(
			", ",
			all,
			y.t.T(key, "Period", texts.Period(p.Period, today), "Sum", texts.Money(p.Sum)),
		)
	}
	return all
}

// way offers the ways to pay, each with its commission.
func (y payment) way() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "way", Next: []string{"pay", "benefit", "amount", "open", "whom"},
		Doc:  []dialogs.Documented{{Step: "2г", Labels: []string{"payment.wallet", "payment.card_way"}}},
		Load: y.load,
		Skip: y.aside,
		Show: y.showWay,
		Decide: func(s scene, v view, in dialogs.Input) move {
			switch in.Act.Do {
			case "way":
				return dialogs.Do(s.Draft, in.Act)
			case "benefit":
				return dialogs.To(s.Draft, "benefit")
			case "none":
				s.Draft.Free = false
				return dialogs.Stay(s.Draft)
			}
			return y.strange(s, in)
		},
		Commit: y.begin,
	}
}

// offer is what the button of a way carries: the fee that was shown is the one
// that is taken.
type offer struct {
	Way housing.PayWay  `json:"way"`
	Fee decimal.Decimal `json:"fee"`
}

func (y payment) showWay(s scene, v view) dialogs.Screen {
	text := texts.Join("\n", y.heading(s.Draft, v.bill),
		y.t.T("payment.way", "Sum", texts.Money(s.Draft.Sum)))
	var rows [][]dialogs.Button
	dear := false
	for _, r := range v.bill.Ways {
		if fit := r.Fit(s.Draft.Sum); fit != housing.Fits {
			text = texts.Join("\n", text, y.unfit(r, fit))
			continue
		}
		fee := decimal.Zero
		if !s.Draft.Free {
			fee = r.Fee(s.Draft.Sum)
		}
		dear = dear || fee.IsPositive()
		act := dialogs.Intend("way", offer{r.Way, fee})
		rows = append(rows, []dialogs.Button{{Label: y.t.Label(wayKey(r.Way), "Fee", some(fee)), Act: act}})
	}
	switch groups := housing.FreeGroups(v.bill.Today); {
	case s.Draft.Free:
		text = texts.Join("\n", text, y.t.T("payment.free"))
		rows = append(rows, dialogs.On(y.t.Label("payment.not_mine"), "none"))
	case dear && groups != nil:
		text = texts.Join("\n", text, y.t.T("payment.groups", "Groups", texts.Capital(y.groups(groups))))
		rows = append(rows, dialogs.On(y.t.Label("payment.benefit"), "benefit"))
	}
	if len(rows) == 0 {
		text = texts.Join("\n", text, y.t.T("payment.no_way_fits"))
	}
	return dialogs.Screen{Text: texts.Join("\n", text, y.never()), Rows: rows}
}

// wayKey is the label of a way.
func wayKey(w housing.PayWay) string {
	switch w {
	case housing.PayWallet:
		return "payment.wallet"
	case housing.PaySBP:
		return "payment.sbp"
	default:
		return "payment.card_way"
	}
}

// wayName is the way in the middle of a sentence.
func wayName(w housing.PayWay) string {
	switch w {
	case housing.PayWallet:
		return "payment.wallet_name"
	case housing.PaySBP:
		return "payment.sbp_name"
	default:
		return "payment.card_name"
	}
}

func (y payment) unfit(r housing.PayRule, fit housing.Fit) texts.Text {
	if fit == housing.TooSmall {
		return y.t.T("payment.way_small", "Way", y.t.Label(wayName(r.Way)), "Sum", texts.Money(r.Min))
	}
	return y.t.T("payment.way_large", "Way", y.t.Label(wayName(r.Way)), "Sum", texts.Money(r.Max.Decimal))
}

func (y payment) groups(groups []housing.FreeGroup) string {
	all := ""
	for _, g := range groups {
		name := y.t.Label(map[housing.FreeGroup]string{
			housing.Pensioners: "payment.pensioners", housing.Disabled: "payment.disabled",
			housing.Veterans: "payment.veterans", housing.LargeFamilies: "payment.large_families",
		}[g])
		if all != "" {
			all += ", "
		}
		all += name
	}
	return all
}

// begin makes the payment. It counts for what was shown: the bill and the fee.
func (y payment) begin(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var o offer
	if err := intent.Take(&o); err != nil {
		return move{}, err
	}
	d := s.Draft
	payee := d.Queue[d.At]
	made, err := y.Desk.Pay(ctx, s.Once, housing.Paying{
		Person: s.Person.ID, Account: d.Account, Payee: housing.Payee{BIK: payee.BIK, Account: payee.Account},
		Document: d.Document, Due: d.Due, Sum: d.Sum, Month: d.Month,
		Way: o.Way, Fee: o.Fee, Free: d.Free, Again: d.Again,
	})
	if err != nil {
		return move{}, err
	}
	d.Payment, d.Again = made.ID, false
	m := dialogs.To(d, "pay")
	m.Final = true
	return m, nil
}

// benefit lets the person say that they pay without commission.
func (y payment) benefit() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "benefit", Next: []string{"way"}, Bare: true,
		Load: y.load,
		Show: func(_ scene, v view) dialogs.Screen {
			return dialogs.Screen{
				Text: y.t.T("payment.benefit_ask", "Groups", y.groups(housing.FreeGroups(v.bill.Today))),
				Rows: [][]dialogs.Button{
					dialogs.On(
						y.t.Label("payment.mine"),
						"yes",
					),
					dialogs.On(y.t.Label("payment.not_mine"), "no"),
				},
			}
		},
		Decide: func(s scene, _ view, in dialogs.Input) move {
			switch in.Act.Do {
			case "yes", "no":
				s.Draft.Free = in.Act.Do == "yes"
				return dialogs.To(s.Draft, "way")
			}
			return y.strange(s, in)
		},
	}
}
