// Package owners knows who owns the premises of a house, and how many votes that gives: the ground that
// quorum and results of a general meeting stand on.
//
// A vote weighs as much as the owner's share in the common property of the house (ЖК РФ, ст. 48 ч. 3),
// which is in proportion to the total area of the owner's premises (ст. 37 ч. 1): the area of the premises
// times the share in them, in m², as an exact rational. Flats, non-residential premises and parking places
// count alike.
//
// A [Right] holds from a day up to, not including, another: a sale ends one on the day on which it begins
// another, as ЕГРН has it. The shares of premises come to one whole or there are none: an owner who is not
// known has no vote, the area counts in the total all the same. Owners in joint property (совместная,
// ГК РФ ст. 253) are one [Holding] of their whole share; rights in joint property of the same share by the
// same registration are one right. A payer of an account is not an owner.
//
// The package refuses to know SQL, workbooks and the words that people read.
package owners
