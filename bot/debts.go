package bot

import (
	"slices"
	"sync"
	"time"

	"dombot/dialogs"
)

// debt is what one person is owed, in its place in the line.
type debt struct {
	key    dialogs.Key
	order  int64 // the update that was the first to be owed an answer
	owed   owed
	since  time.Time
	due    time.Time // not before
	tries  int       // in a row, in vain
	alone  int       // of them, those while others were answered
	failed time.Time // the last of them
	global bool      // nobody else was answered either
	busy   bool      // being paid
	noted  bool      // remembered across restarts
	held   []int64   // updates that stay with Telegram until this is paid
}

// debts is the line of those whose answer is overdue, first come first served.
// Once it stands, later answers join it: people are served in order, and no
// burst follows an outage.
type debts struct {
	now     func() time.Time
	follow  func(chat int64, o, later owed) owed
	release func(update int64)
	slow    func() // catching up begins

	mu     sync.Mutex
	of     map[dialogs.Key]*debt
	line   []*debt
	behind bool          // they wait for Telegram, not each for themselves
	wake   chan struct{} // something changed
}

// loan is something to owe.
type loan struct {
	owed  owed
	order int64     // the update that is answered; 0: one of before the start
	hold  bool      // it stays with Telegram until this is paid
	at    time.Time // not before
	noted bool      // remembered already
}

// add owes l to the person behind k. Unless it must be, that is done only where
// the person or everybody has to wait anyway; false: it was not.
func (b *debts) add(k dialogs.Key, l loan, must bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	x := b.of[k]
	if x == nil && !b.behind && !must {
		return false
	}
	if x == nil {
		x = &debt{key: k, order: l.order, since: b.now(), due: l.at}
		b.of[k] = x
		b.queue(x)
	}
	x.owed = b.follow(k.Chat, x.owed, l.owed)
	x.noted = x.noted || l.noted
	switch {
	case !l.hold:
	case x.noted && len(l.owed.letters) == 0:
		b.release(l.order)
	default:
		x.held = append(x.held, l.order)
	}
	b.changed()
	return true
}

// queue gives a new debt its place: workers owe in any order, people wrote in
// one. b.mu is held.
func (b *debts) queue(x *debt) {
	i := len(b.line)
	for i > 0 && b.line[i-1].order > x.order {
		i--
	}
	b.line = slices.Insert(b.line, i, x)
}

// changed wakes whoever waits for the next debt.
func (b *debts) changed() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// next takes the first debt that is due out for paying. Where there is none,
// pause is how long until one is; zero: until something changes.
func (b *debts) next() (x *debt, o owed, pause time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	standing := false
	for _, y := range b.line {
		left := y.due.Sub(now)
		switch {
		case y.busy:
			standing = true
		case left <= 0:
			o, y.owed, y.busy = y.owed, owed{}, true
			return y, o, 0
		default:
			standing = standing || y.global
			if pause == 0 || left < pause {
				pause = left
			}
		}
	}
	b.behind = b.behind && standing
	return nil, owed{}, pause
}

// paid puts a debt back of which everything was shown or given up but left. It
// is gone if nothing was added meanwhile. Telegram answers, so nobody else waits
// for its sake any more.
func (b *debts) paid(x *debt, left owed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, y := range b.line {
		y.global = false
	}
	x.tries, x.alone, x.due = 0, 0, b.now()
	b.putBack(x, left)
	if !x.owed.empty() {
		return
	}
	delete(b.of, x.key)
	b.line = slices.DeleteFunc(b.line, func(y *debt) bool { return x == y })
	for _, id := range x.held {
		b.release(id)
	}
}

// barred puts a debt back that could not even be tried.
func (b *debts) barred(x *debt, left owed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.putBack(x, left)
	b.lag()
}

// fault learns that a debt which is busy was tried in vain, and returns how
// often that was so, and how often of them others were answered since it failed
// the time before: it is the debt that is at fault then.
func (b *debts) fault(x *debt, answered time.Time) (alone, tries int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	x.global = !answered.After(x.failed)
	x.failed, x.tries = b.now(), x.tries+1
	if !x.global {
		x.alone++
	}
	return x.alone, x.tries
}

// later puts a debt back until at. If nobody is answered, the line waits too.
func (b *debts) later(x *debt, left owed, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	x.due = at
	b.putBack(x, left)
	if x.global {
		b.lag()
	}
}

// putBack makes a debt payable again, together with what was added meanwhile.
// b.mu is held.
func (b *debts) putBack(x *debt, left owed) {
	x.busy = false
	x.owed = b.follow(x.key.Chat, left, x.owed)
	b.changed()
}

// lag makes everybody join the line. b.mu is held.
func (b *debts) lag() {
	if !b.behind {
		b.behind = true
		b.slow()
	}
}

// late lists the debts of a window that nobody has noted and that are older than
// age, with what to do once they are.
func (b *debts) late(age time.Duration) []*debt {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []*debt
	for _, x := range b.line {
		if !x.noted && !x.busy && b.now().Sub(x.since) >= age && (x.owed.window != nil || x.owed.again) {
			all = append(all, x)
		}
	}
	return all
}

// note marks debts as remembered. Telegram may forget their updates then, unless
// only this process knows all that is owed. It returns those that are gone.
func (b *debts) note(noted []*debt) (gone []*debt) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, x := range noted {
		x.noted = true
		switch {
		case b.of[x.key] != x:
			gone = append(gone, x)
		case !x.busy && len(x.owed.letters) == 0:
			for _, id := range x.held {
				b.release(id)
			}
			x.held = nil
		}
	}
	return gone
}

// forget takes the mark off a debt; false: it had none.
func (b *debts) forget(x *debt) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	noted := x.noted
	x.noted = false
	return noted
}

func (b *debts) len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.line)
}

// isBehind reports whether people wait for Telegram to answer again.
func (b *debts) isBehind() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.behind
}
