package texts

import (
	"time"

	"dombot/internal/housing"
)

// PollWord begins what a button of a poll carries.
const PollWord = "poll"

// Poll is a question, its answers with how many flats chose each, and until when it is asked.
func Poll(t func(key string, args ...any) Text, p housing.Poll, now time.Time) Text {
	text := t("chat.poll_question", "Question", p.Question)
	var lines Text
	for i, answer := range p.Answers {
		n := 0
		if i < len(p.Tally) {
			n = p.Tally[i]
		}
		lines = Join("\n", lines, t("chat.poll_line", "Answer", answer, "Flats", n))
	}
	text = Join("\n", text, lines, t("chat.poll_flats", "N", p.Flats()))
	if p.Closed {
		return Join("\n\n", text, pollOver(t, p.Cut))
	}
	return Join("\n\n", text, t("chat.poll_until", "Until", PollEnd(p, now)))
}

// pollOver tells that a poll is closed, and why, if that was not its time.
func pollOver(t func(key string, args ...any) Text, why housing.PollCut) Text {
	switch why {
	case housing.PollRestricted:
		return t("chat.poll_cut_restricted")
	case housing.PollDetached:
		return t("chat.poll_cut_detached")
	}
	return t("chat.poll_closed")
}

// PollEnd is when a poll ends, on the clock of the houses: «18:00 вторника, 24 ноября».
func PollEnd(p housing.Poll, now time.Time) string {
	loc := housing.House{Zone: p.Zone}.Location()
	at := p.Ends.In(loc)
	return Clock(at) + " " + Until(housing.DateOf(at), housing.DateOf(now.In(loc)))
}
