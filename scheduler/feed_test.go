package scheduler

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// slow is a sender whose every message waits to be let through.
type slow struct {
	let   chan struct{}
	chats []int64
}

func (s *slow) Send(_ context.Context, to housing.Mailbox, _ dialogs.Screen) (housing.Delivered, error) {
	<-s.let
	s.chats = append(s.chats, to.Chat) // one is let through at a time
	return housing.Delivered{Message: 1}, nil
}

// stock is an outbox that tells when it was asked for more.
type stock struct {
	*box
	asked int
}

func (s *stock) Take(
	ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
) ([]housing.Notice, error) {
	s.asked++
	return s.box.Take(ctx, by, limit, now, lease)
}

func TestTheNextNoticesAreTakenBeforeTheLastAreGoneAndTheUrgentGoFirst(t *testing.T) {
	t.Parallel()
	var due []housing.Notice
	for i := range int64(batch + 2) {
		due = append(due, housing.Notice{ID: i, Chat: i, Kind: housing.NoticeJoined, Urgency: housing.UrgencyNews})
		if i >= batch {
			due[i].Urgency = housing.UrgencyNow
		}
	}
	d, b, _ := delivery(t, due...)
	synctest.Test(t, func(t *testing.T) {
		s, o := &slow{let: make(chan struct{})}, &stock{box: b}
		d.Sender, d.Outbox = s, o
		var sent int
		var err error
		passed := make(chan struct{})
		go func() {
			defer close(passed)
			sent, err = d.Pass(t.Context())
		}()
		let := func(n int) {
			for range n {
				s.let <- struct{}{}
				synctest.Wait()
			}
		}

		synctest.Wait()
		let(batch - ahead - senders - 1)
		early := o.asked
		let(1)
		late := o.asked
		let(len(due) - (batch - ahead - senders))
		<-passed

		if early != 1 || late != 2 {
			t.Errorf("with more than %d left asked %d times, with %d %d times; want 1 and 2", ahead, early, ahead, late)
		}
		urgent := s.chats[batch-ahead : batch-ahead+2] // behind those that were being sent
		if err != nil || sent != len(due) || urgent[0] < batch || urgent[1] < batch {
			t.Errorf("Pass = %d, %v; sent in the order %v", sent, err, s.chats)
		}
	})
}

// While it is counted how a mailing goes, all else goes out, and so does the emergency of a later pass.
func TestNothingWaitsForTheCountingOfMailings(t *testing.T) {
	t.Parallel()
	var due []housing.Notice
	for i := range int64(batch + 1) {
		due = append(due, housing.Notice{ID: i, Chat: i, Kind: housing.NoticeJoined})
	}
	d, b, _ := delivery(t, due...)
	synctest.Test(t, func(t *testing.T) {
		d.Now = time.Now
		told, slowly := 0, make(chan struct{})
		d.Mailings = func(context.Context, time.Time) error {
			told++
			<-slowly
			return errors.New("it takes too long")
		}
		first, err := d.Pass(t.Context())
		time.Sleep(housing.MailingPause)
		b.due = []housing.Notice{{ID: 99, Chat: 99, Kind: housing.NoticeJoined, Urgency: housing.UrgencyNow}}
		second, again := d.Pass(t.Context())
		synctest.Wait()
		if errors.Join(err, again) != nil || first != len(due) || second != 1 || told != 1 {
			t.Errorf("sent %d, %v, then %d, %v, told %d times; want all, the emergency, once",
				first, err, second, again, told)
		}

		close(slowly)
		d.Wait()
		_, err = d.Pass(t.Context())
		d.Wait()
		if told != 2 || err != nil {
			t.Errorf("counted %d times in all, %v; want once more and no trouble for notices", told, err)
		}
	})
}

// A lease that ran out here leaves no second copy of its notice.
func TestWhatIsTakenAgainWaitsOnce(t *testing.T) {
	t.Parallel()
	f := feed{ready: []housing.Notice{{ID: 1, Attempts: 1}, {ID: 2, Attempts: 1}}}

	done, err := f.got(t.Context(), taken{notices: []housing.Notice{{ID: 1, Attempts: 2}, {ID: 3, Attempts: 1}}})

	want := []housing.Notice{{ID: 2, Attempts: 1}, {ID: 1, Attempts: 2}, {ID: 3, Attempts: 1}}
	if done || err != nil || !reflect.DeepEqual(f.ready, want) {
		t.Errorf("done %t, %v, waiting %+v; want %+v", done, err, f.ready, want)
	}
}
