// Package ballot counts the votes of a general meeting: what may be voted when, what counts of it, and what
// it comes to, in exact rationals.
//
// A holding of premises has one vote on every question, as heavy as the register says of the day on which
// voting starts (internal/owners). One of joint owners votes for all: what each does is taken to be with the
// others' consent (ГК РФ ст. 253 п. 2). The quorum is more than half of all votes (ЖК РФ ст. 45 ч. 3);
// those present are all who took part, whether they answered a question or not.
//
// In [Official] a holding votes once, on paper or electronically: the first way stands, and a second one is
// refused and, were it there, not counted. In [Advisory] taps and paper are two counts, and nothing here adds
// them: only paper binds, and only where the meeting was called as the law asks.
//
// The package refuses to know who a voter is, SQL and the words that people read.
package ballot
