package charges

import (
	"context"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// debtMonths is how far back the months of a debt are looked for.
const debtMonths = 36

// debtView is a statement with the months that its debt is of.
type debtView struct {
	st     housing.Statement
	months []housing.MonthCharge
}

// penalty shows how the penalty of the debt is counted, for information.
func (c charges) penalty() dialogs.Step[draft, debtView] {
	return dialogs.Step[draft, debtView]{
		ID: "penalty",
		Load: func(ctx context.Context, s scene) (v debtView, err error) {
			if v.st, err = c.load(ctx, s); err != nil {
				return v, err
			}
			after := v.st.Period.Add(-debtMonths)
			months, err := c.Documents.Months(ctx, s.Person.ID, s.Draft.Account, after)
			for _, m := range months {
				if m.Period.Before(v.st.Period) {
					v.months = append(v.months, m)
				}
			}
			return v, err
		},
		Show: c.showPenalty,
		Decide: func(s scene, _ debtView, _ dialogs.Input) move {
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (c charges) showPenalty(_ scene, v debtView) dialogs.Screen {
	text := texts.Join("\n", c.heading("charges.penalty", v.st), c.t.T("charges.penalty_note"))
	if !published(v.st) {
		return dialogs.Screen{Text: texts.Join("\n\n", text, c.sums(v.st))}
	}
	owed := housing.DebtByMonth(v.st.Document.Sums.Debt, v.months, v.st.DueDays)
	if len(owed) == 0 {
		return dialogs.Screen{Text: texts.Join("\n\n", text, c.t.T("charges.penalty_unknown"))}
	}
	rules, total := housing.CurrentPenaltyRules(), decimal.Decimal{}
	for _, o := range owed {
		p := housing.CountPenalty(o, nil, v.st.Today, rules)
		total = total.Add(p.Sum)
		text = texts.Join("\n\n", text, c.owed(o, p, v.st.Today))
	}
	rate := rules.InForce(v.st.Today)
	text = texts.Join("\n\n", text, c.t.T("charges.penalty_rate", "Percent", texts.Number(rate.Percent),
		"Since", texts.Date(rate.From, v.st.Today)))
	return dialogs.Screen{Text: texts.Join("\n\n", text,
		c.t.T("charges.penalty_total", "Sum", texts.Money(total), "Date", texts.Date(v.st.Today,
			v.st.Today)))}
}

// owed tells of one month of the debt and what each span of days costs.
func (c charges) owed(o housing.Overdue, p housing.Penalty, today housing.Date) texts.Text {
	if p.Days == 0 {
		return c.t.T("charges.penalty_ahead", "Debt", texts.Money(o.Sum), "Date", texts.Date(o.Last, today))
	}
	text := c.t.T("charges.penalty_debt",
		"Debt", texts.Money(o.Sum), "Date", texts.Date(o.Last, today), "N", p.Days)
	if len(p.Spans) == 0 {
		return texts.Join("\n", text, c.t.T("charges.penalty_free"))
	}
	text = texts.Join("\n", text, c.t.T("charges.penalty_first"))
	for _, s := range p.Spans {
		text = texts.Join("\n", text, c.t.T("charges.penalty_span", "N", s.Days, "Debt", texts.Money(s.Sum),
			"Percent", texts.Number(s.Percent), "Divisor", s.Divisor, "Sum", texts.Money(s.Amount)))
	}
	return text
}
