package dialogs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// crowd delivers what one person does the way networks do: doubled, out of
// order, late, to replicas that stop at any moment.
type crowd struct {
	t        *testing.T
	r        *rapid.T
	w        *town
	random   *counting
	engine   *Engine
	update   int64
	seen     Reply // the newest reply that arrived
	window   int64
	pool     []Event        // everything the person did
	confirms map[string]int // what was confirmed → rows written for it
}

func newCrowd(t *testing.T, r *rapid.T, base town) *crowd {
	t.Helper()
	c := &crowd{t: t, r: r, w: &base, random: &counting{}, confirms: map[string]int{}}
	c.w.shelf, c.w.ledger = newShelf(), newLedger()
	c.w.ledger.wrote = func(once housing.Once) {
		data := c.confirmed(once)
		if data == "" {
			r.Fatalf("row %q was written, which nothing confirms", once)
		}
		c.confirms[data]++
	}
	c.restart()
	return c
}

// confirmed returns the button whose press once names; empty if none was on a
// screen. It may have been pressed earlier: what is written down is finished
// by whatever comes next.
func (c *crowd) confirmed(once housing.Once) string {
	for data := range c.confirms {
		if strings.HasSuffix(string(once), "."+data) {
			return data
		}
	}
	return ""
}

func (c *crowd) restart() {
	c.engine = c.w.engine(c.t)
	c.engine.Random = c.random
}

// act lets the person do something with what is on the screen.
func (c *crowd) act() {
	c.update++
	ev := Event{Key: Key{Bot: 1, Chat: 5, User: 5}, Update: c.update}
	buttons := labels(c.seen.Screen)
	i := rapid.IntRange(-2, len(buttons)-1).Draw(c.r, "button")
	onward := rapid.IntRange(0, 3).Draw(c.r, "onward") > 0
	if onward {
		i = slices.IndexFunc(buttons, func(b string) bool {
			return slices.Contains([]string{"S", "Готово", "Ещё раз", "Не нужно", "form", "Да", "Закрыть"}, b)
		})
	}
	switch {
	case i >= 0:
		ev.Data, ev.Window = c.seen.Data(i), c.window
		if buttons[i] == "Готово" {
			c.confirms[ev.Data] += 0
		}
	case onward:
		ev.Text = "Анна"
	default:
		words := []string{"Анна", "форма", "плохо", "чужое", "/menu", "/cancel", "закрытое", "авария", "/start", ""}
		ev.Text = rapid.SampledFrom(words).Draw(c.r, "text")
	}
	c.pool = append(c.pool, ev)
}

// deliver hands an event over, perhaps again, perhaps under a new number.
func (c *crowd) deliver(depth int) {
	if len(c.pool) == 0 {
		return
	}
	ev := c.pool[len(c.pool)-1]
	if rapid.IntRange(0, 3).Draw(c.r, "late") == 0 {
		ev = rapid.SampledFrom(c.pool).Draw(c.r, "event")
	}
	if rapid.IntRange(0, 2).Draw(c.r, "resent") == 0 {
		c.update++
		ev.Update = c.update
	}
	second := rapid.Bool().Draw(c.r, "second save")
	var first []lostSave
	if second {
		first = []lostSave{fine()}
	}
	switch rapid.IntRange(0, c.fates(ev)).Draw(c.r, "fate") {
	case 0:
		c.w.shelf.lost = slices.Concat(first, []lostSave{{written: false}})
	case 1:
		c.w.shelf.lost = slices.Concat(first, []lostSave{{written: true}})
	case 2:
		other := func() { c.deliver(1) }
		if depth == 0 && !second {
			c.w.shelf.first = other
		} else if depth == 0 { // between the row and the session
			c.w.shelf.first = func() { c.w.shelf.first = other }
		}
	}
	c.handle(ev)
	c.w.shelf.lost, c.w.shelf.first = nil, nil
}

// fates is the highest number of a fate: from 3 on nothing befalls the event.
// A confirmation is never spared, or a hundred schedules might hold none that
// is carried out and has to be found again.
func (c *crowd) fates(ev Event) int {
	if _, confirms := c.confirms[ev.Data]; confirms {
		return 2
	}
	return 6
}

func (c *crowd) handle(ev Event) {
	acks := 0
	if ev.Data != "" {
		ev.Ack = func(context.Context, string) bool {
			acks++
			return true
		}
	}
	reply, err := c.engine.Handle(c.t.Context(), ev)
	switch {
	case err != nil && !errors.Is(err, errLost):
		// Buttons that are wired to nowhere are an error by design.
		if !strings.Contains(err.Error(), "does not declare") && !strings.Contains(err.Error(), "above one another") {
			c.r.Fatalf("handle %+v: %v", ev, err)
		}
	case ev.Data != "" && acks != 1:
		c.r.Fatalf("a tap was answered %d times", acks)
	}
	if err != nil || reply.Quiet || rapid.IntRange(0, 5).Draw(c.r, "reply lost") == 0 {
		return
	}
	c.seen, c.window = reply, reply.Edit
	if reply.Edit == 0 {
		c.update++
		c.window = c.update
	}
	if rapid.IntRange(0, 5).Draw(c.r, "stopped before remembering") == 0 {
		return
	}
	if err := c.engine.Shown(c.t.Context(), ev.Key, reply, c.window); err != nil && !errors.Is(err, errLost) {
		c.r.Fatalf("remember the window: %v", err)
	}
}

func (c *crowd) check() {
	for data, rows := range c.confirms {
		if rows > 1 {
			c.r.Fatalf("confirmation %q wrote %d rows", data, rows)
		}
	}
}

// walk proves that the person is not stuck: a form can still be filled.
func (c *crowd) walk() {
	v := &visitor{tb: c.t, engine: c.engine, key: Key{Bot: 1, Chat: 5, User: 5}, update: c.update + 1000}
	v.say("форма")
	if slices.Contains(labels(v.last.Screen), "Не нужно") {
		v.press("Не нужно")
	}
	v.say("Вера").press("S").sees("Итог: Вера, S")
	data := v.data("Готово")
	c.confirms[data] += 0
	v.press("Готово").sees("Принято: Вера/S")
	if c.confirms[data] != 1 {
		c.r.Fatalf("a plain confirmation wrote %d rows", c.confirms[data])
	}
}

// TestAnyInterleavingCommitsAConfirmationAtMostOnce is the promise of the
// engine: whatever doubles, overtakes, repeats or gets lost, a person who
// confirmed once has confirmed once.
func TestAnyInterleavingCommitsAConfirmationAtMostOnce(t *testing.T) {
	t.Parallel()
	base := *newTown(t)
	confirmed, doubled := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		c := newCrowd(t, r, base)
		for range rapid.IntRange(10, 80).Draw(r, "deeds") {
			switch rapid.IntRange(0, 19).Draw(r, "deed") {
			case 0:
				c.restart()
			case 1:
				c.w.shelf.empty()
			case 2, 3, 4, 5:
				c.deliver(0)
			default:
				c.act()
				c.deliver(0)
			}
			c.check()
		}
		confirmed += c.w.ledger.count()
		doubled += len(c.w.ledger.asked) - c.w.ledger.count()
		c.walk()
	})
	if confirmed == 0 || doubled == 0 {
		t.Errorf("%d rows and %d repeated calls: the interleavings prove nothing", confirmed, doubled)
	}
}
