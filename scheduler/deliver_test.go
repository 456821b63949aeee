package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// box is an outbox in memory: what is due, and what became of it.
type box struct {
	due    []housing.Notice
	sent   []int64
	failed map[int64]time.Time
}

func (b *box) Take(_ context.Context, _ string, limit int, _ time.Time, _ time.Duration) ([]housing.Notice, error) {
	n := min(limit, len(b.due))
	taken := b.due[:n]
	b.due = b.due[n:]
	return taken, nil
}

func (b *box) Sent(_ context.Context, id int64, _ time.Time) error {
	b.sent = append(b.sent, id)
	return nil
}

func (b *box) Failed(_ context.Context, id int64, retryAt time.Time, _ string) error {
	b.failed[id] = retryAt
	return nil
}

// line is a sender that fails where it is told to.
type line struct {
	said  map[int64]string
	retry map[int64]time.Duration // a chat that fails, and the pause it asks for
}

func (l *line) Send(_ context.Context, _, chat int64, s dialogs.Screen) (time.Duration, error) {
	if pause, ok := l.retry[chat]; ok {
		return pause, errors.New("not delivered")
	}
	l.said[chat] = s.Text.Plain()
	return 0, nil
}

func delivery(t *testing.T, due ...housing.Notice) (Delivery, *box, *line) {
	t.Helper()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := &box{due: due, failed: map[int64]time.Time{}}
	l := &line{said: map[int64]string{}, retry: map[int64]time.Duration{}}
	return Delivery{
		Outbox: b, Sender: l, Texts: catalogue, Now: noon, Name: "test", Log: slog.New(slog.DiscardHandler),
	}, b, l
}

func noon() time.Time { return time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC) }

func TestEveryNoticeOfSeveralBatchesIsSent(t *testing.T) {
	t.Parallel()
	var due []housing.Notice
	for i := range int64(2*batch + 3) {
		due = append(due, housing.Notice{ID: i, Chat: i, Kind: housing.NoticeJoined})
	}
	d, b, _ := delivery(t, due...)

	n, err := d.Pass(t.Context())

	if err != nil || n != len(due) || len(b.sent) != len(due) {
		t.Errorf("Pass = %d, %v, recorded %d; want %d", n, err, len(b.sent), len(due))
	}
}

func TestEachKindOfNoticeHasItsOwnSentence(t *testing.T) {
	t.Parallel()
	args := map[string]string{"number": "1203045", "street": "ул. Ленина", "house": "12", "premises": "45"}
	closed := maps.Clone(args)
	closed["reason"] = "closed"
	d, _, l := delivery(t,
		housing.Notice{ID: 1, Chat: 1, Kind: housing.NoticeJoined, Args: args},
		housing.Notice{ID: 2, Chat: 2, Kind: housing.NoticeSuspended, Args: args},
		housing.Notice{ID: 3, Chat: 3, Kind: housing.NoticeDisowned, Args: args},
		housing.Notice{ID: 4, Chat: 4, Kind: housing.NoticeSuspended, Args: closed})

	if _, err := d.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}

	for chat, want := range map[int64]string{
		1: "подключился ещё один человек", 2: "сменился плательщик", 3: "не знает вас", 4: "счёт закрыт",
	} {
		if !strings.Contains(l.said[chat], want) || !strings.Contains(l.said[chat], "1203045 (Ленина, 12, кв. 45)") {
			t.Errorf("chat %d reads %q", chat, l.said[chat])
		}
	}
}

func TestANoticeThatFailsWaitsOrIsGivenUp(t *testing.T) {
	t.Parallel()
	d, b, l := delivery(t,
		housing.Notice{ID: 1, Chat: 1, Attempts: 1}, housing.Notice{ID: 2, Chat: 2, Attempts: 1},
		housing.Notice{ID: 3, Chat: 3, Attempts: maxAttempts}, housing.Notice{ID: 4, Chat: 4})
	l.retry[1] = 7 * time.Second // flood
	l.retry[2] = 0               // blocked
	l.retry[3] = time.Second     // too often already

	n, err := d.Pass(t.Context())

	if err != nil || n != 1 || !slices.Equal(b.sent, []int64{4}) {
		t.Errorf("Pass = %d, %v, sent %v; want only 4", n, err, b.sent)
	}
	if !b.failed[1].Equal(noon().Add(7*time.Second)) || !b.failed[2].IsZero() || !b.failed[3].IsZero() {
		t.Errorf("failed until %v; want 1 to wait 7 s, 2 and 3 given up", b.failed)
	}
}
