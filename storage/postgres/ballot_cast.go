package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
	"dombot/internal/owners"
)

// The deeds of votes, as they are noted.
const (
	deedVoted   = "vote.accepted"
	deedPaper   = "vote.paper"
	deedCorrect = "vote.corrected"
	deedNoVote  = "vote.refused"
	deedBallots = "cast votes"
)

// errSettled tells that a confirmation was settled while its vote was judged.
var errSettled = errors.New("a confirmation was settled meanwhile")

// settle decides about a batch. Votes that fail together are tried again one by one: one that cannot be
// written keeps nobody from voting.
func (s *Ballots) settle(ctx context.Context, batch []*waitingVote) {
	if err := s.write(ctx, batch); err == nil {
		return
	}
	for _, v := range batch {
		v.receipts, v.err = nil, nil
		err := s.write(ctx, []*waitingVote{v})
		if errors.Is(err, errSettled) {
			v.receipts, v.err = nil, nil
			err = s.write(ctx, []*waitingVote{v})
		}
		if err != nil {
			v.receipts, v.err = nil, err
		}
	}
}

// write decides about votes in one transaction.
func (s *Ballots) write(ctx context.Context, batch []*waitingVote) error {
	return s.DB.inTx(ctx, func(tx *Tx) error {
		b := &batching{tx: tx, rand: s.Rand}
		if err := s.lock(ctx, b, batch[0]); err != nil {
			return err
		}
		for _, step := range []func(context.Context, []*waitingVote) error{
			b.recall, b.load, b.judge,
			b.store,
		} {
			if err := step(ctx, batch); err != nil {
				return err
			}
		}
		return nil
	})
}

// lock reads the box of a meeting for writing; the first vote opens it, where nothing else did.
func (s *Ballots) lock(ctx context.Context, b *batching, m *waitingVote) (err error) {
	b.box, err = readBox(ctx, b.tx, lockBox, m.meeting.ID)
	if housing.KindOf(err) != housing.NotFound {
		return err
	}
	if m.now.Before(m.meeting.Start) {
		b.box = box{meeting: m.meeting}
		return nil
	}
	if err := s.open(ctx, b.tx, m.meeting, m.now); err != nil {
		return err
	}
	b.box, err = readBox(ctx, b.tx, lockBox, m.meeting.ID)
	return err
}

// batching is a transaction of votes.
type batching struct {
	box

	tx       *Tx
	rand     io.Reader
	known    map[housing.Once]bool // settled before
	acting   map[int64][]actingRow // of a person
	standing map[int64][]ballot.Decision
	fresh    []acceptedVote
}

// acceptedVote is a decision with its entry.
type acceptedVote struct {
	ballot.Decision

	by       *waitingVote
	document string
	nonce    []byte
	entry    chain.Entry
	stands   bool
}

const selectOutcomes = `SELECT once, outcome::text AS outcome FROM outcomes WHERE once = ANY ($1)`

// recall answers confirmations that were settled before.
func (b *batching) recall(ctx context.Context, batch []*waitingVote) error {
	var rows []struct {
		Once    string `db:"once"`
		Outcome string `db:"outcome"`
	}
	names := each(batch, func(v *waitingVote) string { return string(v.once) })
	if err := list(ctx, b.tx, &rows, selectOutcomes, pq.Array(names)); err != nil {
		return fmt.Errorf("read outcomes: %w", err)
	}
	b.known = map[housing.Once]bool{}
	for _, row := range rows {
		b.known[housing.Once(row.Once)] = true
		var o outcome
		if err := decode([]byte(row.Outcome), &o); err != nil {
			return err
		}
		for _, v := range batch {
			if string(v.once) != row.Once {
				continue
			}
			switch o.Deed {
			case voidDeed:
				v.err = refused("error.void")
			case deedBallots:
				v.err = decode(o.Result, &v.receipts)
			default:
				v.err = fmt.Errorf("the confirmation was for %q", o.Deed)
			}
		}
	}
	return nil
}

const selectStanding = `
	SELECT b.seq, b.holding, b.owner_id, b.channel, array_to_string(b.answers, ',') AS answers, b.at,
		b.received_at
	FROM ballots b
	WHERE b.meeting_id = $1 AND b.stands AND b.holding = ANY ($2)
	ORDER BY b.seq`

// load reads who may vote for what, and what was voted.
func (b *batching) load(ctx context.Context, batch []*waitingVote) error {
	var people, holdings []int64
	var now time.Time
	for _, v := range batch {
		holdings = append(holdings, each(v.holdings, func(h owners.RightID) int64 { return int64(h) })...)
		if v.file == nil {
			people = append(people, int64(v.person))
		}
		if v.now.After(now) {
			now = v.now
		}
	}
	var rows []actingRow
	err := list(ctx, b.tx, &rows, selectActing, pq.Array(people), dateArg(b.meeting.DayOf(now)),
		int64(b.meeting.ID))
	if err != nil {
		return fmt.Errorf("find who may vote: %w", err)
	}
	b.acting, b.standing = map[int64][]actingRow{}, map[int64][]ballot.Decision{}
	for _, r := range rows {
		b.acting[r.Person] = append(b.acting[r.Person], r)
		holdings = append(holdings, r.Holding)
	}
	var cast []decisionRow
	if err := list(ctx, b.tx, &cast, selectStanding, int64(b.meeting.ID), pq.Array(holdings)); err != nil {
		return fmt.Errorf("read votes: %w", err)
	}
	for _, r := range cast {
		b.standing[r.Holding] = append(b.standing[r.Holding], r.decision())
	}
	return nil
}

type decisionRow struct {
	Seq      int64      `db:"seq"`
	Holding  int64      `db:"holding"`
	Owner    int64      `db:"owner_id"`
	Channel  string     `db:"channel"`
	Answers  string     `db:"answers"`
	At       time.Time  `db:"at"`
	Received *time.Time `db:"received_at"`
	Corrects int64      `db:"corrects"`
}

func (r decisionRow) decision() ballot.Decision {
	d := ballot.Decision{
		Seq: r.Seq, Holding: owners.RightID(r.Holding), Owner: owners.OwnerID(r.Owner),
		Channel: ballot.Channel(r.Channel), At: r.At.UTC(), Corrects: r.Corrects,
	}
	if r.Received != nil {
		d.Received = r.Received.UTC()
	}
	for a := range strings.SplitSeq(r.Answers, ",") {
		d.Answers = append(d.Answers, ballot.Answer(a))
	}
	return d
}

// judge decides about votes in the order in which they came.
func (b *batching) judge(ctx context.Context, batch []*waitingVote) error {
	first := map[housing.Once]*waitingVote{}
	for _, v := range batch {
		if b.known[v.once] {
			continue
		}
		if f := first[v.once]; f != nil { // a double tap
			v.receipts = f.receipts
			continue
		}
		if err := b.decide(ctx, v); err != nil {
			return err
		}
		if v.err == nil {
			first[v.once] = v
		}
	}
	return nil
}

// decide accepts a vote for all holdings that it is for, or refuses it.
func (b *batching) decide(ctx context.Context, v *waitingVote) error {
	wanted, err := b.wanted(ctx, v)
	for _, w := range wanted {
		if err == nil {
			err = b.meeting.Judge(b.standing[w.Holding], b.decisionOf(v, w))
		}
	}
	if housing.KindOf(err) != housing.Internal {
		v.err = err
		return nil
	}
	if err != nil {
		return err
	}
	for _, w := range wanted {
		if err := b.accept(v, w); err != nil {
			return err
		}
	}
	return nil
}

func (b *batching) decisionOf(v *waitingVote, w actingRow) ballot.Decision {
	d := v.decision
	d.Seq, d.Holding, d.Owner = b.seq+1, owners.RightID(w.Holding), owners.OwnerID(w.Owner)
	return d
}

// wanted are the holdings that a vote is for, once it may be.
func (b *batching) wanted(ctx context.Context, v *waitingVote) ([]actingRow, error) {
	if v.now.Before(b.meeting.Start) {
		return nil, refused("ballot.early")
	}
	if v.file != nil {
		return b.onPaper(ctx, v)
	}
	mine := b.acting[int64(v.person)]
	if len(mine) == 0 {
		return nil, refused("ballot.not_owner")
	}
	if len(v.holdings) == 0 {
		return b.unvoted(mine, v)
	}
	var wanted []actingRow
	for _, h := range slices.Compact(slices.Sorted(slices.Values(v.holdings))) {
		i := slices.IndexFunc(mine, func(r actingRow) bool { return r.Holding == int64(h) })
		if i < 0 {
			return nil, refused("ballot.not_owner")
		}
		w := b.preferred(mine, h)
		if !w.Holds {
			return nil, refused("ballot.sold")
		}
		wanted = append(wanted, w)
	}
	return wanted, nil
}

// preferred is as whom a person votes for a holding.
func (b *batching) preferred(mine []actingRow, h owners.RightID) actingRow {
	of := slices.DeleteFunc(slices.Clone(mine), func(r actingRow) bool { return r.Holding != int64(h) })
	voted, _ := b.meeting.Stands(b.standing[int64(h)], h, ballot.Electronic)
	return of[preferred(each(of, actingRow.stand), voted.Owner)]
}

// stand is as whom a person may act for a holding.
type stand struct {
	owner owners.OwnerID
	holds bool
}

func (r actingRow) stand() stand { return stand{owners.OwnerID(r.Owner), r.Holds} }

// preferred is which of the ways to act for a holding is taken, where there are several: as who voted before,
// else as the first who was not sold out.
func preferred(ways []stand, voted owners.OwnerID) int {
	if i := slices.Index(ways, stand{voted, true}); i >= 0 {
		return i
	}
	return max(0, slices.IndexFunc(ways, func(s stand) bool { return s.holds }))
}

// unvoted are the holdings of a person that may still vote; none: why the first may not.
func (b *batching) unvoted(mine []actingRow, v *waitingVote) (wanted []actingRow, first error) {
	var seen []int64
	for _, r := range mine {
		if slices.Contains(seen, r.Holding) {
			continue
		}
		seen = append(seen, r.Holding)
		w := b.preferred(mine, owners.RightID(r.Holding))
		err := b.meeting.Judge(b.standing[w.Holding], b.decisionOf(v, w))
		if !w.Holds {
			err = refused("ballot.sold")
		}
		if err == nil {
			wanted = append(wanted, w)
		} else if first == nil {
			first = err
		}
	}
	if len(wanted) > 0 {
		return wanted, nil
	}
	return nil, first
}

// accept adds a decision to the chain.
func (b *batching) accept(v *waitingVote, w actingRow) error {
	nonce := make([]byte, chain.KeySize)
	if _, err := io.ReadFull(b.rand, nonce); err != nil {
		return fmt.Errorf("draw nonce: %w", err)
	}
	d := b.decisionOf(v, w)
	of := b.header.Vote(chain.Voter{Voter: w.Voter, Weight: w.Weight}, d)
	e := b.header.Next(d.Seq, b.head, of, nonce)
	b.seq, b.head = d.Seq, e.Hash
	for i := range b.fresh {
		if b.fresh[i].Holding == d.Holding && b.fresh[i].Channel == d.Channel {
			b.fresh[i].stands = false
		}
	}
	b.fresh = append(b.fresh, acceptedVote{d, v, w.Document, nonce, e, !d.Void()})
	b.standing[w.Holding] = append(b.standing[w.Holding], d)
	v.receipts = append(v.receipts, b.header.Receipt(chain.Opening{Seq: d.Seq, Nonce: nonce, Vote: of},
		e.Hash))
	return nil
}

// result is what a confirmation came to, as it is remembered.
func (v *waitingVote) result() (string, error) {
	b, err := json.Marshal(v.receipts)
	if err != nil {
		return "", fmt.Errorf("encode receipts: %w", err)
	}
	o, err := json.Marshal(outcome{Deed: deedBallots, Result: b})
	if err != nil {
		return "", fmt.Errorf("encode outcome: %w", err)
	}
	return string(o), nil
}
