// Package protocol draws up what a general meeting ends in: the protocol as paragraphs, the register of
// owners with their decisions as a workbook, and the requests of ГИС ЖКХ 16.3.0.0
// importExternalVotingProtocol (of a meeting held in a system), importVotingProtocol (of one on paper) and
// importOwnerDecision.
//
// Everything is made of the binding count: where votes are advisory, of paper alone. Files of decisions go to
// the file service of ГИС ЖКХ first, which numbers them: the requests name each by a number of ours, which
// stands in their description too, and has to be replaced.
package protocol
