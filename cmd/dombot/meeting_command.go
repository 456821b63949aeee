package main

import (
	"context"
	"fmt"

	"dombot/internal/ballotcheck"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

type meetingCommands struct {
	Inspectors meetingInspectors `cmd:"" help:"List those who review messages of meetings, or remove one."`
	Chain      meetingChain      `cmd:"" help:"Write the published record of votes."`
	Protocol   meetingProtocol   `cmd:"" help:"Write the protocol, the register and the requests of ГИС ЖКХ."`
	Verify     meetingVerify     `cmd:"" help:"Check a record of votes, without database or network."`
}

type meetingVerify struct {
	File    string   `arg:"" help:"The record, as the bot gives it out."`
	Receipt []string `help:"A receipt to look for; may be repeated." placeholder:"FILE"`
	Head    []string `help:"A hash, as it was published; may be repeated." placeholder:"HASH"`
	Earlier string   `help:"A copy of the record that was taken before." placeholder:"FILE"`
}

// Run checks the record and tells what it found; what is wrong is an error.
func (v meetingVerify) Run(_ context.Context, w World, t *texts.Catalogue) error {
	record, o, err := v.files(w)
	if err != nil {
		return err
	}
	r, err := ballotcheck.Check(record, o)
	if err != nil {
		return fmt.Errorf("%w: %w", &housing.Error{Kind: housing.Refused, Text: "ballot.no_record"}, err)
	}
	d := desk{World: w, t: t}
	if err := d.say("ballot.checked", "Entries", r.Entries, "Head", r.Head); err != nil {
		return err
	}
	if err := d.tellProblems(r); err != nil {
		return err
	}
	if err := d.tellCounts(r); err != nil {
		return err
	}
	if !r.Good() {
		return &housing.Error{Kind: housing.Refused, Text: "ballot.broken"}
	}
	return d.say("ballot.whole", "Receipts", len(o.Receipts), "Heads", len(o.Heads),
		"Earlier", v.Earlier != "")
}

// files reads what is checked, and what it is held against.
func (v meetingVerify) files(w World) (record []byte, o ballotcheck.Options, err error) {
	o.Heads = v.Head
	if record, err = w.ReadFile(v.File); err != nil {
		return nil, o, fmt.Errorf("read record: %w", err)
	}
	if v.Earlier != "" {
		if o.Earlier, err = w.ReadFile(v.Earlier); err != nil {
			return nil, o, fmt.Errorf("read earlier record: %w", err)
		}
	}
	for _, name := range v.Receipt {
		receipt, err := w.ReadFile(name)
		if err != nil {
			return nil, o, fmt.Errorf("read receipt: %w", err)
		}
		o.Receipts = append(o.Receipts, receipt)
	}
	return record, o, nil
}

// tellProblems prints which published hashes were found, and what is wrong.
func (d desk) tellProblems(r ballotcheck.Report) error {
	for _, h := range r.Heads {
		if err := d.say("ballot.found_head", "Hash", h.Hash, "Seq", h.Seq, "After", h.After); err != nil {
			return err
		}
	}
	for _, p := range r.Problems[:min(shownFaults, len(r.Problems))] {
		question := p.Kind == ballotcheck.OtherText
		what := d.t.Label(problemKey(p.Kind))
		err := d.say("ballot.problem", "Seq", p.Seq, "Question", question, "What", what)
		if err != nil {
			return err
		}
	}
	return nil
}

// tellCounts prints what the opened votes come to.
func (d desk) tellCounts(r ballotcheck.Report) error {
	for _, c := range r.Counts {
		err := d.say("ballot.recount", "Paper", c.Channel == "paper", "Taps", c.Channel == "electronic",
			"Present", c.Present.FloatString(2), "Total", c.Total.FloatString(2), "Quorum", c.Quorum)
		if err != nil {
			return err
		}
		for _, q := range c.Results {
			err := d.say("ballot.recount_question", "Number", q.Number, "For", q.For.FloatString(2),
				"Against", q.Against.FloatString(2), "Abstain", q.Abstain.FloatString(2), "Adopted",
				q.Adopted)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// problemKey is the sentence of what is wrong.
func problemKey(k ballotcheck.Kind) string {
	return map[ballotcheck.Kind]string{
		ballotcheck.BadHeader: "ballot.bad_header", ballotcheck.BadStart: "ballot.bad_start",
		ballotcheck.OtherText: "ballot.bad_question", ballotcheck.Removed: "ballot.bad_removed",
		ballotcheck.Added: "ballot.bad_added", ballotcheck.BadLink: "ballot.bad_link",
		ballotcheck.BadHash: "ballot.bad_hash", ballotcheck.BadHead: "ballot.bad_head",
		ballotcheck.BadOpening: "ballot.bad_opening", ballotcheck.Unopened: "ballot.bad_unopened",
		ballotcheck.BadVoters: "ballot.bad_voters", ballotcheck.BadVote: "ballot.bad_vote",
		ballotcheck.NotReplaced: "ballot.bad_vote", ballotcheck.NoEntry: "ballot.bad_receipt",
		ballotcheck.BadReceipt: "ballot.bad_receipt", ballotcheck.OtherVotes: "ballot.bad_meeting",
	}[k]
}
