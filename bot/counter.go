package bot

import (
	"context"
	"slices"
	"sync"
	"time"
)

// manyChats is how many chats are remembered before those that have rested go.
const manyChats = 10_000

// counter is the [Counter] of one process.
type counter struct {
	rates Rates

	mu     sync.Mutex
	until  time.Time // nothing goes out before
	all    time.Time // when the pace of notices is whole again
	mass   time.Time // the same, of those that are not urgent
	notice time.Time // the last one
	window []time.Time
	chats  map[int64]time.Time // when the pace of a chat is whole again
	groups map[int64][]time.Time
}

func newCounter(r Rates) *counter {
	return &counter{rates: r, chats: map[int64]time.Time{}, groups: map[int64][]time.Time{}}
}

// Take implements [Counter]; it never fails.
func (k *counter) Take(_ context.Context, now time.Time, calls []Call) (Turn, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	last := len(calls) - 1
	for _, c := range calls[:last] {
		k.count(now, c)
	}
	turn := k.turn(now, calls[last])
	if turn.Wait <= 0 {
		k.count(now, calls[last])
	}
	return turn, nil
}

// look tells when a call may go out, and counts nothing.
func (k *counter) look(now time.Time, c Call) Turn {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.turn(now, c)
}

// turn tells when a call may go out. k.mu is held.
func (k *counter) turn(now time.Time, c Call) Turn {
	if wait := k.wait(now, c); wait > 0 {
		return Turn{Wait: wait, Paused: k.until.After(now)}
	}
	if rest := k.rest(now, c); rest > 0 && c.Class != Answer {
		return Turn{Wait: rest, Alone: true}
	}
	return Turn{}
}

// Pause implements [Counter]; it never fails.
func (k *counter) Pause(_ context.Context, _, until time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if until.After(k.until) {
		k.until = until
	}
	return nil
}

// note counts a call that another [Counter] let out.
func (k *counter) note(now time.Time, c Call) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count(now, c)
}

// wait is how long a call has to wait for what concerns everybody.
func (k *counter) wait(now time.Time, c Call) time.Duration {
	wait := k.until.Sub(now)
	if c.Class == Answer {
		return wait
	}
	wait = max(wait, k.ahead(k.all, k.rates.Step).Sub(now))
	if c.Class == Mass {
		wait = max(wait, k.ahead(k.mass, k.rates.MassStep).Sub(now))
	}
	if n := len(k.window) - k.rates.Most; n >= 0 {
		full := k.window[n].Add(k.rates.Window).Sub(now)
		wait = max(wait, min(full, k.notice.Add(k.rates.Floor).Sub(now)))
	}
	return wait
}

// ahead is when the next call may go out: a burst before the pace is whole.
func (k *counter) ahead(whole time.Time, step time.Duration) time.Time {
	return whole.Add(-time.Duration(k.rates.Burst-1) * step)
}

// rest is how long its own chat needs.
func (k *counter) rest(now time.Time, c Call) (rest time.Duration) {
	if !c.Edit {
		rest = k.ahead(k.chats[c.Chat], k.rates.ChatStep).Sub(now)
	}
	if all := k.groups[c.Chat]; c.Group() && len(all) >= k.rates.GroupMost {
		rest = max(rest, all[len(all)-k.rates.GroupMost].Add(k.rates.GroupWindow).Sub(now))
	}
	return rest
}

func (k *counter) count(now time.Time, c Call) {
	if c.Class != Answer {
		k.notice = now
		k.all = latestOf(k.all, now).Add(k.rates.Step)
	}
	if c.Class == Mass {
		k.mass = latestOf(k.mass, now).Add(k.rates.MassStep)
	}
	if c.Group() {
		k.groups[c.Chat] = latest(append(k.groups[c.Chat], now), k.rates.GroupMost)
	}
	if c.Edit {
		return
	}
	k.window = latest(append(k.window, now), k.rates.Most)
	if len(k.chats) >= manyChats {
		k.forget(now)
	}
	// Whoever writes a lot is answered a lot, and does not miss notices for it.
	whole := latestOf(k.chats[c.Chat], now).Add(k.rates.ChatStep)
	if most := now.Add(time.Duration(k.rates.Burst) * k.rates.ChatStep); whole.After(most) {
		whole = most
	}
	k.chats[c.Chat] = whole
}

// forget drops the chats that have rested.
func (k *counter) forget(now time.Time) {
	for chat, whole := range k.chats {
		if !whole.After(now) {
			delete(k.chats, chat)
		}
	}
	for chat, all := range k.groups {
		if now.Sub(all[len(all)-1]) > k.rates.GroupWindow {
			delete(k.groups, chat)
		}
	}
}

// latest keeps the last n moments.
func latest(all []time.Time, n int) []time.Time {
	if len(all) <= n {
		return all
	}
	return slices.Delete(all, 0, len(all)-n)
}

func latestOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
