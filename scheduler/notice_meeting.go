package scheduler

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// ofMeeting tells owners, a chat of the house, the author or the inspectorate how far a meeting has come, and
// leads there: from a group to the private chat.
func ofMeeting(n housing.Notice, t dialogs.Texter, now time.Time) dialogs.Screen {
	place := houseOf(n)
	loc := housing.House{Zone: n.Args["zone"]}.Location()
	today := housing.DateOf(now.In(loc))
	moment := func(name string) string {
		at, err := time.Parse(time.RFC3339, n.Args[name])
		if err != nil {
			return ""
		}
		local := at.In(loc)
		return texts.Date(housing.DateOf(local), today) + ", " + texts.Clock(local)
	}
	var due housing.Date
	text := ""
	if due.UnmarshalText([]byte(n.Args["due"])) == nil && !due.IsZero() {
		text = texts.Date(due, today)
	}
	kind := "meeting.kind_extraordinary"
	if meeting.Kind(n.Args["kind"]) == meeting.Annual {
		kind = "meeting.kind_annual"
	}
	questions, _ := strconv.Atoi(n.Args["questions"])
	screen := dialogs.Screen{
		Text: t.T(meetingKey(n.Args["what"]), "House", texts.ShortHouse(place), "Number", n.Args["number"],
			"Official", meeting.Mode(n.Args["mode"]) == meeting.Official, "Kind", t.Label(kind),
			"Start", moment("starts"), "End", moment("ends"), "Count", questions, "Due", text,
			"Entries", n.Args["entries"], "Head", n.Args["head"], "Act", n.Args["act"]),
	}
	if n.Args["what"] == "results" {
		screen.Text = results(n, t, texts.ShortHouse(place))
	}
	screen.Rows = meetingRows(n, t)
	return screen
}

// meetingRows lead to what a word is about.
func meetingRows(n housing.Notice, t dialogs.Texter) [][]dialogs.Button {
	to := func(label, link string) []dialogs.Button {
		if n.Chat < 0 {
			return []dialogs.Button{{Label: t.Label(label), Start: link}}
		}
		return []dialogs.Button{{Label: t.Label(label), Word: "/start " + link}}
	}
	meetingLink, vote := "meeting_"+n.Args["meeting"], "vote_"+n.Args["meeting"]
	quiet := to("voting.quiet", "votequiet_"+n.Args["meeting"])
	switch n.Args["what"] {
	case "placed":
		return [][]dialogs.Button{to("notice.meeting_agenda", meetingLink)}
	case "results", "unannounced", "sealed", "close":
		return [][]dialogs.Button{to("voting.results", vote)}
	case "open":
		if n.Chat < 0 {
			return [][]dialogs.Button{to("voting.open", vote)}
		}
		return [][]dialogs.Button{to("voting.open", vote), quiet}
	case "remind_middle", "remind_last":
		return [][]dialogs.Button{to("voting.vote", vote), quiet}
	case "inspect_queued", "inspect_near", "inspect_passed":
		return [][]dialogs.Button{{{Label: t.Label("notice.meeting_more"), Word: t.Label("inspect.entry")}}}
	case "inspect_withdrawn":
		return nil
	}
	return [][]dialogs.Button{to("notice.meeting_more", meetingLink)}
}

func meetingKey(what string) string {
	return map[string]string{
		"placed": "notice.meeting_placed", "open": "notice.meeting_open", "close": "notice.meeting_close",
		"returned": "notice.meeting_returned", "approved_placed": "notice.meeting_approved_placed",
		"approved_approved": "notice.meeting_approved_approved", "near": "notice.meeting_near",
		"passed": "notice.meeting_passed", "unfiled": "notice.meeting_unfiled",
		"unannounced": "notice.meeting_unannounced",
		"sealed":      "notice.meeting_sealed", "remind_middle": "notice.meeting_remind",
		"remind_last": "notice.meeting_remind",
		"results":     "notice.meeting_results", "inspect_queued": "notice.inspect_queued",
		"inspect_near":   "notice.inspect_near",
		"inspect_passed": "notice.inspect_passed", "inspect_withdrawn": "notice.inspect_withdrawn",
	}[what]
}

// results tells what a meeting decided; where votes are advisory, of both counts, side by side.
func results(n housing.Notice, t dialogs.Texter, house string) texts.Text {
	text := t.T("notice.meeting_results", "House", house, "Number", n.Args["number"],
		"Official", meeting.Mode(n.Args["mode"]) == meeting.Official)
	for _, c := range []struct{ name, title string }{
		{"", ""}, {"taps_", "voting.count_taps"}, {"paper_", "voting.count_paper"},
	} {
		percent, counted := n.Args[c.name+"percent"]
		if !counted {
			continue
		}
		title := ""
		if c.title != "" {
			title = t.Label(c.title)
		}
		text = texts.Join("\n", text, t.T("notice.meeting_result", "Title", title, "Percent", written(percent),
			"Quorum", n.Args[c.name+"quorum"] == "true", "Adopted", n.Args[c.name+"adopted"],
			"Refused", n.Args[c.name+"refused"]))
	}
	if broken := n.Args["broken"]; broken != "" {
		text = texts.Join("\n\n", text, t.T("voting.broken", "Entries", broken))
	}
	if n.Args["head"] == "" {
		return text
	}
	return texts.Join("\n", text,
		t.T("voting.chain_head", "Entries", n.Args["entries"], "Head", n.Args["head"]))
}

// written is a number as people write it; what is no number stays.
func written(number string) string {
	d, err := decimal.NewFromString(number)
	if err != nil {
		return number
	}
	return texts.Number(d)
}
