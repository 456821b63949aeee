package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"dombot/internal/meeting"
	"dombot/internal/protocol"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// private are the rights of files that name people, or votes.
const private = 0o600

type meetingChain struct {
	Meeting int64  `arg:"" help:"Key of the meeting, as in the link vote_N."`
	File    string `arg:"" help:"Where the record is written."`
}

// Run writes the published record of votes, which names nobody.
func (c meetingChain) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		votes := &postgres.Ballots{DB: d.db, Rand: rand.Reader}
		record, err := votes.Record(ctx, meeting.ID(c.Meeting), d.clock.Now())
		if err != nil {
			return err
		}
		b, err := json.MarshalIndent(record, "", " ")
		if err != nil {
			return fmt.Errorf("encode record: %w", err)
		}
		if err := os.WriteFile(c.File, append(b, '\n'), private); err != nil {
			return fmt.Errorf("write record: %w", err)
		}
		return d.say("cli.chain", "Entries", len(record.Entries), "Head", record.Head().String(),
			"File", c.File)
	})
}

type meetingProtocol struct {
	Meeting int64  `arg:"" help:"Key of the meeting, as in the link vote_N."`
	Dir     string `arg:"" help:"Where the files are written."`
	Voting  string `required:"" help:"Number of the voting in ГИС ЖКХ." placeholder:"GUID"`
	Message string `required:"" help:"Number of its message in ГИС ЖКХ." placeholder:"GUID"`
}

// Run writes the protocol, the register of decisions and the requests of ГИС ЖКХ.
func (c meetingProtocol) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		now := d.clock.Now()
		store := &postgres.Protocols{Ballots: &postgres.Ballots{DB: d.db, Rand: rand.Reader}}
		r, err := store.Record(ctx, 0, meeting.ID(c.Meeting), now)
		if err != nil {
			return err
		}
		numbers := protocol.Numbers{Voting: c.Voting, Message: c.Message}
		files, left, err := protocol.Requests(r, numbers, r.Meeting.Today(now), t.Label)
		if err != nil {
			return err
		}
		papers := votingPapers{t}
		paper, err := papers.Protocol(r, now)
		if err != nil {
			return err
		}
		book, err := papers.Register(r, now)
		if err != nil {
			return err
		}
		files = append(files, protocol.File{Name: paper.Name, Data: paper.Data},
			protocol.File{Name: book.Name, Data: book.Data})
		for _, f := range files {
			if err := os.WriteFile(filepath.Join(c.Dir, f.Name), f.Data, private); err != nil {
				return fmt.Errorf("write %s: %w", f.Name, err)
			}
		}
		return d.say("cli.protocol", "Files", len(files), "Dir", c.Dir, "Left", len(left))
	})
}
