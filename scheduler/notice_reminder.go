package scheduler

import (
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// shownReminded is how many lines a reminder has: a message has an end.
const shownReminded = 8

// reminder tells what is to be done by when. It is never sent to a group, so
// that its buttons are those of one person.
func reminder(r housing.Reminder, t dialogs.Texter, today housing.Date) dialogs.Screen {
	var head, foot texts.Text
	var line itemLine
	var buttons []string
	switch r.Topic {
	case housing.RemindReadings:
		head, line, foot = readingsReminder(r, t, today)
		buttons = []string{"menu.readings", "remind.quiet_month"}
	case housing.RemindPayment:
		head, line, foot = paymentReminder(r, t, today)
		buttons = []string{"menu.pay", "remind.paid", "remind.quiet"}
	case housing.RemindMeters:
		head, line, foot = metersReminder(r, t, today)
		buttons = []string{"remind.guide", "remind.verified"}
	}
	text := head
	for _, i := range r.Items[:min(shownReminded, len(r.Items))] {
		text = texts.Join("\n", text, line(i))
	}
	if more := len(r.Items) - shownReminded; more > 0 {
		text = texts.Join("\n", text, t.T("remind.more", "N", more))
	}
	screen := dialogs.Screen{Text: texts.Join("\n", text, foot)}
	for _, b := range buttons {
		screen.Rows = append(screen.Rows, word(t.Label(b)))
	}
	return screen
}

// remindedName is the account as its person knows it.
func remindedName(i housing.ReminderItem) string {
	if i.Name != "" {
		return i.Name
	}
	return texts.ShortAddress(i.Account.House.Address, i.Account.Premises)
}

type itemLine func(housing.ReminderItem) texts.Text

// readingsReminder names the days once where they are the same for all flats.
func readingsReminder(
	r housing.Reminder, t dialogs.Texter, today housing.Date,
) (head texts.Text, line itemLine, foot texts.Text) {
	first := r.Items[0] // the most urgent
	key := "remind.readings_early"
	switch first.Stage {
	case housing.StageClosing:
		key = "remind.readings_closing"
	case housing.StageFinal:
		key = "remind.readings_final"
	case housing.StageNone, housing.StageEarly:
	}
	head = t.T(key, "First", texts.SpanStart(first.First, first.Last, today),
		"Last", texts.Date(first.Last, today),
		"Until", texts.Until(first.Last, today))
	line = func(i housing.ReminderItem) texts.Text {
		args := []any{"Name", remindedName(i)}
		switch {
		case i.Last == first.Last && i.First == first.First:
			args = append(args, "First", "", "Last", "")
		case i.Stage <= housing.StageEarly:
			args = append(args, "First", texts.SpanStart(i.First, i.Last, today),
				"Last", texts.Date(i.Last, today))
		default:
			args = append(args, "First", "", "Last", texts.Until(i.Last, today))
		}
		if i.Stage <= housing.StageEarly {
			return t.T("remind.readings_flat", append(args, "N", len(i.Missing))...)
		}
		return t.T("remind.readings_left", append(args, "Meters", meterNames(i.Missing, t))...)
	}
	return head, line, t.T("remind.readings_reply")
}

// meterNames lists what meters measure, each once.
func meterNames(meters []housing.Meter, t dialogs.Texter) string {
	var names []string
	seen := map[housing.Resource]bool{}
	for _, m := range meters {
		if !seen[m.Resource] {
			names = append(names, strings.ToLower(t.Label(texts.ResourceKey(m.Resource))))
			seen[m.Resource] = true
		}
	}
	return strings.Join(names, ", ")
}

func paymentReminder(
	r housing.Reminder, t dialogs.Texter, today housing.Date,
) (head texts.Text, line itemLine, foot texts.Text) {
	late := func(i housing.ReminderItem) bool { return i.Stage == housing.StageClosing }
	head = t.T("remind.payment_early", "Until", texts.Until(r.Items[0].Last, today))
	if late(r.Items[0]) {
		head, foot = t.T("remind.payment_overdue"), t.T("remind.payment_note")
	}
	return head, func(i housing.ReminderItem) texts.Text {
		key := "remind.payment_flat"
		if late(i) {
			key = "remind.payment_late"
		}
		return t.T(key, "Name", remindedName(i), "Sum", texts.Money(i.Due),
			"Period", texts.Period(i.Period, today), "Last", texts.Date(i.Last, today),
			"Counted", texts.Date(i.Counted, today))
	}, foot
}

func metersReminder(
	r housing.Reminder, t dialogs.Texter, today housing.Date,
) (head texts.Text, line itemLine, foot texts.Text) {
	head = t.T("remind.meters")
	if r.Items[0].Stage == housing.StageFinal {
		head = t.T("remind.meters_expired")
	}
	return head, func(i housing.ReminderItem) texts.Text {
		key := "remind.meter"
		if i.Stage == housing.StageFinal {
			key = "remind.meter_expired"
		}
		m := i.Missing[0]
		name := strings.ToLower(t.Label(texts.ResourceKey(m.Resource)))
		if m.Place != "" {
			name += ", " + m.Place
		}
		return t.T(key, "Name", remindedName(i), "Meter", name+", №\u00a0"+m.Serial,
			"Until", texts.Date(i.Last, today))
	}, t.T("remind.meters_note")
}
