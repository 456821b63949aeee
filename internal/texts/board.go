package texts

import (
	"strings"

	"dombot/internal/housing"
)

// ChatKindKey names a kind of announcements in a group.
func ChatKindKey(k housing.ChatKind) string {
	switch k {
	case housing.ChatMeetings:
		return "chat.kind_meetings"
	case housing.ChatWorks:
		return "chat.kind_works"
	case housing.ChatAppeals:
		return "chat.kind_appeals"
	case housing.ChatOutages:
	}
	return "chat.kind_outages"
}

// shownHouses is how many houses a line names.
const shownHouses = 4

// Houses lists houses: «Ленина, 12; Мира, 3».
func Houses(all []housing.House) string {
	names := make([]string, 0, shownHouses+1)
	for _, h := range all[:min(shownHouses, len(all))] {
		names = append(names, ShortHouse(h.Address))
	}
	if len(all) > shownHouses {
		names = append(names, "…")
	}
	return strings.Join(names, "; ")
}

// Board is what stays above a group: what is off and will be, and whom to call.
func (a Announcer) Board(b housing.Board) Text {
	if b.Closed {
		return a.T("chat.board_closed")
	}
	text := a.T("chat.board", "Houses", Houses(b.Chat.Houses), "At", a.moment(b))
	return Join("\n", text, a.boardLines(b, len(b.Outages)), a.voteLines(b, true), a.called(b),
		Escape(b.Chat.Organisation.Name))
}

// BoardVotes is the answer to a question about votes; empty: none runs, or the group does not read of them.
func (a Announcer) BoardVotes(b housing.Board) Text { return a.voteLines(b, false) }

// voteLines tell of the votes that run, without a name; heads: with the hash by which anybody can check
// later that what was there has stayed.
func (a Announcer) voteLines(b housing.Board, heads bool) (all Text) {
	for _, v := range b.Votes {
		today := housing.DateOf(a.Now.In(v.House.Location()))
		part := ""
		if !v.Part.IsZero() {
			part = Number(v.Part)
		}
		end := Date(housing.DateOf(v.Ends.In(v.House.Location())), today)
		all = Join("\n", all, a.T("chat.board_vote", "Many", len(b.Chat.Houses) > 1,
			"House", ShortHouse(v.House.Address), "Binding", v.Binding, "End", end, "Percent", part))
		if heads {
			all = Join("\n", all, a.T("chat.board_head", "Date", Date(today, today), "Head", v.Head))
		}
	}
	return all
}

// BoardBrief is the answer to a question about outages: two lines at most.
func (a Announcer) BoardBrief(b housing.Board) Text {
	if !b.Chat.Has(housing.ChatOutages) {
		return a.T("chat.not_here")
	}
	lines := a.boardLines(b, 2)
	if more := len(b.Outages) - 2; more > 0 {
		return Join("\n", lines, a.T("chat.board_more", "N", more))
	}
	return lines
}

// BoardHouse is the answer to a question about the house.
func (a Announcer) BoardHouse(b housing.Board) Text {
	about := a.T("chat.about", "Houses", Houses(b.Chat.Houses), "Organisation", b.Chat.Organisation.Name)
	return Join("\n", about, a.called(b))
}

func (a Announcer) boardLines(b housing.Board, most int) Text {
	switch {
	case !b.Chat.Has(housing.ChatOutages):
		return ""
	case len(b.Outages) == 0:
		return a.T("chat.board_none", "At", a.moment(b))
	}
	var all Text
	for _, o := range b.Outages[:min(most, len(b.Outages))] {
		key := "outage.line_now"
		switch {
		case o.From.After(a.Now):
			key = "outage.line_soon"
		case o.Overdue(a.Now):
			key = "outage.line_overdue"
		}
		all = Join("\n", all, a.T(key, "What", a.Brief(o)))
	}
	return all
}

func (a Announcer) called(b housing.Board) Text {
	if b.Phone == "" {
		return ""
	}
	return a.T("outage.phone", "Phone", Phone(b.Phone))
}

// moment is now on the clock of the houses: «23 ноября, 18:00».
func (a Announcer) moment(b housing.Board) string {
	house := housing.House{}
	if len(b.Chat.Houses) > 0 {
		house = b.Chat.Houses[0]
	}
	at := a.Now.In(house.Location())
	return Date(housing.DateOf(at), housing.DateOf(at)) + ", " + Clock(at)
}
