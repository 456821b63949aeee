// Package housing holds the nouns and rules of the domain: accounts, meters,
// readings, addresses, reading windows, identifiers.
//
// Everything here is pure: no clock, no SQL, no Telegram, no Russian sentence
// beyond the words that addresses are parsed by. Rules that come from an act
// name it; numbers that the law may change are dated tables.
package housing
