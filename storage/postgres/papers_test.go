package postgres_test

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/storage/postgres"
)

// hearing is a meeting whose vote runs: Anna owns 45 and its parking place of the same number, Boris and Vera 46
// together, twelve others a flat each.
type hearing struct {
	*assembly
	m      meeting.Meeting
	papers [2]*postgres.Papers // of two replicas
}

func newHearing(tb testing.TB, mode meeting.Mode) *hearing {
	tb.Helper()
	a := newAssembly(tb)
	id := a.begun(mode)
	must(tb, a.submit(id, mode))
	if mode == meeting.Official {
		_, err := a.act(a.inspector(602, a.town.house("ленина 12").Address.Region), id, meeting.DoApprove, noon())
		must(tb, err)
	} else {
		for _, do := range []meeting.Deed{meeting.DoFile, meeting.DoApprove} {
			_, err := a.act(a.owner, id, do, noon())
			must(tb, err)
		}
	}
	flat, place := owned(2, "45", "45", "Иванова Анна", 1, 1), owned(3, "45", "15", "Иванова Анна", 1, 1)
	place.Purpose, flat.SNILS, place.SNILS = "parking", housing.SNILSHash("anna"), housing.SNILSHash("anna")
	wife, husband := owned(4, "46", "60", "Сидорова Вера", 1, 1), owned(5, "46", "60", "Сидоров Борис", 1, 1)
	wife.Joint, husband.Joint, wife.Number, husband.Number = true, true, "54:35-5", "54:35-5"
	all := []housing.OwnershipRecord{flat, place, wife, husband}
	for i := range 12 {
		all = append(all, owned(6+i, fmt.Sprint(100+i), "10", fmt.Sprint("Сосед ", i), 1, 1))
	}
	if r := a.town.loadOwners(all...); !r.Saved {
		tb.Fatalf("owners: %+v", r)
	}
	h := &hearing{assembly: a, m: a.read(a.owner, id)}
	for i := range h.papers {
		h.papers[i] = &postgres.Papers{Ballots: &postgres.Ballots{DB: a.db, Rand: rand.Reader}}
	}
	return h
}

func (h *hearing) collection(now time.Time) meeting.Collection {
	h.t.Helper()
	c, err := h.papers[0].Collection(h.ctx(), h.owner, h.m.ID, now)
	must(h.t, err)
	return c
}

// decision is a paper of an owner with one answer to every question.
func (h *hearing) decision(x meeting.Holder, a ballot.Answer) ballot.PaperDecision {
	d := ballot.PaperDecision{
		Meeting: h.m.Ballot(), By: h.owner, Holding: x.Holding, Owner: x.Owner, Received: h.m.Starts,
		File: ballot.File{Name: "1.pdf", Kind: "pdf", Data: []byte("%PDF")},
	}
	for range h.m.Questions {
		d.Answers = append(d.Answers, a)
	}
	return d
}

func TestPapersAreCollectedAndCorrected(t *testing.T) {
	t.Parallel()
	h := newHearing(t, meeting.Official)
	before, now := h.m.Starts.Add(-time.Hour), h.m.Starts.Add(time.Hour)
	anna, stranger := h.town.person(701), h.town.person(702)
	h.exec(`INSERT INTO identities VALUES ($1, 'А', 'Б', '', $2, now())`, int64(anna), []byte("anna"))
	for at, want := range map[time.Time]int{before: 2, now: 2} {
		own, err := h.papers[0].Forms(t.Context(), anna, h.m.ID, false, at)
		must(t, err)
		all, err := h.papers[0].Forms(t.Context(), h.owner, h.m.ID, true, at)
		must(t, err)
		if len(own) != want || own[0].Premises.Kind == own[1].Premises.Kind || own[0].Number != "54:35-2" || len(all) != 16 {
			t.Errorf("at %s: own %+v, %d in all", at, own, len(all))
		}
	}
	_, err := h.papers[0].Forms(t.Context(), anna, h.m.ID, true, now)
	wantRefusal(t, err, "ballot.not_collector")
	_, err = h.papers[0].Collection(t.Context(), stranger, h.m.ID, now)
	wantRefusal(t, err, "ballot.not_collector")

	c := h.collection(now)
	flat, wife := meeting.Numbered(c.Holders, "кв. 45")[0], meeting.Numbered(c.Holders, "46")[1]
	first := h.decision(flat, ballot.For)
	got, err := h.papers[0].Enter(t.Context(), h.once(), first, now)
	must(t, err)
	_, err = h.papers[1].Enter(t.Context(), h.once(), first, now)
	wantRefusal(t, err, "ballot.twice")
	fixed := h.decision(flat, ballot.Against)
	fixed.Corrects, fixed.File.Data = got.Seq, nil
	_, err = h.papers[1].Enter(t.Context(), h.once(), fixed, now)
	wantRefusal(t, err, "ballot.no_reason")
	fixed.Reason = "ошибся строкой"
	_, err = h.papers[1].Enter(t.Context(), h.once(), fixed, now)
	must(t, err)
	_, err = h.papers[0].Enter(t.Context(), h.once(), fixed, now)
	wantRefusal(t, err, "ballot.corrected")
	wrong, err := h.papers[0].Enter(t.Context(), h.once(), h.decision(wife, ballot.For), now)
	must(t, err)
	back := h.decision(wife, "")
	back.Corrects, back.Reason, back.File.Data = wrong.Seq, "не та квартира", nil
	_, err = h.papers[0].Enter(t.Context(), h.once(), back, now)
	must(t, err)
	if c = h.collection(now); len(c.Entries) != 1 || len(c.Missing()) != 14 || c.Progress().Area.FloatString(0) != "45" {
		t.Errorf("collected %+v, missing %d", c.Entries, len(c.Missing()))
	}
	_, err = h.papers[0].Scan(t.Context(), h.owner, h.m.ID, c.Entries[flat.Holding].Seq, now)
	wantRefusal(t, err, "ballot.secret") // nobody sees before the end how anybody decided
	if f, err := h.papers[0].Scan(t.Context(), h.owner, h.m.ID, c.Entries[flat.Holding].Seq, h.m.Ends); err != nil || len(f.Data) == 0 {
		t.Errorf("the paper afterwards: %+v, %v", f, err)
	}
	counted, err := h.papers[0].Ballots.Count(t.Context(), h.m.ID, h.m.Ends)
	must(t, err)
	if r := counted.Outcome.All; r.Holdings != 1 || r.Results[0].Against.FloatString(0) != "45" || len(counted.Decisions) != 4 {
		t.Errorf("counted %+v of %d", r, len(counted.Decisions))
	}
	// Anna, whose paper somebody else entered, holds its receipt; which paper corrects which is in the chain.
	receipts, err := h.papers[0].Ballots.Receipts(t.Context(), h.m.ID, anna)
	must(t, err)
	if len(receipts) != 2 || receipts[1].Corrects != got.Seq || receipts[1].Answers[0] != "against" || len(counted.Broken) > 0 {
		t.Errorf("Anna's receipts are %+v, broken %v", receipts, counted.Broken)
	}
	h.exec(`DELETE FROM ballot_corrections WHERE seq = 2`)
	counted, err = h.papers[1].Ballots.Count(t.Context(), h.m.ID, h.m.Ends)
	must(t, err)
	if !slices.Equal(counted.Broken, []int64{2}) {
		t.Errorf("a correction is gone, and %v are broken", counted.Broken)
	}
	if n := h.int(`SELECT count(*) FROM audit WHERE what = 'vote.corrected' AND subject LIKE '%не та квартира'`); n != 1 {
		t.Errorf("%d corrections are noted", n)
	}
}

// Results are announced by two replicas at once, while a third hand enters papers: who is told what was adopted is
// told it once, of all papers that were accepted, and none is accepted later.
func TestResultsAreAnnouncedOnceAndCloseThePapers(t *testing.T) {
	t.Parallel()
	h := newHearing(t, meeting.Advisory)
	after := h.m.Ends.Add(time.Hour)
	must(t, h.meetings.Turn(t.Context(), h.m.Starts))
	must(t, h.meetings.Turn(t.Context(), h.m.Ends))
	protocols := [2]*postgres.Protocols{{Ballots: h.papers[0].Ballots}, {Ballots: h.papers[1].Ballots}}
	wantRefusal(t, protocols[0].Announce(t.Context(), h.once(), h.town.person(701), h.m.ID, after), "protocol.no_right")
	early := h.m.Ends.Add(time.Minute) // a vote that was given in time may still be on its way
	wantRefusal(t, protocols[0].Announce(t.Context(), h.once(), h.owner, h.m.ID, early), "protocol.too_early")
	_, err := protocols[0].Record(t.Context(), h.owner, h.m.ID, after)
	wantRefusal(t, err, "protocol.no_paper")

	var wait sync.WaitGroup
	accepted, announced := make(chan int64, 16), make(chan error, 2)
	open := h.collection(after)
	for i, x := range open.Missing() {
		once := h.once()
		wait.Go(func() {
			r, err := h.papers[i%2].Enter(t.Context(), once, h.decision(x, ballot.For), after)
			switch {
			case err == nil:
				accepted <- r.Seq
			case !strings.Contains(err.Error(), "ballot.announced"):
				t.Errorf("paper %d: %v", i, err)
			}
		})
		if i == 7 {
			for _, p := range protocols {
				once := h.once()
				wait.Go(func() { announced <- p.Announce(t.Context(), once, h.owner, h.m.ID, after) })
			}
		}
	}
	wait.Wait()
	if a, b := <-announced, <-announced; (a == nil) == (b == nil) {
		t.Errorf("announced: %v and %v", a, b)
	}
	_, err = h.papers[0].Enter(t.Context(), h.once(), h.decision(open.Holders[0], ballot.For), after)
	wantRefusal(t, err, "ballot.announced")
	counted, err := h.papers[0].Ballots.Count(t.Context(), h.m.ID, after)
	must(t, err)
	if counted.Outcome.Paper.Holdings != len(accepted) || h.told("results") == 0 ||
		h.int(`SELECT count(*) FROM notices WHERE kind = 'meeting' AND args ->> 'what' = 'results'`) != 1 {
		t.Errorf("%d papers count, %d were accepted", counted.Outcome.Paper.Holdings, len(accepted))
	}
	told := h.int(`SELECT coalesce(max(100 * (args ->> 'paper_percent')::numeric)::int, 0) FROM notices WHERE args ->> 'what' = 'results'`)
	if c := counted.Outcome.Paper; c.Present.Sign() > 0 && fmt.Sprintf("%03d", told) != strings.Replace(inHundredths(c), ".", "", 1) {
		t.Errorf("told %d, counted %s", told, inHundredths(c))
	}
	if len(accepted) == 0 {
		return
	}
	r, err := protocols[1].Record(t.Context(), h.owner, h.m.ID, after)
	must(t, err)
	if len(r.Decisions()) != len(accepted) || len(r.Holders) != 16 {
		t.Errorf("the record has %d decisions of %d owners", len(r.Decisions()), len(r.Holders))
	}
}

// inHundredths is the part that took part, in per cent to the second digit.
func inHundredths(c *ballot.Count) string {
	part := new(big.Rat).Quo(c.Present, c.All)
	return part.Mul(part, big.NewRat(100, 1)).FloatString(2)
}
