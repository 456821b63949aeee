package chain

import (
	"bytes"

	"dombot/internal/ballot"
	"dombot/internal/owners"
)

// Kept is a chain as a server keeps it beside what was accepted.
type Kept struct {
	File

	Meeting    ballot.Meeting
	Electorate owners.Electorate
	Key        []byte // of the meeting
	Seq        int64  // of the last entry, as it was noted
	Last       Hash   // of the last entry, as it was noted
}

// Broken are the numbers of entries of which what is kept is not what was accepted: it was changed, removed
// or added since. 0 stands for the beginning: the term, the questions, who could vote and with what weight.
// None: everything is as it was.
func (k Kept) Broken() (broken []int64) {
	head := k.Header.Hash()
	if !bytes.Equal(k.beginning().Hash(), head) {
		broken = append(broken, 0)
	}
	opened := map[int64]Opening{}
	for _, o := range k.Openings {
		opened[o.Seq] = o
	}
	for i, e := range k.Entries {
		seq := int64(i) + 1
		o, there := opened[seq]
		if !there || e.Seq != seq || !e.same(k.Header.Next(seq, head, o.Vote, o.Nonce)) {
			broken = append(broken, seq)
		}
		delete(opened, seq)
		head = e.Hash
	}
	if len(opened) > 0 || k.Seq != int64(len(k.Entries)) || !bytes.Equal(head, k.Last) {
		broken = append(broken, int64(len(k.Entries))+1)
	}
	return broken
}

// beginning is the header that the meeting and the electorate come to.
func (k Kept) beginning() Header {
	h, _ := NewHeader(k.Meeting, k.Electorate, k.Key)
	h.Version = k.Header.Version
	return h
}

func (e Entry) same(other Entry) bool {
	return bytes.Equal(e.Prev, other.Prev) && bytes.Equal(e.Commitment, other.Commitment) &&
		bytes.Equal(e.Hash, other.Hash)
}
