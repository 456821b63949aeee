package meeting

import (
	"time"
	"unicode/utf8"

	"dombot/internal/housing"
)

// GapKind is what a message lacks.
type GapKind string

// What may be missing, or be wrong, in the order of the parts.
const (
	NoKind     GapKind = "kind"
	NoForm     GapKind = "form"
	NoStart    GapKind = "start"
	StartEarly GapKind = "start_early"
	NoEnd      GapKind = "end"
	EndBefore  GapKind = "end_before"
	TooShort   GapKind = "short"
	TooLong    GapKind = "long"
	NoHeld     GapKind = "held"
	HeldApart  GapKind = "held_apart"
	NoPlace    GapKind = "place"
	NoSystem   GapKind = "system"
	NoPapers   GapKind = "papers"
	NoAcquaint GapKind = "acquaint"

	NoAdmin        GapKind = "admin"
	NoAdminPhone   GapKind = "admin_phone"
	NoAdminAddress GapKind = "admin_address"

	NoInitiator   GapKind = "initiator"
	InitiatorName GapKind = "initiator_name"

	NoQuestions    GapKind = "questions"
	QuestionLint   GapKind = "question" // Warning says what
	QuestionAttach GapKind = "attach"

	NoImage  GapKind = "image"
	OldImage GapKind = "image_old" // the message was changed after it was made
)

// Gap is one thing that keeps a message from being placed.
type Gap struct {
	Part     Part
	Kind     GapKind
	Question QuestionID // of the agenda
	Number   int
	Warning  Warning    // of [QuestionLint]
	Attach   Attachment // of [QuestionAttach]
}

// Gaps lists everything that keeps the message from being placed now, part by part.
func (m *Meeting) Gaps(now time.Time) []Gap {
	var all []Gap
	for _, p := range Parts() {
		all = append(all, m.PartGaps(p, now)...)
	}
	return all
}

// PartGaps lists what one part lacks.
func (m *Meeting) PartGaps(p Part, now time.Time) []Gap {
	var kinds []GapKind
	switch p {
	case General:
		kinds = m.generalGaps(now)
	case AdminPart:
		kinds = m.adminGaps()
	case Initiators:
		kinds = m.initiatorGaps()
	case Agenda:
		return m.agendaGaps(now)
	case Paper:
		kinds = m.paperGaps()
	}
	gaps := make([]Gap, len(kinds))
	for i, k := range kinds {
		gaps[i] = Gap{Part: p, Kind: k}
	}
	return gaps
}

// Filled counts the parts that lack nothing.
func (m *Meeting) Filled(now time.Time) int {
	n := 0
	for _, p := range Parts() {
		if len(m.PartGaps(p, now)) == 0 {
			n++
		}
	}
	return n
}

// missing collects the kinds whose condition holds.
type missing []GapKind

func (g *missing) when(is bool, kind GapKind) {
	if is {
		*g = append(*g, kind)
	}
}

func (m *Meeting) generalGaps(now time.Time) []GapKind {
	var g missing
	g.when(m.Kind == "", NoKind)
	g.when(m.Form == "", NoForm)
	g = append(g, m.timeGaps(now)...)
	g.when(m.Form == Electronic && m.System == "", NoSystem)
	g.when(m.Form == Mixed && m.Held.IsZero(), NoHeld)
	g.when(m.Form == Mixed && !m.Held.IsZero() && m.apart(m.Held), HeldApart)
	g.when(m.Form == Mixed && m.Place == "", NoPlace)
	g.when(m.Papers == "", NoPapers)
	g.when(m.Acquaint == "", NoAcquaint)
	return g
}

// apart reports whether a moment lies outside the time of the vote.
func (m *Meeting) apart(at time.Time) bool {
	return !m.Starts.IsZero() && at.Before(m.Starts) || !m.Ends.IsZero() && at.After(m.Ends)
}

func (m *Meeting) timeGaps(now time.Time) []GapKind {
	var g missing
	today := m.Today(now)
	g.when(m.Starts.IsZero(), NoStart)
	first := EarliestFrom(today).Start
	g.when(!m.Starts.IsZero() && housing.DateOf(m.Starts.In(m.Location())).Before(first), StartEarly)
	g.when(m.Ends.IsZero(), NoEnd)
	if m.Starts.IsZero() || m.Ends.IsZero() {
		return g
	}
	if !m.Ends.After(m.Starts) {
		return append(g, EndBefore)
	}
	g.when(m.Form == Electronic && m.Days() < TermsOn(today).Least, TooShort)
	g.when(m.Form == Electronic && m.Ends.After(m.longest(today)), TooLong)
	return g
}

// Days is how many whole days the vote lasts.
func (m *Meeting) Days() int {
	start, end := m.Starts.In(m.Location()), m.Ends.In(m.Location())
	n := 0
	for !start.AddDate(0, 0, n+1).After(end) && n <= 400 {
		n++
	}
	return n
}

// longest is the last moment at which a vote may end.
func (m *Meeting) longest(today housing.Date) time.Time {
	return m.Starts.In(m.Location()).AddDate(0, 0, TermsOn(today).Most)
}

func (m *Meeting) adminGaps() []GapKind {
	var g missing
	g.when(m.Admin.Name == "", NoAdmin)
	g.when(m.Admin.Phone == "", NoAdminPhone)
	g.when(m.Admin.Address == "", NoAdminAddress)
	return g
}

func (m *Meeting) initiatorGaps() []GapKind {
	var g missing
	g.when(len(m.Initiators) == 0, NoInitiator)
	for _, i := range m.Initiators {
		if i.Name == "" {
			return append(g, InitiatorName)
		}
	}
	return g
}

func (m *Meeting) agendaGaps(now time.Time) []Gap {
	if len(m.Questions) == 0 {
		return []Gap{{Part: Agenda, Kind: NoQuestions}}
	}
	var gaps []Gap
	for _, q := range m.Questions {
		gap := Gap{Part: Agenda, Question: q.ID, Number: q.Number}
		for _, w := range m.Warnings(q) {
			if w.Hard() || !q.Stands {
				gap.Kind, gap.Warning = QuestionLint, w
				gaps = append(gaps, gap)
			}
		}
		if a := NeedOn(q.Kind, m.Today(now)).Attach; a != Nothing && len(q.Files) == 0 && !q.Stands {
			gap.Kind, gap.Warning, gap.Attach = QuestionAttach, "", a
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

func (m *Meeting) paperGaps() []GapKind {
	var g missing
	g.when(m.Image.ID == 0, NoImage)
	g.when(m.Image.ID != 0 && m.ImageVersion != m.Version, OldImage)
	return g
}

// within reports whether a text has from least to most signs.
func within(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most
}
