package housing

// AppealRule is within how many days an appeal is answered, since a day. The
// days are counted from the one after it was received or registered (ст. 191 ГК РФ).
type AppealRule struct {
	Kind AppealKind
	From Date
	Act  string
	// Register is within how many calendar days it is registered; 0: on the day it is received.
	Register int
	Answer   int
	Working  bool // Answer counts working days
	Extend   int  // calendar days by which the term may be made longer, with notice
	Redirect int  // calendar days within which it is handed on to whoever is competent
}

// AppealKind is by which rules an appeal is answered.
type AppealKind string

// The kinds of appeals.
const (
	AppealOfResident AppealKind = "resident"  // to who manages the house, of an owner or user there
	AppealOfOther    AppealKind = "other"     // to who manages the house, of anybody else
	AppealToState    AppealKind = "authority" // to an authority of the state or of a municipality
	AppealToSupplier AppealKind = "supplier"  // to who brings water, heat and so on: of how well
)

// appealRules are the terms, for each kind the newest last. Those of managing
// organisations are from раздел VIII of the Rules approved by постановление
// № 416 of 15.05.2013, in the edition of № 331 of 27.03.2018, in force since 2019-03-01.
// It names no term of handing on: the seven days of the law are kept there too. A
// complaint about a utility is answered by who supplies it: подпункт «к» of пункт 31 of the Rules
// approved by постановление № 354 of 06.05.2011, in force since 2012-09-01.
func appealRules() []AppealRule {
	return []AppealRule{
		{
			Kind: AppealOfResident, From: Date{2019, 3, 1}, Act: "ПП РФ № 416, п. 36",
			Answer: 10, Working: true, Extend: 30, Redirect: 7,
		},
		{
			Kind: AppealOfOther, From: Date{2019, 3, 1}, Act: "ПП РФ № 416, п. 37",
			Answer: 30, Extend: 30, Redirect: 7,
		},
		{
			Kind: AppealToSupplier, From: Date{2012, 9, 1}, Act: "ПП РФ № 354, п. 31 «к»",
			Answer: 3, Working: true, Redirect: 7,
		},
		{
			Kind: AppealToState, From: Date{2006, 11, 2}, Act: "59-ФЗ, ст. 8, 12",
			Register: 3, Answer: 30, Extend: 30, Redirect: 7,
		},
	}
}

// AppealRuleOn returns the rule of a kind that is in force on a day; before the
// first one, that one.
func AppealRuleOn(kind AppealKind, day Date) AppealRule {
	var found AppealRule
	for _, r := range appealRules() {
		if r.Kind == kind && (found.Act == "" || !day.Before(r.From)) {
			found = r
		}
	}
	return found
}

// AppealTerm is until when an appeal is answered.
type AppealTerm struct {
	Rule       AppealRule
	Received   Date
	Registered Date // the last day of registration
	Due        Date // the last day of the answer
}

// Term counts the term of what was received on a day.
func (r AppealRule) Term(received Date) AppealTerm {
	t := AppealTerm{Rule: r, Received: received, Registered: received.Add(r.Register)}
	if r.Working {
		t.Due = AddWorkdays(t.Registered, r.Answer)
	} else {
		t.Due = t.Registered.Add(r.Answer)
	}
	return t
}

// AppealTermOf counts the term by the rule of a kind. Where there is none, none runs.
func AppealTermOf(kind AppealKind, received Date) AppealTerm {
	if kind == "" {
		return AppealTerm{Received: received}
	}
	return AppealRuleOn(kind, received).Term(received)
}

// Extended returns the last day to which a term may be made longer.
func (r AppealRule) Extended(due Date) Date { return due.Add(r.Extend) }

// Settled reports whether the days between are known: no later decree on days
// off moves the end. Terms in calendar days are always.
func (t AppealTerm) Settled() bool {
	if !t.Rule.Working {
		return true
	}
	for y := t.Registered.Year; y <= t.Due.Year; y++ {
		if !WorkdaysKnown(y) {
			return false
		}
	}
	return true
}

// AddWorkdays returns the n-th working day after a day.
func AddWorkdays(d Date, n int) Date {
	for range n {
		d = NextWorkday(d.Add(1))
	}
	return d
}

// WorkdaysUntil returns how many working days come after one day up to another;
// none where that has passed.
func WorkdaysUntil(from, to Date) int {
	n := 0
	for d := from.Add(1); !to.Before(d); d = d.Add(1) {
		if Workday(d) {
			n++
		}
	}
	return n
}

// The stages of a term of which an author is told.
const (
	AppealDropped = "dropped" // to those who joined: it is not sent as they read it
	// AppealSupplemented tells that its author added to it.
	AppealSupplemented = "supplement"
	AppealFiledOn      = "filed"  // to those who joined: its author handed it in elsewhere
	AppealNear         = "near"   // two working days are left, or fewer
	AppealPassed       = "passed" // it has passed without an answer
)

// appealNearDays is how many working days before the end an author is told.
const appealNearDays = 2

// Stage tells what is worth a word of the term of an appeal on a day; empty: nothing.
func (a *Appeal) Stage(day Date) string {
	switch {
	case !a.State.Open() || a.Due.IsZero():
		return ""
	case a.Due.Before(day):
		return AppealPassed
	case WorkdaysUntil(day, a.Due) <= appealNearDays:
		return AppealNear
	}
	return ""
}
