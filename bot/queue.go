package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// hangTime is how long a handler may go on after its deadline.
const hangTime = 5 * time.Second

// person is whose updates are handled in order. Questions whether money may be
// taken have an order of their own, and wait for no worker: Telegram gives them
// ten seconds.
type person struct {
	chat, user int64
	asks       bool // whether money may be taken
}

// job is one update on its way.
type job struct {
	id     int64
	who    person
	update tgbotapi.Update
	raw    json.RawMessage // the same, with what the library does not know
	press  *press          // nil: something else than a press of a button
	// mark tells that the update is stored: only the answer is still to come.
	mark func()
}

// money reports whether the update tells of money that was taken: it comes once,
// is never dropped, and takes as long as it takes.
func (j job) money() bool {
	return j.update.Message != nil && j.update.Message.SuccessfulPayment != nil
}

// handler carries a job out and returns how far it came.
type handler func(ctx context.Context, j job) state

// state is how far an update has come.
type state int

const (
	waiting state = iota // or interrupted: it must come again
	marked               // stored; its answer is still to come
	done
)

// queue runs jobs: one at a time for a person, in the order of their numbers as
// far as the workers reach. It knows every update that is not confirmed.
type queue struct {
	limits Limits
	log    *slog.Logger
	handle handler

	mu       sync.Mutex
	lanes    map[person]*lane
	known    map[int64]state
	next     int64 // the number after the last update that came
	top      int64 // the highest number that was started
	running  int
	stopping bool
	closed   bool
	changes  chan struct{} // closed and replaced with every end of a job
}

// lane holds the waiting jobs of one person.
type lane struct {
	jobs    []job
	busy    bool
	dropped int // that found no place
}

func newQueue(limits Limits, log *slog.Logger, h handler) *queue {
	return &queue{
		limits: limits, log: log, handle: h,
		lanes: map[person]*lane{}, known: map[int64]state{}, changes: make(chan struct{}),
	}
}

// meet notes an update that came; false if it came before.
func (q *queue) meet(id int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, ok := q.known[id]; ok {
		return false
	}
	q.known[id], q.next = waiting, id+1
	return true
}

// add takes a job that was met. Where too many of the person wait, it is not
// taken: dropped counts those in a row.
func (q *queue) add(ctx context.Context, j job) (dropped int) {
	j.mark = func() { q.advance(j.id, marked) }
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lanes[j.who]
	if l == nil {
		l = &lane{}
		q.lanes[j.who] = l
	}
	if len(l.jobs) >= q.limits.Backlog && !j.money() {
		q.rise(j.id, done)
		l.dropped++
		return l.dropped
	}
	l.jobs = append(l.jobs, j)
	q.pump(ctx)
	return 0
}

// skip is done with an update that needs no handling.
func (q *queue) skip(id int64) { q.advance(id, done) }

// advance notes how far an update has come, if it is still of interest.
func (q *queue) advance(id int64, s state) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rise(id, s)
}

// rise is advance with q.mu held.
func (q *queue) rise(id int64, s state) {
	if old, ok := q.known[id]; !ok || old >= s {
		return
	}
	q.known[id] = s
	if s == done {
		q.changed()
	}
}

// changed wakes whoever looks. q.mu is held.
func (q *queue) changed() {
	close(q.changes)
	q.changes = make(chan struct{})
}

// pump starts what may start. q.mu is held.
func (q *queue) pump(ctx context.Context) {
	for {
		who, l := q.lowest()
		if l == nil {
			return
		}
		j := l.jobs[0]
		l.jobs, l.busy = l.jobs[1:], true
		q.running++
		q.top = max(q.top, j.id)
		go q.work(ctx, who, j)
	}
}

// lowest finds the oldest job that may start now. There are a hundred lanes at
// most, since no more updates can be unconfirmed. q.mu is held.
func (q *queue) lowest() (person, *lane) {
	var who person
	var best *lane
	for k, l := range q.lanes {
		if l.busy || len(l.jobs) == 0 || q.closed || q.stopping && l.jobs[0].id > q.top {
			continue
		}
		if q.running >= q.limits.Workers && !k.asks {
			continue
		}
		if best == nil || l.jobs[0].id < best.jobs[0].id {
			who, best = k, l
		}
	}
	return who, best
}

// work runs one job and starts what can follow.
func (q *queue) work(ctx context.Context, who person, j job) {
	come := q.guard(ctx, j)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rise(j.id, come)
	q.running--
	l := q.lanes[who]
	l.busy = false
	if len(l.jobs) == 0 {
		delete(q.lanes, who)
	}
	q.pump(ctx)
	q.changed()
}

// guard runs the handler within the deadline. One that does not heed it is left
// alone, so that it cannot hold the person's other updates for ever.
func (q *queue) guard(ctx context.Context, j job) state {
	limited, cancel := context.WithCancel(ctx)
	if !j.money() {
		limited, cancel = context.WithTimeout(ctx, q.limits.Deadline)
	}
	defer cancel()
	ended := make(chan state, 1)
	go func() { ended <- q.handle(limited, j) }()
	select {
	case come := <-ended:
		return come
	case <-limited.Done():
	}
	hang := time.NewTimer(hangTime)
	defer hang.Stop()
	select {
	case come := <-ended:
		return come
	case <-hang.C:
		q.log.ErrorContext(ctx, "handler hangs and is left behind", slog.Int64("update_id", j.id))
		if ctx.Err() != nil {
			return waiting
		}
		return done
	}
}

// offset is the lowest number that is not handled. With far, updates that are
// stored count as handled.
func (q *queue) offset(far bool) int64 {
	enough := done
	if far {
		enough = marked
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	low := q.next
	for id, s := range q.known {
		if s < enough {
			low = min(low, id)
		}
	}
	return low
}

// confirmed forgets what Telegram has forgotten.
func (q *queue) confirmed(offset int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id := range q.known {
		if id < offset {
			delete(q.known, id)
		}
	}
}

// open is how many updates are not confirmed.
func (q *queue) open() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.known)
}

// look returns whether anything is in hand, and a channel that tells of the
// next change.
func (q *queue) look() (busy bool, changes <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, l := q.lowest()
	return q.running > 0 || l != nil, q.changes
}

// stop starts nothing more but what lies below a number that was started: only
// a prefix of all updates can be confirmed.
func (q *queue) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopping = true
}

// shut starts nothing more at all.
func (q *queue) shut() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

// settle waits until nothing is in hand; false: ctx ended first.
func (q *queue) settle(ctx context.Context) bool {
	for {
		busy, changes := q.look()
		if !busy {
			return true
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return false
		}
	}
}
