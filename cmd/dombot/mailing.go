package main

import (
	"context"
	"crypto/rand"
	"time"

	"dombot/internal/housing"
	"dombot/internal/mail"
	"dombot/internal/texts"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// letters sends letters until ctx ends; without a mail server there are none.
// They have a loop of their own: a slow mail server holds up nothing else.
func (a *App) letters(ctx context.Context, c Config, db *postgres.DB, clock Clock, t *texts.Catalogue) error {
	if c.SMTP == "" {
		return nil
	}
	sender, err := mail.New(mail.Options{URL: string(c.SMTP), From: c.MailFrom, Texts: t})
	if err != nil {
		return err
	}
	mailing := &scheduler.Mailing{
		Letters: &postgres.MailOutbox{DB: db}, Postman: postman{sender}, Now: clock.Now, Name: rand.Text(),
		Log: a.Log,
	}
	var trouble trouble
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		_, err := mailing.Pass(ctx)
		trouble.note(ctx, a.Log, err)
	}
}

// postman hands letters to the mail server.
type postman struct{ sender *mail.Sender }

// Send implements [scheduler.Postman].
func (p postman) Send(ctx context.Context, m housing.Mail) (scheduler.Fate, error) {
	err := p.sender.Send(ctx, m)
	switch mail.Classify(err) {
	case mail.Never:
		return scheduler.GivenUp, err
	case mail.Away:
		return scheduler.Stuck, err
	case mail.Configuration:
		return scheduler.Broken, err
	default:
		return scheduler.Retried, err
	}
}
