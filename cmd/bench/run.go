package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"dombot/internal/texts"
)

// runCommand measures.
type runCommand struct {
	Bot       string `default:"bin/dombot" help:"The bot's program, as make build makes it."`
	Residents int    `default:"100" help:"Residents who hand in readings at once."`
	Dialogs   int    `default:"15000" help:"Dialogs that are measured."`
	Doubled   int    `default:"1500" help:"Dialogs after them whose confirmation is tapped twice."`
	Runs      int    `default:"3" help:"Runs; the table shows their medians."`
	Echo      bool   `default:"true" negatable:"" help:"Measure the echo bots too."`
	Write     string `help:"Document whose table is replaced."`
	Queries   string `help:"File for the queries of every step and their times."`
	Profile   string `help:"File for a CPU profile of the bot, taken while it is measured."`
}

// Run measures every bot in turn and prints the table.
func (c runCommand) Run(ctx context.Context) error {
	t, err := texts.Load()
	if err != nil {
		return err
	}
	var bots [3][]result
	for n := range c.Runs {
		for i, measure := range []func(context.Context) (result, error){
			func(ctx context.Context) (result, error) { return c.measureBot(ctx, readings(t)) },
			func(ctx context.Context) (result, error) { return c.measureEcho(ctx, true) },
			func(ctx context.Context) (result, error) { return c.measureEcho(ctx, false) },
		} {
			if i > 0 && !c.Echo {
				continue
			}
			r, err := measure(ctx)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "run %d: %s\n", n+1, r)
			bots[i] = append(bots[i], r)
		}
	}
	report := c.report(bots[:])
	if _, err := fmt.Print(report); err != nil || c.Write == "" {
		return err
	}
	return replaceTable(c.Write, dialogTable, report)
}

func (c runCommand) measureBot(ctx context.Context, s script) (r result, err error) {
	st := &stand{}
	defer func() { err = errors.Join(err, st.closeAll()) }()
	crowd, err := c.prepare(ctx, st, s)
	if err != nil {
		return r, err
	}
	if err := crowd.warm(ctx, 10*c.Residents); err != nil {
		return r, errors.Join(err, troubles(st.bot))
	}
	r, err = c.phases(ctx, st, crowd)
	return r, errors.Join(err, troubles(st.bot))
}

// prepare starts everything and lets the residents move in.
func (c runCommand) prepare(ctx context.Context, st *stand, s script) (*crowd, error) {
	if c.Profile != "" {
		st.profile = "127.0.0.1:6060"
	}
	program, err := filepath.Abs(c.Bot)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", c.Bot, err)
	}
	if err := errors.Join(st.openFolder(), st.openTelegram(ctx)); err != nil {
		return nil, err
	}
	if err := st.openServices(ctx); err != nil {
		return nil, err
	}
	if err := st.openTown(ctx, program, c.Residents); err != nil {
		return nil, err
	}
	crowd := newCrowd(st.telegram, s, c.Residents)
	number, _, _ := strings.Cut(st.sim.Token(), ":")
	bot, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read token: %w", err)
	}
	if err := connect(ctx, st.pg.URL("bench"), bot, crowd.residents); err != nil {
		return nil, err
	}
	return crowd, st.openBot(ctx, st.env(), program, "run")
}

// phases measures the dialogs, then doubled confirmations, then counts.
func (c runCommand) phases(ctx context.Context, st *stand, crowd *crowd) (r result, err error) {
	before, err := st.rows(ctx)
	if err != nil {
		return r, err
	}
	seen := crowd.receipts()
	r, err = st.timed(ctx, crowd, c.Dialogs, c.Profile)
	if err != nil {
		return r, err
	}
	r.name = "dombot"
	between, err := st.rows(ctx)
	if err != nil {
		return r, err
	}
	r.rows = between.since(before)
	r.confirmed = crowd.receipts() - seen
	if err := crowd.play(ctx, c.Doubled, crowd.doubled); err != nil {
		return r, fmt.Errorf("tap twice: %w", err)
	}
	if err := st.sim.Idle(ctx); err != nil {
		return r, err
	}
	after, err := st.rows(ctx)
	if err != nil {
		return r, err
	}
	r.doubled, r.doubledRows = c.Doubled, after.since(between)
	r.doubledConfirmed = crowd.receipts() - seen - r.confirmed
	if r.costs, err = c.costs(ctx, st, crowd); err != nil {
		return r, err
	}
	r.failures = st.sim.Failures()
	return r, r.check(c.Dialogs)
}

func (c runCommand) costs(ctx context.Context, st *stand, crowd *crowd) (all []cost, err error) {
	if c.Queries == "" {
		return st.costs(ctx, crowd, nil)
	}
	f, err := os.Create(c.Queries)
	if err != nil {
		return nil, fmt.Errorf("list queries: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return st.costs(ctx, crowd, f)
}

func (c runCommand) measureEcho(ctx context.Context, calls bool) (r result, err error) {
	st := &stand{}
	defer func() { err = errors.Join(err, st.closeAll()) }()
	if err := errors.Join(st.openFolder(), st.openTelegram(ctx)); err != nil {
		return r, err
	}
	self, err := os.Executable()
	if err != nil {
		return r, fmt.Errorf("find the echo bot: %w", err)
	}
	args, name := []string{"echo"}, "echo"
	if calls {
		args, name = append(args, "--calls"), "echo, same calls"
	}
	env := []string{"TELEGRAM_TOKEN=" + st.sim.Token(), "TELEGRAM_API_URL=" + st.base}
	if err := st.openBot(ctx, env, self, args...); err != nil {
		return r, err
	}
	crowd := newCrowd(st.telegram, echo(calls), c.Residents)
	if err := crowd.warm(ctx, 10*c.Residents); err != nil {
		return r, errors.Join(err, troubles(st.bot))
	}
	r, err = st.timed(ctx, crowd, c.Dialogs, "")
	r.name = name
	return r, errors.Join(err, troubles(st.bot))
}

// timed plays dialogs and takes the times of everybody.
func (s *stand) timed(ctx context.Context, c *crowd, dialogs int, profile string) (r result, err error) {
	before, err := s.usage()
	if err != nil {
		return r, err
	}
	profiled := s.takeProfile(ctx, profile)
	begin := time.Now()
	if err := c.play(ctx, dialogs, nil); err != nil {
		return r, err
	}
	r.elapsed, r.dialogs = time.Since(begin), dialogs
	after, err := s.usage()
	if err != nil {
		return r, err
	}
	r.used = after.since(before)
	for _, st := range c.steps {
		r.names = append(r.names, st.name)
	}
	r.steps, r.all = c.times()
	if r.peak, err = peak(s.bot.pid()); err != nil {
		return r, err
	}
	return r, profiled()
}

func troubles(p *process) error {
	if err := p.ended(); err != nil {
		return err
	}
	if bad := p.complaints(); len(bad) > 0 {
		return fmt.Errorf("the bot complained %d times, first: %s", len(bad), bad[0])
	}
	return nil
}
