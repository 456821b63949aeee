package charges

import (
	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// shownServices is how many services a screen lists.
const shownServices = 8

func (c charges) services() dialogs.Step[draft, housing.Statement] {
	return dialogs.Step[draft, housing.Statement]{
		ID: "services", Next: []string{"why"},
		Load: c.load,
		Show: c.showServices,
		Decide: func(s scene, _ housing.Statement, in dialogs.Input) move {
			switch in.Act.Do {
			case "more":
				s.Draft.Page++
				return dialogs.Stay(s.Draft)
			case "less":
				s.Draft.Page--
				return dialogs.Stay(s.Draft)
			case "why":
				return dialogs.To(s.Draft, "why")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (c charges) showServices(s scene, st housing.Statement) dialogs.Screen {
	text := c.heading("charges.services", st)
	if !published(st) { // withdrawn since the button was shown
		return dialogs.Screen{Text: texts.Join("\n", text, c.sums(st))}
	}
	lines := st.Document.Charges
	from := min(max(s.Draft.Page, 0)*shownServices, max(len(lines)-1, 0))
	to := min(from+shownServices, len(lines))
	for i := range lines[from:to] {
		text = texts.Join("\n", text, c.service(&lines[from+i]))
	}
	if to == len(lines) {
		text = texts.Join("\n\n", text, c.t.T("charges.services_total", "Charged",
			texts.Money(st.Document.Sums.Charged)))
	}
	var rows [][]dialogs.Button
	if to < len(lines) {
		rows = append(rows, dialogs.On(c.t.Label("charges.more", "N", len(lines)-to), "more"))
	}
	if from > 0 {
		rows = append(rows, dialogs.On(c.t.Label("charges.less"), "less"))
	}
	if st.Before != nil {
		rows = append(rows, dialogs.On(c.t.Label("charges.why"), "why"))
	}
	return dialogs.Screen{Text: text, Rows: rows}
}

func published(st housing.Statement) bool {
	return st.Document != nil && st.Document.State == housing.DocumentPublished
}

// service is a line of the document: «Холодная вода: 4,102 м³ × 42,30 ₽ = 173,51 ₽».
// The product stands there only where it is the sum.
func (c charges) service(l *housing.Charge) texts.Text {
	text := c.t.T("charges.service", "Service", l.Service, "Total", texts.Money(l.Total))
	volume := l.Whole()
	exact := volume.Valid && l.Tariff.Valid &&
		volume.Decimal.Mul(l.Tariff.Decimal).Round(2).Equal(l.Charged)
	if exact {
		text = c.t.T("charges.service_product", "Service", l.Service, "Volume", texts.Number(volume.Decimal),
			"Unit", l.Unit, "Tariff", texts.Price(l.Tariff.Decimal), "Charged", texts.Money(l.Charged))
	}
	details := c.details(l)
	if exact && !l.Total.Equal(l.Charged) {
		details = append(details, c.t.T("charges.detail_total", "Sum", texts.Money(l.Total)))
	}
	if len(details) == 0 {
		return text
	}
	return texts.Join("\n", text, c.t.T("charges.detail", "Details", texts.Join(", ", details...)))
}

// details are what a sum consists of beside volume and tariff.
func (c charges) details(l *housing.Charge) []texts.Text {
	var details []texts.Text
	if l.Method == housing.ByNormative {
		details = append(details, c.t.T("charges.detail_norm"))
	}
	common, penalty := sum(l.Common), sum(l.Penalty)
	if l.Common.Equal(l.Charged) {
		common = "" // the name of the service says it
	}
	if l.Kind == housing.PenaltyCharge {
		penalty = "" // it is the line
	}
	for _, x := range []struct{ key, sum string }{
		{"charges.detail_common", common},
		{"charges.detail_excess", sum(l.Excess)},
		{"charges.detail_recalculation", signed(l.Recalculation)},
		{"charges.detail_benefit", sum(l.Benefit)},
		{"charges.detail_penalty", penalty},
	} {
		if x.sum != "" {
			details = append(details, c.t.T(x.key, "Sum", x.sum, "Reason", texts.Clause(l.Reason)))
		}
	}
	return details
}

// why splits the change since the period before into its causes.
func (c charges) why() dialogs.Step[draft, housing.Statement] {
	return dialogs.Step[draft, housing.Statement]{
		ID: "why", Next: []string{"services"}, Calls: []string{c.Appeal},
		Load: c.load,
		Show: c.showWhy,
		Decide: func(s scene, st housing.Statement, in dialogs.Input) move {
			switch in.Act.Do {
			case "services":
				return dialogs.To(s.Draft, "services")
			case "ask-manager":
				return dialogs.Call(s.Draft, dialogs.Begin(c.Appeal, pick.AppealArgs{Ask: pick.AppealAsk{
					House: st.Account.House.ID, Topic: topicCharge,
					About: c.t.Label("charges.ask_about", "Month", texts.PeriodOfYear(st.Period)),
				}}))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// topicCharge is the topic of a question about a charge, by its key in the tree of topics.
const topicCharge = "charges_error"

// shownChanges is how many services are named as the cause of a change.
const shownChanges = 5

func (c charges) showWhy(_ scene, st housing.Statement) dialogs.Screen {
	text := c.heading("charges.why", st)
	if !published(st) || st.Before == nil {
		return dialogs.Screen{Text: texts.Join("\n", text, c.t.T("charges.why_none"))}
	}
	d := housing.Compare(*st.Before, *st.Document)
	now, before := texts.Capital(texts.Period(st.Period, st.Today)),
		texts.PeriodGenitive(st.Before.Period, st.Today)
	key := "charges.why_more"
	switch {
	case d.Total.IsZero():
		key = "charges.why_same"
	case d.Total.IsNegative():
		key = "charges.why_less"
	}
	text = texts.Join("\n", text, c.t.T(key, "Now", now, "Before", before, "Sum", texts.Money(d.Total.Abs())))
	text = texts.Join("\n\n", text, c.t.T("charges.why_parts",
		"Volume", change(d.Volume), "Tariff", change(d.Tariff), "Recalculation", change(d.Recalculation),
		"Benefit", change(d.Benefit), "Penalty", change(d.Penalty), "Other", signed(d.Other)))
	var list texts.Text
	for _, x := range d.Services[:min(shownChanges, len(d.Services))] {
		list = texts.Join("\n", list, c.t.T("charges.why_service", "Service", x.Service,
			"Change", change(x.Change()), "Began", x.Began, "Gone", x.Gone))
	}
	if more := len(d.Services) - shownChanges; more > 0 {
		list = texts.Join("\n", list, c.t.T("charges.why_rest", "N", more))
	}
	return dialogs.Screen{
		Text: texts.Join("\n\n", text, list),
		Rows: [][]dialogs.Button{dialogs.Row(dialogs.On(c.t.Label("charges.services"), "services"),
			dialogs.On(c.t.Label("house.ask"), "ask-manager"))},
	}
}

// requisites are where the money goes, to be copied.
func (c charges) requisites() dialogs.Step[draft, housing.Statement] {
	return dialogs.Step[draft, housing.Statement]{
		ID:   "requisites",
		Load: c.load,
		Show: c.showRequisites,
		Decide: func(s scene, _ housing.Statement, _ dialogs.Input) move {
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (c charges) showRequisites(_ scene, st housing.Statement) dialogs.Screen {
	text := c.heading("charges.requisites", st)
	if !published(st) || len(st.Document.Requisites) == 0 {
		return dialogs.Screen{Text: texts.Join("\n", text, c.t.T("charges.requisites_none"))}
	}
	for i, r := range st.Document.Requisites {
		var p housing.Payee
		if i < len(st.Payees) {
			p = st.Payees[i]
		}
		text = texts.Join("\n\n", text, c.t.T("charges.requisite",
			"Name", p.Name, "INN", p.INN, "KPP", p.KPP, "Bank", p.Bank, "Correspondent", p.Correspondent,
			"BIK", r.BIK, "Account", r.Account, "Sum", texts.Money(r.Sum)))
	}
	purpose := c.t.T("charges.purpose", "Number", st.Account.Number, "Period", texts.PeriodOfYear(st.Period))
	return dialogs.Screen{
		Text: texts.Join("\n\n", text, purpose, c.t.T("charges.copy_hint")), Rows: c.copies(st),
	}
}
