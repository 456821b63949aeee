package housing

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// ReminderTopic is what people are reminded of.
type ReminderTopic string

// The topics of reminders.
const (
	RemindReadings ReminderTopic = "readings" // readings that are missing
	RemindPayment  ReminderTopic = "payment"  // what is to be paid
	RemindMeters   ReminderTopic = "meters"   // meters whose verification runs out
)

// ReminderStage is how urgent it is; a later stage is a higher number.
type ReminderStage int

// The stages. A topic may have fewer.
const (
	StageNone    ReminderStage = iota // nothing is asked yet, or any more
	StageEarly                        // the window is open; due in three days; 60 days before
	StageClosing                      // two days before the window closes; overdue; 30 days before
	StageFinal                        // the last day of the window; the verification has run out
)

// The days that stages begin before or after what they are about.
const (
	closingDays   = 2
	dueDays       = 3
	overdueFor    = 30 // days for which an overdue sum is worth a word: the next document follows
	verifyEarly   = 60
	verifyClosing = 30
)

// ReminderItem is one thing that a person may be reminded of: the readings of
// an account in a month, what it is to pay for a month, a meter.
type ReminderItem struct {
	Account Account
	Name    string // the person's own name for the account
	Subject string // tells it from the account's other items of the topic
	Stage   ReminderStage
	Pending bool // it is not done yet
	Soon    bool // its stage begins later this month: worth a word beside another item

	First, Last Date    // readings: of the window; payment: Last is the due day
	Missing     []Meter // readings: without a reading; meters: the one
	Period      Period  // readings and payment
	Due         decimal.Decimal
	Counted     Date // payment: the day of what the organisation knows
}

// Reminder is what one message reminds a person of.
type Reminder struct {
	Topic ReminderTopic
	Items []ReminderItem
}

// Reminded is one item of a message that was written.
type Reminded struct {
	Account AccountID
	Subject string
	Stage   ReminderStage
	Month   Period // of the message
	Nth     int    // message of its topic in Month
}

// remindedMost is how many messages of a topic a person gets in a month.
const remindedMost = 2

// Remind decides whether a person is written to in a month about items of one
// topic: nth is the number of the message in the month, 0 for none.
//
// Somebody is written to when an item that is not done comes to a stage that it
// was not told at, and at most twice a month. The message then names all that
// is not done, that of other flats too. So usually the first message tells that
// the window is open, the second that it closes; the last day is told to those
// who heard less.
func Remind(items []ReminderItem, told []Reminded, month Period) (nth int, about []ReminderItem) {
	for _, r := range told {
		if r.Month == month {
			nth = max(nth, r.Nth)
		}
	}
	news := slices.ContainsFunc(items, func(i ReminderItem) bool { return i.news(told) })
	if !news || nth >= remindedMost {
		return 0, nil
	}
	return nth + 1, WorthReminding(items)
}

// news reports whether an item has come to a stage that it was not told at.
func (i ReminderItem) news(told []Reminded) bool {
	if !i.Pending || i.Stage == StageNone {
		return false
	}
	return !slices.ContainsFunc(told, func(r Reminded) bool {
		return r.Account == i.Account.ID && r.Subject == i.Subject && r.Stage >= i.Stage
	})
}

// WorthReminding returns the items that a message of now names, the most
// urgent first; none where nothing is left to be done.
func WorthReminding(items []ReminderItem) []ReminderItem {
	var about []ReminderItem
	urgent := false
	for _, i := range items {
		if i.Pending && (i.Stage != StageNone || i.Soon) {
			about = append(about, i)
			urgent = urgent || i.Stage != StageNone
		}
	}
	if !urgent {
		return nil
	}
	slices.SortStableFunc(about, func(a, b ReminderItem) int {
		return cmp.Or(cmp.Compare(b.Stage, a.Stage), a.Last.In(time.UTC).Compare(b.Last.In(time.UTC)))
	})
	return about
}

// Note returns how a message in a month is remembered.
func (i ReminderItem) Note(month Period, nth int) Reminded {
	return Reminded{
		Account: i.Account.ID, Subject: i.Subject, Stage: max(i.Stage, StageEarly), Month: month, Nth: nth,
	}
}

// ReadingsItem is an account in the window of a day. Missing are its meters
// that lack a reading of the slot's period.
func ReadingsItem(s Slot, missing []Meter, day Date) ReminderItem {
	return ReminderItem{
		Subject: s.Period.String(), Stage: s.stage(day), Pending: len(missing) > 0,
		Soon:  !s.Open && s.First.Period() == day.Period(),
		First: s.First, Last: s.Last, Missing: missing, Period: s.Period,
	}
}

// stage is that of the window on a day.
func (s Slot) stage(day Date) ReminderStage {
	switch {
	case !s.Open || s.Last.Before(day):
		return StageNone
	case day == s.Last:
		return StageFinal
	case !day.Before(s.Last.Add(-closingDays)):
		return StageClosing
	}
	return StageEarly
}

// PaymentItem is what an account is to pay for the newest document, of a period.
// Overdue it is when money that was paid in time has arrived.
func PaymentItem(p Period, due decimal.Decimal, day Date, days DueDays) ReminderItem {
	last, held := days.Early(p).Last, days.Due(p).Last
	item := ReminderItem{
		Subject: p.String(), Pending: due.IsPositive(), Last: last, Period: p, Due: due,
	}
	switch late := Credited(held); {
	case late.Before(day) && !late.Add(overdueFor).Before(day):
		item.Stage, item.Last = StageClosing, held
	case !last.Before(day) && !day.Before(last.Add(-dueDays)):
		item.Stage = StageEarly
	}
	return item
}

// expiredFor is for how many days after its verification ran out a meter is worth a word.
const expiredFor = 30

// MeterItem is a meter whose verification holds up to a day that is known.
func MeterItem(m Meter, day Date) ReminderItem {
	item := ReminderItem{
		Subject: m.Serial + "/" + m.Verified.String(), Pending: !m.Verified.IsZero(),
		Last: m.Verified, Missing: []Meter{m},
	}
	switch {
	case m.Verified.Add(expiredFor).Before(day), day.Before(m.Verified.Add(-verifyEarly)):
	case m.Verified.Before(day):
		item.Stage = StageFinal
	case day.Before(m.Verified.Add(-verifyClosing)):
		item.Stage = StageEarly
	default:
		item.Stage = StageClosing
	}
	return item
}

// RemindAt returns t, or the morning after it where people of loc are not
// reminded at t.
func RemindAt(t time.Time, loc *time.Location) time.Time { return DefaultQuiet().Over(t.In(loc)) }

// ReminderSaying is what a person answers to a reminder.
type ReminderSaying struct {
	Person  PersonID
	Topic   ReminderTopic
	Account AccountID // 0: of all that the topic is about now
	Subject string    // of the account; empty: all of them
	Said    ReminderSaid
}

// Means reports whether the answer is said of an item.
func (s ReminderSaying) Means(i ReminderItem) bool {
	return s.Account == 0 || s.Account == i.Account.ID && (s.Subject == "" || s.Subject == i.Subject)
}

// ReminderSaid is a kind of answer. Each of them ends the reminders of what it
// is said of.
type ReminderSaid string

// The answers.
const (
	SaidQuiet ReminderSaid = "quiet" // do not remind
	SaidDone  ReminderSaid = "done"  // it is paid, or verified
)
