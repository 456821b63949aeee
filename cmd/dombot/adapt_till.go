package main

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/acquiring"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// till takes payments inside Telegram.
type till struct {
	desk   *acquiring.Desk
	people *postgres.People
	texts  *texts.Catalogue
	now    func() time.Time
}

// Agree implements [bot.Till].
func (t till) Agree(ctx context.Context, b bot.Bargain) (texts.Text, error) {
	bargain, err := t.bargain(ctx, b)
	if err != nil {
		return "", err
	}
	err = t.desk.Agree(ctx, bargain)
	if said, ok := sentence(err, t.texts); ok {
		return texts.Escape(said), nil
	}
	return "", err
}

// Paid implements [bot.Till].
func (t till) Paid(ctx context.Context, b bot.Bargain) error {
	bargain, err := t.bargain(ctx, b)
	if err != nil {
		return err
	}
	return t.desk.Paid(ctx, bargain)
}

func (t till) bargain(ctx context.Context, b bot.Bargain) (acquiring.Bargain, error) {
	k := dialogs.Key{Bot: b.Bot, Chat: b.Chat, User: b.User}
	person, err := t.people.Enter(ctx, k.Bot, k.User, k.Chat, t.now())
	return acquiring.Bargain{
		Key: b.Key, Person: person, Total: decimal.New(b.Total, -2), Currency: b.Currency, Charge: b.Charge,
	}, err
}

// invoices makes invoices of Telegram.
type invoices struct{ client *telegram.Client }

// InvoiceLink implements [acquiring.Invoicer].
func (i invoices) InvoiceLink(ctx context.Context, in acquiring.Invoice) (string, error) {
	prices := make([]telegram.Price, 0, len(in.Items))
	for _, item := range in.Items {
		prices = append(prices, telegram.Price{Label: item.Name, Amount: item.Sum.Shift(2).IntPart()})
	}
	return i.client.InvoiceLink(ctx, telegram.Invoice{
		Title: in.Title, Description: in.Description, Payload: in.Key, Token: string(in.Token),
		Currency: "RUB", Prices: prices,
	})
}
