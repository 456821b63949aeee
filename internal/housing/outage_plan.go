package housing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// PlannedRow is one line of a plan: what is off where, and when.
type PlannedRow struct {
	Utilities []Utility
	Places    []OutagePlace
	Spans     []Span // in order, each with its end
	Cause     string
}

// OutageRef names an outage that was announced.
type OutageRef struct {
	ID     OutageID `json:"id"`
	Number string   `json:"number"`
}

// PlanOutages makes outages of rows, each with what all of them share: rows of the
// same utilities in any order, times and cause become one, so that its readers get
// one message.
func PlanOutages(shared Outage, rows []PlannedRow) (all []Outage) {
	at := map[string]int{}
	for _, r := range rows {
		key := r.key()
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			o := shared.During(r.Spans)
			o.Utilities, o.Places, o.Cause = r.Utilities, nil, cmp.Or(r.Cause, shared.Cause)
			all = append(all, o)
		}
		all[i].Places = append(all[i].Places, r.Places...)
	}
	for i := range all {
		all[i].Places = MergePlaces(all[i].Places)
	}
	return all
}

// key is the same for rows that become one outage.
func (r PlannedRow) key() string {
	var key strings.Builder
	fmt.Fprint(&key, slices.Sorted(slices.Values(r.Utilities)), r.Cause)
	for _, s := range r.Spans {
		fmt.Fprint(&key, " ", s.From.Unix(), "-", s.To.Unix())
	}
	return key.String()
}

// MergePlaces makes one of the places of a house or an entrance; a whole house
// or entrance has no flats of its own.
func MergePlaces(places []OutagePlace) (all []OutagePlace) {
	type part struct {
		house    HouseID
		entrance string
	}
	at := map[part]int{}
	whole := map[part]bool{}
	for _, p := range places {
		whole[part{p.House, p.Entrance}] = whole[part{p.House, p.Entrance}] || len(p.Premises) == 0
	}
	for _, p := range places {
		key := part{p.House, p.Entrance}
		if key.entrance != "" && whole[part{p.House, ""}] {
			continue
		}
		if whole[key] {
			p.Premises, p.Riser = nil, false
		}
		i, known := at[key]
		if !known {
			at[key] = len(all)
			p.Premises = slices.Clone(p.Premises)
			all = append(all, p)
			continue
		}
		all[i].add(p)
	}
	return all
}

// add takes in the flats of another part of the same house or entrance.
func (p *OutagePlace) add(other OutagePlace) {
	for _, flat := range other.Premises {
		if !slices.Contains(p.Premises, flat) {
			p.Premises = append(p.Premises, flat)
		}
	}
	p.Riser = p.Riser && other.Riser
}

// DangerPause is how long after a dangerous outage of a house the next one there
// may ring: who is woken too often mutes everything.
const DangerPause = time.Hour

// PreventionStage returns what residents hear of prevention on a day: a week and
// a day ahead, unless they were told of it that late, and on the day after its
// end where nobody said that it is over. Empty: nothing.
func (o Outage) PreventionStage(local time.Time) OutageStep {
	loc := local.Location()
	today, told := DateOf(local), DateOf(o.At.In(loc))
	first := DateOf(o.From.In(loc))
	switch {
	case o.Kind != OutagePrevention || o.State != OutageAnnounced || o.To.IsZero():
		return ""
	case o.Over(local) && local.Sub(o.To) < backTold:
		return OutageBack
	case o.Over(local) || !o.From.After(local):
		return ""
	case !today.Before(first.Add(-1)) && told.Before(first.Add(-1)):
		return OutageDayAhead
	case !today.Before(first.Add(-week)) && told.Before(first.Add(-week)):
		return OutageWeekAhead
	}
	return ""
}

const week = 7

// backTold is for how long after the end its residents are told that it is over by
// the plan.
const backTold = 48 * time.Hour

// Late is a planned outage that is announced later than the law asks for.
type Late struct {
	Days, Asked int  // working days until it begins, and as many as are asked for
	Known       bool // the moved days of its years are known
}

// NoticeDays is how many working days ahead people are told of planned work, by
// the day from which it holds.
//
// Source: ПП РФ от 06.05.2011 № 354, п. 31 «н», in force since 01.09.2012 (ПП РФ
// от 27.08.2012 № 857). That of yearly prevention is the same: it is a planned
// interruption.
func NoticeDays(day Date) (days int, ok bool) {
	if day.Before(Date{Year: 2012, Month: time.September, Day: 1}) {
		return 0, false
	}
	return 10, true
}

// LateNotice reports whether a planned outage that is announced now is announced
// too late, on the clock of the house.
func (o Outage) LateNotice(local time.Time) (late Late, is bool) {
	today, first := DateOf(local), DateOf(o.From.In(local.Location()))
	asked, ok := NoticeDays(today)
	if !ok || o.Kind == OutageEmergency {
		return late, false
	}
	late = Late{Asked: asked, Known: WorkdaysKnown(today.Year) && WorkdaysKnown(first.Year)}
	for d := today; d.Before(first) && late.Days < asked; d = d.Add(1) {
		if Workday(d) {
			late.Days++
		}
	}
	return late, late.Days < asked
}

// Excess is an outage that lasts longer than its norm.
type Excess struct {
	Utility    Utility
	Off, Norm  time.Duration
	OfAMonth   bool // of all times within a month, not of one
	Prevention bool
}

// OverNorm lists what lasts longer than the norm of the day on which it begins.
// Of several times of one month their sum counts; prevention has its own bound.
func (o Outage) OverNorm(loc *time.Location) (all []Excess) {
	if o.To.IsZero() {
		return nil
	}
	first := DateOf(o.From.In(loc))
	if o.Kind == OutagePrevention {
		norm, ok := PreventionNorm(first)
		if off := o.Length(o.To); ok && off > norm {
			all = append(all, Excess{Off: off, Norm: norm, Prevention: true})
		}
		return all
	}
	longest, months := o.longest(loc)
	for _, u := range o.Utilities {
		norm, ok := OutageNormOf(u, first)
		switch {
		case !ok:
		case norm.Once > 0 && longest > norm.Once:
			all = append(all, Excess{Utility: u, Off: longest, Norm: norm.Once})
		case months > norm.Month:
			all = append(all, Excess{Utility: u, Off: months, Norm: norm.Month, OfAMonth: true})
		}
	}
	return all
}

// longest is how long the longest time lasts, and how long the month with the
// most of them is without.
func (o Outage) longest(loc *time.Location) (once, month time.Duration) {
	for _, s := range o.Spans() {
		once = max(once, s.To.Sub(s.From))
		p := DateOf(s.From.In(loc)).Period()
		month = max(month, o.Within(p.First().In(loc), p.Add(1).First().In(loc), o.To))
	}
	return once, month
}
