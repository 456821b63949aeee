package menu

import (
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// voteAct opens the vote of a meeting.
const voteAct = "vote"

// shownVotes bounds how many votes have a button of their own.
const shownVotes = 3

// voteArgs starts the flow at the meeting with a number.
func voteArgs(id string) any {
	n, _ := strconv.ParseInt(id, 10, 64)
	return struct {
		Meeting meeting.ID `json:"meeting"`
	}{meeting.ID(n)}
}

// votes are the first buttons while a vote runs: «Голосование по дому · до 29 декабря».
func (p Ports) votes(s scene, running []meeting.Meeting) (rows [][]dialogs.Button) {
	for i := range running[:min(shownVotes, len(running))] {
		m := &running[i]
		end := texts.Date(housing.DateOf(m.Ends.In(m.Location())), m.Today(s.Now))
		rows = append(rows, dialogs.OnArg(p.Texts.Label("voting.running", "End", end), voteAct,
			strconv.FormatInt(int64(m.ID), 10)))
	}
	return rows
}
