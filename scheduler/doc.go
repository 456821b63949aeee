// Package scheduler does what happens by itself: the delivery of notices and
// the jobs of the clock.
//
// Every moment is handed in. Nothing here waits: somebody else ticks, or wakes
// it when a notice was written. A pass may be repeated at any time: leases and
// the memory of jobs, both in the database, decide what is done once.
package scheduler
