package main

import "time"

// Clock tells the time; the demo's and the tests' can be moved.
type Clock interface{ Now() time.Time }

// machine is the clock of the machine.
type machine struct{ zone *time.Location }

// Now returns the time in the zone of the configuration.
func (m machine) Now() time.Time { return time.Now().In(m.zone) }

// clock returns the clock of the world, the machine's where it has none.
func (w World) clock(c Config) Clock {
	if w.Clock != nil {
		return w.Clock
	}
	return machine{c.Zone}
}
