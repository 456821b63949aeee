package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// tell makes n notices wait: n people joined a household of one each.
func (w *town) tell(n int64) {
	w.t.Helper()
	for i := range n + 1 {
		w.connect(w.person(1 + i))
	}
}

func TestLeasedNoticeIsTakenAgainWhenTheLeaseEnds(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(1)

	first, err := w.outbox.Take(t.Context(), "a", 10, noon(), 5*time.Second)
	must(t, err)
	held, err := w.outbox.Take(t.Context(), "b", 10, noon().Add(4*time.Second), 5*time.Second)
	must(t, err)
	retaken, err := w.outbox.Take(t.Context(), "b", 10, noon().Add(5*time.Second), 5*time.Second)
	must(t, err)

	if len(first) != 1 || len(held) != 0 || len(retaken) != 1 || retaken[0].Attempts != 2 {
		t.Errorf("took %v, then %v, then %v; want one, none, the same one", first, held, retaken)
	}
}

func TestSentAndGivenUpNoticesAreNotTakenAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(2) // one notice for the second, two for the third
	notices, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)
	later := noon().Add(time.Minute)

	must(t, w.outbox.Sent(t.Context(), notices[0].ID, housing.Arrival{Message: 1}, noon()))
	must(t, w.outbox.Failed(t.Context(), notices[1].ID, "a", time.Time{}, "blocked"))
	must(t, w.outbox.Failed(t.Context(), notices[2].ID, "a", later, "flood"))
	early, err := w.outbox.Take(t.Context(), "a", 10, later.Add(-time.Second), time.Second)
	must(t, err)
	due, err := w.outbox.Take(t.Context(), "a", 10, later, time.Second)
	must(t, err)

	if len(notices) != 3 || len(early) != 0 || len(due) != 1 || due[0].ID != notices[2].ID {
		t.Errorf("took %v, then %v, then %v; want three, none, the one to try again", notices, early, due)
	}
}

func TestParallelSendersNeverTakeTheSameNotice(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(5)
	var taken sync.Map
	var total atomic.Int64
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			notices, err := w.outbox.Take(t.Context(), "a", 4, noon(), time.Minute)
			if err != nil {
				t.Errorf("take: %v", err)
			}
			for _, n := range notices {
				if _, twice := taken.LoadOrStore(n.ID, true); twice {
					t.Errorf("notice %d was taken twice", n.ID)
				}
				total.Add(1)
			}
		})
	}
	group.Wait()

	rest, err := w.outbox.Take(t.Context(), "a", 100, noon(), time.Minute)
	must(t, err)
	if n := int(total.Load()) + len(rest); n != 15 {
		t.Errorf("%d notices in all, want 15", n)
	}
}

func TestUnreachableChatGetsNothingUntilItComesBack(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(1)
	must(t, w.people.SetReachable(t.Context(), bot, 101, false, noon()))
	w.connect(w.person(3))
	silent, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)
	must(t, w.people.SetReachable(t.Context(), bot, 101, true, noon()))
	w.connect(w.person(4))

	heard, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)

	if len(silent) != 1 || silent[0].Chat != 102 {
		t.Errorf("notices %+v, want only the second person told of the third", silent)
	}
	back := slices.ContainsFunc(heard, func(n housing.Notice) bool { return n.Chat == 101 })
	if len(heard) != 3 || !back {
		t.Errorf("notices %+v, want all three told of the fourth", heard)
	}
}

func TestAChatThatGoesOnUnderAnotherNumberTakesItsNoticesAlong(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(1)
	for range 2 { // Telegram says so several times
		must(t, w.people.MoveChat(t.Context(), bot, 101, 9101, noon()))
	}
	w.connect(w.person(3))

	got, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)

	for _, n := range got {
		if n.Chat == 101 {
			t.Errorf("notice %+v goes to the old number", n)
		}
	}
	if !slices.ContainsFunc(got, func(n housing.Notice) bool { return n.Chat == 9101 }) {
		t.Errorf("notices %+v, want one to the new number", got)
	}
}

func TestWhatIsUrgentIsTakenFirst(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(3) // six notices; the later ones are more urgent, and were due later
	w.exec(`
		UPDATE recipients r
		SET urgency = 4 - (place - 1) / 2, due_at = due_at + place * interval '1 second'
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM recipients) ranked
		WHERE r.id = ranked.id`)
	var got []housing.Urgency
	for range 3 {
		notices, err := w.outbox.Take(t.Context(), "a", 2, noon().Add(time.Minute), time.Hour)
		must(t, err)
		for _, n := range notices {
			got = append(got, n.Urgency)
		}
	}
	want := []housing.Urgency{
		housing.UrgencySoon, housing.UrgencySoon, housing.UrgencyOutage, housing.UrgencyOutage, housing.UrgencyNews, housing.UrgencyNews,
	}
	if !slices.Equal(got, want) {
		t.Errorf("taken by urgency %v, want %v", got, want)
	}
}

type waker struct {
	river.WorkerDefaults[postgres.WakeArgs]

	woken chan struct{}
}

func (w *waker) Work(context.Context, *river.Job[postgres.WakeArgs]) error {
	w.woken <- struct{}{}
	return nil
}

func TestNoticeWakesTheSender(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	wake := &waker{woken: make(chan struct{}, 10)}
	workers := river.NewWorkers()
	river.AddWorker(workers, wake)
	client, err := w.db.NewRiver(&river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}},
		FetchPollInterval: 100 * time.Millisecond,
	})
	must(t, err)
	must(t, client.Start(t.Context()))
	t.Cleanup(func() {
		if err := client.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})

	w.tell(1)

	select {
	case <-wake.woken:
	case <-t.Context().Done():
		t.Error("nobody was woken")
	}
}

func TestMomentOfAJobRunsOnceHoweverManyReplicasTick(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	var runs, told atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			ran, err := w.cron.Begin(t.Context(), "remind", zone, noon(), func(context.Context, *postgres.Tx) error {
				runs.Add(1)
				return nil
			})
			if err != nil {
				t.Errorf("begin: %v", err)
			}
			if ran {
				told.Add(1)
			}
		})
	}
	group.Wait()

	if runs.Load() != 1 || told.Load() != 1 {
		t.Errorf("%d runs, %d told so; want one of each", runs.Load(), told.Load())
	}
}

func TestFailedRunLeavesTheMomentToTheNextTick(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	broken := errors.New("broken")

	ran, err := w.cron.Begin(t.Context(), "remind", zone, noon(), func(context.Context, *postgres.Tx) error {
		return broken
	})
	again, second := w.cron.Begin(t.Context(), "remind", zone, noon(), func(context.Context, *postgres.Tx) error {
		return nil
	})

	if ran || !errors.Is(err, broken) {
		t.Errorf("first run %v, %v; want it failed", ran, err)
	}
	must(t, second)
	if !again {
		t.Error("the moment was not run again")
	}
}

func TestRequestGoesToTheOrganisationOfTheHouse(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	ask := housing.Request{Kind: housing.AskCode, Person: anna, House: w.house("ленина 12").ID, Text: "кв. 45"}

	number, org, err := w.requests.File(t.Context(), "same", ask, noon())
	must(t, err)
	again, _, err := w.requests.File(t.Context(), "same", ask, noon())
	must(t, err)
	_, nobody, err := w.requests.File(t.Context(), w.once(), housing.Request{Kind: housing.AskHouse, Person: anna}, noon())
	must(t, err)

	if number != "З-1" || again != number || org.ID != w.org {
		t.Errorf("requests %q and %q to %+v; want one to the organisation", number, again, org)
	}
	if nobody != (housing.Organisation{}) {
		t.Errorf("a house nobody knows belongs to %+v", nobody)
	}
	lost, err := w.requests.ForOrganisation(t.Context(), 0, 10)
	must(t, err)
	if len(lost) != 1 || lost[0].Kind != housing.AskHouse {
		t.Errorf("requests without a house %+v, want one", lost)
	}
}

func TestConfirmationWithoutANameIsRefused(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)

	_, _, err := w.requests.File(t.Context(), "", housing.Request{Kind: housing.AskHouse}, noon())

	wantKind(t, err, housing.Internal)
}

func TestWhatServedItsTimeIsForgotten(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(1)
	notices, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)
	must(t, w.outbox.Sent(t.Context(), notices[0].ID, housing.Arrival{Message: 1}, noon()))
	_, err = w.cron.Begin(t.Context(), "remind", zone, noon(), func(context.Context, *postgres.Tx) error { return nil })
	must(t, err)
	last, err := w.cron.Last(t.Context(), "remind", zone)
	must(t, err)

	must(t, w.db.Forget(t.Context(), noon()))
	kept := w.int("SELECT count(*) FROM outcomes") + w.int("SELECT count(*) FROM notices")
	must(t, w.db.Forget(t.Context(), noon().AddDate(0, 0, 1)))
	left := w.int("SELECT count(*) FROM outcomes") + w.int("SELECT count(*) FROM notices") +
		w.int("SELECT count(*) FROM cron_run") + w.int("SELECT count(*) FROM claim_days")

	if !last.Equal(noon()) || kept != 7 || left != 0 {
		t.Errorf("last run %v, %d rows kept, then %d; want noon, 7 and none", last, kept, left)
	}
}

func TestALeaseBelongsToWhoTookIt(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(1)
	notices, err := w.outbox.Take(t.Context(), "a", 10, noon(), 5*time.Second)
	must(t, err)
	took := notices[0]

	mine, err := w.outbox.Renew(t.Context(), took, "a", noon(), noon().Add(time.Minute))
	must(t, err)
	other, err := w.outbox.Renew(t.Context(), took, "b", noon(), noon().Add(time.Hour))
	must(t, err)
	must(t, w.outbox.Failed(t.Context(), took.ID, "b", noon(), "stale"))
	held, err := w.outbox.Take(t.Context(), "b", 10, noon().Add(30*time.Second), time.Second)
	must(t, err)
	late, err := w.outbox.Renew(t.Context(), took, "a", noon().Add(time.Hour), noon().Add(2*time.Hour))
	must(t, err)

	if !mine || other || late {
		t.Errorf("renewed by its holder %t, by another %t, after its end %t", mine, other, late)
	}
	for _, n := range held {
		if n.ID == took.ID {
			t.Error("a renewed notice was taken by another")
		}
	}
}

// What waited too long and was taken again by the same taker is held by the later lease alone.
func TestALeaseThatRanOutHoldsNothingOfTheNext(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.tell(1)
	first, err := w.outbox.Take(t.Context(), "a", 10, noon(), 5*time.Second)
	must(t, err)
	at := noon().Add(time.Minute)
	again, err := w.outbox.Take(t.Context(), "a", 10, at, 5*time.Second)
	must(t, err)

	stale, err := w.outbox.Renew(t.Context(), first[0], "a", at, at.Add(time.Minute))
	must(t, err)
	held, err := w.outbox.Renew(t.Context(), again[0], "a", at, at.Add(time.Minute))
	must(t, err)

	if stale || !held {
		t.Errorf("the first lease holds: %t, the next one: %t; want the next alone", stale, held)
	}
}
