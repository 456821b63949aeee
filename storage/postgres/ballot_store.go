package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"dombot/internal/ballot"
)

// store writes what was decided about a batch.
func (b *batching) store(ctx context.Context, batch []*waitingVote) error {
	if err := b.remember(ctx, batch); err != nil {
		return err
	}
	if len(b.fresh) > 0 {
		for _, step := range []func(context.Context) error{b.retire, b.keep, b.attach, b.correct} {
			if err := step(ctx); err != nil {
				return err
			}
		}
	}
	return b.note(ctx, batch)
}

const insertOutcomes = `
	INSERT INTO outcomes (once, outcome, at)
	SELECT o.*
	FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[]) o
	ON CONFLICT (once) DO NOTHING`

// remember keeps what confirmations came to; what was refused may be tried again.
func (b *batching) remember(ctx context.Context, batch []*waitingVote) error {
	var names, results []string
	var at []sql.NullTime
	for _, v := range batch {
		if len(v.receipts) == 0 || v.err != nil || !b.wrote(v) {
			continue
		}
		result, err := v.result()
		if err != nil {
			return err
		}
		names, results, at = append(names, string(v.once)), append(results, result), append(at,
			momentArg(v.now))
	}
	if len(names) == 0 {
		return nil
	}
	n, err := run(ctx, b.tx, insertOutcomes, pq.Array(names), pq.Array(results), pq.Array(at))
	if err != nil {
		return fmt.Errorf("store outcomes: %w", err)
	}
	if int(n) < len(names) {
		return errSettled
	}
	return nil
}

// wrote reports whether a vote was accepted here, not before.
func (b *batching) wrote(v *waitingVote) bool {
	for i := range b.fresh {
		if b.fresh[i].by == v {
			return true
		}
	}
	return false
}

const retireBallots = `
	UPDATE ballots b
	SET stands = false
	FROM unnest($2::bigint[], $3::text[]) o (holding, channel)
	WHERE b.meeting_id = $1 AND b.stands AND b.holding = o.holding AND b.channel = o.channel`

// retire ends decisions in whose place new ones stand.
func (b *batching) retire(ctx context.Context) error {
	if !b.again() {
		return nil
	}
	holdings := each(b.fresh, func(v acceptedVote) int64 { return int64(v.Holding) })
	channels := each(b.fresh, func(v acceptedVote) string { return string(v.Channel) })
	_, err := run(ctx, b.tx, retireBallots, int64(b.meeting.ID), pq.Array(holdings), pq.Array(channels))
	if err != nil {
		return fmt.Errorf("retire votes: %w", err)
	}
	return nil
}

// again reports whether something that was accepted before is replaced.
func (b *batching) again() bool {
	return slices.ContainsFunc(b.fresh, func(v acceptedVote) bool {
		return slices.ContainsFunc(b.standing[int64(v.Holding)], func(d ballot.Decision) bool {
			return d.Seq < b.fresh[0].Seq
		})
	})
}

// What was decided, its entries and the new end of the chain go in one statement.
const insertBallots = `
	WITH fresh AS (
		SELECT *
		FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[],
			$8::timestamptz[], $9::bigint[], $10::text[], $11::bytea[], $12::boolean[], $13::bytea[],
			$14::bytea[], $15::bytea[])
			b (seq, holding, owner_id, channel, answers, at, received_at, person_id, document, nonce, stands,
				prev, commitment, hash)
	), kept AS (
		INSERT INTO ballots (meeting_id, seq, holding, owner_id, channel, answers, at, received_at, person_id,
			document, nonce, stands)
		SELECT $1, seq, holding, owner_id, channel, string_to_array(answers, ','), at, received_at,
			nullif(person_id, 0), document, nonce, stands
		FROM fresh
	), linked AS (
		INSERT INTO ballot_chain (meeting_id, seq, prev, commitment, hash)
		SELECT $1, seq, prev, commitment, hash FROM fresh
	)
	UPDATE ballot_boxes
	SET (seq, head) = (SELECT seq, hash FROM fresh ORDER BY seq DESC LIMIT 1)
	WHERE meeting_id = $1`

// keep stores decisions with what is published of them.
func (b *batching) keep(ctx context.Context) error {
	f := b.fresh
	_, err := run(ctx, b.tx, insertBallots, int64(b.meeting.ID),
		pq.Array(each(f, func(v acceptedVote) int64 { return v.Seq })),
		pq.Array(each(f, func(v acceptedVote) int64 { return int64(v.Holding) })),
		pq.Array(each(f, func(v acceptedVote) int64 { return int64(v.Owner) })),
		pq.Array(each(f, func(v acceptedVote) string { return string(v.Channel) })),
		pq.Array(each(f, func(v acceptedVote) string { return joined(v.Answers) })),
		pq.Array(each(f, func(v acceptedVote) sql.NullTime { return momentArg(v.At) })),
		pq.Array(each(f, func(v acceptedVote) sql.NullTime { return momentArg(v.Received) })),
		pq.Array(each(f, func(v acceptedVote) int64 { return int64(v.by.person) })),
		pq.Array(each(f, func(v acceptedVote) string { return v.document })),
		pq.Array(each(f, func(v acceptedVote) []byte { return v.nonce })),
		pq.Array(each(f, func(v acceptedVote) bool { return v.stands })),
		pq.Array(each(f, func(v acceptedVote) []byte { return v.entry.Prev })),
		pq.Array(each(f, func(v acceptedVote) []byte { return v.entry.Commitment })),
		pq.Array(each(f, func(v acceptedVote) []byte { return v.entry.Hash })))
	if err != nil {
		return fmt.Errorf("store votes: %w", err)
	}
	return nil
}

func joined(answers []ballot.Answer) string {
	return strings.Join(each(answers, func(a ballot.Answer) string { return string(a) }), ",")
}

const insertBallotFile = `
	INSERT INTO ballot_files (meeting_id, seq, name, kind, data)
	VALUES ($1, $2, $3, $4, $5)`

// attach stores the papers.
func (b *batching) attach(ctx context.Context) error {
	for _, v := range b.fresh {
		f := v.by.file
		if f == nil {
			continue
		}
		var err error
		if len(f.Data) == 0 {
			_, err = run(ctx, b.tx, copyBallotFile, int64(b.meeting.ID), v.Seq, v.Corrects)
		} else {
			_, err = run(ctx, b.tx, insertBallotFile, int64(b.meeting.ID), v.Seq, f.Name, f.Kind, f.Data)
		}
		if err != nil {
			return fmt.Errorf("store paper: %w", err)
		}
	}
	return nil
}

// What was entered wrongly is corrected by the same paper.
const copyBallotFile = `
	INSERT INTO ballot_files (meeting_id, seq, name, kind, data)
	SELECT meeting_id, $2, name, kind, data FROM ballot_files WHERE meeting_id = $1 AND seq = $3`

const insertCorrection = `
	INSERT INTO ballot_corrections (meeting_id, seq, corrects, reason) VALUES ($1, $2, $3, $4)`

// correct notes which decisions stand in the place of others, and why.
func (b *batching) correct(ctx context.Context) error {
	for _, v := range b.fresh {
		if v.Corrects == 0 {
			continue
		}
		_, err := run(ctx, b.tx, insertCorrection, int64(b.meeting.ID), v.Seq, v.Corrects, v.by.reason)
		if err != nil {
			return fmt.Errorf("note correction: %w", err)
		}
	}
	return nil
}

// vouched tells of a paper whose day alone does not say that it came in time, that who entered it was asked.
func (b *batching) vouched(v *waitingVote) string {
	if d := v.decision; !d.Vouched || !b.meeting.Doubtful(b.meeting.DayOf(d.Received), d.At) {
		return ""
	}
	return "; said to be received before the end"
}

const insertVoteAudit = `
	INSERT INTO audit (person_id, what, day, at, subject)
	SELECT nullif(a.person_id, 0), a.what, NULL, a.at, a.subject
	FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[]) a (person_id, what, at, subject)`

// note tells the journal who voted, not how, and whose vote was refused, by which rule.
func (b *batching) note(ctx context.Context, batch []*waitingVote) error {
	var people []int64
	var deeds, subjects []string
	var at []sql.NullTime
	for _, v := range batch {
		subject := ""
		what := deedVoted
		switch {
		case v.err != nil && b.known[v.once]:
			continue
		case v.err != nil:
			what, subject = deedNoVote, v.err.Error()
		case !b.wrote(v):
			continue
		case v.decision.Corrects != 0:
			what, subject = deedCorrect, fmt.Sprintf("%d/%d: %s", b.meeting.ID, v.decision.Corrects, v.reason)
		case v.file != nil:
			what, subject = deedPaper, fmt.Sprintf("%d/%d", b.meeting.ID, v.receipts[0].Seq)
		}
		if v.receipts != nil && v.decision.Channel == ballot.Paper && v.err == nil {
			subject += b.vouched(v)
		}
		people, deeds = append(people, int64(v.person)), append(deeds, what)
		at, subjects = append(at, momentArg(v.now)), append(subjects, subject)
	}
	if len(people) == 0 {
		return nil
	}
	_, err := run(ctx, b.tx, insertVoteAudit, pq.Array(people), pq.Array(deeds), pq.Array(at),
		pq.Array(subjects))
	if err != nil {
		return fmt.Errorf("audit votes: %w", err)
	}
	return nil
}
