package main

import (
	"dombot/dialogs"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/voting"
)

// votingFlow takes the votes of meetings.
func votingFlow(s stores, t dialogs.Texter) dialogs.Flow {
	return voting.New(voting.Ports{
		Meetings: s.Voting, Votes: s.Ballots, Results: s.Ballots, Agenda: meetings.Flow, Texts: t,
	})
}

// ballotStore takes and counts votes.
type ballotStore interface {
	voting.Votes
	voting.Results
}
