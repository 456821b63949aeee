// Package chain writes the published record of accepted votes: a chain of hashes without names, in which
// nobody, the operator of the bot included, changes, removes or adds a vote unseen. What it writes is
// checked by internal/ballotcheck, which shares no code with it.
//
// # What is written
//
// The [Header] tells the meeting, its questions word for word and the root of the list of voters: who may
// vote, by pseudonym, and with what weight. Its hash is the start of the chain. Headers of version 1 hashed
// of a question its number and majority alone, commitments before version 3 not which paper a paper corrects;
// their chains are written and checked as they were begun. Each accepted decision adds an [Entry]: its
// number, the hash before it, a commitment, and the hash of these three. The commitment is HMAC-SHA-256 of
// the decision under a random nonce, so an entry tells nothing before it is opened. The voter is given the
// nonce: the [Receipt] shows to him, and to whomever he lets see it, what was counted of him. After the end
// all nonces may be published ([Opening]): anybody can then count the votes again.
//
// A hash is SHA-256 over fields, each behind its length as eight bytes, the first of them naming what is
// hashed.
//
// # Whom it protects from what
//
// When votes are counted, every decision that is kept is held against its entry, and the electorate and the
// questions against the header ([Kept.Broken]): a row that was changed in the database is found, also of a
// paper of
// an advisory meeting, which is never opened, and the results name it. Who wrote the entries anew besides is
// found by the published heads and by receipts: an owner holds that of a paper, too, which somebody else
// entered.
// The owner and the document of a representative are not hashed: the register may tell that an owner is
// another.
//
// A changed, moved or removed entry breaks the chain; a cut tail or a chain that was written anew shows
// against any receipt, against a head that was published (in the chat of the house every day and at the
// end, with the results, in the protocol), and against any copy that was taken before. A changed weight,
// question or voter is another start. A vote that was added for an owner who did not vote is found by that
// owner: his pseudonym is told to him and stands in the openings. What is not found: a vote that the server
// never accepted, which has no receipt; and what an operator learns who reads the database, where decisions
// are not encrypted.
//
// Pseudonyms are HMAC of the holding under a key that is drawn for the meeting and never published: nobody
// links the votes of two meetings, or tries out flats. Openings, though, tell weights and times, and who
// knows the areas of the house finds the flat by them. So the chain alone may be published during the vote,
// and openings only where the law makes every decision a paper of the protocol (ЖК РФ ст. 46 ч. 1, 4):
// after the end of an official meeting, never of an advisory one. Entries carry no time: who saw a
// neighbour tap cannot tell his entry by the minute.
//
// A receipt proves how its holder voted, also to somebody who presses for it. Meetings of owners are no
// secret ballots; where a vote may be changed until the end, an early receipt proves little.
package chain
