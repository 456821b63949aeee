package ballotcheck

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Kind is what is wrong with a chain or a receipt.
type Kind string

// What may be wrong.
const (
	BadHeader   Kind = "header"   // the header cannot be read
	BadStart    Kind = "start"    // the header was changed: the first entry follows another one
	OtherText   Kind = "question" // a question, whose number is told, is not the one of an earlier copy
	Removed     Kind = "removed"  // an entry is missing
	Added       Kind = "added"    // an entry was put in
	BadLink     Kind = "link"     // an entry does not follow the one before it
	BadHash     Kind = "hash"     // an entry was changed
	BadHead     Kind = "head"     // a hash that was published is of no entry
	BadOpening  Kind = "opening"  // a vote that was opened is not the one that was accepted
	Unopened    Kind = "unopened" // some votes were opened, this one not
	BadVoters   Kind = "voters"   // the list of voters or a weight was changed
	BadVote     Kind = "vote"     // one that could not have been accepted: whose, when, its weight or answer
	NoEntry     Kind = "no-entry" // the receipt is of no entry of the chain
	BadReceipt  Kind = "receipt"  // the entry of the receipt holds another vote
	OtherVotes  Kind = "other"    // the receipt is of another meeting
	NotReplaced Kind = "twice"    // a second vote where none could be given
)

// Problem is one thing that is wrong.
type Problem struct {
	Kind Kind
	Seq  int64 // of which entry, or question; 0: of none
}

// Report is what was found.
type Report struct {
	Meeting  int64
	Mode     string
	Entries  int
	Head     string
	Heads    []Published
	Problems []Problem
	Counts   []Count // where votes were opened: one, or in an advisory vote one a channel
}

// Published is a hash that was published, with the entry that has it.
type Published struct {
	Hash  string
	Seq   int64 // 0: the header
	After int   // how many entries were added later
}

// Good reports whether nothing is wrong.
func (r Report) Good() bool { return len(r.Problems) == 0 }

// Options are what a chain is held against.
type Options struct {
	Heads    []string // as they were published, at any time
	Receipts [][]byte // files of receipts
	Earlier  []byte   // a copy of the chain that was taken before; nil: none
}

// checking is one chain on its way.
type checking struct {
	file
	report Report
}

func (c *checking) fault(kind Kind, seq int64) {
	c.report.Problems = append(c.report.Problems, Problem{kind, seq})
}

// Check checks a published chain. An error means that data is no chain at all.
func Check(data []byte, o Options) (Report, error) {
	var c checking
	if err := read(data, &c.file); err != nil {
		return Report{}, err
	}
	if err := c.known(); err != nil {
		return Report{}, err
	}
	c.report = Report{Meeting: c.Header.Meeting, Mode: c.Header.Mode, Entries: len(c.Entries)}
	c.links()
	for _, head := range o.Heads {
		c.published(head)
	}
	if o.Earlier != nil {
		if err := c.earlier(o.Earlier); err != nil {
			return Report{}, err
		}
	}
	if len(c.Openings) > 0 || len(c.file.Voters) > 0 {
		c.opened()
	}
	for _, data := range o.Receipts {
		if err := c.receipt(data); err != nil {
			return Report{}, err
		}
	}
	return c.report, nil
}

// links follows the chain from the header.
func (c *checking) links() {
	head, ok := c.Header.hash()
	if !ok || !c.Header.sound() {
		c.fault(BadHeader, 0)
	}
	next := int64(1)
	for i, e := range c.Entries {
		next = c.number(e.Seq, next)
		switch {
		case e.Prev == head:
		case i == 0 && e.Seq == 1:
			c.fault(BadStart, 0)
		default:
			c.fault(BadLink, e.Seq)
		}
		hash, ok := e.hash()
		if !ok || hash != e.Hash {
			c.fault(BadHash, e.Seq)
		}
		head = e.Hash
	}
	c.report.Head = head
}

// mostRemoved bounds how many missing entries are named: a number may be made up.
const mostRemoved = 1000

// number holds the number of an entry against the one that is due, and returns that of the next.
func (c *checking) number(seq, next int64) int64 {
	if seq < next {
		c.fault(Added, seq)
		return next
	}
	for missing := next; missing < min(seq, next+mostRemoved); missing++ {
		c.fault(Removed, missing)
	}
	return seq + 1
}

// published looks for the entry that has a published hash.
func (c *checking) published(head string) {
	head = strings.ToLower(head)
	if start, _ := c.Header.hash(); start == head {
		c.report.Heads = append(c.report.Heads, Published{head, 0, len(c.Entries)})
		return
	}
	for i, e := range c.Entries {
		if e.Hash == head {
			c.report.Heads = append(c.report.Heads, Published{head, e.Seq, len(c.Entries) - i - 1})
			return
		}
	}
	c.fault(BadHead, 0)
}

// sound reports whether votes can be counted by the header.
func (h header) sound() bool {
	start, err := time.Parse(time.RFC3339, h.Start)
	end, errEnd := time.Parse(time.RFC3339, h.End)
	total, ok := rational(h.Total)
	term := err == nil && errEnd == nil && start.Before(end)
	if !term || !ok || total.Sign() <= 0 || len(h.Questions) == 0 {
		return false
	}
	odd := func(q question) bool {
		return q.Of != "all" && q.Of != "present" || q.Num <= 0 || q.Num > q.Den
	}
	return !slices.ContainsFunc(h.Questions, odd) && (h.Mode == "official" || h.Mode == "advisory")
}

// maxFraction bounds the figures of a weight: a number of a million digits would keep the checker busy.
const maxFraction = 200

func rational(s string) (*big.Rat, bool) {
	if len(s) > maxFraction || strings.Trim(s, "0123456789/") != "" || !strings.Contains(s, "/") {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// opened checks the votes that were opened, and counts them.
func (c *checking) opened() {
	weights, total := c.weigh()
	if weights == nil {
		c.fault(BadVoters, 0)
		return
	}
	if rootOf(c.file.Voters) != c.Header.Voters {
		c.fault(BadVoters, 0)
	}
	open := c.numbered()
	var votes []opening
	for i, e := range c.Entries {
		o, there := open[int64(i)+1]
		if !there {
			c.fault(Unopened, e.Seq)
			continue
		}
		if kind := c.against(o, e, weights, votes); kind != "" {
			c.fault(kind, e.Seq)
			continue
		}
		votes = append(votes, o)
	}
	c.report.Counts = c.Header.count(votes, weights, total)
}

// weigh reads the weights of voters, and the total; nil: they cannot be right.
func (c *checking) weigh() (weights map[string]*big.Rat, total *big.Rat) {
	weights = map[string]*big.Rat{}
	sum := new(big.Rat)
	for _, v := range c.file.Voters {
		w, ok := rational(v.Weight)
		if _, twice := weights[v.Voter]; !ok || twice {
			return nil, nil
		}
		weights[v.Voter] = w
		sum.Add(sum, w)
	}
	total, ok := rational(c.Header.Total)
	if !ok || sum.Cmp(total) > 0 {
		return nil, nil
	}
	return weights, total
}

// numbered are the openings by the numbers of their entries.
func (c *checking) numbered() map[int64]opening {
	open := map[int64]opening{}
	for _, o := range c.Openings {
		if _, twice := open[o.Seq]; twice || o.Seq < 1 || o.Seq > int64(len(c.Entries)) {
			c.fault(BadOpening, o.Seq)
		}
		open[o.Seq] = o
	}
	return open
}

// against says what is wrong with the opening of an entry behind the votes before it.
func (c *checking) against(o opening, e entry, weights map[string]*big.Rat, before []opening) Kind {
	got, ok := c.Header.commitment(o.vote, o.Nonce)
	switch {
	case !ok || got != e.Commitment:
		return BadOpening
	case !c.Header.could(o.vote, weights[o.Voter]):
		return BadVote
	case !c.Header.mayFollow(before, o.vote):
		return NotReplaced
	}
	return ""
}

// could reports whether a vote could have been accepted from a voter of that weight.
func (h header) could(v vote, weight *big.Rat) bool {
	w, ok := rational(v.Weight)
	if weight == nil || !ok || w.Cmp(weight) != 0 || len(v.Answers) != len(h.Questions) {
		return false
	}
	given := 0
	for _, a := range v.Answers {
		if !slices.Contains([]string{"for", "against", "abstain", ""}, a) {
			return false
		}
		if a != "" {
			given++
		}
	}
	switch v.Channel {
	case "paper":
		return h.within(v.Received)
	case "electronic":
		return given == len(v.Answers) && v.Received == "" && h.within(v.At)
	}
	return false
}

func (h header) within(moment string) bool {
	start, _ := time.Parse(time.RFC3339, h.Start)
	end, _ := time.Parse(time.RFC3339, h.End)
	t, err := time.Parse(time.RFC3339, moment)
	return err == nil && !t.Before(start) && t.Before(end)
}

// mayFollow reports whether a vote may stand after those before it of the same voter: a tap behind a tap
// where one may vote anew, a paper behind the paper that it corrects, or takes back where it has no answer.
func (h header) mayFollow(before []opening, v vote) bool {
	for _, b := range slices.Backward(before) {
		if b.Voter != v.Voter || b.Channel != v.Channel && h.Mode == "advisory" {
			continue
		}
		if b.void() {
			return v.first()
		}
		if v.Channel == "electronic" {
			return b.Channel == v.Channel && v.Corrects == 0 && h.Revote
		}
		return b.Channel == v.Channel && (h.Version != 3 || v.Corrects == b.Seq)
	}
	return v.first()
}

// first reports whether a vote may stand where none does.
func (v vote) first() bool { return !v.void() && v.Corrects == 0 }

// void reports whether a vote has no answer: it takes back the one before.
func (v vote) void() bool {
	return !slices.ContainsFunc(v.Answers, func(a string) bool { return a != "" })
}

// receipt holds a voter's receipt against the chain.
func (c *checking) receipt(data []byte) error {
	var r receipt
	if err := read(data, &r); err != nil {
		return err
	}
	format := "dombot receipt 1"
	if c.Header.Version == 3 {
		format = "dombot receipt 2"
	}
	switch {
	case r.Format != format && r.Meeting == c.Header.Meeting:
		return fmt.Errorf("read receipt: unknown format %q", r.Format)
	case r.Meeting != c.Header.Meeting:
		c.fault(OtherVotes, r.Seq)
		return nil
	case r.Seq < 1 || r.Seq > int64(len(c.Entries)):
		c.fault(NoEntry, r.Seq)
		return nil
	}
	e := c.Entries[r.Seq-1]
	got, ok := c.Header.commitment(r.vote, r.Nonce)
	if !ok || got != e.Commitment || r.Hash != e.Hash {
		c.fault(BadReceipt, r.Seq)
	}
	return nil
}
