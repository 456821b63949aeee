package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/internal/gis/sample"
	"dombot/internal/localredis/redistest"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

var perilRounds = flag.Int("perils.rounds", 4, "how many readings each person hands in while processes are killed")

// asProgram in the environment makes the test binary the program: `run`, with
// the clock of the tests.
const asProgram = "DOMBOT_TEST_PROGRAM"

func perilProgram() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	world := World{
		Getenv: os.Getenv, ReadFile: os.ReadFile, Out: os.Stderr, Err: os.Stderr, Clock: standing(townMoment()),
	}
	if file := os.Getenv(clockFile); file != "" {
		world.Clock = written(file)
	}
	if nanos, err := strconv.ParseInt(os.Getenv(clockSince), 10, 64); err == nil {
		world.Clock = ticking(time.Unix(0, nanos))
	}
	if err := Main(ctx, []string{"run"}, world); err != nil {
		fmt.Fprintln(os.Stderr, "level=ERROR msg=ended", err)
		return 1
	}
	return 0
}

// perilProcesses are processes of the program for one bot: one serves it, a
// second one takes over while the first is killed (kill -9) at any moment. As
// long as both live, they take the updates from each other.
type perilProcesses struct {
	tb     testing.TB
	env    []string
	sim    *simulator.Server
	rows   *sql.DB
	random *rand.Rand
	log    *syncBuffer
	kills  map[string]int

	mu      sync.Mutex
	running []*exec.Cmd
}

func newPerilProcesses(tb testing.TB, seed uint64, env ...string) *perilProcesses {
	tb.Helper()
	dsn := cluster.New(tb)
	sim, err := simulator.New(simulator.Options{Token: inventedToken, Clock: simulator.NewClock(townMoment())})
	if err != nil {
		tb.Fatal(err)
	}
	base, err := sim.Start(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	rows, err := sql.Open("postgres", dsn)
	if err != nil {
		tb.Fatal(err)
	}
	p := &perilProcesses{
		tb: tb, sim: sim, rows: rows, log: &syncBuffer{}, kills: map[string]int{},
		random: rand.New(rand.NewPCG(seed, 7)), //nolint:gosec // chance, nothing secret
		env: append(os.Environ(), asProgram+"=1", "TELEGRAM_TOKEN="+inventedToken, "TELEGRAM_API_URL="+base,
			"DATABASE_URL="+dsn, "REDIS_URL="+redistest.Start(tb), "LISTEN_ADDR=127.0.0.1:0", "TZ_DEFAULT="+sample.Zone),
	}
	p.env = append(p.env, env...)
	tb.Cleanup(p.close)
	p.start()
	return p
}

func (p *perilProcesses) start() {
	program, err := os.Executable()
	if err != nil {
		p.tb.Error(err)
		return
	}
	c := exec.CommandContext(context.WithoutCancel(p.tb.Context()), program)
	c.Env, c.Stderr = p.env, p.log
	if err := c.Start(); err != nil {
		p.tb.Errorf("start the program: %v", err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = append(p.running, c)
}

// kill ends the oldest process as nothing can be prepared for.
func (p *perilProcesses) kill() {
	p.mu.Lock()
	c := p.running[0]
	p.running = p.running[1:]
	p.mu.Unlock()
	if err := c.Process.Kill(); err != nil {
		p.tb.Errorf("kill: %v", err)
	}
	_ = c.Wait() // it says that it was killed
}

// close stops the processes and complains of what they logged as errors; that
// the other takes the updates is one, and expected.
func (p *perilProcesses) close() {
	for len(p.running) > 0 {
		p.kill()
	}
	if p.tb.Failed() {
		p.tb.Logf("log:\n%s", p.log)
	}
	for line := range strings.Lines(p.log.String()) {
		if strings.Contains(line, "level=ERROR") && !strings.Contains(line, "somebody else receives") {
			p.tb.Errorf("the program logged: %s", line)
		}
	}
	if err := errors.Join(p.sim.Close(), p.rows.Close()); err != nil {
		p.tb.Errorf("stop: %v", err)
	}
}

// stored returns the numbers of what lies in PostgreSQL.
func (p *perilProcesses) stored() []string {
	rows, err := p.rows.QueryContext(context.WithoutCancel(p.tb.Context()), "SELECT number FROM submissions ORDER BY id")
	if err != nil {
		p.tb.Error(err)
		return nil
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var number string
		if err := rows.Scan(&number); err != nil {
			p.tb.Error(err)
		}
		all = append(all, number)
	}
	if err := rows.Err(); err != nil {
		p.tb.Error(err)
	}
	return all
}

// strike kills the process that serves around a confirmation: at once, or as
// soon as PostgreSQL has committed. Another one is started before or after.
func (p *perilProcesses) strike(before int, early bool, done <-chan struct{}) {
	when := "at once"
	if p.random.IntN(3) > 0 {
		when = "after the commit"
		for len(p.stored()) == before {
			select {
			case <-done:
				when = "afterwards"
			default:
				continue
			}
			break
		}
	}
	p.kill()
	if early {
		when += ", beside another"
	} else {
		p.start()
	}
	p.kills["killed "+when]++
}

// resident hands readings in while the processes are killed.
type resident struct {
	*simulator.Person
	sim  *simulator.Server
	read []string // numbers of what was read as saved
}

// sees waits for a message of the bot that fits.
func (r *resident) sees(ctx context.Context, what string, fits func(m simulator.Message) bool) (simulator.Message, error) {
	patient, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var found simulator.Message
	err := r.sim.Wait(patient, func(simulator.State) bool {
		for _, m := range slices.Backward(r.Chat().Messages) {
			if m.FromBot && fits(m) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		err = fmt.Errorf("%s waits for %s: %w\n%s", r.Name, what, err, r.Transcript())
	}
	return found, err
}

// handIn hands a reading in by two taps on one ‹Сохранить›; where the question
// comes again instead of a receipt, they tap there. tapped is told when they did.
func (r *resident) handIn(ctx context.Context, value string, confirmed func()) error {
	defer confirmed()
	r.Send("хвс " + value)
	var tapped []string
	for range 20 {
		m, err := r.sees(ctx, "what becomes of "+value, func(m simulator.Message) bool {
			return r.receipt(m) != "" || strings.Contains(m.Text, value) && saving(m) != "" && !slices.Contains(tapped, saving(m))
		})
		if err != nil {
			return err
		}
		if number := r.receipt(m); number != "" {
			r.read = append(r.read, number)
			return nil
		}
		if len(tapped) == 0 {
			r.Tap(m.ID, saving(m))
		} else if m, err = r.settled(ctx, m, value); err != nil {
			return err
		}
		r.Tap(m.ID, saving(m))
		tapped = append(tapped, saving(m))
		confirmed()
	}
	return fmt.Errorf("%s is asked about %s again and again:\n%s", r.Name, value, r.Transcript())
}

// settled waits until nothing more comes and returns the last question about a
// value, m where there is none: who taps faster than the answers come taps what
// is old by then.
func (r *resident) settled(ctx context.Context, m simulator.Message, value string) (simulator.Message, error) {
	patient, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := r.sim.Idle(patient); err != nil {
		return m, err
	}
	for _, last := range slices.Backward(r.Chat().Messages) {
		if last.FromBot && strings.Contains(last.Text, value) && saving(last) != "" {
			return last, nil
		}
	}
	return m, nil
}

// receipt returns the number that a message tells for the first time.
func (r *resident) receipt(m simulator.Message) string {
	found := readSaved.FindStringSubmatch(m.Text)
	if len(found) < 2 || slices.Contains(r.read, found[1]) {
		return ""
	}
	return found[1]
}

// saving returns what ‹Сохранить› carries on a message.
func saving(m simulator.Message) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == labelSave {
				return b.Data
			}
		}
	}
	return ""
}

// TestProcessesThatAreKilled kills the process that serves around confirmations;
// another one takes over, or both live for a while. Each reading that people
// confirm is stored once and read as such; afterwards the menu is two taps away.
func TestProcessesThatAreKilled(t *testing.T) {
	t.Parallel()
	p := newPerilProcesses(t, rand.Uint64()) //nolint:gosec // chance, nothing secret
	db, err := postgres.Open(t.Context(), dsnOf(p.env), postgres.Options{Conns: 1, Now: standing(townMoment()).Now})
	if err != nil {
		t.Fatal(err)
	}
	people := []*resident{{Person: p.sim.Person("Анна"), sim: p.sim}, {Person: p.sim.Person("Борис"), sim: p.sim}}
	for i, flat := range []perilFlat{
		{"ленина 12", sample.KnownAccount, sample.KnownSerial}, {sample.OtherHouse, sample.OtherAccount, sample.OtherSerial},
	} {
		key := dialogs.Key{Bot: simulatedBot(t, p.sim), Chat: people[i].ID, User: people[i].ID}
		if err := flat.connect(t.Context(), db, key, townMoment()); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	for round := range *perilRounds {
		p.round(t, people, round)
	}

	var read []string
	for _, r := range people {
		read = append(read, r.read...)
		r.Send("/start")
		if _, err := r.sees(t.Context(), "the menu", func(m simulator.Message) bool {
			return strings.Contains(m.Text, "Действия")
		}); err != nil {
			t.Error(err)
		}
	}
	stored := p.stored()
	slices.Sort(read)
	slices.Sort(stored)
	if !slices.Equal(stored, read) || len(stored) != len(people)**perilRounds {
		t.Errorf("%d readings are confirmed; stored are %q, read as saved %q", len(people)**perilRounds, stored, read)
	}
	t.Logf("met:\n%s", tallied(p.kills))
}

// round lets everybody hand a reading in and strikes meanwhile.
func (p *perilProcesses) round(t *testing.T, people []*resident, round int) {
	t.Helper()
	before, early := len(p.stored()), p.random.IntN(2) == 0
	if early {
		p.start()
	}
	tapped := make(chan struct{}, 2*len(people))
	done := make(chan struct{})
	var all sync.WaitGroup
	for i, r := range people {
		all.Go(func() {
			value := fmt.Sprintf("%d,%d", []int{124, 242}[i]+round/10, round%10)
			if err := r.handIn(t.Context(), value, sync.OnceFunc(func() { tapped <- struct{}{} })); err != nil {
				t.Error(err)
			}
		})
	}
	go func() {
		all.Wait()
		close(done)
	}()
	<-tapped
	p.strike(before, early, done)
	<-done
	if t.Failed() {
		t.FailNow()
	}
}

// dsnOf returns the database of an environment.
func dsnOf(env []string) string {
	i := slices.IndexFunc(env, func(s string) bool { return strings.HasPrefix(s, "DATABASE_URL=") })
	return strings.TrimPrefix(env[i], "DATABASE_URL=")
}

// simulatedBot returns the number of the simulated bot: it begins the token.
func simulatedBot(tb testing.TB, sim *simulator.Server) int64 {
	tb.Helper()
	var id int64
	if _, err := fmt.Sscanf(sim.Token(), "%d:", &id); err != nil {
		tb.Fatal(err)
	}
	return id
}
