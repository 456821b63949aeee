package postgres_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/ballotcheck"
	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/storage/postgres"
)

// poll is a town whose ленина 12 votes: Anna owns 45, Boris and Vera 46 together, nobody 47.
type poll struct {
	*town
	meeting           ballot.Meeting
	votes             *postgres.Ballots
	anna, boris, vera housing.PersonID
}

func newPoll(tb testing.TB, mode ballot.Mode) *poll {
	tb.Helper()
	return pollIn(tb, newTown(tb), mode)
}

func pollIn(tb testing.TB, w *town, mode ballot.Mode) *poll {
	tb.Helper()
	spouse := owned(4, "46", "60", "Сидорова Вера", 1, 1)
	spouse.Joint, spouse.Number, spouse.SNILS = true, "54:35-5", housing.SNILSHash("vera")
	husband := owned(5, "46", "60", "Сидоров Борис", 1, 1)
	husband.Joint, husband.SNILS = true, housing.SNILSHash("boris")
	first := owned(2, "45", "45.3", "Иванова Анна", 1, 1)
	first.SNILS = housing.SNILSHash("anna")
	if r := w.loadOwners(first, spouse, husband, owned(6, "47", "30", "Кто Неизвестный", 1, 1)); !r.Saved {
		tb.Fatalf("owners: %+v", r)
	}
	p := &poll{town: w, votes: &postgres.Ballots{DB: w.db, Rand: rand.Reader}}
	p.meeting = ballot.Meeting{
		ID: 7, House: w.lenina(), Start: noon(), End: noon().Add(240 * time.Hour), Zone: "Asia/Novosibirsk", Mode: mode,
		Questions: []ballot.Question{
			{Number: 1, Text: "Вопрос 1", Majority: ballot.MostOfPresent}, {Number: 2, Text: "Вопрос 2", Majority: ballot.TwoThirdsOfAll},
		},
	}
	p.anna, p.boris, p.vera = p.signed(11, "anna"), p.signed(12, "boris"), p.signed(13, "vera")
	p.placed(p.meeting)
	return p
}

// placed stores a meeting whose vote has not begun.
func (p *poll) placed(m ballot.Meeting) {
	p.t.Helper()
	p.exec(`
		INSERT INTO meetings (id, house_id, person_id, state, mode, starts_at, ends_at, revote, changed_at, created_at)
		OVERRIDING SYSTEM VALUE
		SELECT $1, $2, min(id), 'placed', $3, $4, $5, $6, now(), now() FROM people`,
		int64(m.ID), int64(m.House), string(m.Mode), m.Start, m.End, m.Revote)
	for _, q := range m.Questions {
		p.exec(`INSERT INTO meeting_questions (meeting_id, number, kind, name, majority) VALUES ($1, $2, 'other', $3, $4)`,
			int64(m.ID), q.Number, q.Text, string(q.Majority))
	}
}

// signed is a person whom Госуслуги told to be somebody.
func (p *poll) signed(user int64, snils string) housing.PersonID {
	p.t.Helper()
	id := p.person(user)
	p.exec(`INSERT INTO identities VALUES ($1, 'А', 'Б', '', $2, now())`, int64(id), []byte(snils))
	return id
}

func both(a ballot.Answer) []ballot.Answer { return []ballot.Answer{a, a} }

func (p *poll) cast(who housing.PersonID, at time.Time, answers []ballot.Answer, holdings ...owners.RightID) ([]chain.Receipt, error) {
	p.t.Helper()
	return p.votes.Cast(p.ctx(), p.once(), ballot.Cast{Meeting: p.meeting, Person: who, Answers: answers, Holdings: holdings}, at)
}

func (p *poll) holding(of housing.PersonID) owners.RightID {
	p.t.Helper()
	must(p.t, p.votes.Open(p.ctx(), p.meeting, noon()))
	own, err := p.votes.Own(p.ctx(), p.meeting.ID, of, noon())
	must(p.t, err)
	if len(own) != 1 {
		p.t.Fatalf("person %d has %d holdings", of, len(own))
	}
	return own[0].Holding
}

func (p *poll) paper(holding owners.RightID, owner string) ballot.PaperDecision {
	p.t.Helper()
	return ballot.PaperDecision{
		Meeting: p.meeting, Holding: holding, Answers: both(ballot.Against), Received: noon(), File: ballot.File{Name: "1.jpg", Kind: "image/jpeg", Data: []byte("jpeg")},
		Owner: owners.OwnerID(p.int(`SELECT id FROM owners WHERE name = $1`, owner)),
	}
}

// check runs the checker over the published record with receipts.
func (p *poll) check(now time.Time, receipts ...chain.Receipt) ballotcheck.Report {
	p.t.Helper()
	f, err := p.votes.Record(p.ctx(), p.meeting.ID, now)
	must(p.t, err)
	record, err := json.Marshal(f)
	must(p.t, err)
	var o ballotcheck.Options
	for _, r := range receipts {
		b, err := json.Marshal(r)
		must(p.t, err)
		o.Receipts = append(o.Receipts, b)
	}
	report, err := ballotcheck.Check(record, o)
	must(p.t, err)
	return report
}

func TestVotesAreAcceptedFromOwnersAlone(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	stranger := p.person(99)
	p.connect(stranger) // pays for 45, and owns nothing
	_, err := p.cast(p.anna, noon().Add(-time.Second), both(ballot.For))
	wantRefusal(t, err, "ballot.early")
	_, err = p.cast(stranger, noon(), both(ballot.For))
	wantRefusal(t, err, "ballot.not_owner")

	once := p.once()
	vote := ballot.Cast{Meeting: p.meeting, Person: p.anna, Answers: both(ballot.For)}
	got, err := p.votes.Cast(t.Context(), once, vote, noon())
	must(t, err)
	again, err := p.votes.Cast(t.Context(), once, vote, noon().Add(time.Hour))
	must(t, err)
	if len(got) != 1 || got[0].Weight != "453/10" || got[0].Seq != 1 || len(again) != 1 || again[0].Hash.String() != got[0].Hash.String() {
		t.Errorf("receipts %+v, again %+v", got, again)
	}
	_, err = p.cast(p.anna, noon(), both(ballot.Against))
	wantRefusal(t, err, "ballot.twice")
	_, err = p.cast(p.boris, noon(), both(ballot.For), p.holding(p.anna))
	wantRefusal(t, err, "ballot.not_owner") // for somebody else
	_, err = p.cast(p.boris, noon(), both(ballot.For)[:1])
	wantRefusal(t, err, "ballot.unanswered")
	_, err = p.cast(p.boris, p.meeting.End, both(ballot.For))
	wantRefusal(t, err, "ballot.late")
	mustVote(t)(p.cast(p.boris, p.meeting.End.Add(-time.Second), both(ballot.Against)))
	_, err = p.cast(p.vera, noon(), both(ballot.For))
	wantRefusal(t, err, "ballot.joint")

	own, err := p.votes.Own(t.Context(), p.meeting.ID, p.vera, noon())
	must(t, err)
	if len(own) != 1 || !own[0].Joint || len(own[0].Voted) != 1 || own[0].Voted[0].Answers != nil || own[0].Premises.Number != "46" {
		t.Errorf("Vera sees %+v, want that 46 voted and not how", own)
	}
	if _, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End.Add(-1)); err == nil {
		t.Error("votes are told before the end")
	}
	turnout, err := p.votes.Turnout(t.Context(), p.meeting.ID)
	must(t, err)
	if turnout.Taps.FloatString(1) != "105.3" || turnout.Total.FloatString(1) != "135.3" || turnout.Holdings != 2 {
		t.Errorf("turnout %+v", turnout)
	}
	c, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End)
	must(t, err)
	if len(c.Broken) > 0 {
		t.Errorf("nothing was changed, and %v are broken", c.Broken)
	}
	if r := c.Outcome.All.Results[0]; !c.Outcome.All.Quorum || r.For.FloatString(1) != "45.3" || r.Against.FloatString(1) != "60.0" || r.Adopted {
		t.Errorf("counted %+v", r)
	}
	if r := p.check(noon(), got...); !r.Good() || r.Entries != 2 || r.Counts != nil {
		t.Errorf("during the vote: %+v", r)
	}
	if r := p.check(p.meeting.End, got...); !r.Good() || len(r.Counts) != 1 || r.Counts[0].Results[0].Against.FloatString(1) != "60.0" {
		t.Errorf("afterwards: %+v", r)
	}
	if n := p.int(`SELECT count(*) FROM audit WHERE what = 'vote.refused'`); n != 7 {
		t.Errorf("%d refusals are noted, want 7", n)
	}
	if n := p.int(`SELECT count(*) FROM audit WHERE what = 'vote.accepted'`); n != 2 {
		t.Errorf("%d votes are noted", n)
	}
	for _, forge := range []string{
		`UPDATE ballots SET answers = '{for,for}' WHERE seq = 2`, `UPDATE ballot_voters SET weight = '600/1' WHERE weight = '60/1'`,
	} {
		p.exec(forge)
		if r := p.check(p.meeting.End); r.Good() {
			t.Errorf("%s: unseen", forge)
		}
		c, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End)
		if must(t, err); !slices.Contains(c.Broken, 2) {
			t.Errorf("%s: counted with %v broken", forge, c.Broken)
		}
	}
	receipts, err := p.votes.Receipts(t.Context(), p.meeting.ID, p.anna)
	must(t, err)
	if len(receipts) != 1 || receipts[0].Nonce.String() != got[0].Nonce.String() || receipts[0].Hash.String() != got[0].Hash.String() {
		t.Errorf("receipts again: %+v", receipts)
	}
}

func mustVote(t *testing.T) func([]chain.Receipt, error) {
	return func(r []chain.Receipt, err error) {
		t.Helper()
		must(t, err)
		if len(r) == 0 {
			t.Error("no receipt")
		}
	}
}

// Weights are those of the start: whoever sold since votes no more, whoever bought not yet; a vote that was given stands.
func TestAfterTheStartTheRegisterChangesNoWeight(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	vera := p.holding(p.vera)
	today := housing.DateOf(noon())
	sold, bought := owned(2, "45", "45.3", "Иванова Анна", 1, 1), owned(20, "45", "45.3", "Новиков Лев", 1, 1)
	sold.SNILS, bought.SNILS = housing.SNILSHash("anna"), housing.SNILSHash("lev")
	sold.Until, bought.From = today.Add(1), today.Add(1)
	smaller := owned(6, "47", "3", "Кто Неизвестный", 1, 1)
	if r := p.loadOwners(sold, bought, smaller); !r.Saved {
		t.Fatalf("%+v", r)
	}
	lev := p.signed(14, "lev")
	next := noon().Add(24 * time.Hour)
	_, err := p.cast(p.anna, next, both(ballot.For))
	wantRefusal(t, err, "ballot.sold")
	_, err = p.cast(lev, next, both(ballot.For))
	wantRefusal(t, err, "ballot.not_owner")
	mustVote(t)(p.cast(p.anna, noon(), both(ballot.For))) // on the day before
	mustVote(t)(p.cast(p.vera, next, both(ballot.For), vera))
	if turnout, err := p.votes.Turnout(t.Context(), p.meeting.ID); err != nil || turnout.Total.FloatString(1) != "135.3" {
		t.Errorf("turnout %+v, %v", turnout, err)
	}
	// A flat that was sold, or a right that is gone from the register: who was frozen sees the vote, the buyer sees it as an owner.
	p.loadAt(next, removed(sold))
	for who, want := range map[housing.PersonID]int{p.anna: 1, lev: 1, p.person(98): 0} {
		running, err := (&postgres.Voting{DB: p.db}).Running(t.Context(), who, next)
		must(t, err)
		if len(running) != want {
			t.Errorf("person %d sees %d votes, want %d", who, len(running), want)
		}
	}
	_, err = p.cast(p.anna, next, both(ballot.For))
	wantRefusal(t, err, "ballot.sold")
}

func TestPaperAndTapsOfAHolding(t *testing.T) {
	t.Parallel()
	for mode, want := range map[ballot.Mode]string{ballot.Official: "ballot.on_paper", ballot.Advisory: ""} {
		p := newPoll(t, mode)
		paper := p.paper(p.holding(p.anna), "Иванова Анна")
		foreign, wrong, empty := paper, paper, paper
		foreign.By, wrong.Owner, empty.File.Data = p.boris, p.paper(0, "Сидорова Вера").Owner, nil
		for text, d := range map[string]ballot.PaperDecision{
			"ballot.not_collector": foreign, "ballot.not_owner_paper": wrong, "ballot.no_file": empty,
		} {
			_, err := p.votes.Enter(t.Context(), p.once(), d, noon())
			wantRefusal(t, err, text)
		}
		doubtful := paper
		doubtful.Received = p.meeting.End.Add(-time.Second) // the term ends in the middle of a day
		_, err := p.votes.Enter(t.Context(), p.once(), doubtful, p.meeting.End.Add(time.Hour))
		wantRefusal(t, err, "ballot.unvouched")
		late := paper
		late.Received, late.Vouched = p.meeting.End, true
		_, err = p.votes.Enter(t.Context(), p.once(), late, p.meeting.End.Add(time.Hour))
		wantRefusal(t, err, "ballot.late")
		doubtful.Vouched = true
		_, err = p.votes.Enter(t.Context(), p.once(), doubtful, p.meeting.End.Add(time.Hour))
		must(t, err)
		if n := p.int(`SELECT count(*) FROM audit WHERE what = 'vote.paper' AND subject LIKE '7/1; said to be %'`); n != 1 {
			t.Errorf("%d papers are noted as said to be in time", n)
		}
		_, err = p.votes.Enter(t.Context(), p.once(), paper, noon())
		wantRefusal(t, err, "ballot.twice")
		_, err = p.cast(p.anna, noon(), both(ballot.For))
		if want != "" {
			wantRefusal(t, err, want)
		} else if err != nil {
			t.Errorf("advisory: %v", err)
		}
		c, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End)
		must(t, err)
		if mode == ballot.Advisory && (c.Outcome.All != nil || c.Outcome.Taps.Holdings != 1 || c.Outcome.Paper.Holdings != 1) {
			t.Errorf("advisory: %+v", c.Outcome)
		}
		if mode == ballot.Official && (c.Outcome.All.Holdings != 1 || c.Outcome.All.Results[0].Against.Sign() == 0) {
			t.Errorf("official: %+v", c.Outcome.All)
		}
		if r := p.check(p.meeting.End); !r.Good() || (mode == ballot.Advisory) == (len(r.Counts) > 0) {
			t.Errorf("%s: %+v", mode, r)
		}
	}
}

// An operator of the house confirms who may act for whom; nobody else does.
func TestRepresentativesAreConfirmed(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	p.meeting.Revote = true
	register := &postgres.Owners{DB: p.db}
	lev, olga := p.person(14), p.person(15)
	p.exec(`INSERT INTO operators (person_id, organisation_id, since, role) VALUES ($1, $2, now(), 'operator')`, int64(olga), int64(p.org))
	c := owners.Confirmation{
		Organisation: p.org, By: olga, Owner: p.paper(0, "Иванова Анна").Owner, Person: lev, Acts: owners.Representative,
		Document: owners.Document{Kind: "доверенность", Number: "54/12-н", Until: housing.DateOf(noon())},
	}
	foreign, bare, elsewhere := c, c, c
	foreign.By, bare.Document.Number, elsewhere.Organisation = lev, "", 404
	for name, x := range map[string]owners.Confirmation{"by himself": foreign, "no document": bare, "another organisation": elsewhere} {
		if err := register.Confirm(t.Context(), p.once(), x, noon()); err == nil {
			t.Errorf("%s: confirmed", name)
		}
	}
	must(t, register.Confirm(t.Context(), p.once(), c, noon()))
	mine, err := register.Mine(t.Context(), lev, noon())
	must(t, err)
	if len(mine) != 1 || mine[0].Acts != owners.Representative || mine[0].Weight.FloatString(1) != "45.3" {
		t.Errorf("Lev sees %+v", mine)
	}
	houses, err := register.Houses(t.Context(), lev, noon())
	must(t, err)
	if len(houses) != 1 || houses[0].ID != p.lenina() {
		t.Errorf("Lev has a voice in %+v", houses)
	}
	if seen, err := (&postgres.Meetings{DB: p.db}).Meetings(t.Context(), lev, p.lenina(), 10); err != nil || len(seen) != 1 {
		t.Errorf("Lev sees the meetings %+v, %v", seen, err)
	}
	mustVote(t)(p.cast(lev, noon(), both(ballot.For)))
	mustVote(t)(p.cast(p.anna, noon(), both(ballot.Against))) // the owner herself decides anew
	_, err = p.cast(lev, noon().Add(24*time.Hour), both(ballot.For))
	wantRefusal(t, err, "ballot.not_owner") // the paper has run out
	// The last day of the paper ends by the clock of the house, which is seven hours ahead.
	for _, x := range []struct {
		at   time.Time
		want int
	}{{noon().Add(12*time.Hour - time.Minute), 1}, {noon().Add(12 * time.Hour), 0}} {
		if mine, err = register.Mine(t.Context(), lev, x.at); err != nil || len(mine) != x.want {
			t.Errorf("at %s Lev acts for %+v, %v", x.at, mine, err)
		}
	}
	must(t, register.Revoke(t.Context(), p.once(), c, noon()))
	for _, what := range []string{"owner.confirmed", "owner.revoked"} {
		if n := p.int(`SELECT count(*) FROM notices n JOIN recipients r ON r.notice_id = n.id JOIN people ON people.chat_id = r.chat_id
			WHERE n.kind = 'owner' AND n.args @> jsonb_build_object('what', $1::text, 'acts', 'representative', 'premises', '45')
			  AND people.id = $2`, what, int64(lev)); n != 1 {
			t.Errorf("%s: Lev is told %d times", what, n)
		}
	}
	_, err = p.cast(lev, noon(), both(ballot.For))
	wantRefusal(t, err, "ballot.not_owner")
	// Who acts for two joint owners goes on as the one who voted, whatever the order of papers.
	vera, boris := c, c
	vera.Owner, boris.Owner = p.paper(0, "Сидорова Вера").Owner, p.paper(0, "Сидоров Борис").Owner
	for i, x := range []*owners.Confirmation{&vera, &boris} {
		must(t, register.Confirm(t.Context(), p.once(), *x, noon()))
		mustVote(t)(p.cast([]housing.PersonID{p.vera, lev}[i], noon(), both(ballot.For)))
		own, err := p.votes.Own(t.Context(), p.meeting.ID, lev, noon())
		must(t, err)
		if len(own) != 1 || own[0].Owner != vera.Owner || len(own[0].Voted) != 1 || own[0].Voted[0].Answers == nil {
			t.Errorf("Lev acts as %+v, want as Vera, who voted", own)
		}
	}
	must(t, register.Revoke(t.Context(), p.once(), vera, noon()))
	_, err = p.cast(lev, noon(), both(ballot.Against))
	wantRefusal(t, err, "ballot.joint")
	count, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End)
	must(t, err)
	if r := count.Outcome.All; r.Holdings != 2 || r.Results[0].Against.FloatString(1) != "45.3" || len(count.Decisions) != 4 {
		t.Errorf("%+v", r)
	}
}

// Two replicas take one voter's votes and those of others at once: one is accepted, the chain is whole.
func TestVotesAtOnceOnTwoReplicas(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	other := &postgres.Ballots{DB: p.db, Rand: rand.Reader}
	var wait sync.WaitGroup
	results := make(chan []chain.Receipt, 40)
	for i := range 40 {
		votes, who := p.votes, []housing.PersonID{p.anna, p.boris, p.vera}[i%3]
		if i%2 == 0 {
			votes = other
		}
		once := p.once()
		wait.Go(func() {
			r, err := votes.Cast(context.WithoutCancel(p.ctx()), once, ballot.Cast{Meeting: p.meeting, Person: who, Answers: both(ballot.For)}, noon())
			if err != nil && housing.KindOf(err) != housing.Refused {
				t.Errorf("vote %d: %v", i, err)
			}
			results <- r
		})
	}
	wait.Wait()
	close(results)
	var receipts []chain.Receipt
	for r := range results {
		receipts = append(receipts, r...)
	}
	slices.SortFunc(receipts, func(a, b chain.Receipt) int { return int(a.Seq - b.Seq) })
	if len(receipts) != 2 {
		t.Errorf("%d votes of two holdings were accepted", len(receipts))
	}
	if r := p.check(p.meeting.End, receipts...); !r.Good() || r.Entries != 2 {
		t.Errorf("%+v", r)
	}
}

// BenchmarkCast is a hundred owners of 2,000 premises who vote at once about 25 questions.
func BenchmarkCast(b *testing.B) {
	w := newTown(b)
	var records []housing.OwnershipRecord
	for i := range 2000 {
		r := owned(i+2, fmt.Sprint(1000+i), "45.3", fmt.Sprint("Собственник ", i), 1, 1)
		r.SNILS = housing.SNILSHash(fmt.Sprint("s", i))
		records = append(records, r)
	}
	start := time.Now()
	w.loadOwners(records...)
	b.Logf("import %v", time.Since(start))
	p := &poll{town: w, votes: &postgres.Ballots{DB: w.db, Rand: rand.Reader}}
	people := make([]housing.PersonID, 2000)
	for i := range people {
		people[i] = p.person(int64(5000 + i))
	}
	p.exec(`INSERT INTO identities SELECT id, 'А', 'Б', '', convert_to('s' || user_id - 5000, 'UTF8'), now() FROM people WHERE user_id >= 5000`)
	p.meeting = ballot.Meeting{House: w.lenina(), Start: noon(), End: noon().Add(240 * time.Hour), Zone: "Asia/Novosibirsk", Mode: ballot.Official}
	var answers []ballot.Answer
	for q := range 25 {
		p.meeting.Questions = append(p.meeting.Questions, ballot.Question{Number: q + 1, Text: fmt.Sprint("Вопрос ", q+1), Majority: ballot.TwoThirdsOfAll})
		answers = append(answers, ballot.For)
	}
	var took []time.Duration
	round := 0
	for b.Loop() {
		if round%20 == 0 {
			p.meeting.ID++
			p.placed(p.meeting)
			must(b, p.votes.Open(b.Context(), p.meeting, noon()))
		}
		var wait sync.WaitGroup
		times := make([]time.Duration, 100)
		for i := range 100 {
			who, once := people[round%20*100+i], p.once()
			wait.Go(func() {
				from := time.Now()
				_, err := p.votes.Cast(b.Context(), once, ballot.Cast{Meeting: p.meeting, Person: who, Answers: answers}, noon())
				if err != nil {
					b.Error(err)
				}
				times[i] = time.Since(from)
			})
		}
		wait.Wait()
		took = append(took, times...)
		round++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
}
