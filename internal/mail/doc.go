// Package mail sends letters by e-mail: one rendered letter at a time, over
// SMTP. It knows nothing of the rows that letters wait in.
//
// A letter that is sent again is the same letter: its Message-ID and its Date
// come from the row, so a box that got it twice shows it once.
package mail
