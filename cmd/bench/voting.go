package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"dombot/internal/ballot"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/protocol"
	"dombot/internal/receipt"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// votingCommand measures the vote of a large house.
type votingCommand struct {
	Bot       string `default:"bin/dombot" help:"The bot's program, as make build makes it."`
	Premises  int    `default:"2000" help:"Premises of the house, each with its owner."`
	Questions int    `default:"25" help:"Questions of the agenda."`
	Voters    int    `default:"100" help:"Owners who confirm at the same moment."`
	Rounds    int    `default:"20" help:"How often so many do; an owner votes once."`
	Write     string `help:"Document whose table of votes is replaced."`
}

// voted is what the vote showed.
type voted struct {
	times           []time.Duration // of each confirmation, sorted
	opened, counted time.Duration
	drawn           time.Duration
	grew            uint64 // bytes of heap at most while the papers were drawn up
	pages, register int    // bytes of the papers
}

// Run measures and prints the table.
func (c votingCommand) Run(ctx context.Context) (err error) {
	st := &stand{}
	defer func() { err = errors.Join(err, st.closeAll()) }()
	program, err := filepath.Abs(c.Bot)
	if err != nil {
		return fmt.Errorf("find %s: %w", c.Bot, err)
	}
	if err := errors.Join(st.openFolder(), st.openTelegram(ctx)); err != nil {
		return err
	}
	if err := st.openServices(ctx); err != nil {
		return err
	}
	if err := st.openTown(ctx, program, flatsAHouse); err != nil {
		return err
	}
	db, err := postgres.Open(ctx, st.pg.URL("bench"), postgres.Options{Conns: 8, Now: time.Now})
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	st.onClose(db.Close)
	h := &hall{votingCommand: c, st: st, db: db, votes: &postgres.Ballots{DB: db, Rand: rand.Reader}}
	v, err := h.vote(ctx)
	if err != nil {
		return err
	}
	report := v.report(c)
	if _, err := fmt.Print(report); err != nil || c.Write == "" {
		return err
	}
	return replaceTable(c.Write, votingTable, report)
}

// votingTable marks the table in the document.
const votingTable = "<!-- table of votes: make bench -->"

// hall is a house whose owners vote.
type hall struct {
	votingCommand

	st     *stand
	db     *postgres.DB
	votes  *postgres.Ballots
	people []int64
	id     meeting.ID
}

func (h *hall) vote(ctx context.Context) (v voted, err error) {
	if err := h.settle(ctx); err != nil {
		return v, err
	}
	begin := time.Now()
	if err := h.votes.OpenDue(ctx, begin); err != nil {
		return v, err
	}
	v.opened = time.Since(begin)
	m, err := (&postgres.Voting{DB: h.db}).Meeting(ctx, housing.PersonID(h.people[0]), h.id)
	if err != nil {
		return v, err
	}
	for round := range min(h.Rounds, h.Premises/h.Voters) {
		times, err := h.round(ctx, m.Ballot(), h.people[round*h.Voters:(round+1)*h.Voters])
		if err != nil {
			return v, err
		}
		v.times = append(v.times, times...)
	}
	slices.Sort(v.times)
	err = h.after(ctx, m, &v)
	return v, err
}

// round lets people confirm at the same moment.
func (h *hall) round(ctx context.Context, m ballot.Meeting, people []int64) ([]time.Duration, error) {
	times, errs := make([]time.Duration, len(people)), make([]error, len(people))
	answers := make([]ballot.Answer, len(m.Questions))
	for q := range answers {
		answers[q] = ballot.Answers()[q%2]
	}
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ready.Add(len(people))
	for i, p := range people {
		done.Go(func() {
			once := housing.Once(fmt.Sprintf("bench/vote/%d", p))
			ready.Done()
			<-start
			begin := time.Now()
			_, errs[i] = h.votes.Cast(ctx, once,
				ballot.Cast{Meeting: m, Person: housing.PersonID(p), Answers: answers}, begin)
			times[i] = time.Since(begin)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return times, errors.Join(errs...)
}

// after counts the votes and draws the papers up, as once the term is over.
func (h *hall) after(ctx context.Context, m meeting.Meeting, v *voted) error {
	end := m.Ends.Add(time.Minute)
	begin := time.Now()
	c, err := h.votes.Count(ctx, h.id, end)
	if err != nil {
		return err
	}
	v.counted = time.Since(begin)
	if c.Outcome.All.Holdings != len(v.times) {
		return fmt.Errorf("%d votes are counted of %d", c.Outcome.All.Holdings, len(v.times))
	}
	t, err := texts.Load()
	if err != nil {
		return err
	}
	peak := heapPeak()
	begin = time.Now()
	r, err := (&postgres.Protocols{Ballots: h.votes}).Record(ctx, 0, h.id, end)
	if err != nil {
		return err
	}
	page, err := receipt.Message(t.Label("protocol.title"), protocol.Lines(r, m.Today(end), t.Label))
	if err != nil {
		return err
	}
	book, err := protocol.Book(r, t.Label)
	if err != nil {
		return err
	}
	v.drawn, v.grew = time.Since(begin), peak()
	v.pages, v.register = len(page), len(book)
	return nil
}

// heapPeak looks at the heap until it is asked by how much it grew at most.
func heapPeak() func() uint64 {
	heap := func() uint64 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	runtime.GC()
	base := heap()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		peak := base
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				peak = max(peak, heap())
			case <-stop:
				most <- max(peak, heap())
				return
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-most - base
	}
}

const (
	settleOwners = `
		WITH come AS (
			INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
			SELECT 1, n, n, now(), now() FROM generate_series(1, $1) n
			RETURNING id
		)
		SELECT array_agg(id) FROM come`
	signOwners = `
		INSERT INTO identities
		SELECT id, 'Мера', 'Мер', '', hash, now() FROM unnest($1::bigint[], $2::bytea[]) p (id, hash)`
	placeMeeting = `
		INSERT INTO meetings (house_id, person_id, number, state, mode, kind, form, starts_at, ends_at,
			changed_at, created_at)
		VALUES ($1, $2, 1, 'voting', 'official', 'annual', 'electronic', now() - interval '1 minute',
			now() + interval '10 days', now(), now())
		RETURNING id`
	putQuestions = `
		INSERT INTO meeting_questions (meeting_id, number, kind, name, majority)
		SELECT $1, n, 'other', 'Отремонтировать подъезд ' || n, 'most-of-present'
		FROM generate_series(1, $2::integer) n`
)

// settle loads the register of owners, and a meeting whose vote has begun.
func (h *hall) settle(ctx context.Context) error {
	orgs := &postgres.Organisations{DB: h.db}
	org, err := orgs.ByINN(ctx, sample.INN)
	if err != nil {
		return err
	}
	house, err := orgs.HouseByText(ctx, org.ID, housing.ParseQuery("Мерная 1"))
	if err != nil {
		return err
	}
	rights, hashes := h.rights()
	in := housing.Import{Organisation: org.ID, At: time.Now().Add(-time.Hour)}
	report, err := (&postgres.Register{DB: h.db}).ImportHouses(ctx, in, housing.HouseBook{Ownership: rights})
	if err == nil && len(report.Faults) > 0 {
		err = fmt.Errorf("load owners: %+v", report.Faults[0])
	}
	if err != nil {
		return err
	}
	if err := h.st.db.QueryRowContext(ctx, settleOwners, h.Premises).Scan(pq.Array(&h.people)); err != nil {
		return fmt.Errorf("let owners in: %w", err)
	}
	if _, err := h.st.db.ExecContext(ctx, signOwners, pq.Array(h.people), pq.Array(hashes)); err != nil {
		return fmt.Errorf("sign owners in: %w", err)
	}
	placed := h.st.db.QueryRowContext(ctx, placeMeeting, int64(house.ID), h.people[0])
	if err := placed.Scan(&h.id); err != nil {
		return fmt.Errorf("call meeting: %w", err)
	}
	if _, err := h.st.db.ExecContext(ctx, putQuestions, int64(h.id), h.Questions); err != nil {
		return fmt.Errorf("put questions: %w", err)
	}
	_, err = h.st.db.ExecContext(ctx, "ANALYZE")
	return err
}

// rights are those of a house in which every flat has an owner, with the hashes of the owners' numbers.
func (h *hall) rights() (rights []housing.OwnershipRecord, hashes [][]byte) {
	since := housing.Date{Year: 2019, Month: time.March, Day: 14}
	for i := range h.Premises {
		hash := housing.SNILSHash(fmt.Sprintf("bench %d", i))
		hashes = append(hashes, hash)
		rights = append(rights, housing.OwnershipRecord{
			TableRow: housing.TableRow{Sheet: "Собственники", Row: i + 2, House: "Мерная 1"},
			Premises: strconv.Itoa(i + 1), Purpose: "residential", Area: decimal.New(int64(300+i%700), -1),
			Owner: fmt.Sprintf("Мерин Мер Мерович %d", i), SNILS: hash, Num: 1, Den: 1,
			Number: fmt.Sprintf("54:32:000000:%d", i), Registered: since, From: since,
			Stated: housing.Stated{Source: "ЕГРН", On: since},
		})
	}
	return rights, hashes
}

// report is the table.
func (v voted) report(c votingCommand) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, on %s.\n\n", time.Now().Format("2 January 2006"), machine())
	fmt.Fprintf(&b, "%d premises, %d questions, %d owners who confirm at the same moment, %d votes:\n\n",
		c.Premises, c.Questions, c.Voters, len(v.times))
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	b.WriteString("| | | aim |\n|---|---:|---:|\n")
	fmt.Fprintf(&b, "| a vote is accepted, p50, ms | %.1f | |\n", ms(quantile(v.times, 50)))
	fmt.Fprintf(&b, "| the same, p99, ms | %.1f | 50 |\n", ms(quantile(v.times, 99)))
	fmt.Fprintf(&b, "| the electorate is frozen, ms | %.0f | |\n", ms(v.opened))
	fmt.Fprintf(&b, "| the votes are read and counted, ms | %.0f | 200 |\n", ms(v.counted))
	fmt.Fprintf(&b, "| protocol (PDF) and register of decisions (XLSX), s | %.2f | 5 |\n", v.drawn.Seconds())
	fmt.Fprintf(&b, "| the heap grew meanwhile by, MB | %.0f | 100 |\n", float64(v.grew)/1e6)
	fmt.Fprintf(&b, "| size of the two, kB | %d, %d | |\n", v.pages/1000, v.register/1000)
	return b.String()
}
