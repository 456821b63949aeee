package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/sandbox"
	"dombot/storage/postgres"
)

// bank is the acquirer of a stage.
type bank struct {
	tb     testing.TB
	clock  Clock
	box    *sandbox.Sandbox
	server *httptest.Server // of the bank
	calls  *httptest.Server // of our call-backs
	told   func() *acquiring.Desk
	paper  *paper // the messenger's part, where there is no messenger

	mu    sync.Mutex
	known map[string]bool // credentials of the shops that the bank was told of
}

// newBank opens a bank; told returns the desk that it calls back.
func newBank(tb testing.TB, clock Clock, told func() *acquiring.Desk) *bank {
	tb.Helper()
	b := &bank{tb: tb, clock: clock, told: told, paper: &paper{}, known: map[string]bool{}}
	var err error
	b.box, err = sandbox.New(sandbox.Options{
		Now: clock.Now, Random: rand.Reader, HTTP: &http.Client{}, Texts: catalogue(tb),
	})
	if err != nil {
		tb.Fatal(err)
	}
	b.server = httptest.NewServer(http.HandlerFunc(b.serve))
	b.calls = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		acquiring.Callbacks(b.told(), slog.New(slog.DiscardHandler)).ServeHTTP(w, r)
	}))
	tb.Cleanup(b.server.Close)
	tb.Cleanup(b.calls.Close)
	return b
}

// desk returns a desk over a database whose payments this bank acquires.
func (b *bank) desk(db *postgres.DB) (*acquiring.Desk, error) {
	providers, err := restProviders(Config{Acquirer: b.server.URL})
	if err != nil {
		return nil, err
	}
	providers[messengerProvider] = acquiring.Messenger{Invoices: b.paper, Title: "Оплата ЖКУ"}
	return newDesk(counter{
		DB: db, Secret: townSealing, Providers: providers, Texts: catalogue(b.tb), Now: b.clock.Now,
		Return: func() string { return "https://example.com/" }, Log: slog.New(slog.DiscardHandler),
	})
}

// serve answers a call. A contract comes before the key of a shop, and what runs by
// itself calls as soon as there is a key: the bank knows whoever calls.
func (b *bank) serve(w http.ResponseWriter, r *http.Request) {
	if number, key, ok := r.BasicAuth(); ok && !b.knows(number, key) {
		if err := b.open(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	b.box.ServeHTTP(w, r)
}

func (b *bank) knows(number, key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.known[number+" "+key]
}

// open registers the shops of the desk with the bank.
func (b *bank) open(ctx context.Context) error {
	vault, err := acquiring.NewVault(townSealing)
	if err != nil {
		return err
	}
	shops, err := b.told().Shops.Shops(ctx)
	if err != nil {
		return err
	}
	for _, s := range shops {
		if s.Provider != restProvider {
			continue
		}
		key, err := vault.Open(s.Organisation, s.Key)
		if err != nil {
			return err
		}
		if err := b.register(acquiring.Shop{ID: s.ID, Number: s.Number, Key: key}); err != nil {
			return err
		}
	}
	return nil
}

func (b *bank) register(s acquiring.Shop) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known[s.Number+" "+string(s.Key)] = true
	return b.box.Register(sandbox.Shop{
		Number: s.Number, Key: string(s.Key), Name: "Касса", Callback: b.calls.URL + acquiring.CallbackPath(s),
	})
}

// do carries out a line of a script about the newest payment.
func (b *bank) do(ctx context.Context, deed string) error {
	if deed == "breaks" { // for one call, with all of its attempts
		b.box.Fail(sandbox.Broken, 3)
		return nil
	}
	if deed == "registers" { // the receipts, and we hear of it
		return b.told().PassReceipts(ctx)
	}
	all := b.box.Payments()
	if len(all) == 0 {
		return errors.New("nobody is paying")
	}
	newest := all[len(all)-1].ID
	verb, how, _ := strings.Cut(deed, " ")
	if how == "unheard" {
		b.box.LoseCallbacks(1)
	}
	do, ok := map[string]func(string) error{
		"pays": b.box.Pay, "declines": b.box.Decline, "cancels": b.box.Cancel,
		"hangs": b.box.Hang, "answers": b.box.Release,
	}[verb]
	if !ok {
		return fmt.Errorf("the bank cannot %q", deed)
	}
	if err := do(newest); err != nil {
		return err
	}
	if how == "twice" {
		if err := b.box.CallBack(newest, sandbox.Callback{}); err != nil {
			return err
		}
	}
	b.box.Flush(ctx)
	return nil
}

// Bank implements [script.Banked].
func (s *consoleStage) Bank(ctx context.Context, deed string) error {
	return s.bank.do(ctx, deed)
}

// Bank implements [script.Banked].
func (s *telegramStage) Bank(ctx context.Context, deed string) error {
	return s.bank.do(ctx, deed)
}
