package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"dombot/internal/simulator"
	"dombot/internal/simulator/control"
	"dombot/internal/simulator/page"
)

type simulateCommand struct {
	Listen   string    `help:"Address of the Bot API." default:"127.0.0.1:8081"`
	Page     string    `help:"Address of the chat page and the control API." default:"127.0.0.1:8082"`
	Token    string    `help:"Token of the one bot: any invented one." default:"${simulated_token}"`
	Username string    `help:"Username of the bot, without @." default:"simulated_bot"`
	Name     string    `help:"Name of the bot." default:"Simulated bot"`
	People   []string  `help:"People to begin with, after commas." default:"Анна Смирнова,Борис Волков"`
	Limits   bool      `help:"Limit the bot as Telegram does, with 429." default:"true" negatable:""`
	At       time.Time `help:"Moment of the start, as 2026-11-17T10:00:00+03:00; now if none."`
	Standing bool      `help:"Let the clock stand until the page or the control API moves it."`
	Seed     uint64    `help:"Seed of faults that are left to chance." default:"1"`
	JSON     bool      `help:"Print the addresses as a line of JSON." name:"json"`
	Verbose  bool      `help:"Log what is refused."`
}

// simulatedToken is nobody's.
const simulatedToken = "100000001:simulated-bot-token-for-local-tests"

// Run plays Telegram for any bot until ctx ends.
func (c simulateCommand) Run(ctx context.Context, w World) error {
	a := &App{Log: c.logger(w.Err)}
	err := a.simulate(ctx, c, w.Out)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return errors.Join(err, a.Stop(stopping))
}

func (c simulateCommand) logger(out io.Writer) *slog.Logger {
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level}))
}

func (a *App) simulate(ctx context.Context, c simulateCommand, out io.Writer) error {
	if err := c.check(); err != nil {
		return err
	}
	sim, err := simulator.New(c.options(a.Log))
	if err != nil {
		return err
	}
	a.onStop("simulator", func(context.Context) error { return sim.Close() })
	for _, name := range c.People {
		sim.Person(name)
	}
	base, err := sim.StartAt(ctx, c.Listen)
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Page)
	if err != nil {
		return fmt.Errorf("listen for the page: %w", err)
	}
	a.serveHTTP(l, pageAndControl(sim))
	if err := c.announce(out, base, "http://"+l.Addr().String()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// pageAndControl is what a browser and a test see of a simulator.
func pageAndControl(sim *simulator.Server) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(control.Prefix+"/", control.Handler(sim))
	mux.Handle("/", sim.Page())
	return mux
}

// check refuses addresses that other machines reach: whoever reaches the simulator may do everything.
func (c simulateCommand) check() error {
	for _, address := range []string{c.Listen, c.Page} {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return fmt.Errorf("%q is no address: want host:port, as 127.0.0.1:8081", address)
		}
		ip, err := netip.ParseAddr(host)
		if host != "localhost" && (err != nil || !ip.IsLoopback()) {
			return fmt.Errorf("%q is not of this machine alone: want 127.0.0.1, ::1 or localhost", address)
		}
	}
	if c.Token == "" || strings.ContainsAny(c.Token, "/?# ") {
		return errors.New("the token is a part of addresses: it cannot be empty or hold a slash or a space")
	}
	return nil
}

func (c simulateCommand) options(log *slog.Logger) simulator.Options {
	start := c.At
	if start.IsZero() {
		start = time.Now()
	}
	var moving []simulator.ClockOption
	if !c.Standing {
		moving = append(moving, simulator.Running(time.Now))
	}
	o := simulator.Options{
		Token: c.Token, BotUsername: c.Username, BotName: c.Name, Log: log, Assets: page.Assets(),
		Clock:  simulator.NewClock(start, moving...),
		Random: rand.New(rand.NewPCG(c.Seed, c.Seed)), //nolint:gosec // faults by chance, to be repeated
	}
	if c.Limits {
		o.Limits = simulator.TelegramLimits()
	}
	return o
}

// announce prints where everything is.
func (c simulateCommand) announce(out io.Writer, api, face string) error {
	where := struct {
		API     string `json:"api"`
		Token   string `json:"token"`
		Page    string `json:"page"`
		Control string `json:"control"`
	}{api, c.Token, face + "/", face + control.Prefix}
	if c.JSON {
		return json.NewEncoder(out).Encode(where)
	}
	_, err := fmt.Fprintf(out, `A simulated Telegram for one bot. Nothing leaves this machine.

  Bot API   %s   (methods at %s/bot<token>/<method>)
  token     %s
  people    %s   (a chat page for the browser)
  control   %s   (for tests: GET it for the list)

Stop: Ctrl+C.
`, where.API, where.API, where.Token, where.Page, where.Control+"/")
	return err
}
