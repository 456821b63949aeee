package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dombot/internal/mail"
	"dombot/internal/mail/inbox"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

const mailFrom = "ДомБот <bot@dombot.example>"

func newInbox(tb testing.TB) *inbox.Inbox {
	tb.Helper()
	box, err := inbox.Start(context.WithoutCancel(tb.Context()), inbox.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := box.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return box
}

// awaitLetter waits for a letter to an address.
func awaitLetter(
	ctx context.Context, box *inbox.Inbox, address string, after int,
) (number int, text string, err error) {
	patient, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	l, err := box.Next(patient, address, after)
	return l.Number, l.Subject + "\n" + l.Text, err
}

// Letter sends what is due first.
func (s *consoleStage) Letter(ctx context.Context, address string, after int) (number int, text string, err error) {
	sender, err := mail.New(mail.Options{URL: s.box.URL(), From: mailFrom, Texts: catalogue(s.tb)})
	if err != nil {
		return 0, "", err
	}
	m := &scheduler.Mailing{
		Letters: &postgres.MailOutbox{DB: s.db}, Postman: postman{sender}, Now: s.clock.Now,
		Name: "console", Log: slog.New(slog.DiscardHandler),
	}
	if _, err := m.Pass(ctx); err != nil {
		return 0, "", err
	}
	ended, cancel := context.WithCancel(ctx)
	cancel() // what was due has arrived
	return awaitLetter(ended, s.box, address, after)
}

func (s *telegramStage) Letter(ctx context.Context, address string, after int) (number int, text string, err error) {
	return awaitLetter(ctx, s.box, address, after)
}
