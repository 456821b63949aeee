package chain_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/ballotcheck"
	"dombot/internal/owners"
)

// voted is a meeting of five holdings with its chain, opened.
type voted struct {
	key        []byte
	meeting    ballot.Meeting
	electorate owners.Electorate
	decisions  []ballot.Decision
	file       chain.File
}

func vote(seed uint64, mode ballot.Mode) voted {
	r := rand.New(rand.NewPCG(seed, 1))
	start := time.Date(2026, 12, 18, 2, 0, 0, 0, time.UTC)
	v := voted{meeting: ballot.Meeting{
		ID: 17, Start: start, End: start.Add(240 * time.Hour), Zone: "Asia/Novosibirsk", Mode: mode, Revote: true,
		Questions: []ballot.Question{
			{Number: 1, Text: "Отремонтировать крышу", Majority: ballot.TwoThirdsOfAll},
			{Number: 2, Text: "Выбрать совет дома", Majority: ballot.MostOfPresent},
		},
	}}
	v.electorate.Total = big.NewRat(300, 1)
	for i := range 5 {
		v.electorate.Holdings = append(v.electorate.Holdings, owners.Holding{ID: owners.RightID(i + 1), Weight: big.NewRat(100+int64(i), 3)})
	}
	key := []byte(fmt.Sprintf("%032d", seed))
	header, voters := chain.NewHeader(v.meeting, v.electorate, key)
	v.key = key
	v.file = chain.File{Format: chain.FileFormat, Header: header, Voters: voters}
	for i := range 12 {
		d := ballot.Decision{Seq: int64(len(v.decisions)) + 1, Holding: owners.RightID(1 + r.IntN(5)), Channel: ballot.Electronic, At: start.Add(time.Duration(i) * time.Hour)}
		if r.IntN(3) == 0 {
			d.Channel, d.Received = ballot.Paper, d.At
		}
		d.Answers = []ballot.Answer{ballot.Answers()[r.IntN(3)], ballot.Answers()[r.IntN(3)]}
		for _, was := range v.decisions {
			if d.Channel == ballot.Paper && was.Channel == ballot.Paper && r.IntN(2) == 0 {
				d.Holding, d.Corrects = was.Holding, was.Seq
				if r.IntN(2) == 0 {
					d.Answers = []ballot.Answer{"", ""}
				}
			}
		}
		if v.meeting.Judge(v.decisions, d) != nil {
			continue
		}
		v.decisions = append(v.decisions, d)
		pseudonym := chain.Pseudonym(key, d.Holding)
		who := voters[slices.IndexFunc(voters, func(x chain.Voter) bool { return x.Voter == pseudonym })]
		nonce := chain.Hash(fmt.Sprintf("%016d%016d", seed, i))
		of := header.Vote(who, d)
		v.file.Entries = append(v.file.Entries, header.Next(d.Seq, v.file.Head(), of, nonce))
		v.file.Openings = append(v.file.Openings, chain.Opening{Seq: d.Seq, Nonce: nonce, Vote: of})
	}
	return v
}

func (v voted) receipt(i int) chain.Receipt {
	o := v.file.Openings[i]
	return v.file.Header.Receipt(o, v.file.Entries[i].Hash)
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func check(t *testing.T, f chain.File, o ballotcheck.Options) ballotcheck.Report {
	t.Helper()
	r, err := ballotcheck.Check(encode(t, f), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func told(results []string, present *big.Rat, quorum bool) string {
	return fmt.Sprint(present.RatString(), " ", quorum, results)
}

func counted(c *ballot.Count) string {
	var results []string
	for _, r := range c.Results {
		results = append(results, fmt.Sprint(r.For.RatString(), r.Against.RatString(), r.Abstain.RatString(), r.Adopted))
	}
	return told(results, c.Present, c.Quorum)
}

func recounted(c ballotcheck.Count) string {
	var results []string
	for _, r := range c.Results {
		results = append(results, fmt.Sprint(r.For.RatString(), r.Against.RatString(), r.Abstain.RatString(), r.Adopted))
	}
	return told(results, c.Present, c.Quorum)
}

// Two programs that share no code agree about the chain, every receipt and the result.
func TestTheCheckerCountsWhatWasCounted(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		for _, mode := range []ballot.Mode{ballot.Official, ballot.Advisory} {
			v := vote(seed, mode)
			o := ballotcheck.Options{Heads: []string{v.file.Head().String()}}
			for i := range v.file.Openings {
				o.Receipts = append(o.Receipts, encode(t, v.receipt(i)))
			}
			r := check(t, v.file, o)
			if !r.Good() || r.Entries < 3 {
				t.Fatalf("seed %d: %+v", seed, r)
			}
			out := v.meeting.Tally(v.electorate, v.decisions)
			want := []*ballot.Count{out.All}
			if mode == ballot.Advisory {
				want = []*ballot.Count{out.Taps, out.Paper}
			}
			for i, c := range r.Counts {
				if got := recounted(c); got != counted(want[i]) || len(r.Counts) != len(want) {
					t.Fatalf("seed %d, %s: recounted %s, counted %s", seed, mode, got, counted(want[i]))
				}
			}
			v.file.Openings, v.file.Voters = nil, nil
			if r := check(t, v.file, o); !r.Good() || r.Counts != nil {
				t.Fatalf("seed %d: closed: %+v", seed, r)
			}
		}
	}
}

// rewritten is the chain that an operator would write anew from an entry on.
func (v voted) rewritten() chain.File {
	f := v.file
	f.Entries = nil
	for i, o := range v.file.Openings {
		f.Entries = append(f.Entries, f.Header.Next(int64(i)+1, f.Head(), o.Vote, o.Nonce))
		f.Openings[i].Seq = int64(i) + 1
	}
	return f
}

// clone keeps what is changed apart.
func (v voted) clone(t *testing.T) voted {
	t.Helper()
	var f chain.File
	if err := json.Unmarshal(encode(t, v.file), &f); err != nil {
		t.Fatal(err)
	}
	v.file = f
	return v
}

func other(answer string) string {
	if answer == "for" {
		return "against"
	}
	return "for"
}

func TestNothingIsChangedUnseen(t *testing.T) {
	t.Parallel()
	original := vote(3, ballot.Official)
	receipts := make([][]byte, len(original.file.Openings))
	for i := range receipts {
		receipts[i] = encode(t, original.receipt(i))
	}
	last := len(receipts) - 1
	for name, tt := range map[string]struct {
		change func(*voted)
		want   ballotcheck.Kind
	}{
		"an answer":     {func(v *voted) { v.file.Openings[1].Answers[0] = other(v.file.Openings[1].Answers[0]) }, ballotcheck.BadOpening},
		"a commitment":  {func(v *voted) { v.file.Entries[1].Commitment[0] ^= 1 }, ballotcheck.BadHash},
		"removed":       {func(v *voted) { v.file.Entries = slices.Delete(v.file.Entries, 1, 2) }, ballotcheck.Removed},
		"swapped":       {func(v *voted) { e := v.file.Entries; e[0], e[1] = e[1], e[0] }, ballotcheck.BadLink},
		"doubled":       {func(v *voted) { v.file.Entries = append(v.file.Entries, v.file.Entries[last]) }, ballotcheck.Added},
		"cut off":       {func(v *voted) { v.file.Entries, v.file.Openings = v.file.Entries[:last], v.file.Openings[:last] }, ballotcheck.NoEntry},
		"a majority":    {func(v *voted) { v.file.Header.Questions[0].Num = 1 }, ballotcheck.BadStart},
		"a question":    {func(v *voted) { v.file.Header.Questions[0].Text = "Не ремонтировать крышу" }, ballotcheck.BadStart},
		"a weight":      {func(v *voted) { v.file.Voters[0].Weight = "200/3" }, ballotcheck.BadVoters},
		"a voter more":  {func(v *voted) { v.file.Voters = append(v.file.Voters, chain.Voter{Voter: "f", Weight: "1/1"}) }, ballotcheck.BadVoters},
		"kept closed":   {func(v *voted) { v.file.Openings = v.file.Openings[:last] }, ballotcheck.Unopened},
		"another nonce": {func(v *voted) { v.file.Openings[0].Nonce[3] ^= 1 }, ballotcheck.BadOpening},
		"written anew": {func(v *voted) {
			v.file.Openings[1].Answers[0] = other(v.file.Openings[1].Answers[0])
			v.file = v.rewritten()
		}, ballotcheck.BadReceipt},
		"removed, anew": {func(v *voted) { v.file.Openings = slices.Delete(v.file.Openings, 1, 2); v.file = v.rewritten() }, ballotcheck.BadReceipt},
		"added, anew": {func(v *voted) {
			v.file.Openings = slices.Insert(v.file.Openings, 1, v.file.Openings[1])
			v.file = v.rewritten()
		}, ballotcheck.BadReceipt},
		"late, anew": {func(v *voted) {
			v.file.Openings[0].At, v.file.Openings[0].Given, v.file.Openings[0].Channel = v.file.Header.End, "", "electronic"
			v.file = v.rewritten()
		}, ballotcheck.BadVote},
		"heavier, anew":     {func(v *voted) { v.file.Openings[0].Weight = "100/1"; v.file = v.rewritten() }, ballotcheck.BadVote},
		"of nobody, anew":   {func(v *voted) { v.file.Openings[0].Voter = "00"; v.file = v.rewritten() }, ballotcheck.BadVote},
		"an answer too few": {func(v *voted) { v.file.Openings[0].Answers = []string{"for"}; v.file = v.rewritten() }, ballotcheck.BadVote},
		"another meeting":   {func(v *voted) { v.file.Header.Meeting = 18 }, ballotcheck.OtherVotes},
		"another head":      {func(v *voted) { v.file.Entries[last].Hash[0] ^= 1 }, ballotcheck.BadHead},
		"corrects another, anew": {func(v *voted) {
			v.file.Openings[last].Corrects += 7
			v.file = v.rewritten()
		}, ballotcheck.NotReplaced},
		"an unreadable total": {func(v *voted) { v.file.Header.Total = "1e999999999/1" }, ballotcheck.BadHeader},
	} {
		v := original.clone(t)
		tt.change(&v)
		r := check(t, v.file, ballotcheck.Options{Heads: []string{original.file.Head().String()}, Receipts: receipts})
		if !slices.ContainsFunc(r.Problems, func(p ballotcheck.Problem) bool { return p.Kind == tt.want }) {
			t.Errorf("%s: %+v, want %s", name, r.Problems, tt.want)
		}
	}
}

// What a server keeps is held against the chain when votes are counted, also where nothing may be opened.
func TestWhatIsKeptIsWhatWasAccepted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*chain.Kept)
		want   []int64
	}{
		"nothing":          {func(*chain.Kept) {}, nil},
		"an answer":        {func(k *chain.Kept) { k.Openings[1].Answers[0] = other(k.Openings[1].Answers[0]) }, []int64{2}},
		"what it corrects": {func(k *chain.Kept) { k.Openings[2].Corrects++ }, []int64{3}},
		"an entry too": {func(k *chain.Kept) {
			k.Entries[1] = k.Header.Next(2, k.Entries[0].Hash, k.Openings[0].Vote, k.Openings[0].Nonce)
		}, []int64{2, 3}},
		"a vote is gone":     {func(k *chain.Kept) { k.Openings = k.Openings[1:] }, []int64{1}},
		"the end is cut":     {func(k *chain.Kept) { n := k.Seq - 1; k.Entries, k.Openings = k.Entries[:n], k.Openings[:n] }, []int64{10}},
		"a vote without one": {func(k *chain.Kept) { k.Openings = append(k.Openings, chain.Opening{Seq: 99}) }, []int64{11}},
		"a weight":           {func(k *chain.Kept) { k.Electorate.Holdings[0].Weight = big.NewRat(1, 3) }, []int64{0}},
		"a question":         {func(k *chain.Kept) { k.Meeting.Questions[0].Text = "Не ремонтировать" }, []int64{0}},
	} {
		v := vote(7, ballot.Advisory).clone(t)
		n := len(v.file.Entries)
		k := chain.Kept{File: v.file, Meeting: v.meeting, Electorate: v.electorate, Key: v.key, Seq: int64(n), Last: v.file.Head()}
		tt.change(&k)
		if got := k.Broken(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v of %d, want %v", name, got, n, tt.want)
		}
	}
}

// Against a copy that was taken before, it is told exactly what was changed, removed or added, also where the
// chain was written anew.
func TestAnEarlierCopyTellsWhatWasDone(t *testing.T) {
	t.Parallel()
	original := vote(3, ballot.Official)
	last := len(original.file.Entries)
	copied := original.clone(t)
	copied.file.Entries, copied.file.Openings, copied.file.Voters = copied.file.Entries[:last-1], nil, nil
	for name, tt := range map[string]struct {
		change func(*voted)
		want   []ballotcheck.Problem
	}{
		"nothing": {func(*voted) {}, nil},
		"changed": {func(v *voted) { v.file.Openings[1].Answers[0] = other(v.file.Openings[1].Answers[0]) }, []ballotcheck.Problem{{Kind: ballotcheck.BadHash, Seq: 2}}},
		"removed": {func(v *voted) { v.file.Openings = slices.Delete(v.file.Openings, 1, 2) }, []ballotcheck.Problem{{Kind: ballotcheck.Removed, Seq: 2}}},
		"added": {func(v *voted) {
			o := v.file.Openings[0]
			o.Nonce = chain.Hash(strings.Repeat("z", chain.KeySize))
			v.file.Openings = slices.Insert(v.file.Openings, 1, o)
		}, []ballotcheck.Problem{{Kind: ballotcheck.Added, Seq: 2}}},
		"the last of the copy": {func(v *voted) { v.file.Openings = slices.Delete(v.file.Openings, last-2, last) }, []ballotcheck.Problem{{Kind: ballotcheck.Removed, Seq: int64(last - 1)}}},
		"a question":           {func(v *voted) { v.file.Header.Questions[1].Text = "Распустить совет дома" }, []ballotcheck.Problem{{Kind: ballotcheck.OtherText, Seq: 2}}},
		"the term":             {func(v *voted) { v.file.Header.End = "2027-01-28T02:00:00Z" }, []ballotcheck.Problem{{Kind: ballotcheck.BadStart}}},
	} {
		v := original.clone(t)
		tt.change(&v)
		v.file = v.rewritten()
		v.file.Openings, v.file.Voters = nil, nil
		if got := check(t, v.file, ballotcheck.Options{Earlier: encode(t, copied.file)}).Problems; !slices.Equal(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
	// A hash of any day is found, with what was added since; a chain that was begun before is checked as it was.
	middle := original.file.Entries[2].Hash.String()
	r := check(t, original.file, ballotcheck.Options{Heads: []string{middle, original.file.Header.Hash().String()}})
	if want := []ballotcheck.Published{{Hash: middle, Seq: 3, After: last - 3}, {Hash: original.file.Header.Hash().String(), After: last}}; !slices.Equal(r.Heads, want) || !r.Good() {
		t.Errorf("%+v", r)
	}
}

// A chain that was begun in an earlier format is checked as it was: by its own hashes, and under no other name.
func TestEarlierFormatsAreChecked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		version int
		texts   bool
		format  string
	}{{0, false, "dombot votes 1"}, {2, true, "dombot votes 2"}} {
		v := vote(3, ballot.Official).clone(t)
		v.file.Header.Version = tt.version
		for i := range v.file.Header.Questions {
			if !tt.texts {
				v.file.Header.Questions[i].Text = ""
			}
		}
		for i := range v.file.Openings {
			v.file.Openings[i].Corrects = 0
		}
		v.file.Format = v.file.Header.Format()
		v.file = v.rewritten()
		r := check(t, v.file, ballotcheck.Options{Receipts: [][]byte{encode(t, v.receipt(1))}})
		if !r.Good() || v.file.Format != tt.format || len(r.Counts) != 1 {
			t.Errorf("%s: %+v", tt.format, r)
		}
		renamed := v.file
		renamed.Format = chain.FileFormat
		if _, err := ballotcheck.Check(encode(t, renamed), ballotcheck.Options{}); err == nil {
			t.Errorf("%s passes for %s", tt.format, chain.FileFormat)
		}
		v.file.Openings[1].Answers[0] = other(v.file.Openings[1].Answers[0])
		if check(t, v.file, ballotcheck.Options{}).Good() {
			t.Errorf("%s: a changed vote is not seen", tt.format)
		}
	}
}

// No entry, and nothing of the header, tells who may be meant: pseudonyms differ from meeting to meeting.
func TestTheChainNamesNobody(t *testing.T) {
	t.Parallel()
	a, b := vote(1, ballot.Official), vote(2, ballot.Official)
	for _, x := range a.file.Voters {
		if slices.ContainsFunc(b.file.Voters, func(y chain.Voter) bool { return x.Voter == y.Voter }) {
			t.Errorf("voter %s is in two meetings", x.Voter)
		}
	}
	closed := a.file
	closed.Openings, closed.Voters = nil, nil
	text := string(encode(t, closed))
	for _, o := range a.file.Openings {
		for _, secret := range []string{o.Voter, o.Weight, o.At, o.Nonce.String()} {
			if secret != a.file.Header.Start && strings.Contains(text, secret) {
				t.Errorf("%q stands in the chain", secret)
			}
		}
	}
	if code := (chain.Hash{0x7f, 0x3a, 0x91, 0xc2, 1}).Code(); code != "7F3A-91C2" {
		t.Errorf("code %s", code)
	}
}

func FuzzCheck(f *testing.F) {
	v := vote(3, ballot.Official)
	b, _ := json.Marshal(v.file)
	f.Add(b, []byte(`{"format":"dombot receipt 1","meeting":17,"seq":-1}`))
	f.Fuzz(func(t *testing.T, data, receipt []byte) {
		r, err := ballotcheck.Check(data, ballotcheck.Options{Receipts: [][]byte{receipt}})
		if err == nil && r.Good() && r.Entries > 0 && r.Head == "" {
			t.Error("a good chain without a head")
		}
	})
}
