package charges

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The acts of the page of a month.
const (
	turnAct  = "period"
	chartAct = "chart"
	paperAct = "paper"
	payAct   = "pay"
)

func (c charges) month() dialogs.Step[draft, housing.Statement] {
	return dialogs.Step[draft, housing.Statement]{
		ID:    "month",
		Next:  []string{"services", "why", "penalty", "requisites", "years"},
		Calls: []string{c.Pay},
		Load:  c.load,
		Show:  c.showMonth,
		Decide: func(s scene, st housing.Statement, in dialogs.Input) move {
			switch in.Act.Do {
			case turnAct:
				return c.turn(s, in.Act.Arg)
			case "services", "why", "penalty", "requisites", "years":
				s.Draft.Page, s.Draft.Year, s.Draft.Period = 0, st.Period.Year, st.Period
				return dialogs.To(s.Draft, in.Act.Do)
			case payAct:
				return dialogs.Call(s.Draft, dialogs.Begin(c.Pay, pick.AccountArgs{Account: s.Draft.Account}))
			case chartAct:
				return dialogs.Do(s.Draft, in.Act)
			case paperAct:
				s.Draft.Period = st.Period
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == paperAct {
				return c.paper(ctx, s)
			}
			return c.chart(ctx, s)
		},
	}
}

// paper answers with the document of the month as a file. One that was
// withdrawn meanwhile is refused.
func (c charges) paper(ctx context.Context, s scene) (move, error) {
	st, err := c.load(ctx, s)
	if err != nil {
		return move{}, err
	}
	data, err := c.Paper(st)
	if err != nil {
		return move{}, err
	}
	paid := ""
	if st.Since.IsPositive() && st.Period == st.Periods[0] && st.Document.Sums.Due.IsPositive() {
		paid = texts.Money(decimal.Min(st.Since, st.Document.Sums.Due))
	}
	m := dialogs.Stay(s.Draft)
	m.Asides = []dialogs.Screen{dialogs.Attach(dialogs.Attachment{
		Name: c.t.Label("charges.paper_file", "Period", st.Period.String()), Data: data,
	}, c.t.T("charges.paper_caption", "Period", texts.PeriodOfYear(st.Period),
		"Due", texts.Money(st.Document.Sums.Due), "Paid", paid, "Left", texts.Money(st.Left())))}
	return m, nil
}

// turn shows another period in the same window.
func (c charges) turn(s scene, period string) move {
	p, err := housing.ParsePeriod(period)
	if err != nil {
		return dialogs.Unknown(s.Draft)
	}
	s.Draft.Period = p
	return dialogs.Stay(s.Draft)
}

func (c charges) showMonth(_ scene, st housing.Statement) dialogs.Screen {
	if len(st.Periods) == 0 {
		org := st.Account.House.Organisation
		return dialogs.Screen{Text: texts.Join("\n", "*"+c.t.T("menu.charges")+"*",
			c.t.T("charges.none", "Organisation", org.Name, "Phone", org.Phone))}
	}
	screen := dialogs.Screen{Text: texts.Join("\n", c.heading("menu.charges", st), c.sums(st))}
	if d := st.Document; d != nil && d.State == housing.DocumentPublished {
		if d.Sums.Due.IsPositive() && st.Period == st.Periods[0] && !st.Unpaying {
			screen.Rows = append(screen.Rows, dialogs.On(c.t.Label("menu.pay"), payAct))
		}
		ask := dialogs.On(c.t.Label("charges.services"), "services")
		if st.Before != nil {
			ask = append(ask, dialogs.On(c.t.Label("charges.why"), "why")...)
		}
		if d.Sums.Debt.IsPositive() {
			screen.Rows = append(screen.Rows, dialogs.On(c.t.Label("charges.penalty"), "penalty"))
		}
		screen.Rows = append(screen.Rows, ask,
			dialogs.Row(dialogs.On(c.t.Label("charges.paper"), paperAct),
				dialogs.On(c.t.Label("charges.requisites"), "requisites")),
			dialogs.On(c.t.Label("charges.chart"), chartAct))
	}
	screen.Rows = append(screen.Rows, c.turning(st))
	return screen
}

// sums says what is to be paid, or why there is nothing to say.
func (c charges) sums(st housing.Statement) texts.Text {
	d := st.Document
	if d == nil {
		return c.t.T("charges.month_none", "Period", texts.Period(st.Period, st.Today))
	}
	changed := housing.DateOf(d.Changed.In(st.Account.House.Location()))
	if d.State == housing.DocumentWithdrawn {
		return c.t.T("charges.withdrawn", "Period", texts.Period(st.Period, st.Today),
			"Date", texts.Date(changed, st.Today), "Reason", texts.Clause(d.Reason))
	}
	text := c.t.T("charges.sums", "Charged", texts.Money(d.Sums.Charged),
		"Debt", sum(d.Sums.Debt), "Advance", sum(d.Sums.Advance), "Paid", sum(d.Sums.Paid))
	text = texts.Join("\n", text, c.due(st))
	state := "charges.as_of"
	if d.Edition > 1 {
		state = "charges.reissued"
	}
	text = texts.Join("\n", text, c.t.T(state, "Date", texts.Date(changed, st.Today), "Reason",
		texts.Clause(d.Reason)))
	if d.Info != "" {
		text = texts.Join("\n\n", text, texts.Escape(d.Info))
	}
	return text
}

// due says by when what is to be paid, of an earlier month what was. What was
// paid through the bot is not in the document yet: it is told beside.
func (c charges) due(st housing.Statement) texts.Text {
	due, asked := st.DueDays.Due(st.Period), st.Document.Sums.Due
	key, since := "charges.due", texts.Text("")
	newest := st.Period == st.Periods[0]
	if newest {
		asked = st.Left()
		if st.Since.IsPositive() {
			since = c.t.T("charges.since", "Sum", texts.Money(st.Since))
		}
	}
	switch {
	case !newest:
		key = "charges.was_due"
	case asked.IsZero():
		return texts.Join("\n", since, c.t.T("charges.nothing_due"))
	case due.Last.Before(st.Today):
		key = "charges.overdue"
	}
	text := texts.Join("\n", since, c.t.T(key, "Due", texts.Money(asked),
		"Until", texts.Until(due.Last, st.Today), "Date", texts.Date(due.Last, st.Today),
		"Moved", due.Moved(), "Nominal", due.Nominal.Day))
	if !due.Settled() && !due.Last.Before(st.Today) {
		text = texts.Join("\n", text, c.t.T("charges.due_unsettled", "Year", due.Last.Year))
	}
	return text
}

// turning leads to the periods beside this one, and to all of them.
func (c charges) turning(st housing.Statement) []dialogs.Button {
	at := slices.Index(st.Periods, st.Period)
	var row []dialogs.Button
	leaf := func(key string, i int) {
		if i >= 0 && i < len(st.Periods) {
			p := st.Periods[i]
			row = append(row, dialogs.OnArg(c.t.Label(key, "Period", texts.Capital(texts.Month(p.Month))),
				turnAct, p.String())...)
		}
	}
	leaf("charges.earlier", at+1)
	row = append(row, dialogs.On(c.t.Label("charges.year", "Year", st.Period.Year), "years")...)
	leaf("charges.later", at-1)
	return row
}

// years lists the periods of a year.
func (c charges) years() dialogs.Step[draft, housing.Statement] {
	return dialogs.Step[draft, housing.Statement]{
		ID: "years", Next: []string{"month"},
		Load: c.load,
		Show: c.showYears,
		Decide: func(s scene, _ housing.Statement, in dialogs.Input) move {
			switch in.Act.Do {
			case turnAct:
				m := c.turn(s, in.Act.Arg)
				if !m.Unknown {
					m.To = "month"
				}
				return m
			case "earlier":
				s.Draft.Year--
				return dialogs.Stay(s.Draft)
			case "later":
				s.Draft.Year++
				return dialogs.Stay(s.Draft)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (c charges) showYears(s scene, st housing.Statement) dialogs.Screen {
	var rows [][]dialogs.Button
	var turn []dialogs.Button
	for _, p := range slices.Backward(st.Periods) {
		if p.Year != s.Draft.Year {
			continue
		}
		button := dialogs.OnArg(texts.Capital(texts.Month(p.Month)), turnAct, p.String())
		if last := len(rows) - 1; last >= 0 && len(rows[last]) < 3 {
			rows[last] = append(rows[last], button...)
			continue
		}
		rows = append(rows, button)
	}
	if slices.ContainsFunc(st.Periods, func(p housing.Period) bool { return p.Year < s.Draft.Year }) {
		turn = append(turn, dialogs.On(c.t.Label("charges.year_before", "Year", s.Draft.Year-1),
			"earlier")...)
	}
	if slices.ContainsFunc(st.Periods, func(p housing.Period) bool { return p.Year > s.Draft.Year }) {
		turn = append(turn, dialogs.On(c.t.Label("charges.year_after", "Year", s.Draft.Year+1), "later")...)
	}
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	return dialogs.Screen{Text: c.t.T("charges.years", "Year", s.Draft.Year), Rows: rows}
}
