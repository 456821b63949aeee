package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/internal/texts"
	"dombot/internal/web"
	"dombot/storage/postgres"
	"dombot/storage/redis"
)

type runCommand struct{}

// Run runs the bot until ctx ends.
func (runCommand) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	c, err := ReadConfig(w, "TELEGRAM_TOKEN", "DATABASE_URL", "REDIS_URL")
	if err != nil {
		return err
	}
	a := &App{Log: c.Logger(w), Spare: w.spare}
	err = a.serve(ctx, c, w.clock(c), t)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil // asked to stop while waiting for a service
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return errors.Join(err, a.Stop(stopping))
}

// stopTime is how long giving everything back may take.
const stopTime = 5 * time.Second

// serve runs the bot and what happens by itself until ctx ends or one of them fails.
func (a *App) serve(ctx context.Context, c Config, clock Clock, t *texts.Catalogue) error {
	s, err := a.openServices(ctx, c, clock)
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	health := web.Health(map[string]web.Check{"postgres": s.db.Ping, "redis": s.redis.Ping})
	a.serveHTTP(l, beside(a.pages(c, s.db, clock, t), health))
	if c.Profile != "" {
		profiles, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Profile)
		if err != nil {
			return err
		}
		a.serveHTTP(profiles, web.Profiles())
	}
	return a.talk(ctx, c, s, clock, t)
}

// serveHTTP serves h on l until the App stops.
func (a *App) serveHTTP(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.Log.Error("HTTP server ended", slog.Any("err", err))
		}
	}()
	a.onStop("HTTP", func(context.Context) error {
		err := server.Close() // open event streams would hold Shutdown for ever
		<-done
		return err
	})
}

// talk runs the dialogs and the scheduler over services that answer.
func (a *App) talk(ctx context.Context, c Config, s services, clock Clock, t *texts.Catalogue) error {
	client, err := telegram.New(telegram.Options{Token: string(c.Token), Base: c.API, Proxy: string(c.Proxy)})
	if err != nil {
		return err
	}
	e, err := engine(parts{
		DB: s.db, Stores: storesOf(s.db), Sessions: sessions{redis.NewSessions(s.redis)}, Texts: t,
		SignIn: c.SignIn, Public: c.Public, Now: clock.Now,
		Random: rand.Reader, Log: a.Log, Files: bot.NewFiles(client, a.Log), Kept: c.Photos,
	})
	if err != nil {
		return err
	}
	b := bot.New(bot.Options{
		API: client, Dialogs: e, Texts: t, Log: a.Log, Random: rand.Reader,
		Chats:    people{&postgres.People{DB: s.db}, clock.Now},
		Debts:    debts{redis.NewDebts(s.redis)},
		Commands: botCommands(t), About: t.Label("bot.about"), Short: t.Label("bot.short"),
	})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.Run(ctx) })
	group.Go(func() error { return a.byItself(ctx, s, b, clock, t) })
	group.Go(func() error { return a.letters(ctx, c, s.db, clock, t) })
	return group.Wait()
}

// botCommands is the menu of commands.
func botCommands(t *texts.Catalogue) []bot.Command {
	return []bot.Command{
		{Name: "menu", Description: t.Label("engine.home")},
		{Name: "readings", Description: t.Label("bot.readings")},
		{Name: "connect", Description: t.Label("bot.connect")},
		{Name: "premises", Description: t.Label("account.premises")},
		{Name: "emergency", Description: t.Label("keys.emergency")},
		{Name: "settings", Description: t.Label("menu.settings")},
		{Name: "help", Description: t.Label("bot.help")},
		{Name: "cancel", Description: t.Label("bot.cancel")},
	}
}
