package ballot_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/owners"
)

func opens() time.Time { return time.Date(2026, 12, 18, 2, 0, 0, 0, time.UTC) } // 09:00 in Novosibirsk

// drawn is a house, a meeting and what was done in it.
type drawn struct {
	register owners.Register
	meeting  ballot.Meeting
	votes    []ballot.Decision
}

// draw makes a house with shares, joint property and premises of nobody, and decisions in any order, foreign and
// doubled ones among them.
func draw(r *rand.Rand) drawn {
	var d drawn
	day := housing.Date{Year: 2020, Month: 1, Day: 1}
	add := func(p owners.PremisesID, owner int, num, den int64, joint bool) {
		d.register.Rights = append(d.register.Rights, owners.Right{
			ID: owners.RightID(len(d.register.Rights) + 1), Premises: p, Owner: owners.OwnerID(owner),
			Share: owners.Share{Num: num, Den: den}, Joint: joint, From: day, Number: fmt.Sprint(p),
		})
	}
	for i := range 1 + r.IntN(12) {
		p := owners.PremisesID(i + 1)
		d.register.Premises = append(d.register.Premises, owners.Premises{ID: p, Area: decimal.New(1+r.Int64N(2_000_000), -4)})
		parts := 1 + r.Int64N(5)
		switch r.IntN(6) {
		case 0: // nobody
		case 1: // one joint share, the others alone
			for k := range parts {
				add(p, 10*i+int(k), 1, parts, k == 0)
			}
			add(p, 10*i+7, 1, parts, true)
		default: // parts of any size
			cut := []int64{0, 1000}
			for range parts {
				cut = append(cut, r.Int64N(1001))
			}
			slices.Sort(cut)
			cut = slices.Compact(cut)
			for k := range len(cut) - 1 {
				d.register.Rights = append(d.register.Rights, owners.Right{
					ID: owners.RightID(len(d.register.Rights) + 1), Premises: p, Owner: owners.OwnerID(10*i + k),
					Share: owners.Share{Num: cut[k+1] - cut[k], Den: 1000}, From: day, Number: fmt.Sprint(p, k),
				})
			}
		}
	}
	d.meeting = ballot.Meeting{
		Start: opens(), End: opens().Add(240 * time.Hour), Zone: "Asia/Novosibirsk", Mode: ballot.Advisory, Revote: r.IntN(2) == 0,
	}
	if r.IntN(2) == 0 {
		d.meeting.Mode = ballot.Official
	}
	for q := range 1 + r.IntN(4) {
		majority := ballot.Majorities()[r.IntN(len(ballot.Majorities()))]
		d.meeting.Questions = append(d.meeting.Questions, ballot.Question{Number: q + 1, Majority: majority})
	}
	for i := range r.IntN(40) {
		v := ballot.Decision{Seq: int64(i + 1), At: opens().Add(time.Duration(i) * time.Hour), Channel: ballot.Electronic}
		v.Holding = owners.RightID(1 + r.IntN(len(d.register.Rights)+2))
		v.Owner = owners.OwnerID(r.IntN(2))
		if r.IntN(3) == 0 {
			v.Channel, v.Received = ballot.Paper, v.At
		}
		for range d.meeting.Questions {
			v.Answers = append(v.Answers, append(ballot.Answers(), "")[r.IntN(4)])
		}
		if i > 0 && v.Channel == ballot.Paper && r.IntN(2) == 0 { // often of another holding, or of a tap
			of := d.votes[r.IntN(i)]
			v.Corrects, v.Holding = of.Seq, of.Holding+owners.RightID(r.IntN(4)/3)
			if r.IntN(3) == 0 {
				v.Answers = make([]ballot.Answer, len(v.Answers))
			}
		}
		d.votes = append(d.votes, v)
	}
	r.Shuffle(len(d.votes), func(i, k int) { d.votes[i], d.votes[k] = d.votes[k], d.votes[i] })
	return d
}

// recount counts premises by premises from the rights themselves, with fractions, looking back from the last
// decision: another way than that of the program, which knows holdings and goes forward.
func (d drawn) recount(channels ...ballot.Channel) string {
	all, present := new(big.Rat), new(big.Rat)
	sums := make([]map[ballot.Answer]*big.Rat, len(d.meeting.Questions))
	for q := range sums {
		sums[q] = map[ballot.Answer]*big.Rat{ballot.For: {}, ballot.Against: {}, ballot.Abstain: {}, "": {}}
	}
	took := 0
	for _, p := range d.register.Premises {
		all.Add(all, p.Area.Rat())
		joint := false
		for _, r := range d.register.Rights {
			if r.Premises != p.ID || r.Joint && joint {
				continue
			}
			joint = joint || r.Joint
			v := d.counts(r.ID, channels)
			if v == nil {
				continue
			}
			took++
			weight := big.NewRat(r.Share.Num, r.Share.Den)
			weight.Mul(weight, p.Area.Rat())
			present.Add(present, weight)
			for q, a := range v.Answers {
				sums[q][a].Add(sums[q][a], weight)
			}
		}
	}
	var out strings.Builder
	twice := new(big.Rat).Add(present, present)
	quorum := twice.Cmp(all) > 0
	fmt.Fprintln(&out, all.RatString(), present.RatString(), quorum, took)
	for q, s := range sums {
		yes := s[ballot.For]
		share := func(of *big.Rat) *big.Rat {
			if of.Sign() == 0 {
				return new(big.Rat)
			}
			return new(big.Rat).Quo(yes, of)
		}
		half, two := big.NewRat(1, 2), big.NewRat(2, 3)
		reached := map[ballot.Majority]bool{
			ballot.MostOfPresent: share(present).Cmp(half) == 1, ballot.TwoThirdsPresent: share(present).Cmp(two) != -1,
			ballot.MostOfAll: share(all).Cmp(half) == 1, ballot.TwoThirdsOfAll: share(all).Cmp(two) != -1,
			ballot.EveryVote: share(all).Cmp(big.NewRat(1, 1)) == 0,
		}[d.meeting.Questions[q].Majority]
		fmt.Fprintln(&out, q+1, yes.RatString(), s[ballot.Against].RatString(), s[ballot.Abstain].RatString(), s[""].RatString(), quorum && reached)
	}
	return out.String()
}

// counts finds the decision that counts of a holding, from the first one on, one by one.
func (d drawn) counts(holding owners.RightID, channels []ballot.Channel) (counted *ballot.Decision) {
	for seq := range int64(len(d.votes)) {
		i := slices.IndexFunc(d.votes, func(v ballot.Decision) bool { return v.Seq == seq+1 })
		v := d.votes[i]
		if v.Holding != holding || !slices.Contains(channels, v.Channel) {
			continue
		}
		anew := counted != nil && d.meeting.Revote && v.Owner == counted.Owner &&
			counted.Channel == ballot.Electronic && v.Channel == ballot.Electronic
		if counted != nil && v.Corrects != 0 {
			anew = counted.Channel == ballot.Paper && counted.Seq == v.Corrects
		}
		if counted == nil || anew {
			if counted = &v; strings.Join(strings.Fields(fmt.Sprint(v.Answers)), "") == "[]" {
				counted = nil
			}
		}
	}
	return counted
}

func told(c *ballot.Count) string {
	var out strings.Builder
	fmt.Fprintln(&out, c.All.RatString(), c.Present.RatString(), c.Quorum, c.Holdings)
	for _, r := range c.Results {
		fmt.Fprintln(&out, r.Number, r.For.RatString(), r.Against.RatString(), r.Abstain.RatString(), r.Silent.RatString(), r.Adopted)
	}
	return out.String()
}

func TestTheTallyEqualsARecount(t *testing.T) {
	t.Parallel()
	adopted := 0
	for seed := range uint64(1500) {
		d := draw(rand.New(rand.NewPCG(seed, 7)))
		e, err := d.register.At(d.meeting.Day())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if len(d.register.Rights) == 0 {
			continue
		}
		got := d.meeting.Tally(e, d.votes)
		var pairs [][2]string
		if d.meeting.Mode == ballot.Official {
			if got.Taps != nil || got.Paper != nil {
				t.Fatalf("seed %d: counts of an official meeting: %+v", seed, got)
			}
			pairs = [][2]string{{told(got.All), d.recount(ballot.Electronic, ballot.Paper)}}
		} else {
			if got.All != nil {
				t.Fatalf("seed %d: taps and paper were added", seed)
			}
			pairs = [][2]string{{told(got.Taps), d.recount(ballot.Electronic)}, {told(got.Paper), d.recount(ballot.Paper)}}
		}
		for _, p := range pairs {
			adopted += strings.Count(p[1], "true")
			if p[0] != p[1] {
				t.Fatalf("seed %d: counted\n%swant\n%s", seed, p[0], p[1])
			}
		}
	}
	if adopted < 300 {
		t.Errorf("only %d quorums and adoptions were drawn", adopted)
	}
}

func TestMajoritiesAtTheirEdges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		m                   ballot.Majority
		votes, present, all int64
		want                bool
	}{
		{ballot.MostOfPresent, 50, 100, 150, false},
		{ballot.MostOfPresent, 51, 100, 150, true},
		{ballot.MostOfAll, 75, 100, 150, false},
		{ballot.MostOfAll, 76, 100, 150, true},
		{ballot.TwoThirdsOfAll, 99, 100, 150, false},
		{ballot.TwoThirdsOfAll, 100, 100, 150, true},
		{ballot.TwoThirdsPresent, 66, 99, 150, true},
		{ballot.TwoThirdsPresent, 65, 99, 150, false},
		{ballot.EveryVote, 149, 149, 150, false},
		{ballot.EveryVote, 150, 150, 150, true},
		{ballot.EveryVote, 0, 0, 0, false},
		{ballot.Majority("most"), 150, 150, 150, false},
	} {
		rat := func(n int64) *big.Rat { return big.NewRat(n, 1) }
		if got := tt.m.Reached(rat(tt.votes), rat(tt.present), rat(tt.all)); got != tt.want {
			t.Errorf("%+v: %d of %d of %d: %v", tt.m, tt.votes, tt.present, tt.all, got)
		}
	}
}

func TestWhatIsAccepted(t *testing.T) {
	t.Parallel()
	m := ballot.Meeting{
		Start: opens(), End: opens().Add(time.Hour), Zone: "Asia/Novosibirsk", Mode: ballot.Official,
		Questions: []ballot.Question{{Number: 1, Majority: ballot.MostOfAll}, {Number: 2, Majority: ballot.MostOfAll}},
	}
	tap := ballot.Decision{Holding: 1, Owner: 1, Channel: ballot.Electronic, At: opens(), Answers: []ballot.Answer{ballot.For, ballot.Against}}
	with := func(d ballot.Decision, change func(*ballot.Decision)) ballot.Decision { change(&d); return d }
	paper := with(tap, func(d *ballot.Decision) {
		d.Channel, d.Received, d.At, d.Vouched = ballot.Paper, opens(), m.End.Add(time.Hour), true
		d.Answers = []ballot.Answer{ballot.For, ""}
	})
	first := with(paper, func(d *ballot.Decision) { d.Seq = 5 })
	back := with(paper, func(d *ballot.Decision) { d.Seq, d.Corrects, d.Answers = 6, 5, []ballot.Answer{"", ""} })
	advisory, anew := m, m
	advisory.Mode, anew.Revote = ballot.Advisory, true
	for name, tt := range map[string]struct {
		m        ballot.Meeting
		standing []ballot.Decision
		d        ballot.Decision
		want     string
	}{
		"the first moment":      {m, nil, tap, ""},
		"a moment early":        {m, nil, with(tap, func(d *ballot.Decision) { d.At = opens().Add(-1) }), "ballot.early"},
		"the last moment":       {m, nil, with(tap, func(d *ballot.Decision) { d.At = m.End.Add(-1) }), ""},
		"the end":               {m, nil, with(tap, func(d *ballot.Decision) { d.At = m.End }), "ballot.late"},
		"paper entered later":   {m, nil, paper, ""},
		"paper of nobody knows": {m, nil, with(paper, func(d *ballot.Decision) { d.Received = time.Time{} }), "ballot.unreceived"},
		"paper of tomorrow":     {m, nil, with(paper, func(d *ballot.Decision) { d.At = opens().Add(-1) }), "ballot.unreceived"},
		"a day of doubt":        {m, nil, with(paper, func(d *ballot.Decision) { d.Vouched = false }), "ballot.unvouched"},
		"on that day in time":   {m, nil, with(paper, func(d *ballot.Decision) { d.Vouched, d.At = false, m.End.Add(-1) }), ""},
		"late paper":            {m, nil, with(paper, func(d *ballot.Decision) { d.Received = m.End }), "ballot.late"},
		"no answer":             {m, nil, with(tap, func(d *ballot.Decision) { d.Answers = []ballot.Answer{ballot.For, ""} }), "ballot.unanswered"},
		"one too many":          {m, nil, with(tap, func(d *ballot.Decision) { d.Answers = append(ballot.Answers(), ballot.For) }), "ballot.unanswered"},
		"an invented answer":    {m, nil, with(tap, func(d *ballot.Decision) { d.Answers = []ballot.Answer{ballot.For, "yes"} }), "ballot.unanswered"},
		"an empty paper":        {m, nil, with(paper, func(d *ballot.Decision) { d.Answers = []ballot.Answer{"", ""} }), "ballot.unanswered"},
		"twice":                 {m, []ballot.Decision{tap}, tap, "ballot.twice"},
		"anew":                  {anew, []ballot.Decision{tap}, tap, ""},
		"another's holding":     {m, []ballot.Decision{with(tap, func(d *ballot.Decision) { d.Holding = 2 })}, tap, ""},
		"the other spouse":      {anew, []ballot.Decision{tap}, with(tap, func(d *ballot.Decision) { d.Owner = 2 }), "ballot.joint"},
		"tap after paper":       {anew, []ballot.Decision{paper}, tap, "ballot.on_paper"},
		"paper after tap":       {anew, []ballot.Decision{tap}, paper, "ballot.on_screen"},
		"paper twice":           {anew, []ballot.Decision{paper}, paper, "ballot.twice"},
		"paper corrected":       {m, []ballot.Decision{first}, with(paper, func(d *ballot.Decision) { d.Corrects, d.Owner = 5, 2 }), ""},
		"taken back":            {m, []ballot.Decision{first}, back, ""},
		"corrected already":     {m, []ballot.Decision{first, with(paper, func(d *ballot.Decision) { d.Seq, d.Corrects = 6, 5 })}, back, "ballot.corrected"},
		"nothing to correct":    {m, nil, back, "ballot.corrected"},
		"a tap is no paper":     {m, []ballot.Decision{with(tap, func(d *ballot.Decision) { d.Seq = 5 })}, back, "ballot.corrected"},
		"tap after taken back":  {m, []ballot.Decision{first, back}, tap, ""},
		"advisory paper":        {advisory, []ballot.Decision{tap}, paper, ""},
		"advisory twice":        {advisory, []ballot.Decision{tap, paper}, tap, "ballot.twice"},
	} {
		got := ""
		if err := tt.m.Judge(tt.standing, tt.d); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if day := (ballot.Meeting{Start: time.Date(2026, 12, 17, 20, 0, 0, 0, time.UTC), Zone: "Asia/Novosibirsk"}).Day(); day.Day != 18 {
		t.Errorf("the day of the register: %v", day)
	}
}

func BenchmarkTally(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var d drawn
	for i := range 2000 {
		p := owners.PremisesID(i + 1)
		d.register.Premises = append(d.register.Premises, owners.Premises{ID: p, Area: decimal.New(300_000+r.Int64N(500_000), -4)})
		for k := range int64(1 + i%3) {
			d.register.Rights = append(d.register.Rights, owners.Right{
				ID: owners.RightID(3*i + int(k) + 1), Premises: p, Owner: owners.OwnerID(3*i + int(k)), From: housing.Date{Year: 2020, Month: 1, Day: 1},
				Share: owners.Share{Num: 1, Den: int64(1 + i%3)},
			})
		}
	}
	d.meeting = ballot.Meeting{Mode: ballot.Official, Start: opens(), Zone: "Asia/Novosibirsk"}
	for q := range 25 {
		d.meeting.Questions = append(d.meeting.Questions, ballot.Question{Number: q + 1, Majority: ballot.TwoThirdsOfAll})
	}
	for i, x := range d.register.Rights {
		v := ballot.Decision{Seq: int64(i), Holding: x.ID, Channel: ballot.Electronic}
		for range 25 {
			v.Answers = append(v.Answers, ballot.Answers()[r.IntN(3)])
		}
		d.votes = append(d.votes, v)
	}
	e, err := d.register.At(d.meeting.Day())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		d.meeting.Tally(e, d.votes)
	}
}
