package scheduler

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
)

// tray holds letters in memory: what is due, and what became of it.
type tray struct {
	mu      sync.Mutex
	due     []housing.Mail
	sent    []int64
	failed  map[int64]time.Time
	renewed map[int64]int
	mine    func(id int64, renewed int) bool
	fail    error
}

func (b *tray) Take(_ context.Context, _ string, limit int, _ time.Time, _ time.Duration) ([]housing.Mail, error) {
	n := min(limit, len(b.due))
	taken := b.due[:n]
	b.due = b.due[n:]
	return taken, b.fail
}

func (b *tray) Sent(ctx context.Context, id int64, _ time.Time) error {
	b.sent = append(b.sent, id)
	return ctx.Err()
}

func (b *tray) Renew(_ context.Context, id int64, _ string, _, _ time.Time) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.renewed[id]++
	return b.mine == nil || b.mine(id, b.renewed[id]), nil
}

func (b *tray) Failed(ctx context.Context, id int64, _ string, retryAt time.Time, _ string) error {
	b.failed[id] = retryAt
	return ctx.Err()
}

// postman carries letters, or does with one what it is told to.
type postman struct {
	carried []int64
	fates   map[int64]Fate
	does    func(ctx context.Context, id int64) error
}

func (p *postman) Send(ctx context.Context, m housing.Mail) (Fate, error) {
	if p.does != nil {
		return Stuck, p.does(ctx, m.ID)
	}
	if fate, ok := p.fates[m.ID]; ok {
		return fate, errors.New("not delivered")
	}
	p.carried = append(p.carried, m.ID)
	return Retried, nil
}

func mailing(due ...housing.Mail) (*Mailing, *tray, *postman) {
	b := &tray{due: due, failed: map[int64]time.Time{}, renewed: map[int64]int{}}
	p := &postman{fates: map[int64]Fate{}}
	return &Mailing{Letters: b, Postman: p, Now: noon, Name: "test", Log: slog.New(slog.DiscardHandler)}, b, p
}

func mailOf(id int64) housing.Mail {
	return housing.Mail{ID: id, Kind: housing.MailPaid, At: noon(), Attempts: 1}
}

func TestEveryLetterOfSeveralBatchesIsSent(t *testing.T) {
	t.Parallel()
	var due []housing.Mail
	for i := range int64(2*batch + 3) {
		due = append(due, mailOf(i))
	}
	m, b, p := mailing(due...)

	n, err := m.Pass(t.Context())

	if err != nil || n != len(due) || len(b.sent) != n || !slices.Equal(b.sent, p.carried) {
		t.Errorf("Pass = %d, %v; carried %d, recorded %d of %d", n, err, len(p.carried), len(b.sent), len(due))
	}
}

func TestALetterThatFailsWaitsOrIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind     housing.MailKind
		age      time.Duration
		attempts int
		fate     Fate
		until    time.Duration // from noon; 0: given up
	}{
		"Greylisted":  {housing.MailPaid, 0, 1, Retried, 2 * time.Second},
		"Again":       {housing.MailPaid, time.Hour, 6, Retried, 64 * time.Second},
		"LongGone":    {housing.MailPaid, 47 * time.Hour, 60, Retried, maxPause},
		"NoSuchUser":  {housing.MailPaid, 0, 1, GivenUp, 0},
		"TwoDays":     {housing.MailPaid, 48*time.Hour - time.Second, 1, Retried, 0},
		"ServerDown":  {housing.MailPaid, 0, 1, Stuck, 2 * time.Second},
		"BadPassword": {housing.MailPaid, 0, 1, Broken, 2 * time.Second},
		"CodeAgain":   {housing.MailCode, 0, 1, Retried, 2 * time.Second},
		"CodeVoid":    {housing.MailCode, 29 * time.Minute, 7, Retried, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, b, p := mailing(housing.Mail{ID: 1, Kind: tt.kind, At: noon().Add(-tt.age), Attempts: tt.attempts})
			p.fates[1] = tt.fate

			n, err := m.Pass(t.Context())

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

func TestALateLetterIsNotEvenTried(t *testing.T) {
	t.Parallel()
	code, notice := mailOf(1), mailOf(2)
	code.Kind, code.At = housing.MailCode, noon().Add(-housing.CodeHolds)
	notice.At = noon().Add(-48 * time.Hour)
	m, b, p := mailing(code, notice, mailOf(3))

	if n, err := m.Pass(t.Context()); err != nil || n != 1 || !slices.Equal(p.carried, []int64{3}) {
		t.Errorf("Pass = %d, %v; carried %v, want the third alone", n, err, p.carried)
	}
	if !b.failed[1].IsZero() || !b.failed[2].IsZero() || len(b.failed) != 2 {
		t.Errorf("given up %v", b.failed)
	}
}

func TestOnlyWhatConcernsEverybodyStopsThePass(t *testing.T) {
	t.Parallel()
	for fate, want := range map[Fate][]int64{
		Retried: {2}, GivenUp: {2}, Stuck: nil, Broken: nil,
	} {
		m, b, p := mailing(mailOf(1), mailOf(2))
		p.fates[1] = fate

		if _, err := m.Pass(t.Context()); err != nil || !slices.Equal(b.sent, want) {
			t.Errorf("after fate %d: sent %v, %v; want %v", fate, b.sent, err, want)
		}
	}
}

func TestWhileNoLetterArrivesAllOfThemWaitLongerEachTime(t *testing.T) {
	t.Parallel()
	now := noon()
	m, b, p := mailing()
	var log bytes.Buffer
	m.Now, m.Log = func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil))
	p.fates[1] = Broken
	attempts := 0
	for range 100 {
		before := len(b.failed)
		b.due = []housing.Mail{mailOf(1)}
		if _, err := m.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		attempts += len(b.failed) - before
		clear(b.failed)
		now = now.Add(time.Second)
	}

	if attempts != 6 { // after 0, 2, 6, 14, 30 and 62 seconds
		t.Errorf("%d attempts in 100 seconds", attempts)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d complaints:\n%s", n, log.String())
	}
	delete(p.fates, 1)
	now = now.Add(time.Hour)
	if n, err := m.Pass(t.Context()); n != 1 || err != nil || !strings.Contains(log.String(), "sent again") {
		t.Errorf("the server is back: sent %d, %v\n%s", n, err, log.String())
	}
}

func TestALetterWhoseLeaseHasEndedIsLeftToOthers(t *testing.T) {
	t.Parallel()
	m, b, p := mailing(mailOf(1), mailOf(2))
	b.mine = func(id int64, _ int) bool { return id != 1 }

	if n, err := m.Pass(t.Context()); err != nil || n != 1 || !slices.Equal(p.carried, []int64{2}) {
		t.Errorf("Pass = %d, %v; carried %v", n, err, p.carried)
	}
}

func TestALeaseIsRenewedWhileASlowServerReads(t *testing.T) {
	t.Parallel()
	m, b, p := mailing(mailOf(1))
	m.Beat = time.Millisecond
	read := make(chan struct{})
	b.mine = func(_ int64, renewed int) bool {
		if renewed == 4 {
			close(read)
		}
		return true
	}
	p.does = func(ctx context.Context, _ int64) error {
		select {
		case <-read:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}

	if n, err := m.Pass(t.Context()); n != 1 || err != nil {
		t.Errorf("Pass = %d, %v", n, err)
	}
}

func TestALetterIsDroppedWhenItsLeaseEndsMeanwhile(t *testing.T) {
	t.Parallel()
	m, b, p := mailing(mailOf(1), mailOf(2))
	m.Beat = time.Millisecond
	b.mine = func(id int64, renewed int) bool { return id == 2 || renewed < 2 }
	p.does = func(ctx context.Context, id int64) error {
		if id == 1 {
			<-ctx.Done() // the server never answers
			return ctx.Err()
		}
		return nil
	}

	n, err := m.Pass(t.Context())

	if n != 1 || err != nil || len(b.failed) != 0 || !slices.Equal(b.sent, []int64{2}) {
		t.Errorf("Pass = %d, %v; failed %v, sent %v", n, err, b.failed, b.sent)
	}
}

func TestWhatWasHandedOverIsRecordedEvenAtTheStop(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	m, b, p := mailing(mailOf(1))
	p.does = func(context.Context, int64) error { stop(); return nil }

	if n, err := m.Pass(ctx); n != 1 || err != nil || !slices.Equal(b.sent, []int64{1}) {
		t.Errorf("Pass = %d, %v; sent %v", n, err, b.sent)
	}
}

func TestWhereLettersCannotBeTakenThePassSaysSo(t *testing.T) {
	t.Parallel()
	m, b, _ := mailing()
	b.fail = errors.New("no database")

	if _, err := m.Pass(t.Context()); !errors.Is(err, b.fail) {
		t.Errorf("got %v", err)
	}
}
