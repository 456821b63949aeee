package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
	"dombot/internal/owners"
)

// ballotWait is how long a batch of votes may take.
const ballotWait = 30 * time.Second

// mostAtOnce bounds the votes of one transaction.
const mostAtOnce = 200

// ballotQueue are votes of a meeting that wait for their turn.
type ballotQueue struct {
	waiting []*waitingVote
	busy    bool
}

// waitingVote is a vote on its way.
type waitingVote struct {
	once     housing.Once
	person   housing.PersonID
	meeting  ballot.Meeting
	holdings []owners.RightID
	decision ballot.Decision // without holding and owner, but for paper
	document string          // of who signed a paper for the owner
	reason   string          // of a correction
	file     *ballot.File    // of a paper
	now      time.Time

	receipts []chain.Receipt
	err      error
	done     chan struct{}
}

// Cast accepts a vote, or tells by which rule not; either is noted. It is given back what the voter keeps: a
// receipt a holding. The answers of who confirms twice are the same.
//
// Votes extend one chain, so they go one after the other. Those that come at once share a transaction: a
// hundred voters wait for two of them, not for a hundred.
func (s *Ballots) Cast(ctx context.Context, o housing.Once, c ballot.Cast, now time.Time) ([]chain.Receipt,
	error,
) {
	receipts, err := s.wait(ctx, &waitingVote{
		once: o, person: c.Person, meeting: c.Meeting, holdings: c.Holdings, now: now,
		decision: ballot.Decision{Channel: ballot.Electronic, Answers: c.Answers, At: now},
	})
	if err != nil {
		return nil, fmt.Errorf("cast vote: %w", err)
	}
	return receipts, nil
}

// Enter accepts a decision on paper, as Cast does.
func (s *Ballots) Enter(
	ctx context.Context, o housing.Once, p ballot.PaperDecision, now time.Time,
) (chain.Receipt, error) {
	receipts, err := s.wait(ctx, &waitingVote{
		once: o, person: p.By, meeting: p.Meeting, holdings: []owners.RightID{p.Holding}, now: now,
		document: p.Document, file: &p.File, reason: p.Reason,
		decision: ballot.Decision{
			Channel: ballot.Paper, Owner: p.Owner, Answers: p.Answers, At: now, Received: p.Received,
			Corrects: p.Corrects, Vouched: p.Vouched,
		},
	})
	if err == nil && len(receipts) != 1 {
		err = fmt.Errorf("%d receipts of one paper", len(receipts))
	}
	if err != nil {
		return chain.Receipt{}, fmt.Errorf("enter paper decision: %w", err)
	}
	return receipts[0], nil
}

// wait queues a vote and waits for what becomes of it. Who gives up waiting may be accepted all the same: the
// same confirmation tells.
func (s *Ballots) wait(ctx context.Context, v *waitingVote) ([]chain.Receipt, error) {
	if v.once == "" {
		return nil, errors.New("the confirmation has no name")
	}
	v.done = make(chan struct{})
	s.mu.Lock()
	if s.queues == nil {
		s.queues = map[ballot.MeetingID]*ballotQueue{}
	}
	q := s.queues[v.meeting.ID]
	if q == nil {
		q = &ballotQueue{}
		s.queues[v.meeting.ID] = q
	}
	q.waiting = append(q.waiting, v)
	lead := !q.busy
	q.busy = true
	s.mu.Unlock()
	if lead {
		go s.serve(context.WithoutCancel(ctx), v.meeting.ID)
	}
	select {
	case <-v.done:
		return v.receipts, v.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve writes what waits until nothing does.
func (s *Ballots) serve(ctx context.Context, m ballot.MeetingID) {
	for {
		batch := s.next(m)
		if len(batch) == 0 {
			return
		}
		within, stop := context.WithTimeout(ctx, ballotWait)
		s.settle(within, batch)
		stop()
		for _, v := range batch {
			close(v.done)
		}
	}
}

func (s *Ballots) next(m ballot.MeetingID) []*waitingVote {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queues[m]
	n := min(mostAtOnce, len(q.waiting))
	if n == 0 {
		delete(s.queues, m)
		return nil
	}
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return batch
}
