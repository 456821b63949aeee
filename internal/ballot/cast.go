package ballot

import (
	"math/big"
	"time"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// Cast is what a person wants to vote with the holdings that he may vote for. What they weigh is not his to
// say.
type Cast struct {
	Meeting  Meeting // as announced; once voting has started, what was frozen counts
	Person   housing.PersonID
	Holdings []owners.RightID // all of them or none are voted; empty: all that are his and have not voted
	Answers  []Answer
}

// PaperDecision is a decision on paper, as it is entered.
type PaperDecision struct {
	Meeting  Meeting
	By       housing.PersonID // an operator of the house or who calls the meeting; 0: the command line
	Holding  owners.RightID
	Owner    owners.OwnerID
	Answers  []Answer
	Received time.Time // when it was handed in
	Vouched  bool      // of a doubtful day: who enters it says that it came before the end
	Document string    // of a representative who signed; empty: the owner did
	File     File
	Corrects int64  // the number of the decision that was entered wrongly; without answers: it is taken back
	Reason   string // of a correction
}

// Bounds of the reason of a correction, in signs.
const (
	ReasonMin = 5
	ReasonMax = 500
)

// File is the image of a paper.
type File struct {
	Name, Kind string
	Data       []byte
}

// Own is a holding that a person may vote for.
type Own struct {
	Holding  owners.RightID
	Owner    owners.OwnerID // as whom, or for whom
	Name     string         // of that owner
	Premises owners.Premises
	Joint    bool
	Share    *big.Rat
	Weight   *big.Rat // m²
	Total    *big.Rat // of the house, m²
	Document string   // of a representative; empty: the owner himself
	Sold     bool     // since voting started: no vote is taken any more
	Voter    string   // the pseudonym in the published chain
	Voted    []Decision
}

// Turnout is how many votes were given, without saying what they say.
type Turnout struct {
	Total       *big.Rat // of the house, m²
	Taps, Paper *big.Rat
	Holdings    int // that have voted, either way
}

// Counted is the result of a meeting with what it was counted from.
type Counted struct {
	Meeting    Meeting
	Electorate owners.Electorate
	Decisions  []Decision // all that were accepted, also those that others replaced
	Outcome    Outcome
	Head       string // the hash of the last of them in the published chain, hexadecimal
	// Broken are the numbers of decisions that are not what was accepted, by the chain: somebody changed,
	// removed or added them in the database. 0: what stands before the first. None: all is as it was
	// accepted.
	Broken []int64
}
