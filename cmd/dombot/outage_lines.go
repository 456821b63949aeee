package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"dombot/dialogs/outage/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// outageLoader makes outages of the lines of a file; it is a gis.OutageBook.
type outageLoader struct {
	find  placeFinder
	store *postgres.Outages
	t     *texts.Catalogue
	org   housing.Organisation
	kind  outageKind // of lines that do not say
	now   time.Time
	keep  func(ctx context.Context, all []housing.Outage) error

	rows    map[outageKind][]housing.PlannedRow // without a fault
	outages []housing.Outage                    // with what was not told yet
	same    int                                 // places that were
}

// outageKind is what an outage is, as it is asked for.
type outageKind string

const (
	kindEmergency  outageKind = "emergency"
	kindDanger     outageKind = "danger"
	kindPlanned    outageKind = "planned"
	kindPrevention outageKind = "prevention"
)

// shared is what all outages of a kind have.
func (k outageKind) shared(org housing.Organisation, now time.Time) housing.Outage {
	o := housing.Outage{
		Organisation: org, Kind: housing.OutageKind(k), State: housing.OutageAnnounced, Edition: 1, At: now,
	}
	if k == kindDanger {
		o.Kind, o.Danger = housing.OutageEmergency, true
	}
	return o
}

// kindOf reads the kind of a line.
func kindOf(word string, def outageKind) (outageKind, bool) {
	word = strings.ToLower(word)
	for stem, k := range map[string]outageKind{
		"план": kindPlanned, "авар": kindEmergency, "опасн": kindDanger, "профил": kindPrevention,
	} {
		if strings.HasPrefix(word, stem) {
			return k, true
		}
	}
	return def, word == ""
}

// ReadOutages finds the houses of lines, and says what is wrong with them.
func (l *outageLoader) ReadOutages(
	ctx context.Context, lines []housing.OutageLine,
) (wrong []housing.RowFault, err error) {
	l.rows = map[outageKind][]housing.PlannedRow{}
	for _, line := range lines {
		read, err := l.line(ctx, line)
		if err != nil {
			return nil, err
		}
		if wrong = append(wrong, read.faults...); len(read.faults) == 0 {
			l.rows[read.kind] = append(l.rows[read.kind], read.row)
		}
	}
	return wrong, nil
}

// KeepOutages keeps those outages of the lines that were not announced yet; lines
// of the same times are one.
func (l *outageLoader) KeepOutages(ctx context.Context) (report housing.ImportReport, err error) {
	of := func(kind outageKind) []housing.Outage {
		return housing.PlanOutages(kind.shared(l.org, l.now), l.rows[kind])
	}
	all := slices.Concat(of(kindEmergency), of(kindPlanned), of(kindPrevention))
	if len(all) == 0 {
		return report, nil
	}
	if err := l.fresh(ctx, all); err != nil {
		return report, err
	}
	for _, o := range l.outages {
		report.Created += len(o.Places)
	}
	report.Same, report.Saved = l.same, true
	if len(l.outages) == 0 {
		return report, nil
	}
	return report, l.keep(ctx, l.outages)
}

// fresh keeps what was not told yet.
func (l *outageLoader) fresh(ctx context.Context, all []housing.Outage) error {
	left, err := l.store.Untold(ctx, all)
	if err != nil {
		return err
	}
	for i, o := range left {
		l.same += len(all[i].Places) - len(o.Places)
		if len(o.Places) > 0 {
			l.outages = append(l.outages, promising(o, l.now))
		}
	}
	return nil
}

// nextWord is within what time residents hear more where the end is not known.
const nextWord = time.Hour

// promising returns the outage with the moment of the next message where it needs one.
func promising(o housing.Outage, now time.Time) housing.Outage {
	if o.To.IsZero() {
		o.Next = now.Add(nextWord)
		if o.From.After(now) {
			o.Next = o.From.Add(nextWord)
		}
	}
	return o
}

// readLine is a line, and what is wrong with it.
type readLine struct {
	kind   outageKind
	row    housing.PlannedRow
	faults []housing.RowFault
}

// line reads a line, or says what is wrong with it.
func (l *outageLoader) line(ctx context.Context, line housing.OutageLine) (r readLine, err error) {
	fault := func(column, key string, args ...any) {
		r.faults = append(r.faults, housing.RowFault{
			Row: line.Row, Column: l.t.Label(column), Reason: l.t.Label(key, args...),
		})
	}
	var ok bool
	if r.kind, ok = kindOf(line.Kind, l.kind); !ok {
		fault("outagefile.column_kind", "outagefile.no_kind", "Kind", line.Kind)
	}
	if r.kind == kindDanger {
		fault("outagefile.column_kind", "outagefile.danger")
	}
	r.row.Cause = line.Cause
	if r.row.Utilities, ok = utilitiesOf(line.What, r.kind); !ok {
		fault("outagefile.column_what", "outagefile.no_what", "What", quotedAll([]string{line.What}))
	}
	var wrong []misplaced
	if r.row.Places, wrong, err = l.find.find(ctx, line.Places); err != nil {
		return r, err
	}
	for _, w := range wrong {
		fault("outagefile.column_places", w.key, "Place", w.text, "Unknown", quotedAll([]string{w.text}))
	}
	if len(r.row.Places) > 0 {
		span, column, key := l.span(r.kind, line, housing.House{Zone: r.row.Places[0].Zone}.Location())
		if key != "" {
			fault(column, key)
		}
		r.row.Spans = []housing.Span{span}
	}
	return r, nil
}

// unclocked is the column of a line that has a day without a time of it.
func unclocked(line housing.OutageLine) string {
	switch {
	case !line.From.Clocked:
		return "outagefile.column_from"
	case !line.To.Clocked && line.To != housing.Moment{}:
		return "outagefile.column_to"
	}
	return ""
}

// utilitiesOf reads what is off; of prevention hot water where nothing is said.
func utilitiesOf(text string, kind outageKind) (all []housing.Utility, ok bool) {
	if strings.TrimSpace(text) == "" {
		return []housing.Utility{housing.UtilityHotWater}, kind == kindPrevention
	}
	all, rest := said.Resources(strings.NewReplacer(",", " ", ";", " ").Replace(text))
	return all, len(all) > 0 && strings.Trim(rest, " .") == ""
}

// The bounds of what is an outage.
const (
	longestAhead = 400 * 24 * time.Hour
	longestOff   = 92 * 24 * time.Hour
)

// span reads the time of a line, or says which column is wrong and why.
func (l *outageLoader) span(
	kind outageKind, line housing.OutageLine, loc *time.Location,
) (s housing.Span, column, key string) {
	s = housing.Span{From: line.From.In(loc, false), To: line.To.In(loc, true)}
	known := !s.To.IsZero()
	if column := unclocked(line); column != "" && kind != kindPrevention {
		return s, column, "outagefile.no_clock"
	}
	switch {
	case !known && kind != kindEmergency:
		return s, "outagefile.column_to", "outagefile.no_end"
	case known && !s.To.After(s.From):
		return s, "outagefile.column_to", "outagefile.reversed"
	case known && !s.To.After(l.now):
		return s, "outagefile.column_to", "outagefile.past"
	case s.From.Sub(l.now) > longestAhead, known && s.To.Sub(s.From) > longestOff:
		return s, "outagefile.column_from", "outagefile.too_far"
	}
	return s, "", ""
}

// counts tells what came of a file.
func (l *outageLoader) counts(rows int) string {
	places := 0
	for _, o := range l.outages {
		places += len(o.Places)
	}
	return l.t.Label("outagefile.counts",
		"Rows", rows, "Outages", len(l.outages), "Places", places, "Same", l.same)
}
