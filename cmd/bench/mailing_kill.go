package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// flight is how many notices a process sends at once: so many may come twice
// when it is killed.
const flight = 3

// kill measures a mailing by two replicas of which one is killed (kill -9) and
// started again at random moments.
func (c mailingCommand) kill(ctx context.Context, b *strings.Builder) (err error) {
	st := &stand{}
	defer func() { err = errors.Join(err, st.closeAll()) }()
	p, err := c.open(ctx, st, c.Killed, c.Speed)
	if err != nil {
		return err
	}
	program, err := filepath.Abs(c.Bot)
	if err != nil {
		return fmt.Errorf("find %s: %w", c.Bot, err)
	}
	env := append(st.env(), p.sendSpeed())
	var replicas [2]*process
	start := func(i, n int) (err error) {
		log := filepath.Join(st.dir, fmt.Sprintf("bot%d-%d.log", i, n))
		replicas[i], err = launch(ctx, log, env, program, "run")
		return err
	}
	defer func() {
		for _, r := range replicas {
			if r != nil {
				err = errors.Join(err, r.stop())
			}
		}
	}()
	if err := errors.Join(start(0, 0), start(1, 0), st.polled(ctx)); err != nil {
		return err
	}
	st.sim.SetLimits(p.limits())
	begin := time.Now()
	if err := p.announce(ctx, begin); err != nil {
		return err
	}
	kills, err := c.strike(ctx, p, func(i, n int) error {
		if err := replicas[i].kill(); err != nil {
			return err
		}
		return start(i, n)
	})
	if err != nil {
		return err
	}
	return c.survived(b, p, kills, begin)
}

// span is how long the mailing takes at best.
func (c mailingCommand) span() time.Duration {
	return time.Duration(float64(c.Killed) / massRate / c.Speed * float64(time.Second))
}

// strike kills one replica after the other until everybody is written to, and
// returns how often.
func (c mailingCommand) strike(
	ctx context.Context, p *post, kill func(replica, n int) error,
) (kills int, err error) {
	for ; kills < c.Kills && p.crowd.missing() > 0; kills++ {
		//nolint:gosec // chance, nothing secret
		pause(ctx, time.Duration(rand.Int64N(int64(2*c.span())/int64(c.Kills))))
		if err := kill(kills%2, kills+1); err != nil {
			return kills, err
		}
	}
	patient, cancel := context.WithTimeout(ctx, c.span()+2*time.Minute)
	defer cancel()
	p.crowd.wait(patient)
	return kills, nil
}

// survived tells what became of the mailing.
func (c mailingCommand) survived(b *strings.Builder, p *post, kills int, begin time.Time) error {
	longest := time.Duration(0)
	for i, at := range p.crowd.at[1:] {
		longest = max(longest, at.Sub(p.crowd.at[i]))
	}
	fmt.Fprintf(b, "%d recipients at %.0f a second, two replicas, kill -9 of one at %d random moments:\n\n"+
		"| | | aim |\n|---|---:|---:|\n| people without the message | %d | 0 |\n"+
		"| messages that came twice | %d | %d, those in flight |\n"+
		"| longest pause of the mailing, s | %.1f | 10 |\n"+
		"| 429 received | %d | 0 |\n| all of it, s | %.1f | |\n\n",
		c.Killed, massRate*c.Speed, kills, p.crowd.missing(), p.crowd.extra(), flight*kills,
		longest.Seconds(), p.refused(), p.crowd.last().Sub(begin).Seconds())
	fmt.Fprintln(os.Stderr, b.String())
	switch {
	case p.crowd.missing() > 0:
		return p.crowd.lost()
	case p.crowd.extra() > flight*kills:
		return fmt.Errorf("%d messages came twice", p.crowd.extra())
	case longest > 10*time.Second:
		return fmt.Errorf("the mailing stood still for %v", longest)
	}
	return failures(p.sim)
}

// kill ends the program as nothing can be prepared for.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill: %w", err)
	}
	<-p.done
	return p.log.Close()
}
