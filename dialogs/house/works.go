package house

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// WorkBook knows the works in houses, and what residents say of them.
type WorkBook interface {
	Works(ctx context.Context, id housing.HouseID) ([]housing.Work, error)
	// Standing tells what a person is to the house of a work.
	Standing(
		ctx context.Context, p housing.PersonID, w housing.WorkID, now time.Time,
	) (housing.WorkStanding, error)
	Review(ctx context.Context, o housing.Once, p housing.PersonID, r housing.Review, now time.Time) error
}

// worked are the works of a house.
type worked struct {
	asked
	all []housing.Work
}

// years are those with works, the newest first.
func (v worked) years() (years []int) {
	for _, w := range v.all {
		if !slices.Contains(years, w.Month.Year) {
			years = append(years, w.Month.Year)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	return years
}

// year is that which is shown: the one asked for, this year, or the last with works before it.
func (v worked) year(asked int, today housing.Date) int {
	years := v.years()
	for _, want := range []int{asked, today.Year} {
		if slices.Contains(years, want) {
			return want
		}
	}
	for _, y := range years {
		if y < today.Year {
			return y
		}
	}
	return years[len(years)-1]
}

// of are the works of a year.
func (v worked) of(year int) (all []housing.Work) {
	for _, w := range v.all {
		if w.Month.Year == year {
			all = append(all, w)
		}
	}
	return all
}

func (p Ports) loadWorks(ctx context.Context, s scene) (v worked, err error) {
	if v.asked, err = p.asked(ctx, s); err != nil {
		return v, err
	}
	v.all, err = p.Works.Works(ctx, s.Draft.House)
	return v, err
}

// works is ‹Работы по дому›.
func (p Ports) works() dialogs.Step[draft, worked] {
	return dialogs.Step[draft, worked]{
		ID: string(Works), Next: []string{"work"}, Calls: []string{p.Appeal},
		Load: p.loadWorks, Show: p.showWorks,
		Decide: func(s scene, _ worked, in dialogs.Input) move {
			switch in.Act.Do {
			case pick.Choose:
				s.Draft.Work = pick.OfKey[housing.WorkID](in.Act.Arg)
				return dialogs.To(s.Draft, "work")
			case "year":
				s.Draft.Year, _ = strconv.Atoi(in.Act.Arg)
				s.Draft.Page = 0
				return dialogs.Stay(s.Draft)
			case "more", "less":
				return turned(s, in)
			case "ask-manager":
				return p.inquire(s, topicFacts, p.Texts.Label("house.works"))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showWorks(s scene, v worked) dialogs.Screen {
	heading := p.heading("house.works", v.house)
	if len(v.all) == 0 {
		return p.empty(heading, "house.no_works", v.asked)
	}
	today := todayAt(s, v.house)
	year := v.year(s.Draft.Year, today)
	all := v.of(year)
	page, turns := paged(p, s, all)
	text := texts.Join("\n\n", heading, p.totals(year, housing.TotalOf(all)))
	if year != today.Year && s.Draft.Year == 0 {
		text = texts.Join("\n", text, p.Texts.T("house.no_works_year", "Year", strconv.Itoa(today.Year)))
	}
	screen := dialogs.Screen{}
	var stated []housing.Stated
	for i, w := range page {
		month := texts.Capital(texts.Month(w.Month.Month))
		if i == 0 || page[i-1].Month != w.Month {
			text = texts.Join("\n\n", text, p.Texts.T("house.work_month", "Month", month))
		}
		text = texts.Join("\n", text, p.workLine(w, today))
		screen.Rows = append(screen.Rows, dialogs.OnArg(p.Texts.Label("house.work_button",
			"Month", month, "Name", w.Name), pick.Choose, pick.Key(w.ID)))
		stated = append(stated, w.Stated)
	}
	screen.Text = texts.Join("\n\n", text, p.sources(stated...))
	screen.Rows = append(screen.Rows, turns...)
	var years []dialogs.Button
	for _, y := range v.years() {
		if y != year {
			years = append(years, dialogs.OnArg(strconv.Itoa(y), "year", strconv.Itoa(y))...)
		}
	}
	if len(years) > 0 {
		screen.Rows = append(screen.Rows, years[:min(len(years), 5)])
	}
	if year != today.Year && s.Draft.Year == 0 {
		screen.Rows = append(screen.Rows, p.askRow())
	}
	return screen
}

func (p Ports) totals(year int, t housing.WorkTotals) texts.Text {
	beyond := ""
	if t.Beyond.IsPositive() {
		beyond = texts.Money(t.Beyond)
	}
	return p.Texts.T("house.year_total", "Year", strconv.Itoa(year), "Done", texts.Money(t.Done),
		"Planned", texts.Money(t.Planned), "Ready", t.Ready, "Count", t.Count, "Beyond", beyond)
}

// workLine is «Ремонт кровли: 120 м², 96 000,00 ₽, сделано 23 октября».
func (p Ports) workLine(w housing.Work, today housing.Date) texts.Text {
	amount := w.Planned
	if w.IsDone() {
		amount = w.Done
	}
	return p.Texts.T("house.work_line",
		"Name", texts.Capital(w.Name), "Volume", volume(amount.Volume, w.Unit),
		"Cost", cost(amount.Cost), "State", p.workState(w, today))
}

func (p Ports) workState(w housing.Work, today housing.Date) string {
	switch {
	case !w.Finished.IsZero():
		return p.Texts.Label("house.work_done_on", "On", texts.Date(w.Finished, today))
	case w.IsDone():
		return p.Texts.Label("house.work_done")
	case w.Month.Before(today.Period()):
		return p.Texts.Label("house.work_late")
	}
	return p.Texts.Label("house.work_planned")
}

func volume(d decimal.NullDecimal, unit string) string {
	if !d.Valid {
		return ""
	}
	if unit == "" {
		return texts.Number(d.Decimal)
	}
	return texts.Number(d.Decimal) + "\u00a0" + unit
}

func cost(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return texts.Money(d.Decimal)
}

// one is a work with what the person is to its house.
type one struct {
	house housing.House
	work  housing.Work
	is    housing.WorkStanding
	found bool
}

func (p Ports) loadWork(ctx context.Context, s scene) (v one, err error) {
	all, err := p.loadWorks(ctx, s)
	if err != nil {
		return v, err
	}
	v.house = all.house
	for _, w := range all.all {
		if w.ID == s.Draft.Work {
			v.work, v.found = w, true
		}
	}
	if v.found {
		v.is, err = p.Works.Standing(ctx, s.Person.ID, v.work.ID, s.Now)
	}
	return v, err
}

// work is one work.
func (p Ports) work() dialogs.Step[draft, one] {
	return dialogs.Step[draft, one]{
		ID: "work", Next: []string{string(Works), "review", "photos"}, Calls: []string{p.Appeal},
		Load: p.loadWork,
		Skip: func(s scene, v one) (move, bool) { // taken out of the tables since
			return dialogs.To(s.Draft, string(Works)), !v.found
		},
		Show: p.showWork,
		Decide: func(s scene, v one, in dialogs.Input) move {
			switch in.Act.Do {
			case "review", "photos":
				return dialogs.To(s.Draft, in.Act.Do)
			case "album":
				return dialogs.Do(s.Draft, in.Act)
			case "ask-manager":
				return p.inquire(s, topicFacts, p.aboutWork(v))
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) { return p.album(ctx, s) },
	}
}

func (p Ports) showWork(s scene, v one) dialogs.Screen {
	w, today := v.work, todayAt(s, v.house)
	text := p.Texts.T("house.work", "Name", texts.Capital(w.Name), "House", texts.ShortHouse(v.house.Address),
		"Month", texts.PeriodOfYear(w.Month), "State", p.workState(w, today))
	if w.Planned.Known() {
		text = texts.Join("\n", text, p.amount("house.work_plan", w, w.Planned))
	} else {
		text = texts.Join("\n", text, p.Texts.T("house.work_beyond"))
	}
	if w.Done.Known() {
		text = texts.Join("\n", text, p.amount("house.work_fact", w, w.Done))
	}
	if w.Act != "" {
		on := ""
		if !w.Acted.IsZero() {
			on = texts.Date(w.Acted, today)
		}
		text = texts.Join("\n", text, p.Texts.T("house.work_act", "Number", w.Act, "On", on))
	}
	if w.IsDone() {
		text = texts.Join("\n", text, p.reviews(w))
	}
	if w.Photos > 0 && !v.is.Sees {
		text = texts.Join("\n", text, p.Texts.T("house.photos_hidden", "Value", w.Photos))
	}
	screen := dialogs.Screen{
		Text: texts.Join("\n\n", text, p.sources(w.Stated)), Rows: p.photoRows(v),
	}
	if w.IsDone() && v.is.Resident {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("house.review"), "review"))
	}
	screen.Rows = append(screen.Rows, p.askRow())
	return screen
}

// amount is «План: 120 м² × 800,00 ₽ = 96 000,00 ₽»; the product stands there only where it is the cost.
func (p Ports) amount(key string, w housing.Work, a housing.Amount) texts.Text {
	price := ""
	if w.Price.Valid {
		price = texts.Price(w.Price.Decimal)
	}
	exact := w.Price.Valid && a.Volume.Valid && a.Cost.Valid &&
		w.Price.Decimal.Mul(a.Volume.Decimal).Round(2).Equal(a.Cost.Decimal)
	how := "house.amount"
	if exact {
		how = "house.amount_product"
	}
	return p.Texts.T(key, "Amount",
		p.Texts.T(how, "Volume", volume(a.Volume, w.Unit), "Price", price, "Cost", cost(a.Cost)))
}

func (p Ports) reviews(w housing.Work) texts.Text {
	if w.Good+w.Bad == 0 {
		return p.Texts.T("house.reviews_none")
	}
	return p.Texts.T("house.reviews", "Good", w.Good, "Bad", w.Bad)
}
