package simulator

import (
	"slices"
	"strconv"
	"time"
)

// Poll is a question to vote on. A Poll never changes: each vote makes a new one.
type Poll struct {
	ID          string
	Question    string
	Description string
	Options     []PollOption
	Anonymous   bool // the bot learns the numbers of the votes, not whose they are
	Multiple    bool // several answers may be chosen
	Revoting    bool // a vote may be changed or taken back
	Hidden      bool // the results are shown when the poll has closed
	Quiz        bool
	Correct     []int  // the right answers of a quiz, from 0
	Explanation string // of the right answer
	OpenPeriod  int    // seconds; zero: until it is stopped or ClosesAt
	ClosesAt    time.Time
	Closed      bool
}

// PollOption is an answer with those who chose it, which a test may always see.
type PollOption struct {
	Text   string
	Voters []int64
}

// Voters counts the people who have voted.
func (p *Poll) Voters() int {
	seen := map[int64]bool{}
	for _, o := range p.Options {
		for _, v := range o.Voters {
			seen[v] = true
		}
	}
	return len(seen)
}

// VoteOf lists the answers of a person, from 0; none if there is no vote.
func (p *Poll) VoteOf(person int64) []int {
	var chosen []int
	for i, o := range p.Options {
		if slices.Contains(o.Voters, person) {
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// withVote is the poll after a person has chosen; no answers take the vote back.
func (p *Poll) withVote(person int64, chosen []int) *Poll {
	next := *p
	next.Options = slices.Clone(p.Options)
	for i, o := range next.Options {
		voters := slices.DeleteFunc(slices.Clone(o.Voters), func(v int64) bool { return v == person })
		if slices.Contains(chosen, i) {
			voters = append(voters, person)
		}
		next.Options[i].Voters = voters
	}
	return &next
}

// due tells whether the time of the poll is over.
func (p *Poll) due(now time.Time) bool { return !p.ClosesAt.IsZero() && !p.ClosesAt.After(now) }

type wirePoll struct {
	ID          string           `json:"id"`
	Question    string           `json:"question"`
	Options     []wirePollOption `json:"options"`
	Voters      int              `json:"total_voter_count"`
	Closed      bool             `json:"is_closed"`
	Anonymous   bool             `json:"is_anonymous"`
	Type        string           `json:"type"`
	Multiple    bool             `json:"allows_multiple_answers"`
	Revoting    bool             `json:"allows_revoting"`
	MembersOnly bool             `json:"members_only"`
	Correct     []int            `json:"correct_option_ids,omitempty"`
	Explanation string           `json:"explanation,omitempty"`
	OpenPeriod  int              `json:"open_period,omitempty"`
	CloseDate   int64            `json:"close_date,omitempty"`
	Description string           `json:"description,omitempty"` // inside a message only
}

type wirePollOption struct {
	ID    string `json:"persistent_id"`
	Text  string `json:"text"`
	Votes int    `json:"voter_count"`
}

type wirePollAnswer struct {
	PollID    string   `json:"poll_id"`
	User      wireUser `json:"user"`
	Chosen    []int    `json:"option_ids"`
	ChosenIDs []string `json:"option_persistent_ids"`
}

// wire is the poll as the bot sees it; nil for nil.
func (p *Poll) wire() *wirePoll {
	if p == nil {
		return nil
	}
	w := &wirePoll{
		ID: p.ID, Question: p.Question, Voters: p.Voters(), Closed: p.Closed, Anonymous: p.Anonymous,
		Type: "regular", Multiple: p.Multiple, Revoting: p.Revoting, Correct: p.Correct,
		Explanation: p.Explanation, OpenPeriod: p.OpenPeriod,
	}
	if p.Quiz {
		w.Type = "quiz"
	}
	if !p.ClosesAt.IsZero() {
		w.CloseDate = p.ClosesAt.Unix()
	}
	for i, o := range p.Options {
		w.Options = append(w.Options, wirePollOption{ID: p.optionID(i), Text: o.Text, Votes: len(o.Voters)})
	}
	return w
}

// wireInMessage is the poll inside the message that asks.
func (p *Poll) wireInMessage() *wirePoll {
	w := p.wire()
	if w != nil {
		w.Description = p.Description
	}
	return w
}

func (p *Poll) optionID(i int) string { return p.ID + "_" + strconv.Itoa(i) }

// wireAnswer is the vote of a person as the bot learns it.
func (p *Poll) wireAnswer(who *Person) wirePollAnswer {
	a := wirePollAnswer{PollID: p.ID, User: who.wireUser(), Chosen: []int{}, ChosenIDs: []string{}}
	for _, i := range p.VoteOf(who.ID) {
		a.Chosen, a.ChosenIDs = append(a.Chosen, i), append(a.ChosenIDs, p.optionID(i))
	}
	return a
}
