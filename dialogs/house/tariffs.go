package house

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// priced are the tariffs of a house.
type priced struct {
	asked
	all []housing.Tariff
}

// tariffs is ‹Тарифы›.
func (p Ports) tariffs() dialogs.Step[draft, priced] {
	return dialogs.Step[draft, priced]{
		ID: string(Tariffs), Calls: []string{p.Appeal},
		Load: func(ctx context.Context, s scene) (v priced, err error) {
			if v.asked, err = p.asked(ctx, s); err != nil {
				return v, err
			}
			v.all, err = p.Houses.Tariffs(ctx, s.Draft.House)
			return v, err
		},
		Show: p.showTariffs,
		Decide: func(s scene, _ priced, in dialogs.Input) move {
			switch in.Act.Do {
			case "history", "now":
				s.Draft.History, s.Draft.Page = in.Act.Do == "history", 0
				return dialogs.Stay(s.Draft)
			case "more", "less":
				return turned(s, in)
			case "ask-manager":
				return p.inquire(s, topicPrice, p.Texts.Label("house.tariffs"))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// turned turns a page.
func turned(s scene, in dialogs.Input) move {
	s.Draft.Page++
	if in.Act.Do == "less" {
		s.Draft.Page -= 2
	}
	return dialogs.Stay(s.Draft)
}

// pageSize is how many entries a screen lists.
const pageSize = 8

// paged returns one page of entries and the keys that turn it.
func paged[T any](p Ports, s scene, all []T) (page []T, rows [][]dialogs.Button) {
	return pagedBy(p, s, all, pageSize)
}

// pagedBy is [paged] with a size of the caller's own.
func pagedBy[T any](p Ports, s scene, all []T, size int) (page []T, rows [][]dialogs.Button) {
	last := max(len(all)-1, 0) / size
	from := min(max(s.Draft.Page, 0), last) * size
	to := min(from+size, len(all))
	if to < len(all) {
		rows = append(rows, dialogs.On(p.Texts.Label("house.more", "Value", len(all)-to), "more"))
	}
	if from > 0 {
		rows = append(rows, dialogs.On(p.Texts.Label("house.less"), "less"))
	}
	return all[from:to], rows
}

func (p Ports) showTariffs(s scene, v priced) dialogs.Screen {
	heading := p.heading("house.tariffs", v.house)
	if len(v.all) == 0 {
		return p.empty(heading, "house.no_tariffs", v.asked)
	}
	today := todayAt(s, v.house)
	lines := housing.TariffsOn(v.all, today)
	toggle, label := "history", "house.tariff_history"
	if s.Draft.History {
		lines, toggle, label = housing.TariffHistory(v.all), "now", "house.tariff_now"
	}
	page, rows := paged(p, s, lines)
	text := heading
	var all []housing.Stated
	for _, l := range page {
		text = texts.Join("\n\n", text, p.tariff(l, today, !s.Draft.History))
		all = append(all, l.Stated)
	}
	return dialogs.Screen{
		Text: texts.Join("\n\n", text, p.sources(all...)),
		Rows: append(rows, dialogs.On(p.Texts.Label(label), toggle), p.askRow()),
	}
}

// tariff is «Холодная вода: 42,30 ₽/м³ с 1 июля, было 39,10 ₽, +8,2 %», with who is paid and why.
func (p Ports) tariff(l housing.TariffLine, today housing.Date, next bool) texts.Text {
	name := texts.Capital(l.Resource)
	if l.Kind != "" {
		name += ", " + l.Kind
	}
	to := ""
	if !l.To.IsZero() {
		to = texts.Date(l.To, today)
	}
	text := p.Texts.T("house.tariff", "Name", name, "Price", texts.Price(l.Price), "Unit", l.Unit,
		"From", texts.Date(l.From, today), "To", to)
	if l.Was != nil {
		text = texts.Join("\n", text, p.Texts.T("house.tariff_was",
			"Price", texts.Price(l.Was.Price), "From", texts.Date(l.Was.From, today), "Change", percent(l)))
	}
	if next && l.Next != nil {
		text = texts.Join("\n", text, p.Texts.T("house.tariff_next", "Price", texts.Price(l.Next.Price),
			"From", texts.Date(l.Next.From, today),
			"Change", percent(housing.TariffLine{Change: housing.PercentChange(l.Price, l.Next.Price)})))
	}
	if !l.To.IsZero() && l.To.Before(today) && next {
		text = texts.Join("\n", text, p.Texts.T("house.tariff_over"))
	}
	if l.Supplier != "" {
		text = texts.Join("\n", text, p.Texts.T("house.tariff_supplier", "Name", l.Supplier, "INN", l.INN))
	}
	if l.Act != "" {
		text = texts.Join("\n", text, p.Texts.T("house.act", "Act", l.Act))
	}
	return text
}

// percent is «+8,2 %»; empty where nothing changed or nothing is known.
func percent(l housing.TariffLine) string {
	switch d := l.Change; {
	case !d.Valid, d.Decimal.IsZero():
		return ""
	case d.Decimal.IsPositive():
		return "+" + texts.Number(d.Decimal) + "\u00a0%"
	default:
		return texts.Number(d.Decimal) + "\u00a0%"
	}
}

// asked is the house asked about, and how its organisation is reached.
type asked struct {
	house housing.House
	phone string
}

func (p Ports) asked(ctx context.Context, s scene) (a asked, err error) {
	if a.house, err = p.house(ctx, s); err != nil {
		return a, err
	}
	facts, err := p.Houses.Facts(ctx, s.Draft.House)
	a.phone = facts.Office.Phone
	return a, err
}

// empty says that nothing was loaded, and what to do.
func (p Ports) empty(heading texts.Text, key string, a asked) dialogs.Screen {
	return dialogs.Screen{
		Text: texts.Join("\n\n", heading, p.Texts.T(key, "Organisation", a.house.Organisation.Name),
			p.Texts.T("house.empty_ask", "Phone", texts.Phone(a.phone))),
		Rows: [][]dialogs.Button{p.askRow()},
	}
}
