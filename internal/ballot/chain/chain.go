package chain

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/owners"
)

// KeySize is how many random bytes the key of a meeting and the nonce of an entry have.
const KeySize = 32

// The names of what is hashed.
const (
	nameVoter  = "dombot voter 1"
	nameVoters = "dombot voters 1"
	nameStart1 = "dombot start 1" // without the texts of questions
	nameStart2 = "dombot start 2" // with them
	nameStart  = "dombot start 3"
	nameVote1  = "dombot vote 1" // without what a paper corrects
	nameVote   = "dombot vote 2"
	nameEntry  = "dombot entry 1"
)

// Hash is a SHA-256; in files it is hexadecimal.
type Hash []byte

// MarshalText writes h.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

// UnmarshalText reads what MarshalText writes.
func (h *Hash) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

// String returns h as it stands in files.
func (h Hash) String() string { return hex.EncodeToString(h) }

// Code is the beginning of h, short enough to be read out: 7F3A-91C2.
func (h Hash) Code() string {
	s := strings.ToUpper(h.String())
	if len(s) < 8 {
		return s
	}
	return s[:4] + "-" + s[4:8]
}

// fields joins what is hashed without a doubt where one ends.
func fields(name string, parts ...[]byte) []byte {
	all := append([][]byte{[]byte(name)}, parts...)
	var b []byte
	for _, p := range all {
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

func sum(b []byte) Hash {
	h := sha256.Sum256(b)
	return h[:]
}

func sealed(key, b []byte) Hash {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write(b) // never fails
	return mac.Sum(nil)
}

func decimal(n int64) []byte { return strconv.AppendInt(nil, n, 10) }

// moment writes a time to the second, in UTC.
func moment(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// Pseudonym is the name of a holding in the chain of the meeting whose key it is.
func Pseudonym(key []byte, holding owners.RightID) string {
	return sealed(key, fields(nameVoter, decimal(int64(holding))))[:16].String()
}

// Voter is who may vote, with what weight in m² as a fraction: 453/10.
type Voter struct {
	Voter  string `json:"voter"`
	Weight string `json:"weight"`
}

// Question is a question with what its decision needs.
type Question struct {
	Number int    `json:"number"`
	Text   string `json:"text,omitempty"` // as it was put to the vote; of version 1 empty
	Of     string `json:"of"`
	Num    int    `json:"num"`
	Den    int    `json:"den"`
	Over   bool   `json:"over"`
}

// Header is what stands before the first vote.
type Header struct {
	Version   int        `json:"version,omitempty"` // 0: 1
	Meeting   int64      `json:"meeting"`
	Start     string     `json:"start"`
	End       string     `json:"end"`
	Mode      string     `json:"mode"`
	Revote    bool       `json:"revote"`
	Questions []Question `json:"questions"`
	Total     string     `json:"total"`  // votes of the house, m²
	Voters    Hash       `json:"voters"` // root of the list of voters
}

// NewHeader returns the header of a meeting, and the voters whose root is in it, in the order of their
// pseudonyms.
func NewHeader(m ballot.Meeting, e owners.Electorate, key []byte) (Header, []Voter) {
	voters := make([]Voter, len(e.Holdings))
	for i, h := range e.Holdings {
		voters[i] = Voter{Pseudonym(key, h.ID), fraction(h.Weight)}
	}
	slices.SortFunc(voters, func(a, b Voter) int { return strings.Compare(a.Voter, b.Voter) })
	list := make([][]byte, 0, 2*len(voters))
	for _, v := range voters {
		list = append(list, []byte(v.Voter), []byte(v.Weight))
	}
	h := Header{
		Version: version,
		Meeting: int64(m.ID), Start: moment(m.Start), End: moment(m.End), Mode: string(m.Mode),
		Revote: m.Revote,
		Total:  fraction(e.Total), Voters: sum(fields(nameVoters, list...)),
	}
	for _, q := range m.Questions {
		need := q.Majority.Share()
		of := "present"
		if need.OfAll {
			of = "all"
		}
		h.Questions = append(h.Questions, Question{q.Number, q.Text, of, need.Num, need.Den, need.Over})
	}
	return h, voters
}

func fraction(r *big.Rat) string { return r.String() } // 453/10, 45/1: always with its denominator

// Hash is what the first entry follows.
func (h Header) Hash() Hash {
	parts := [][]byte{
		decimal(h.Meeting), []byte(h.Start), []byte(h.End), []byte(h.Mode), strconv.AppendBool(nil, h.Revote),
		[]byte(h.Total), h.Voters,
	}
	name := nameStart
	switch {
	case h.Version < withTexts:
		name = nameStart1
	case h.Version < withCorrections:
		name = nameStart2
	}
	for _, q := range h.Questions {
		parts = append(parts, decimal(int64(q.Number)))
		if h.Version >= withTexts {
			parts = append(parts, []byte(q.Text))
		}
		parts = append(parts, []byte(q.Of), decimal(int64(q.Num)), decimal(int64(q.Den)),
			strconv.AppendBool(nil, q.Over))
	}
	return sum(fields(name, parts...))
}

// Format is that of the file of a chain with this header.
func (h Header) Format() string {
	switch {
	case h.Version < withTexts:
		return fileFormat1
	case h.Version < withCorrections:
		return fileFormat2
	}
	return FileFormat
}

// receiptFormat is that of the receipts of a chain with this header.
func (h Header) receiptFormat() string {
	if h.Version < withCorrections {
		return receiptFormat1
	}
	return ReceiptFormat
}

// Vote is what an entry commits to.
type Vote struct {
	Voter   string   `json:"voter"`
	Weight  string   `json:"weight"`
	Channel string   `json:"channel"`
	At      string   `json:"at"`       // when it was accepted
	Given   string   `json:"received"` // when a paper was handed in; empty: it was tapped
	Answers []string `json:"answers"`  // one a question; empty: none
	// Corrects is the number of the paper that this one corrects, or takes back; before version 3 always 0.
	Corrects int64 `json:"corrects,omitempty"`
}

// Vote is what is committed to of a decision of a voter.
func (h Header) Vote(v Voter, d ballot.Decision) Vote {
	vote := Vote{Voter: v.Voter, Weight: v.Weight, Channel: string(d.Channel), At: moment(d.At)}
	if d.Channel == ballot.Paper {
		vote.Given = moment(d.Received)
	}
	for _, a := range d.Answers {
		vote.Answers = append(vote.Answers, string(a))
	}
	if h.Version >= withCorrections {
		vote.Corrects = d.Corrects
	}
	return vote
}

// Entry is one accepted decision.
type Entry struct {
	Seq        int64 `json:"seq"` // from 1
	Prev       Hash  `json:"prev"`
	Commitment Hash  `json:"commitment"`
	Hash       Hash  `json:"hash"`
}

// Next is the entry of a vote behind the head of a chain; nonce is random, and used once.
func (h Header) Next(seq int64, head Hash, v Vote, nonce []byte) Entry {
	parts := [][]byte{
		decimal(h.Meeting), []byte(v.Voter), []byte(v.Weight), []byte(v.Channel),
		[]byte(v.At), []byte(v.Given),
	}
	name := nameVote1
	if h.Version >= withCorrections {
		name, parts = nameVote, append(parts, decimal(v.Corrects))
	}
	for _, a := range v.Answers {
		parts = append(parts, []byte(a))
	}
	e := Entry{Seq: seq, Prev: head, Commitment: sealed(nonce, fields(name, parts...))}
	e.Hash = sum(fields(nameEntry, decimal(seq), head, e.Commitment))
	return e
}

// Receipt is what a voter keeps.
type Receipt struct {
	Format  string `json:"format"`
	Meeting int64  `json:"meeting"`
	Seq     int64  `json:"seq"`
	Nonce   Hash   `json:"nonce"`
	Hash    Hash   `json:"hash"`

	Vote
}

// Receipt is that of an entry with the hash, opened.
func (h Header) Receipt(o Opening, hash Hash) Receipt {
	return Receipt{
		Format: h.receiptFormat(), Meeting: h.Meeting, Seq: o.Seq, Nonce: o.Nonce, Hash: hash, Vote: o.Vote,
	}
}

// Opening shows what an entry commits to.
type Opening struct {
	Seq   int64 `json:"seq"`
	Nonce Hash  `json:"nonce"`

	Vote
}

// The versions of headers; a chain goes on as it was begun.
const (
	withTexts       = 2 // since when the texts of questions are hashed
	withCorrections = 3 // since when it is hashed which paper a paper corrects
	version         = withCorrections
)

// The formats of files.
const (
	fileFormat1    = "dombot votes 1"
	fileFormat2    = "dombot votes 2"
	FileFormat     = "dombot votes 3"
	receiptFormat1 = "dombot receipt 1"
	ReceiptFormat  = "dombot receipt 2"
)

// File is a published chain.
type File struct {
	Format   string    `json:"format"`
	Header   Header    `json:"header"`
	Entries  []Entry   `json:"entries"`
	Voters   []Voter   `json:"voters,omitempty"`   // with openings alone
	Openings []Opening `json:"openings,omitempty"` // after the end of an official meeting alone
}

// Head is the hash of the last entry, of the header where there is none.
func (f File) Head() Hash {
	if len(f.Entries) == 0 {
		return f.Header.Hash()
	}
	return f.Entries[len(f.Entries)-1].Hash
}
