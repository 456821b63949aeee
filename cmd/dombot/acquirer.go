package main

import (
	"context"
	"log/slog"
	"time"

	"dombot/internal/acquiring"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// The names of providers, as contracts of organisations have them.
const (
	restProvider      = "rest"
	messengerProvider = "telegram"
)

// counter is what the desk of payments is made from.
type counter struct {
	DB        *postgres.DB
	Secret    Secret // seals the keys of shops; empty: nobody can pay
	Providers map[string]acquiring.Provider
	Texts     *texts.Catalogue
	Return    func() string
	Now       func() time.Time
	Log       *slog.Logger
}

// newDesk returns the desk that carries payments out.
func newDesk(c counter) (*acquiring.Desk, error) {
	var vault acquiring.Vault
	if c.Secret != "" {
		var err error
		if vault, err = acquiring.NewVault(string(c.Secret)); err != nil {
			return nil, err
		}
	}
	store := &postgres.Payments{DB: c.DB}
	return &acquiring.Desk{
		Ledger: store, Books: store, Shops: store, Receipts: store, Providers: c.Providers, Vault: vault,
		Now: c.Now, Log: c.Log, Words: acquirerWords(c.Texts, c.Return),
	}, nil
}

// acquirerWords is what acquirers show to payers: no name, no address.
func acquirerWords(t *texts.Catalogue, back func() string) acquiring.Words {
	return acquiring.Words{
		Return: back,
		Fee:    t.Label("payment.item_fee"),
		Description: func(p housing.Payment) string {
			return t.Label("payment.about", "Number", p.Account.Number, "Operation", p.Number)
		},
		Item: func(p housing.PaymentPart) string {
			key := "payment.item_month"
			switch p.Kind {
			case housing.PartDebt:
				key = "payment.item_debt"
			case housing.PartAdvance:
				key = "payment.item_advance"
			case housing.PartCharges:
			}
			return t.Label(key, "Period", texts.PeriodOfYear(p.Period))
		},
	}
}

// reconciled is how far back the daily comparison with acquirers looks.
const reconciled = 3 * 24 * time.Hour

// reconcile compares the last days with every acquirer's list.
func reconcile(d *acquiring.Desk) func(ctx context.Context, at time.Time) error {
	return func(ctx context.Context, at time.Time) error {
		return d.Reconcile(ctx, at.Add(-reconciled), at)
	}
}
