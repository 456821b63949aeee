// Package said reads messages in which people give the readings of several
// meters at once: «хвс кухня 123,4 гвс 45, т1 3456 т2 789».
//
// It knows words and numbers. Which meters there are is handed in; which one is
// meant where several fit, and what of two meanings of a number is right, it
// leaves to a question. A word that it does not know is returned as it was
// typed: nothing is guessed, nothing is passed over in silence.
package said
