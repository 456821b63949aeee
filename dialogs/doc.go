// Package dialogs runs conversations that are described as data.
//
// A [Flow] is a list of named steps. A step loads a plain view, shows it as a
// [Screen], decides what an answer means, and carries the decision out. The
// [Engine] owns everything that all dialogs share: sessions and their
// revisions, ‹Назад› and ‹Отменить›, stale and doubled taps, interrupts,
// unfinished matters, flows inside flows.
//
// Showing and deciding are two pure functions rather than one, because after
// a restart, a stale tap or ‹Назад› a step is shown without an answer.
//
// The order of effects is fixed: the business row with its outcome first, the
// session second, the messenger last. Nothing here knows Telegram, Redis or SQL.
//
// # Exactly once
//
// A confirmation is first written down in the session, with a name, then
// carried out under that name, then its outcome takes the place of the note. It
// may be cut anywhere, doubled, or meet another deed on another replica: who
// finds the note and repeats the confirmation gets the stored outcome; who does
// anything else first settles with [Outcomes] what became of it, and either
// sees the outcome or makes it void. So what a person reads is what was stored,
// whichever of the two came first.
package dialogs
