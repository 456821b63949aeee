package scheduler

import (
	"encoding/json"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Screen returns what a person reads of a notice, made when it is sent. One of
// whose organisations may not send more reads only that there is something new.
func Screen(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	if n.Recall && n.Kind == housing.NoticeMirror {
		return dialogs.Screen{Text: t.T("forum.mirror_gone"), Silent: true}
	}
	if n.Recall {
		return dialogs.Screen{Text: t.T("outage.recalled"), Silent: true}
	}
	if n.Manner.Restricted {
		return dialogs.Restricted(n.Manner, t)
	}
	if n.Kind == housing.NoticeAppealCall {
		return callTo(n, t)
	}
	if chatting(n) {
		return chat(n, t, now)
	}
	s := full(n, t, now)
	s.Veiled = n.Manner.Veiled
	return s
}

func full(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	if s, ok := ofOutage(n, t, now); ok {
		return s
	}
	if s, ok := ofOffice(n, t, now); ok {
		return s
	}
	return ofPerson(n, t, now)
}

// ofPerson tells somebody of their own accounts, appeals and payments, and of the house.
func ofPerson(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	switch {
	case n.Kind == housing.NoticeRejected:
		return rejected(n, t, housing.DateOf(now))
	case charging(n.Kind):
		return charged(n, t, housing.DateOf(now))
	case n.Kind == housing.NoticeReminder && n.Reminder != nil && len(n.Reminder.Items) > 0:
		return reminder(*n.Reminder, t, housing.DateOf(now))
	case n.Kind == housing.NoticeForum:
		return ofForum(n, t, now)
	case n.Kind == housing.NoticeFamily:
		return ofFamily(n, t, housing.DateOf(now))
	case n.Kind == housing.NoticeMeeting:
		return ofMeeting(n, t, now)
	case n.Kind == housing.NoticeOwner:
		return ofOwner(n, t, housing.DateOf(now))
	case n.Kind == housing.NoticeAppeal:
		return ofAppeal(n, t, housing.DateOf(now))
	case paying(n.Kind):
		return paid(n, t, housing.DateOf(now))
	}
	return ofLink(n, t)
}

// ofOutage tells of outages; ok is false where there is none to tell of.
func ofOutage(n housing.Notice, t dialogs.Texter, now time.Time) (s dialogs.Screen, ok bool) {
	switch {
	case n.Kind == housing.NoticeOutageAsk && n.Outage != nil:
		return askedOf(n, t, now), true
	case n.Kind == housing.NoticeOutage && n.Outage != nil:
		return outage(n, t, now), true
	case n.Kind == housing.NoticeDigest && len(n.Digest) > 0:
		return digest(n, t, now), true
	}
	return s, false
}

// ofOffice tells of an organisation's own work; ok is false where there is none to tell of.
func ofOffice(n housing.Notice, t dialogs.Texter, now time.Time) (s dialogs.Screen, ok bool) {
	switch {
	case n.Kind == housing.NoticeSuspension:
		return suspended(n, t, now), true
	case n.Kind == housing.NoticeLicence:
		return licence(n, t), true
	case n.Kind == housing.NoticeMailing && n.Mailing != nil:
		return mailingNow(*n.Mailing, t), true
	case n.Kind == housing.NoticeDesk:
		return ofDesk(n, t), true
	case n.Kind == housing.NoticeShift:
		return dialogs.Screen{
			Text: t.T("notice.shift", "Organisation", n.Args["organisation"], "Who", n.Args["who"]),
			Rows: [][]dialogs.Button{word(t.Label("operator.outages"))},
		}, true
	}
	return s, false
}

// houseOf is the house that a notice names.
func houseOf(n housing.Notice) housing.Address {
	return housing.Address{
		Settlement: n.Args["settlement"], Street: n.Args["street"], Number: n.Args["house"],
		Building: n.Args["building"],
	}
}

// ofLink tells who came to an account, or left it.
func ofLink(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	place := houseOf(n)
	args := []any{"Number", n.Args["number"], "Address", texts.ShortAddress(place, n.Args["premises"])}
	switch {
	case n.Kind == housing.NoticeJoined:
		return dialogs.Screen{Text: t.T("notice.joined", args...)}
	case n.Kind == housing.NoticeDisowned:
		return dialogs.Screen{Text: t.T("notice.disowned", args...)}
	case n.Args["reason"] == "closed":
		return dialogs.Screen{Text: t.T("notice.closed", args...)}
	case n.Args["reason"] == "sold":
		return dialogs.Screen{Text: t.T("notice.sold", args...)}
	}
	return dialogs.Screen{Text: t.T("notice.holder", args...)}
}

// shownRejected is how many meters a notice names: a message has an end.
const shownRejected = 8

// rejected tells which readings were not accepted and why, flat by flat, and
// how to give them again.
func rejected(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	var lines []housing.RejectedReading
	if err := json.Unmarshal([]byte(n.Args["lines"]), &lines); err != nil {
		lines = nil // the heading and the way on are worth telling all the same
	}
	text := t.T("notice.rejected", "Organisation", n.Args["organisation"])
	flat := texts.Text("")
	for _, l := range lines[:min(shownRejected, len(lines))] {
		if here := flatOf(l, t, today); here != flat {
			text, flat = texts.Join("\n\n", text, here), here
		}
		text = texts.Join("\n", text, rejectedLine(l, t))
	}
	if more := len(lines) - shownRejected; more > 0 {
		text = texts.Join("\n", text, t.T("notice.rejected_more", "N", more))
	}
	return dialogs.Screen{Text: texts.Join("\n\n", text, t.T(again(lines)))}
}

// again says how to give readings again, or for which month they count now.
func again(lines []housing.RejectedReading) string {
	late := 0
	for _, l := range lines {
		if l.Late {
			late++
		}
	}
	switch {
	case late == 0:
		return "notice.rejected_again"
	case late < len(lines):
		return "notice.rejected_mixed"
	default:
		return "notice.rejected_late"
	}
}

// flatOf names the flat as its person knows it, and the month.
func flatOf(l housing.RejectedReading, t dialogs.Texter, today housing.Date) texts.Text {
	name := texts.ShortAddress(
		housing.Address{Street: l.Street, Number: l.House, Building: l.Building}, l.Premises)
	if l.Name != "" {
		name = l.Name + " · " + name
	}
	return t.T("notice.rejected_flat", "Name", name, "Period", texts.Period(l.Period, today))
}

func rejectedLine(l housing.RejectedReading, t dialogs.Texter) texts.Text {
	name := t.Label(texts.ResourceKey(l.Resource))
	if l.Place != "" {
		name += ", " + l.Place
	}
	m := housing.Meter{Resource: l.Resource, Unit: l.Unit, Tariffs: len(l.Values)}
	return t.T("notice.rejected_line", "Meter", name+", №\u00a0"+l.Serial,
		"Values", texts.Values(m, l.Values), "Reason", texts.Clause(l.Reason))
}
