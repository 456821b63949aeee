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
	"dombot/dialogs/housechat"
	"dombot/internal/acquiring"
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
	p, err := a.assemble(c, s, clock, t)
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	a.serveHTTP(l, p.pages(web.Health(map[string]web.Check{"postgres": s.db.Ping, "redis": s.redis.Ping})))
	if c.Profile != "" {
		profiles, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Profile)
		if err != nil {
			return err
		}
		a.serveHTTP(profiles, web.Profiles())
	}
	return p.run(ctx)
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

// running is the bot over services that answer.
type running struct {
	*App
	config   Config
	services services
	clock    Clock
	texts    *texts.Catalogue
	desk     *acquiring.Desk
	bot      *bot.Bot
	door     http.Handler // the pages of the sign-in
}

// assemble puts the bot together; nothing runs yet.
func (a *App) assemble(c Config, s services, clock Clock, t *texts.Catalogue) (*running, error) {
	client, err := telegram.New(telegram.Options{Token: string(c.Token), Base: c.API, Proxy: string(c.Proxy)})
	if err != nil {
		return nil, err
	}
	p := &running{App: a, config: c, services: s, clock: clock, texts: t}
	if p.desk, err = p.counter(c, client); err != nil {
		return nil, err
	}
	e, err := engine(parts{
		DB: s.db, Stores: storesOf(s.db), Sessions: sessions{redis.NewSessions(s.redis)}, Texts: t,
		SignIn: c.SignIn, Voting: c.Voting, Forum: c.Forum, Public: c.Public, Now: clock.Now, Desk: p.desk,
		Random: rand.Reader, Log: a.Log, Files: bot.NewFiles(client, a.Log), Kept: c.Photos,
		Rights: bot.Admins{API: client}, Topics: bot.Topics{API: client},
		Address: func() string { return p.bot.Address() },
	})
	if err != nil {
		return nil, err
	}
	if p.door, err = p.signInPages(); err != nil {
		return nil, err
	}
	store := &postgres.People{DB: s.db}
	rates := bot.TelegramRates().Faster(c.Sending.speed)
	p.bot = bot.New(bot.Options{
		Rates: rates, Counter: limitsOf(s.redis, c.Token, rates),
		API: client, Dialogs: e, Texts: t, Log: a.Log, Random: rand.Reader,
		Chats: people{store, clock.Now, c.SignIn}, Till: till{p.desk, store, t, clock.Now},
		Groups: groups{
			housechat.Desk{
				Groups: &postgres.Chats{DB: s.db}, Rights: bot.Admins{API: client}, Texts: t, Now: clock.Now,
			}, &postgres.Chats{DB: s.db}, clock.Now, c.Forum,
		},
		InGroups: groupCommands(t), Edits: c.Forum,
		Debts:    debts{redis.NewDebts(s.redis)},
		Commands: botCommands(t), About: t.Label("bot.about"), Short: t.Label("bot.short"),
	})
	return p, nil
}

// counter opens the desk of payments. Pages of acquirers lead back to the bot.
func (p *running) counter(c Config, client *telegram.Client) (*acquiring.Desk, error) {
	providers, err := restProviders(c)
	if err != nil {
		return nil, err
	}
	providers[messengerProvider] = acquiring.Messenger{
		Invoices: invoices{client}, Title: p.texts.Label("payment.invoice"),
	}
	back := func() string {
		if c.Return != "" {
			return c.Return
		}
		return p.bot.Address()
	}
	return newDesk(counter{
		DB: p.services.db, Secret: c.Payments, Providers: providers, Texts: p.texts, Return: back,
		Now: p.clock.Now, Log: p.Log,
	})
}

// pages serves what people and acquirers reach outside the chat, and rest beside it.
func (p *running) pages(rest http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", beside(p.App.pages(p.config, p.services.db, p.clock, p.texts), rest))
	mux.Handle("/pay/", acquiring.Callbacks(p.desk, p.Log))
	mux.Handle(web.SignInPath, p.door)
	mux.Handle(web.BackPath, p.door)
	return mux
}

// run runs the dialogs and the scheduler until ctx ends.
func (p *running) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.bot.Run(ctx) })
	group.Go(func() error { return p.byItself(ctx) })
	group.Go(func() error { return p.deliver(ctx) })
	group.Go(func() error { return p.asks(ctx) })
	group.Go(func() error { return p.letters(ctx, p.config, p.services.db, p.clock, p.texts) })
	return group.Wait()
}

// groupCommands is the menu of commands in groups.
func groupCommands(t *texts.Catalogue) []bot.Command {
	return []bot.Command{
		{Name: "outages", Description: t.Label("outage.list")},
		{Name: "house", Description: t.Label("menu.house")},
		{Name: "vote", Description: t.Label("chat.kind_meetings")},
		{Name: "here", Hidden: true},
	}
}

// botCommands is the menu of commands.
func botCommands(t *texts.Catalogue) []bot.Command {
	return []bot.Command{
		{Name: "menu", Description: t.Label("engine.home")},
		{Name: "pay", Description: t.Label("menu.pay")},
		{Name: "readings", Description: t.Label("bot.readings")},
		{Name: "outages", Description: t.Label("outage.list")},
		{Name: "appeal", Description: t.Label("bot.appeal")},
		{Name: "connect", Description: t.Label("bot.connect")},
		{Name: "premises", Description: t.Label("account.premises")},
		{Name: "emergency", Description: t.Label("keys.emergency")},
		{Name: "settings", Description: t.Label("menu.settings")},
		{Name: "help", Description: t.Label("bot.help")},
		{Name: "cancel", Description: t.Label("bot.cancel")},
	}
}
