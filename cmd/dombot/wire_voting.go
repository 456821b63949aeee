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

// votingFlows take the votes of meetings, and their decisions on paper.
func votingFlows(s stores, t dialogs.Texter, photos pictures) []dialogs.Flow {
	return voting.Flows(voting.Ports{
		Meetings: s.Voting, Votes: s.Ballots, Results: s.Ballots, Protocols: s.Protocols, Collect: s.Papers,
		Files: enclosures{photos}, Papers: votingPapers{t}, Agenda: meetings.Flow, Texts: t,
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

// Forms returns the papers on which owners decide, one behind the other.
func (p votingPapers) Forms(m *meeting.Meeting, all []meeting.Holder) (dialogs.Attachment, error) {
	forms := make([][]meeting.Line, len(all))
	premises := ""
	for i := range all {
		forms[i] = protocol.Form(m, all[i], p.t.Label)
		premises = meeting.PlaceName(all[i].Premises, p.t.Label)
	}
	if len(all) != 1 {
		premises = ""
	}
	data, err := receipt.Forms(p.t.Label("protocol.form_title"), forms)
	return dialogs.Attachment{Name: protocol.FormName(m, premises, p.t.Label), Data: data}, err
}

// Register returns the register of owners with their decisions as a workbook.
func (p votingPapers) Register(r meeting.Record, _ time.Time) (dialogs.Attachment, error) {
	data, err := protocol.Book(r, p.t.Label)
	return dialogs.Attachment{Name: p.t.Label("protocol.register_file", "Number", r.Meeting.Number), Data: data}, err
}
