package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/sandbox"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// The shops of the invented town: the organisation's own, and one of the payee
// of capital repair. Their keys open the sandbox of the demo alone.
const (
	townShop    = "100500"
	townFund    = "100501"
	townKey     = "test_sandbox_of_the_invented_town"
	townMail    = "kassa@mail.example"
	townSealing = "the secret of the demo is no secret at all"
)

// townRegister is how long the town's cash register takes for a receipt.
const townRegister = 3 * time.Second

// demoAcquirer starts an acquirer of play money and gives the town its shops.
func (a *App) demoAcquirer(
	ctx context.Context, c *Config, s services, clock Clock, t *texts.Catalogue,
) error {
	if c.Payments == "" {
		c.Payments = townSealing
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	bank, err := sandbox.New(sandbox.Options{
		Now: clock.Now, Random: rand.Reader, HTTP: &http.Client{Timeout: acquirerTime}, Texts: t,
		Zone: clock.Now().Location(), Register: townRegister,
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	c.Acquirer = "http://" + l.Addr().String()
	a.serveHTTP(l, bank)
	calling, stop := context.WithCancel(context.WithoutCancel(ctx))
	called := make(chan struct{})
	go func() { defer close(called); bank.Run(calling) }()
	a.onStop("call-backs of the sandbox", func(context.Context) error { stop(); <-called; return nil })
	shops, err := townShops(ctx, s.db, *c, clock.Now())
	if err != nil {
		return err
	}
	for _, shop := range shops {
		if err := bank.Register(shop); err != nil {
			return err
		}
	}
	return nil
}

// townShops stores the shops and the terms of the town's organisation, and
// returns the shops as their acquirer has them.
func townShops(ctx context.Context, db *postgres.DB, c Config, now time.Time) ([]sandbox.Shop, error) {
	org, err := (&postgres.Organisations{DB: db}).ByINN(ctx, sample.INN)
	if err != nil {
		return nil, err
	}
	vault, err := acquiring.NewVault(string(c.Payments))
	if err != nil {
		return nil, err
	}
	sealed, err := vault.Seal(org.ID, townKey, rand.Reader)
	if err != nil {
		return nil, err
	}
	store := &postgres.Payments{DB: db}
	shops := []sandbox.Shop{
		{Number: townShop, Key: townKey, Name: sample.Organisation},
		{Number: townFund, Key: townKey, Name: sample.Fund},
	}
	for i, shop := range []housing.Shop{
		{Number: townShop},
		{Number: townFund, BIK: sample.BIK, Account: sample.FundAccount},
	} {
		shop.Organisation, shop.Provider, shop.Key = org.ID, restProvider, sealed
		shop.ReceiptMail, shop.ReceiptLink = townMail, housing.ReceiptLink(c.Acquirer+sandbox.ReceiptPath)
		id, err := store.SetShop(ctx, shop, now)
		if err != nil {
			return nil, err
		}
		shops[i].Callback = c.Public + acquiring.CallbackPath(
			acquiring.Shop{ID: id, Number: shop.Number, Key: townKey},
		)
	}
	for _, rule := range townWays() {
		if err := store.SetPayRule(ctx, org.ID, rule, now); err != nil {
			return nil, err
		}
	}
	return shops, nil
}

// townWays are the documented ways to pay: a wallet without commission and any
// card for one percent.
func townWays() []housing.PayRule {
	return []housing.PayRule{
		{
			Way:      housing.PayWallet,
			Provider: restProvider,
			Max:      decimal.NewNullDecimal(decimal.NewFromInt(60_000)),
		},
		{
			Way: housing.PayCard, Provider: restProvider, Percent: decimal.NewFromInt(1),
			MinFee: decimal.NewFromInt(1), Min: decimal.NewFromInt(10),
		},
		{Way: housing.PaySBP, Provider: restProvider},
	}
}
