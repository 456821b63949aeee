package main

import (
	"bytes"
	"context"
	"sync"

	"dombot/bot"
	"dombot/dialogs"
	"dombot/internal/acquiring"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// paper is a messenger that makes invoices and takes no money.
type paper struct {
	mu     sync.Mutex
	newest acquiring.Invoice
}

// InvoiceLink implements [acquiring.Invoicer].
func (p *paper) InvoiceLink(_ context.Context, i acquiring.Invoice) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.newest = i
	return "https://t.me/$" + i.Key, nil
}

// bargain is what the messenger says of the newest invoice when somebody pays it.
func (p *paper) bargain(k dialogs.Key) bot.Bargain {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := p.newest
	b := bot.Bargain{
		Bot: k.Bot, User: k.User, Chat: k.Chat, Key: i.Key, Currency: "RUB", Charge: "charge of " + i.Key,
	}
	for _, item := range i.Items {
		b.Total += item.Sum.Shift(2).IntPart()
	}
	return b
}

// PayInvoice implements [script.Payers]: the till is asked and told as the bot does it.
func (s *consoleStage) PayInvoice(ctx context.Context, who string) error {
	b := s.bank.paper.bargain(s.talk(who).Key())
	t := till{s.desk, &postgres.People{DB: s.db}, catalogue(s.tb), s.clock.Now}
	refusal, err := t.Agree(ctx, b)
	if err != nil {
		return err
	}
	s.talk(who).Note("pays the invoice", refusal.Plain())
	if refusal != "" {
		return nil
	}
	return t.Paid(ctx, b)
}

// PayInvoice implements [script.Payers].
func (s *telegramStage) PayInvoice(ctx context.Context, who string) error {
	return s.deed(ctx, who, func(p *simulator.Person) error { return p.PayLink(s.invoice) })
}

// world is the environment of an operator's commands whose acquirer is the bank,
// and whose letters go to a mail server.
func (b *bank) world(dsn, mail string, clock Clock, out *bytes.Buffer) World {
	w := testWorld(dsn, clock, out)
	usual := w.Getenv
	w.Getenv = func(name string) string {
		switch name {
		case "ACQUIRER_URL":
			return b.server.URL
		case "SMTP_URL":
			return mail
		case "MAIL_FROM":
			return mailFrom
		}
		return usual(name)
	}
	return w
}
