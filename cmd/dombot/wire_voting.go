package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"time"

	"dombot/dialogs"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/voting"
	"dombot/internal/ballot"
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

// Requests returns what ГИС ЖКХ is to be told, in one file.
func (p votingPapers) Requests(r meeting.Record, numbers []string, now time.Time) (
	dialogs.Attachment, int, error,
) {
	known := protocol.Numbers{Voting: numbers[0], Message: numbers[1]}
	files, left, err := protocol.Requests(r, known, r.Meeting.Today(now), p.t.Label)
	if err != nil {
		return dialogs.Attachment{}, 0, err
	}
	data, err := packed(files)
	name := p.t.Label("protocol.requests_file", "Number", r.Meeting.Number)
	return dialogs.Attachment{Name: name, Data: data}, len(left), err
}

// packed puts files into one archive.
func packed(files []protocol.File) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.Name)
		if err == nil {
			_, err = w.Write(f.Data)
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack requests: %w", err)
	}
	return b.Bytes(), nil
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
	return dialogs.Attachment{
		Name: p.t.Label("protocol.register_file", "Number", r.Meeting.Number),
		Data: data,
	}, err
}

// Bind makes one PDF of the photos of a paper.
func (p votingPapers) Bind(photos [][]byte) (ballot.File, error) {
	name := p.t.Label("papers.pages_file")
	data, err := receipt.Scan(name, photos)
	return ballot.File{Name: name, Kind: "pdf", Data: data}, err
}
