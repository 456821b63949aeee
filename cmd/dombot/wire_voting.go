package main

import (
	"time"

	"dombot/dialogs"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/voting"
	"dombot/internal/meeting"
	"dombot/internal/protocol"
	"dombot/internal/receipt"
)

// votingFlow takes the votes of meetings.
func votingFlow(s stores, t dialogs.Texter) dialogs.Flow {
	return voting.New(voting.Ports{
		Meetings: s.Voting, Votes: s.Ballots, Results: s.Ballots, Protocols: s.Protocols,
		Papers: votingPapers{t}, Agenda: meetings.Flow, Texts: t,
	})
}

// ballotStore takes and counts votes.
type ballotStore interface {
	voting.Votes
	voting.Results
}

// votingPapers makes the files of a meeting that is over.
type votingPapers struct{ t dialogs.Texter }

// Protocol returns the protocol as a PDF file.
func (p votingPapers) Protocol(r meeting.Record, now time.Time) (dialogs.Attachment, error) {
	lines := protocol.Lines(r, r.Meeting.Today(now), p.t.Label)
	data, err := receipt.Message(p.t.Label("protocol.title"), lines)
	return dialogs.Attachment{Name: p.t.Label("protocol.file", "Number", r.Meeting.Number), Data: data}, err
}

// Register returns the register of owners with their decisions as a workbook.
func (p votingPapers) Register(r meeting.Record, _ time.Time) (dialogs.Attachment, error) {
	data, err := protocol.Book(r, p.t.Label)
	return dialogs.Attachment{Name: p.t.Label("protocol.register_file", "Number", r.Meeting.Number), Data: data}, err
}
