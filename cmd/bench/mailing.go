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

	"dombot/internal/simulator"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// mailingCommand measures how notices reach many people.
type mailingCommand struct {
	Bot    string  `default:"bin/dombot" help:"The bot's program, as make build makes it."`
	People int     `default:"2000" help:"Recipients in real time; 0: not measured."`
	Fast   int     `default:"10000" help:"Recipients with the limits sped up; 0: not measured."`
	Speed  float64 `default:"2" help:"How many times as fast the limits are then."`
	Crowd  int     `default:"100000" help:"Recipients who are chosen and written; 0: not measured."`
	Killed int     `default:"0" help:"Recipients while processes are killed; 0: not measured."`
	Kills  int     `default:"20" help:"How often one of two replicas is killed meanwhile."`
	Write  string  `help:"Document whose table of mailings is replaced."`

	Profile string `help:"File for a CPU profile of the bot while it sends."`
}

// massRate is how many notices a second Telegram takes beside everything else.
const massRate = 25

// Run measures and prints the table.
func (c mailingCommand) Run(ctx context.Context) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, on %s.\n\n", time.Now().Format("2 January 2006"), machine())
	for _, part := range []struct {
		people  int
		measure func(ctx context.Context, b *strings.Builder) error
	}{
		{c.People, func(ctx context.Context, b *strings.Builder) error {
			return c.deliver(ctx, b, c.People, 1)
		}},
		{c.Fast, func(ctx context.Context, b *strings.Builder) error {
			return c.deliver(ctx, b, c.Fast, c.Speed)
		}},
		{c.Crowd, c.choose},
		{c.Killed, c.kill},
	} {
		if part.people == 0 {
			continue
		}
		if err := part.measure(ctx, &b); err != nil {
			return err
		}
	}
	if _, err := fmt.Print(b.String()); err != nil || c.Write == "" {
		return err
	}
	return replaceTable(c.Write, mailingTable, b.String())
}

// post is a stand with a town whose people are written to.
type post struct {
	*stand
	db    *postgres.DB
	crowd *addressees
	staff int64 // the person who announces
}

// open starts everything but the bot; limits are those of Telegram, sped up.
func (c mailingCommand) open(ctx context.Context, st *stand, people int, speed float64) (*post, error) {
	program, err := filepath.Abs(c.Bot)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", c.Bot, err)
	}
	st.speed = speed
	if c.Profile != "" {
		st.profile = "127.0.0.1:6061"
	}
	if err := errors.Join(st.openFolder(), st.openTelegram(ctx)); err != nil {
		return nil, err
	}
	if err := st.openServices(ctx); err != nil {
		return nil, err
	}
	if err := st.openTown(ctx, program, talkers); err != nil {
		return nil, err
	}
	p := &post{stand: st, crowd: newAddressees(st.sim, people)}
	p.db, err = postgres.Open(ctx, st.pg.URL("bench"), postgres.Options{Conns: 4, Now: time.Now})
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	st.onClose(p.db.Close)
	err = p.settle(ctx)
	return p, err
}

// talkers are the residents who use the bot meanwhile.
const talkers = 8

// deliver measures one mailing and what residents notice of it.
func (c mailingCommand) deliver(
	ctx context.Context, b *strings.Builder, people int, speed float64,
) (err error) {
	st := &stand{}
	defer func() { err = errors.Join(err, st.closeAll()) }()
	p, err := c.open(ctx, st, people, speed)
	if err != nil {
		return err
	}
	t, err := texts.Load()
	if err != nil {
		return err
	}
	crowd := newCrowd(st.telegram, pages(t), talkers)
	if err := connect(ctx, st.pg.URL("bench"), p.botID(), crowd.residents); err != nil {
		return err
	}
	if err := st.openBot(ctx, append(st.env(), p.sendSpeed()), c.Bot, "run"); err != nil {
		return err
	}
	st.sim.SetLimits(p.limits())
	idle, quiet, err := p.spent(func() ([]time.Duration, error) {
		return p.quietly(ctx, crowd, 20*time.Second)
	})
	if err != nil {
		return errors.Join(err, troubles(st.bot))
	}
	begin := time.Now()
	if err := p.announce(ctx, begin); err != nil {
		return err
	}
	profiled := st.takeProfile(ctx, c.Profile)
	busy, used, err := p.spent(func() ([]time.Duration, error) { return p.meanwhile(ctx, crowd) })
	if err := errors.Join(err, profiled()); err != nil {
		return errors.Join(err, troubles(st.bot))
	}
	if p.crowd.extra() > 0 {
		return fmt.Errorf("%d messages came twice", p.crowd.extra())
	}
	d := delivered{
		people: people, rate: massRate * max(1, speed),
		took: p.crowd.last().Sub(begin), refused: st.refused(),
		idle: idle, busy: busy,
		each: used.each(people, quiet, float64(len(busy))/float64(max(1, len(idle)))),
	}
	d.print(b)
	fmt.Fprintln(os.Stderr, b.String())
	return errors.Join(troubles(st.bot), failures(st.sim))
}

// spent is what all processes take while something is measured.
func (p *post) spent(measure func() ([]time.Duration, error)) (all []time.Duration, used usage, err error) {
	before, err := p.usage()
	if err != nil {
		return nil, used, err
	}
	if all, err = measure(); err != nil {
		return nil, used, err
	}
	after, err := p.usage()
	return all, after.since(before), err
}

// delivered is what one mailing showed.
type delivered struct {
	people  int
	rate    float64 // a second
	took    time.Duration
	refused int

	idle, busy []time.Duration // steps of residents, sorted
	each       usage           // a notice, without what residents took
}

func (d delivered) print(b *strings.Builder) {
	fmt.Fprintf(b, "%d recipients at %.0f a second, one replica, %d residents turning pages meanwhile:\n\n",
		d.people, d.rate, talkers)
	fmt.Fprintf(b, "| | | aim |\n|---|---:|---:|\n| until the last one has it, s | %.1f | |\n",
		d.took.Seconds())
	fmt.Fprintf(b, "| ÷ (recipients ÷ rate) | %.3f | 1.03 |\n", d.took.Seconds()*d.rate/float64(d.people))
	fmt.Fprintf(b, "| 429 received | %d | 0 |\n", d.refused)
	a, z := quantile(d.idle, 99), quantile(d.busy, 99)
	fmt.Fprintf(b, "| residents' step, p99, idle, ms | %.1f | |\n| the same meanwhile, ms | %.1f | |\n",
		a.Seconds()*1000, z.Seconds()*1000)
	fmt.Fprintf(b, "| ratio | %.2f | 1.5 |\n", z.Seconds()/a.Seconds())
	fmt.Fprintf(b, "| steps | %d, %d | |\n", len(d.idle), len(d.busy))
	for _, of := range []struct {
		whose string
		took  time.Duration
	}{
		{"the bot", d.each.bot},
		{"PostgreSQL", d.each.postgres},
		{"Redis", d.each.redis},
		{"the simulator", d.each.simulator},
	} {
		fmt.Fprintf(b, "| CPU of %s, ms a notice | %.2f | |\n", of.whose, of.took.Seconds()*1000)
	}
	b.WriteByte('\n')
}

func failures(sim *simulator.Server) error {
	if f := sim.Failures(); len(f) > 0 {
		return errors.New("wrong calls of the Bot API: " + strings.Join(f[:min(3, len(f))], "; "))
	}
	return nil
}

func (p *post) sendSpeed() string {
	return "SEND_SPEED=" + strconv.FormatFloat(max(1, p.speed), 'g', -1, 64)
}

// limits are those of Telegram without the pace of one chat: residents act as
// fast as a machine. Its clock runs faster with the limits of the bot.
func (p *post) limits() simulator.Limits {
	l := simulator.TelegramLimits()
	l.ChatBurst, l.BusyPolls = 0, false
	return l
}

func (p *post) botID() int64 {
	number, _, _ := strings.Cut(p.sim.Token(), ":")
	id, _ := strconv.ParseInt(number, 10, 64) // ours
	return id
}
