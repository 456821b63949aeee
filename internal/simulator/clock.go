package simulator

import (
	"errors"
	"sync"
	"time"
)

// ErrBackwards refuses to move a [Clock] to an earlier moment.
var ErrBackwards = errors.New("the clock only moves forward")

// Clock is the time of the simulated world. It moves when told to and only forward.
type Clock struct {
	mu   sync.Mutex
	base time.Time // the moment shown when since was read
	real func() time.Time
	last time.Time // the reading of real that belongs to base
	subs map[int]func(time.Time)
	next int
	move chan struct{} // closed and replaced with every move
}

// ClockOption changes how a new Clock behaves.
type ClockOption func(*Clock)

// Running makes the clock also go with wall, which is usually time.Now.
func Running(wall func() time.Time) ClockOption {
	return func(c *Clock) { c.real = wall }
}

// NewClock starts a clock at start; the location of start is its time zone.
func NewClock(start time.Time, opts ...ClockOption) *Clock {
	c := &Clock{base: start.Round(0), subs: map[int]func(time.Time){}, move: make(chan struct{})}
	for _, o := range opts {
		o(c)
	}
	if c.real != nil {
		c.last = c.real()
	}
	return c
}

// Now is the simulated moment in the zone of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

// Zone is the time zone given with the starting time.
func (c *Clock) Zone() *time.Location {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Location()
}

// Advance moves the clock on by d and tells the subscribers. A d of zero or less changes nothing.
func (c *Clock) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	c.mu.Lock()
	c.base = c.now().Add(d)
	c.moved()
	now, subs := c.base, c.subscribers()
	c.mu.Unlock()
	tell(subs, now)
}

// Set moves the clock to t and tells the subscribers. It returns ErrBackwards if t is earlier than Now.
func (c *Clock) Set(t time.Time) error {
	c.mu.Lock()
	now := c.now()
	if t.Before(now) {
		c.mu.Unlock()
		return ErrBackwards
	}
	c.base = t.In(now.Location()).Round(0)
	c.moved()
	now, subs := c.base, c.subscribers()
	c.mu.Unlock()
	tell(subs, now)
	return nil
}

// Subscribe calls f after every Advance and Set, in their goroutine and in the order of subscription. The
// passing of real time is not announced. The returned function ends the subscription.
func (c *Clock) Subscribe(f func(now time.Time)) (cancel func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := c.next
	c.next++
	c.subs[id] = f
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.subs, id)
	}
}

// moved wakes who sleeps. c.mu is held.
func (c *Clock) moved() {
	close(c.move)
	c.move = make(chan struct{})
}

// sleep returns true when the clock shows until or wake is closed, false when done is closed before. The zero
// time never comes. A standing clock shows until only when it is moved there.
func (c *Clock) sleep(done <-chan struct{}, until time.Time, wake <-chan struct{}) bool {
	for {
		left, moved, comes := c.before(until)
		if !until.IsZero() && left <= 0 {
			return !stopped(done)
		}
		timer := time.NewTimer(left)
		if !comes {
			timer.Stop()
		}
		over, slept := true, true
		select {
		case <-done:
			slept = false
		case <-wake:
		case <-moved:
			over = false
		case <-timer.C:
			over = false
		}
		timer.Stop()
		if over {
			return slept
		}
	}
}

// before tells how far off t is, what closes when the clock is moved, and whether t comes by itself.
func (c *Clock) before(t time.Time) (left time.Duration, moved <-chan struct{}, comes bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return t.Sub(c.now()), c.move, c.real != nil && !t.IsZero()
}

// now folds the real time that has passed into base. c.mu is held.
func (c *Clock) now() time.Time {
	if c.real == nil {
		return c.base
	}
	at := c.real()
	if passed := at.Sub(c.last); passed > 0 {
		c.base = c.base.Add(passed)
	}
	c.last = at
	return c.base
}

// subscribers lists them in order. c.mu is held.
func (c *Clock) subscribers() []func(time.Time) {
	var list []func(time.Time)
	for id := range c.next {
		if f, ok := c.subs[id]; ok {
			list = append(list, f)
		}
	}
	return list
}

func tell(subs []func(time.Time), now time.Time) {
	for _, f := range subs {
		f(now)
	}
}
