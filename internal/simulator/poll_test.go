package simulator

import (
	"testing"
	"testing/synctest"
	"time"
)

// hurried is a server that punishes polls in a hurry, in a bubble whose time costs nothing.
func hurried(t *testing.T, test func(b *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC)
		test(newBoxWith(t, Options{
			Clock: NewClock(start, Running(time.Now)), Limits: Limits{BusyPolls: true},
		}))
	})
}

func TestABusyPollIsSlowedDown(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		gap     time.Duration
		offset  string
		timeout string
		waits   time.Duration
	}{
		"the same at once":       {offset: "0", waits: 3 * time.Second},
		"the same after a while": {gap: 3 * time.Second, offset: "0"},
		"another offset":         {offset: "5"},
		"a long poll":            {offset: "0", timeout: "7", waits: 7 * time.Second},
		"the longest poll":       {offset: "5", timeout: "90", waits: 50 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hurried(t, func(b *box) {
				b.poll("offset", "0")
				time.Sleep(tt.gap)
				asked := time.Now()

				b.poll("offset", tt.offset, "timeout", tt.timeout)

				if took := time.Since(asked); took != tt.waits {
					b.t.Errorf("the poll took %v, want %v", took, tt.waits)
				}
			})
		})
	}
}

func TestAHastyPollGetsOneUpdateAtATime(t *testing.T) {
	t.Parallel()
	hurried(t, func(b *box) {
		b.anna.Send("one")
		b.anna.Send("two")

		first := len(b.poll())
		again := len(b.poll())
		time.Sleep(500 * time.Millisecond)
		later := len(b.poll())

		if first != 2 || again != 1 || later != 2 {
			b.t.Errorf("%d, then %d, then %d updates; want 2, 1, 2", first, again, later)
		}
	})
}

func TestRepeatedConflictsAreAnsweredLate(t *testing.T) {
	t.Parallel()
	hurried(t, func(b *box) {
		answers := make(chan time.Duration, 3)
		for range 3 {
			go func() {
				asked := time.Now()
				b.do("getUpdates", "timeout", "20")
				answers <- time.Since(asked)
			}()
			synctest.Wait()
		}

		if first, second := <-answers, <-answers; first != 0 || second != 3*time.Second {
			b.t.Errorf("conflicts were answered after %v and %v, want at once and after 3s", first, second)
		}
		<-answers
	})
}
