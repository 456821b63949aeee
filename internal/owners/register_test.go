package owners_test

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

func day(month time.Month, d int) housing.Date { return housing.Date{Year: 2026, Month: month, Day: d} }

func flat(id owners.PremisesID, area string) owners.Premises {
	return owners.Premises{ID: id, Number: "45", Kind: owners.Residential, Area: decimal.RequireFromString(area)}
}

func right(id owners.RightID, owner owners.OwnerID, num, den int64) owners.Right {
	return owners.Right{ID: id, Premises: 1, Owner: owner, Share: owners.Share{Num: num, Den: den}, From: day(1, 1)}
}

func joint(r owners.Right, number string) owners.Right {
	r.Joint, r.Number = true, number
	return r
}

func named(r owners.Right, number string) owners.Right {
	r.Number = number
	return r
}

func until(r owners.Right, d housing.Date) owners.Right {
	r.Until = d
	return r
}

func from(r owners.Right, d housing.Date) owners.Right {
	r.From = d
	return r
}

// Weights are area by share, exactly; joint owners and several rights of one owner are one vote.
func TestWhoHoldsWhat(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rights []owners.Right
		want   map[owners.RightID]string // m²; of 45.3
	}{
		"one":                  {[]owners.Right{right(1, 1, 1, 1)}, map[owners.RightID]string{1: "45.3"}},
		"thirds are exact":     {[]owners.Right{right(1, 1, 1, 3), right(2, 2, 2, 3)}, map[owners.RightID]string{1: "15.1", 2: "30.2"}},
		"nobody":               {nil, nil},
		"joint":                {[]owners.Right{joint(right(2, 1, 1, 1), "a"), joint(right(1, 2, 1, 1), "a")}, map[owners.RightID]string{1: "45.3"}},
		"a joint half":         {[]owners.Right{joint(right(1, 1, 1, 2), "a"), joint(right(2, 2, 1, 2), "a"), right(3, 3, 1, 2)}, map[owners.RightID]string{1: "22.65", 3: "22.65"}},
		"two joint halves":     {[]owners.Right{joint(right(1, 1, 1, 2), "a"), joint(right(2, 2, 1, 2), "a"), joint(right(3, 3, 1, 2), "b"), joint(right(4, 4, 1, 2), "b")}, map[owners.RightID]string{1: "22.65", 3: "22.65"}},
		"inherited and bought": {[]owners.Right{named(right(1, 1, 1, 3), "a"), right(2, 2, 1, 3), named(right(3, 1, 2, 6), "b")}, map[owners.RightID]string{1: "30.2", 2: "15.1"}},
		"sold in May":          {[]owners.Right{until(right(1, 1, 1, 1), day(5, 4)), from(right(2, 2, 1, 1), day(5, 4))}, map[owners.RightID]string{2: "45.3"}},
	} {
		r := owners.Register{Premises: []owners.Premises{flat(1, "45.3")}, Rights: tt.rights}
		if flaws := r.Check(); len(flaws) > 0 {
			t.Errorf("%s: %v", name, flaws)
		}
		e, err := r.At(day(5, 4))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got := map[owners.RightID]*big.Rat{}
		for _, h := range e.Holdings {
			got[h.ID] = h.Weight
		}
		if len(got) != len(tt.want) || (len(got) == 0) != (len(e.Unowned) == 1) || e.Total.FloatString(2) != "45.30" {
			t.Errorf("%s: %v, want %v; total %v, unowned %v", name, got, tt.want, e.Total, e.Unowned)
		}
		for id, weight := range tt.want {
			want, _ := new(big.Rat).SetString(weight)
			if got[id] == nil || got[id].Cmp(want) != 0 {
				t.Errorf("%s: right %d weighs %v, want %s", name, id, got[id], weight)
			}
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rights []owners.Right
		flaw   owners.Flaw
		sum    string
		on     housing.Date
	}{
		"too little":          {[]owners.Right{right(1, 1, 1, 3), right(2, 2, 1, 3)}, owners.Sum, "2/3", day(1, 1)},
		"a hair too much":     {[]owners.Right{right(1, 1, 1, 2), right(2, 2, 500_001, 1_000_000)}, owners.Sum, "1000001/1000000", day(1, 1)},
		"joint by two papers": {[]owners.Right{joint(right(1, 1, 1, 1), "a"), joint(right(2, 2, 1, 1), "b")}, owners.Sum, "2", day(1, 1)},
		"sold, and not":       {[]owners.Right{right(1, 1, 1, 1), from(right(2, 2, 1, 1), day(5, 4))}, owners.Sum, "2", day(5, 4)},
		"half sold":           {[]owners.Right{until(right(1, 1, 1, 1), day(5, 4)), from(right(2, 2, 1, 2), day(5, 4))}, owners.Sum, "1/2", day(5, 4)},
		"twice":               {[]owners.Right{right(1, 1, 1, 2), right(2, 1, 1, 2)}, owners.Overlap, "", day(1, 1)},
		"backwards":           {[]owners.Right{until(right(1, 1, 1, 1), day(1, 1))}, owners.Span, "", day(1, 1)},
		"no part":             {[]owners.Right{right(1, 1, 3, 2)}, owners.Part, "", day(1, 1)},
	} {
		flaws := owners.Register{Premises: []owners.Premises{flat(1, "45.3")}, Rights: tt.rights}.Check()
		if len(flaws) != 1 {
			t.Errorf("%s: %v", name, flaws)
			continue
		}
		f := flaws[0]
		if f.Flaw != tt.flaw || f.On != tt.on || f.Premises.Number != "45" || tt.sum != "" && f.Sum.RatString() != tt.sum {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// A weight that is wrong at the moment blocks; one that was wrong long ago does not.
func TestNobodyVotesBesideAWrongWeight(t *testing.T) {
	t.Parallel()
	r := owners.Register{
		Premises: []owners.Premises{flat(1, "45.3"), flat(2, "60")},
		Rights:   []owners.Right{until(right(1, 1, 1, 2), day(5, 4)), from(right(2, 2, 1, 1), day(5, 4))},
	}
	if e, err := r.At(day(5, 4)); err != nil || len(e.Holdings) != 1 || e.Total.RatString() != "1053/10" {
		t.Errorf("after: %+v, %v", e, err)
	}
	_, err := r.At(day(5, 3))
	if f, ok := errors.AsType[*owners.Refusal](err); !ok || f.Flaw != owners.Sum || f.Sum.RatString() != "1/2" {
		t.Errorf("before: %v", err)
	}
	r.Premises[1].Area = decimal.Zero
	if _, err := r.At(day(5, 4)); err == nil {
		t.Error("premises without an area vote")
	}
	r.Rights[0].Premises = 7
	if flaws := r.Check(); len(flaws) != 2 || flaws[1].Flaw != owners.Unknown {
		t.Errorf("strays: %v", flaws)
	}
}

func TestSharesAreFractions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]owners.Share{
		"1/2": {Num: 1, Den: 2}, " 47 / 1000 ": {Num: 47, Den: 1000}, "1": owners.Whole(), "2/2": {Num: 2, Den: 2},
	} {
		if got, ok := owners.ParseShare(text); !ok || got != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "/", "1/", "/2", "0/2", "1/0", "3/2", "-1/2", "33,3", "50%", "2", "1/2/2", "½", "1/9999999999999"} {
		if got, ok := owners.ParseShare(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}
