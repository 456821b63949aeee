package main

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"dombot/dialogs"
	"dombot/dialogs/script"
	"dombot/internal/housing"
)

// errLostCall is what a replica reads when a call or its answer is lost.
var errLostCall = errors.New("connection reset by peer")

// crash is how a replica ends in the middle of a deed.
type crash struct{}

// delivery is a deed on its way through a replica, with what befalls it there.
type delivery struct {
	did     did
	replica int
	peril   string
	struck  bool
	acks    int
	turns   *turns
	side    int
	shown   bool // what follows remembers the window alone
	met     *tally
	facts   *facts
	undo    []func(context.Context) error // of what PostgreSQL would lose if the replica crashed now
}

type deliveryKey struct{}

func (d *delivery) within(ctx context.Context) context.Context {
	return context.WithValue(ctx, deliveryKey{}, d)
}

// deliveryOf returns the delivery that a call belongs to.
func deliveryOf(ctx context.Context) *delivery {
	d, _ := ctx.Value(deliveryKey{}).(*delivery)
	return d
}

// strikes reports whether the peril befalls the delivery here. It does so once.
func (d *delivery) strikes(peril string) bool {
	if d.struck || d.peril != peril {
		return false
	}
	d.struck = true
	d.met.add("fault: " + peril)
	switch peril {
	case script.CrashAfterRedis, script.RedisLosesAnswer, script.TelegramLosesCall:
		d.facts.unseen()
	}
	return true
}

// postgres makes a call that writes to PostgreSQL.
func (d *delivery) postgres(call func() error) error {
	d.turns.reach(d.side)
	switch {
	case d.strikes(script.CrashBeforePostgres):
		panic(crash{})
	case d.strikes(script.PostgresLosesCall):
		return errLostCall
	}
	err := call()
	switch {
	case d.strikes(script.CrashAfterPostgres):
		panic(crash{})
	case d.strikes(script.PostgresLosesAnswer):
		return errLostCall
	}
	return err
}

// perilSessions is Redis as a replica reaches it in danger.
type perilSessions struct{ dialogs.Sessions }

// Load implements [dialogs.Sessions].
func (p perilSessions) Load(ctx context.Context, key string, update int64) (dialogs.Stored, error) {
	if d := deliveryOf(ctx); !d.shown {
		d.turns.reach(d.side)
	}
	return p.Sessions.Load(ctx, key, update)
}

// Save implements [dialogs.Sessions].
func (p perilSessions) Save(ctx context.Context, w dialogs.Saved) (bool, error) {
	d := deliveryOf(ctx)
	if w.Rev == w.Next { // the window alone
		return p.Sessions.Save(ctx, w)
	}
	d.turns.reach(d.side)
	losesCall, losesAnswer := script.RedisLosesCall, script.RedisLosesAnswer
	once, isNote := noteIn(w)
	if isNote {
		d.facts.noted(once, d.did)
		losesCall, losesAnswer = script.RedisLosesNote, script.RedisKeepsNote
	}
	if d.strikes(losesCall) {
		return false, errLostCall
	}
	ok, err := p.Sessions.Save(ctx, w)
	switch {
	case err != nil || !ok:
	case d.strikes(losesAnswer):
		return false, errLostCall
	case d.strikes(script.RedisRepeats):
		return p.Sessions.Save(ctx, w)
	case !isNote:
		return ok, d.betweenRedisAndTelegram(ctx)
	}
	return ok, err
}

// betweenRedisAndTelegram is where the session is saved and nothing is shown.
func (d *delivery) betweenRedisAndTelegram(ctx context.Context) error {
	if !d.strikes(script.CrashAfterRedis) {
		return nil
	}
	for _, undo := range d.undo {
		if err := undo(ctx); err != nil {
			return err
		}
	}
	panic(crash{})
}

// noteIn tells the note of what is about to be carried out, and its name, from
// the session after it.
func noteIn(w dialogs.Saved) (housing.Once, bool) {
	var s struct {
		Doing struct{ Once housing.Once }
	}
	err := json.Unmarshal(w.Data, &s)
	return s.Doing.Once, err == nil && s.Doing.Once != "" && w.Update == 0
}

// turns says which of two deliveries goes on when both have reached a seam, so
// that a pair at once meets the same way whenever it is played. Nil: as it comes.
type turns struct {
	mu      sync.Mutex
	moved   *sync.Cond
	order   string // of sides
	waiting [2]bool
	ended   [2]bool
}

func newTurns(order string) *turns {
	if order == "" {
		return nil
	}
	t := &turns{order: order}
	t.moved = sync.NewCond(&t.mu)
	return t
}

// reach waits for the turn of a side.
func (t *turns) reach(side int) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting[side] = true
	t.moved.Broadcast()
	for !t.goes(side) {
		t.moved.Wait()
	}
	t.waiting[side] = false
	if t.order != "" {
		t.order = t.order[1:]
	}
}

// goes reports whether it is the turn of a side: the other one waits or has
// ended, and the order names this one. t.mu is held.
func (t *turns) goes(side int) bool {
	other := 1 - side
	if t.ended[other] {
		return true
	}
	next := 0
	if t.order != "" {
		next = int(t.order[0] - '1')
	}
	return t.waiting[other] && next == side
}

// end tells that a side has no more to do.
func (t *turns) end(side int) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended[side] = true
	t.moved.Broadcast()
}
