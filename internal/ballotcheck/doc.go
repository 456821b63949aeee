// Package ballotcheck checks a published chain of votes, and a receipt against it, with no code of what
// wrote it: it reads the file, hashes and counts by itself and imports nothing of the program, so that a
// mistake there is found here. It says what is wrong as kinds; the words that people read are not its own.
//
// internal/ballot/chain tells what is hashed and what the chain protects from.
package ballotcheck
