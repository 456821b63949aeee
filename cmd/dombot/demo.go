package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dombot/internal/gis/sample"
	"dombot/internal/localpg"
	"dombot/internal/mail/inbox"
	"dombot/internal/meeting"
	"dombot/internal/simulator"
	"dombot/internal/simulator/page"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type demoCommand struct {
	Fresh      bool `help:"Start afresh: forget the data of earlier demos."`
	Neighbours int  `help:"Connect so many residents more whom nobody plays, up to 304: for mailings."`
}

// Run runs the whole product in one process until ctx ends.
func (d demoCommand) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	c, err := ReadConfig(w)
	if err != nil {
		return err
	}
	if w.Getenv("VOTING") == "" {
		c.Voting = meeting.Official // the town is a system of its region
	}
	c.Forum = w.Getenv("FORUM") != "off"
	a := &App{Log: c.Logger(w), Spare: w.spare}
	err = a.demo(ctx, c, w, d, t)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return errors.Join(err, a.Stop(stopping))
}

func (a *App) demo(ctx context.Context, c Config, w World, d demoCommand, t *texts.Catalogue) error {
	dir, own := localpg.DefaultDir(w.Getenv), c.Database == ""
	if err := a.ownServices(ctx, &c, w, dir, d.Fresh); err != nil {
		return err
	}
	clock, err := townClock(filepath.Join(dir, "clock"), d.Fresh)
	if err != nil {
		return err
	}
	box, err := a.ownMail(ctx, &c, clock)
	if err != nil {
		return err
	}
	s, err := a.openServices(ctx, c, clock)
	if err != nil {
		return err
	}
	sim, err := a.settle(ctx, &c, s.db, clock)
	if err == nil {
		err = populate(ctx, s.db, sim, demoHouse{d.Neighbours, c.Forum}, clock)
	}
	if err != nil {
		return err
	}
	l, err := listenNear(ctx, c.Listen)
	if err != nil {
		return err
	}
	address := "http://" + l.Addr().String()
	c.Public, c.Return = cmp.Or(c.Public, address), address+"/"
	err = errors.Join(a.demoAcquirer(ctx, &c, s, clock, t), a.demoSignIn(ctx, &c, w, clock, t))
	if err != nil {
		return err
	}
	p, err := a.assemble(c, s, clock, t)
	if err != nil {
		return err
	}
	err = errors.Join(p.open(l, box, sim), greet(w, t, address+"/", own, c.Database),
		greetMail(w, t, box, address))
	if err != nil {
		return err
	}
	return p.run(ctx)
}

// settle fills the town: houses and accounts, people, their operator, the chat of a house.
func (a *App) settle(
	ctx context.Context, c *Config, db *postgres.DB, clock *simulator.Clock,
) (*simulator.Server, error) {
	if err := loadPeople(ctx, c, db, clock); err != nil {
		return nil, err
	}
	sim, olga, err := a.town(ctx, c, clock)
	if err != nil {
		return nil, err
	}
	if err := employ(ctx, db, sim.Token(), olga.ID, clock.Now()); err != nil {
		return nil, err
	}
	if err := houseChat(ctx, db, sim, olga, clock.Now()); err != nil || c.Voting != meeting.Official {
		return sim, err
	}
	irina := sim.Person("Ирина Пахомова", simulator.WithRole("инспектор, Госжилинспекция"))
	return sim, inspects(ctx, db, sim.Token(), irina.ID, clock.Now())
}

// open serves the page of the town, its post box and our own pages on l.
func (p *running) open(l net.Listener, box *inbox.Inbox, sim *simulator.Server) error {
	own := http.NewServeMux()
	own.Handle("/", pageAndControl(sim))
	own.Handle(chatPath, backToChat(sim, p.bot.Address))
	pages, err := withMail(box, p.pages(own))
	if err != nil {
		return err
	}
	p.serveHTTP(l, pages)
	return nil
}

// greet tells where the page is and what to type, and how the commands of an operator reach the
// demo's own database. One that the environment names is a secret, and is known there.
func greet(w World, t *texts.Catalogue, address string, own bool, database Secret) error {
	said := t.Label("demo.ready", "Address", address,
		"Account", sample.KnownAccount, "Serial", sample.KnownSerial)
	if own {
		said += "\n" + t.Label("demo.operator", "Database", string(database), "INN", sample.INN)
	}
	_, err := fmt.Fprintln(w.Out, said)
	return err
}

// ownServices starts the PostgreSQL and Redis that the environment does not name.
func (a *App) ownServices(ctx context.Context, c *Config, w World, dir string, fresh bool) error {
	if c.Database != "" && fresh {
		return errors.New("--fresh empties the demo's own database, not DATABASE_URL: unset one")
	}
	if c.Database == "" {
		pg, err := localpg.Start(ctx, localpg.Options{
			Dir: dir, Durable: true, Fresh: fresh, Getenv: w.Getenv, Log: a.Log,
		})
		if err != nil {
			return err
		}
		a.onStop("own PostgreSQL", pg.Stop)
		if err := pg.CreateDatabase(ctx, "dombot"); err != nil {
			return err
		}
		c.Database = Secret(pg.URL("dombot"))
		c.Direct = c.Database
	}
	if c.Redis != "" {
		return nil
	}
	var err error
	c.Redis, err = a.ownRedis()
	return err
}

// town starts the simulated Telegram with its people, and points c at it.
func (a *App) town(
	ctx context.Context, c *Config, clock *simulator.Clock,
) (sim *simulator.Server, olga *simulator.Person, err error) {
	sim, err = simulator.New(simulator.Options{
		Clock: clock, Log: a.Log, Assets: page.Assets(), Limits: townLimits(),
	})
	if err != nil {
		return nil, nil, err
	}
	a.onStop("simulator", func(context.Context) error { return sim.Close() })
	_, olga = settle(sim)
	base, err := sim.Start(ctx)
	if err != nil {
		return nil, nil, err
	}
	c.Token, c.API = Secret(sim.Token()), base
	return sim, olga, nil
}

// townLimits are those of Telegram without the pace of a single chat: the demo has one person at the keys,
// who would meet it by pressing quickly and take the second of waiting for a slow bot. Notices to the whole
// town and talk in groups meet theirs.
func townLimits() simulator.Limits {
	l := simulator.TelegramLimits()
	l.ChatBurst = 0
	return l
}

// operatorName is who works for the organisation of the demo.
const operatorName = "Ольга Дорохова"

// settle lets the people of the demo in; a resident and the operator are returned.
func settle(sim *simulator.Server) (anna, olga *simulator.Person) {
	anna = sim.Person("Анна Смирнова", simulator.WithRole("Ленина, 12, кв. 45 · счёт "+sample.KnownAccount))
	boris := sim.Person("Борис Волков", simulator.WithRole("Мира, 3, кв. 7 · счёт "+sample.OtherAccount))
	olga = sim.Person(operatorName, simulator.WithRole("оператор, "+sample.Organisation))
	sim.Supergroup("Соседи", anna, boris).AddBot()
	return anna, olga
}

// townClock is the time of the town: it goes on from the latest moment that an
// earlier demo was moved to, so that nothing lies in the future.
func townClock(path string, fresh bool) (*simulator.Clock, error) {
	zone, err := time.LoadLocation(sample.Zone)
	if err != nil {
		return nil, fmt.Errorf("load zone of the town: %w", err)
	}
	start := time.Now().In(zone)
	if fresh {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("forget the clock: %w", err)
		}
	}
	if b, err := os.ReadFile(path); err == nil {
		if t, err := time.Parse(time.RFC3339, strings.TrimSpace(string(b))); err == nil && t.After(start) {
			start = t.In(zone)
		}
	}
	clock := simulator.NewClock(start, simulator.Running(time.Now))
	clock.Subscribe(func(now time.Time) {
		// a demo without its file starts today
		_ = os.WriteFile(path, []byte(now.Format(time.RFC3339)), 0o600)
	})
	return clock, nil
}

// listenNear listens on addr, or on a free port where that one is taken.
func listenNear(ctx context.Context, addr string) (net.Listener, error) {
	lc := new(net.ListenConfig)
	l, err := lc.Listen(ctx, "tcp", addr)
	if err == nil {
		return l, nil
	}
	host, _, _ := net.SplitHostPort(addr)
	free, second := lc.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if second != nil {
		return nil, err
	}
	return free, nil
}
