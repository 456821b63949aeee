// Package forum holds the nouns and rules of the forum of a house, pure: who is shown how, what a message
// may be, how often one writes, what is looked at by a moderator first.
//
// A message names its author by the number of a flat or by a pseudonym, as the author chose, and never by a
// name of the messenger. The forum is off unless a deployment turns it on: who runs one organises the
// spreading of information (149-ФЗ, ст. 10.1), with the duties of that.
package forum
