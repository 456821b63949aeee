package bot_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/internal/simulator"
)

func TestTheBotWorksAgainstAServerOverHTTP(t *testing.T) {
	t.Parallel()
	s := telegramOf(t, nil)
	base, err := s.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // nothing depends on it
	client, err := telegram.New(telegram.Options{Token: s.Token(), Base: base})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	b := bot.New(bot.Options{
		API: client, Dialogs: &dialog{answer: window}, Texts: sentences{}, Chats: &chats{},
		Log: slog.New(slog.DiscardHandler), Random: rand.NewChaCha8([32]byte{}),
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	anna := s.Person("Анна")
	anna.Send("привет")
	limited, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Idle(limited); err != nil {
		t.Fatal(err)
	}
	if err := anna.Press("Дальше"); err != nil {
		t.Fatal(err)
	}
	err = s.Wait(limited, func(st simulator.State) bool {
		last, _ := st.Chat(anna.ID).Last()
		return last.Text == "на «1..0.0»"
	})
	if err != nil {
		t.Errorf("%v; %s", err, anna.Transcript())
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run = %v", err)
	}
	if err := s.Idle(limited); err != nil {
		t.Errorf("what was handled before the stop is not confirmed: %v", err)
	}
	if bad := s.Failures(); len(bad) != 0 {
		t.Error(bad)
	}
}
