package readings

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// page is «Внесение текущих показаний по приборам учёта».
func (h handIn) page() dialogs.Step[draft, housing.Page] {
	return dialogs.Step[draft, housing.Page]{
		ID: "page", Files: true,
		Next: []string{"value", "date", "doubt", "missing", "swapped", "photo", "receipt", "page", "line"},
		Doc: []dialogs.Documented{
			{Step: "4", Labels: []string{"readings.page"}},
			{Step: "5", Labels: []string{"readings.save", "engine.cancel"}},
		},
		Load: h.load, Skip: h.skipPage, Show: h.showPage, Decide: h.decidePage,
		Commit: h.develop(h.save, h.hearPage),
	}
}

// skipPage notes what the page shows.
func (h handIn) skipPage(s scene, p housing.Page) (move, bool) { return h.turnOver(s.Draft, p) }

func (h handIn) showPage(s scene, p housing.Page) dialogs.Screen {
	heading := "*" + h.t.T("readings.page") + "*"
	where := texts.Escape(where(p))
	if len(p.Lines) == 0 {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, where, h.t.T("readings.no_meters")),
			Rows: [][]dialogs.Button{dialogs.On(h.t.Label("readings.ask_meter"), "ask_meter")},
		}
	}
	text := texts.Join("\n", heading, where, h.term(p))
	var rows [][]dialogs.Button
	index := 0
	for _, l := range p.Lines {
		if l.Meter.Automatic {
			text = texts.Join("\n\n", text, h.t.T("readings.automatic", "Meter", meterName(l.Meter, h.t)))
			continue
		}
		index++
		text = texts.Join("\n\n", text, h.meterLine(s.Draft, p, index, l))
		rows = append(rows, dialogs.OnArg(h.lineButton(s.Draft, index, l), "meter", pick.Key(l.Meter.ID)))
	}
	if index == 0 {
		return dialogs.Screen{Text: texts.Join("\n\n", text, h.t.T("readings.all_automatic"))}
	}
	return dialogs.Screen{
		Text: texts.Join("\n\n", text, h.t.T("readings.taken", "Date", h.takenText(s.Draft, p))),
		Rows: append(rows,
			dialogs.On(h.t.Label("readings.taken_button", "Date", h.takenText(s.Draft, p))+" ›", "date"),
			dialogs.On(h.t.Label("readings.save"), "save")),
	}
}

// where names the flat: «Дом, Ленина, 12, кв. 45».
func where(p housing.Page) string {
	address := texts.ShortAddress(p.Account.House.Address, p.Account.Premises)
	if p.Name != "" {
		return p.Name + " · " + address
	}
	return address
}

// term says which month the readings count for, and until when.
func (h handIn) term(p housing.Page) texts.Text {
	args := []any{
		"Period", texts.Period(p.Slot.Period, p.Today),
		"First", texts.Date(p.Slot.First, p.Today), "Last", texts.Until(p.Slot.Last, p.Today),
	}
	switch {
	case p.Slot.Open:
		return h.t.T("readings.term_open", args...)
	case p.Slot.Late(p.Today, p.Window):
		missed := p.Slot.Period.Add(-1)
		_, last := p.Window.Span(missed)
		return h.t.T("readings.term_late", append(args,
			"Missed", texts.Period(missed, p.Today), "MissedLast", texts.Date(last, p.Today))...)
	}
	return h.t.T("readings.term_early", args...)
}

// meterLine shows one meter: what it was, what it becomes, what to know about it.
func (h handIn) meterLine(d draft, p housing.Page, index int, l housing.Line) texts.Text {
	was := h.t.T("readings.no_last")
	if last, ok := l.Last(); ok {
		was = h.t.T("readings.was",
			"Values", texts.Values(l.Meter, last.Values), "Date", texts.Date(last.Taken, p.Today),
			"By", estimate(last.Source, h.t))
	}
	line := h.t.T("readings.line", "Index", index, "Meter", meterName(l.Meter, h.t), "Was", was)
	if !l.Meter.Verified.IsZero() && !l.Meter.Expired(p.Today) {
		until := texts.Date(l.Meter.Verified, p.Today)
		line = texts.Join(" · ", line, h.t.T("readings.verified", "Date", until))
	}
	var next texts.Text
	switch entered, ok := d.Values[l.Meter.ID]; {
	case ok:
		next = h.t.T("readings.becomes", "Values", texts.Values(l.Meter, entered))
	case l.Given():
		next = h.t.T("readings.given", "Values", texts.Values(l.Meter, l.Current.Values))
	case l.Current != nil:
		next = h.wanting(l)
	}
	return texts.Join("\n", line, next, h.photoLine(d, l.Meter.ID), h.expired(l.Meter, p))
}

// wanting says that the reading of the month was not accepted, and why, or that
// it is an estimate.
func (h handIn) wanting(l housing.Line) texts.Text {
	if l.Current.Source.Estimate() {
		return h.t.T("readings.estimated",
			"Values", texts.Values(l.Meter, l.Current.Values), "By", estimate(l.Current.Source, h.t))
	}
	return h.t.T("readings.not_accepted",
		"Values", texts.Values(l.Meter, l.Current.Values), "Reason", texts.Clause(l.Current.Reason))
}

// estimate says how the organisation came to values that nobody has read; "" if somebody has.
func estimate(s housing.Source, t dialogs.Texter) string {
	switch s {
	case housing.ByAverage:
		return t.Label("readings.by_average")
	case housing.ByNorm:
		return t.Label("readings.by_norm")
	default:
		return ""
	}
}

// expired says what follows when the verification of a meter has run out.
func (h handIn) expired(m housing.Meter, p housing.Page) texts.Text {
	if !m.Expired(p.Today) {
		return ""
	}
	return h.t.T("readings.expired", "Date", texts.Date(m.Verified, p.Today))
}

func (h handIn) lineButton(d draft, index int, l housing.Line) string {
	label := strconv.Itoa(index) + ". " + meterShort(l.Meter, h.t)
	if _, ok := d.Values[l.Meter.ID]; ok {
		label += " ✓"
	}
	return label
}

func (h handIn) takenText(d draft, p housing.Page) string {
	switch d.Taken {
	case housing.Date{}, p.Today:
		return h.t.Label("readings.today", "Date", texts.Date(p.Today, p.Today))
	case p.Today.Add(-1):
		return h.t.Label("readings.yesterday", "Date", texts.Date(d.Taken, p.Today))
	}
	return texts.Date(d.Taken, p.Today)
}

// meterName names a meter whole: «Холодная вода, кухня, № 18-345672».
func meterName(m housing.Meter, t dialogs.Texter) string {
	return meterShort(m, t) + ", №\u00a0" + m.Serial
}

// meterShort names a meter by what it measures and where: «Холодная вода, кухня».
func meterShort(m housing.Meter, t dialogs.Texter) string {
	name := resourceName(m.Resource, t)
	if m.Place != "" {
		name += ", " + m.Place
	}
	return name
}

func resourceName(r housing.Resource, t dialogs.Texter) string { return t.Label(texts.ResourceKey(r)) }

func (h handIn) decidePage(s scene, p housing.Page, in dialogs.Input) move {
	switch in.Act.Do {
	case "meter":
		s.Draft.Meter = pick.OfKey[housing.MeterID](in.Act.Arg)
		return dialogs.To(s.Draft, "value")
	case "date":
		return dialogs.To(s.Draft, "date")
	case "save":
		return h.trySave(s, p)
	case "ask_meter":
		return dialogs.Do(s.Draft, request(housing.AskMeter))
	}
	switch meters := photographable(s.Draft, p); {
	case in.File != nil && len(meters) > 0:
		return h.aimed(s.Draft, p, in.File, meters)
	case in.Pressed() || in.File != nil:
		return dialogs.Unknown(s.Draft)
	}
	return h.hearPage(s, p, in.Text)
}

// hearPage takes what was typed: readings that name their meters, or the
// number of the next one that waits.
func (h handIn) hearPage(s scene, p housing.Page, text string) move {
	if said.Read(text, flatOf(p)).Names() {
		return begin(s.Draft, text, 0)
	}
	next, ok := nextEmpty(p, s.Draft, 0)
	if !ok {
		return dialogs.Unknown(s.Draft)
	}
	s.Draft.Meter = next.Meter.ID
	return h.enter(s, p, next, text)
}

// trySave saves, unless something is worth a question first.
func (h handIn) trySave(s scene, p housing.Page) move {
	switch {
	case turned(s.Draft, p):
		return dialogs.Stay(s.Draft) // shows the new month
	case len(s.Draft.Values) == 0:
		return dialogs.Refuse(s.Draft, h.t.T("readings.nothing"))
	case !s.Draft.Kept && len(swaps(p, s.Draft.Values)) > 0:
		return dialogs.To(s.Draft, "swapped")
	case len(s.Draft.Values) < len(p.Asked()) && hasUngiven(p, s.Draft):
		return dialogs.To(s.Draft, "missing")
	}
	return confirm(s.Draft, p)
}

// hasUngiven reports whether a meter has neither a value in the draft nor one saved this month.
func hasUngiven(p housing.Page, d draft) bool {
	_, ok := nextEmpty(p, d, 0)
	return ok
}

// nextEmpty returns the next meter after the given one that waits for a value.
func nextEmpty(p housing.Page, d draft, after housing.MeterID) (housing.Line, bool) {
	asked := p.Asked()
	start := 0
	for i, l := range asked {
		if l.Meter.ID == after {
			start = i + 1
		}
	}
	for i := range asked {
		l := asked[(start+i)%len(asked)]
		if _, ok := d.Values[l.Meter.ID]; !ok && !l.Given() {
			return l, true
		}
	}
	return housing.Line{}, false
}

// saving is the intent of «Сохранить».
func saving() dialogs.Act { return dialogs.Act{Do: "save"} }

// request is the intent of a note for the organisation.
func request(kind housing.RequestKind) dialogs.Act {
	return dialogs.Act{Do: "request", Arg: string(kind)}
}

// save carries the intents of the page and of its questions out.
func (h handIn) save(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	if intent.Do == "request" {
		return h.file(ctx, s, housing.RequestKind(intent.Arg))
	}
	receipt, err := h.Readings.Save(ctx, s.Once, submission(s), s.Now)
	if err != nil {
		return move{}, err
	}
	s.Draft.Receipt = &receipt
	m := dialogs.To(s.Draft, "receipt")
	m.Final = true
	return m, nil
}

// confirm asks for d to be saved as p shows it: with its month and day, and
// without meters that are there no more.
func confirm(d draft, p housing.Page) move {
	d.Period, d.Taken = cmp.Or(d.Period, p.Slot.Period), cmp.Or(d.Taken, d.Day, p.Today)
	d.Values = maps.Clone(d.Values)
	maps.DeleteFunc(d.Values, func(id housing.MeterID, _ housing.Values) bool {
		_, there := lineOf(p, id)
		return !there
	})
	return dialogs.Do(d, saving())
}

func submission(s scene) housing.Submission {
	sub := housing.Submission{
		Person: s.Person.ID, Account: s.Draft.Account, Period: s.Draft.Period, Taken: s.Draft.Taken,
	}
	for _, id := range slices.Sorted(maps.Keys(s.Draft.Values)) {
		sub.Entries = append(sub.Entries, housing.Entry{
			Meter: id, Values: s.Draft.Values[id], Picture: s.Draft.Photos[id].ID,
		})
	}
	return sub
}
