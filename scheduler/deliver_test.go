package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// box is an outbox in memory: what is due, and what became of it.
type box struct {
	due  []housing.Notice
	lost map[int64]bool // leases that have ended

	mu        sync.Mutex
	sent      []int64
	failed    map[int64]time.Time
	freed     map[int64]time.Time
	suspended []housing.Suspension
}

func (b *box) Take(_ context.Context, _ string, limit int, _ time.Time, _ time.Duration) ([]housing.Notice, error) {
	n := min(limit, len(b.due))
	taken := b.due[:n]
	b.due = b.due[n:]
	return taken, nil
}

func (b *box) Sent(_ context.Context, id int64, _ housing.Arrival, _ time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, id)
	return nil
}

func (b *box) Release(_ context.Context, ids []int64, _ string, at time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.freed[id] = at
	}
	return nil
}

func (b *box) Suspend(_ context.Context, s housing.Suspension) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.suspended = append(b.suspended, s)
	return nil
}

func (b *box) Renew(_ context.Context, n housing.Notice, _ string, _, _ time.Time) (bool, error) {
	return !b.lost[n.ID], nil
}

func (b *box) Failed(_ context.Context, id int64, _ string, retryAt time.Time, _ string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed[id] = retryAt
	return nil
}

// line is a sender that fails where it is told to.
type line struct {
	fails map[int64]housing.Delivered // by chat

	mu   sync.Mutex
	said map[int64]string
}

func (l *line) Send(_ context.Context, to housing.Mailbox, s dialogs.Screen) (housing.Delivered, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if is, ok := l.fails[to.Chat]; ok {
		return is, errors.New("not delivered")
	}
	l.said[to.Chat] = s.Text.Plain()
	return housing.Delivered{Message: 1}, nil
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func delivery(t *testing.T, due ...housing.Notice) (*Delivery, *box, *line) {
	t.Helper()
	catalogue, err := theTexts()
	if err != nil {
		t.Fatal(err)
	}
	b := &box{due: due, failed: map[int64]time.Time{}, freed: map[int64]time.Time{}}
	l := &line{said: map[int64]string{}, fails: map[int64]housing.Delivered{}}
	return &Delivery{
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
	for name, tt := range map[string]struct {
		notice housing.Notice
		pause  time.Duration
		until  time.Duration // from noon; 0: given up
	}{
		"Flood":    {housing.Notice{At: noon(), Attempts: 1}, 7 * time.Second, 7 * time.Second},
		"Outage":   {housing.Notice{At: noon(), Attempts: 6}, time.Second, 64 * time.Second},
		"LongGone": {housing.Notice{At: noon(), Attempts: 60}, time.Second, maxPause},
		"Blocked":  {housing.Notice{At: noon(), Attempts: 1}, 0, 0},
		"Old":      {housing.Notice{At: noon().Add(-oldest), Attempts: 1}, time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.notice.ID, tt.notice.Chat = 1, 1
			d, b, l := delivery(t, tt.notice)
			l.fails[1] = housing.Delivered{Again: tt.pause}

			n, err := d.Pass(t.Context())

			want := time.Time{}
			if tt.until > 0 {
				want = noon().Add(tt.until)
			}
			if got, ok := b.failed[1]; err != nil || n != 0 || !ok || !got.Equal(want) {
				t.Errorf("Pass = %d, %v; failed until %v, want %v", n, err, got, want)
			}
		})
	}
}

func TestOnePauseStopsThePassAndCountsNoAttempt(t *testing.T) {
	t.Parallel()
	d, b, l := delivery(t)
	for i := range int64(2 * batch) {
		b.due = append(b.due, housing.Notice{ID: i, Chat: i, At: noon()})
		l.fails[i] = housing.Delivered{Again: 7 * time.Second, Held: true}
	}

	n, err := d.Pass(t.Context())

	if err != nil || n != 0 || len(b.sent)+len(b.failed) != 0 || len(b.due) != batch || len(b.freed) != batch {
		t.Errorf("Pass = %d, %v; sent %v, failed %v, %d freed, %d not taken", n, err, b.sent, b.failed, len(b.freed), len(b.due))
	}
}

func TestAChatThatHasToRestDelaysItsNoticeAlone(t *testing.T) {
	t.Parallel()
	d, b, l := delivery(t,
		housing.Notice{ID: 1, Chat: 1, At: noon()}, housing.Notice{ID: 2, Chat: 2, At: noon()})
	l.fails[1] = housing.Delivered{Again: 40 * time.Second, Held: true, Alone: true}

	_, err := d.Pass(t.Context())

	if at := b.freed[1]; err != nil || !at.Equal(noon().Add(40*time.Second)) || !slices.Equal(b.sent, []int64{2}) || len(b.failed) != 0 {
		t.Errorf("%v; freed %v, sent %v, failed %v", err, b.freed, b.sent, b.failed)
	}
}

func TestTooManyFailuresSuspendWhatCanWait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		urgency housing.Urgency
		is      housing.Delivered
		chats   int64 // below 0: groups
		want    int
	}{
		"reminders":     {housing.UrgencySoon, housing.Delivered{}, 1, 1},
		"news":          {housing.UrgencyNews, housing.Delivered{Again: time.Second}, 1, 1},
		"emergencies":   {housing.UrgencyNow, housing.Delivered{}, 1, 0},
		"outages":       {housing.UrgencyOutage, housing.Delivered{}, 1, 0},
		"blocked chats": {housing.UrgencyNews, housing.Delivered{Unreachable: true}, 1, 0},
		"groups":        {housing.UrgencyNews, housing.Delivered{}, -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, b, l := delivery(t)
			d.Guard = &Guard{Failures: 20, Pause: time.Hour}
			for i := range int64(guardFew + senders) {
				b.due = append(b.due, housing.Notice{ID: i, Chat: tt.chats * i, At: noon(), Urgency: tt.urgency})
				if i%4 == 0 {
					l.fails[tt.chats*i] = tt.is
				}
			}

			_, err := d.Pass(t.Context())

			if err != nil || len(b.suspended) != tt.want {
				t.Fatalf("%v; suspended %+v", err, b.suspended)
			}
			for _, s := range b.suspended {
				if s.Of < guardFew || 5*s.Failed <= s.Of || !s.Until.Equal(noon().Add(time.Hour)) {
					t.Errorf("suspended %+v", s)
				}
			}
		})
	}
}

func TestAChatThatIsGoneDoesNotStopThePass(t *testing.T) {
	t.Parallel()
	d, b, l := delivery(t,
		housing.Notice{ID: 1, Chat: 1, At: noon()}, housing.Notice{ID: 2, Chat: 2, At: noon()})
	l.fails[1] = housing.Delivered{Unreachable: true}

	if _, err := d.Pass(t.Context()); err != nil || !slices.Equal(b.sent, []int64{2}) {
		t.Errorf("sent %v, %v; want the second notice", b.sent, err)
	}
}

func TestANoticeWhoseLeaseHasEndedIsLeftToOthers(t *testing.T) {
	t.Parallel()
	d, b, l := delivery(t, housing.Notice{ID: 1, Chat: 1, At: noon()})
	b.lost = map[int64]bool{1: true}

	if n, err := d.Pass(t.Context()); err != nil || n != 0 || len(l.said) != 0 {
		t.Errorf("Pass = %d, %v, said %v; want silence", n, err, l.said)
	}
}

func TestNoticesThatHaveToWaitAreNotEvenTaken(t *testing.T) {
	t.Parallel()
	d, b, l := delivery(t, housing.Notice{ID: 1, Chat: 5, Kind: housing.NoticeJoined})
	hold := time.Minute
	d.Hold = func() time.Duration { return hold }

	if n, err := d.Pass(t.Context()); n != 0 || err != nil || len(b.due) != 1 || len(l.said) != 0 {
		t.Errorf("sent %d, %v; %d are still due", n, err, len(b.due))
	}
	hold = 0
	if n, err := d.Pass(t.Context()); n != 1 || err != nil {
		t.Errorf("sent %d, %v", n, err)
	}
}
