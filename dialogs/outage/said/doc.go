// Package said reads what dispatchers write about an outage: what is off,
// where, and from when until when.
//
// It knows words, numbers and the calendar; the clock and its zone are handed
// in. What it does not understand it returns as it was typed, and what may mean
// two things it refuses: nothing is guessed, nothing is passed over in silence.
package said
