package scheduler

import (
	"sync"
	"time"

	"dombot/internal/housing"
)

// Of how many notices in a row the share that does not arrive is taken.
const (
	guardFew  = 20
	guardMany = 100
)

// Guard counts how many of the last notices did not arrive. Those to people who
// blocked the bot are not told to it.
type Guard struct {
	Failures int           // percent that make the others wait
	Pause    time.Duration // for how long

	mu   sync.Mutex
	last []bool // whether it failed
}

// note counts a notice; true: too many failed, and counting begins anew.
func (g *Guard) note(failed bool, now time.Time) (s housing.Suspension, tooMany bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = append(g.last, failed)
	g.last = g.last[max(0, len(g.last)-guardMany):]
	s = housing.Suspension{Since: now, Until: now.Add(g.Pause), Of: len(g.last)}
	for _, f := range g.last {
		if f {
			s.Failed++
		}
	}
	if s.Of < guardFew || 100*s.Failed <= g.Failures*s.Of {
		return s, false
	}
	g.last = nil
	return s, true
}
