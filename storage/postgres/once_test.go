package postgres_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

func TestAConfirmationThatIsSettledFirstIsNeverCarriedOut(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	water := w.int(`SELECT id FROM meters WHERE serial_key = '18345672'`)
	sub := november1(anna, account, housing.MeterID(water), "130")
	outcomes := &postgres.Outcomes{DB: w.db}

	for range 2 {
		done, err := outcomes.Settle(t.Context(), "late", noon())
		if err != nil || done {
			t.Fatalf("settled as done %v, %v", done, err)
		}
	}
	_, err := w.readings.Save(t.Context(), "late", sub, noon())
	wantKind(t, err, housing.Refused)
	if n := w.int(`SELECT count(*) FROM submissions`); n != 0 {
		t.Errorf("%d submissions of a confirmation that is void", n)
	}

	_, err = w.readings.Save(t.Context(), "early", sub, noon())
	must(t, err)
	done, err := outcomes.Settle(t.Context(), "early", noon())
	if err != nil || !done {
		t.Errorf("what was carried out is settled as done %v, %v", done, err)
	}
}

func TestAConfirmationNamesOneDeed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	must(t, w.accounts.Rename(t.Context(), "same", anna, account, "Дом"))

	err := w.accounts.Disconnect(t.Context(), "same", anna, account, noon())

	if err == nil || !strings.Contains(err.Error(), `was for "rename"`) {
		t.Errorf("error = %v, want one that names the first deed", err)
	}
	if n := w.int(`SELECT count(*) FROM links`); n != 1 {
		t.Errorf("%d links, want 1", n)
	}
}

// TestSettlingAndCarryingOutAgree lets both come at the same moment, many
// times: whatever the answer, it is what became of the readings.
func TestSettlingAndCarryingOutAgree(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	outcomes := &postgres.Outcomes{DB: w.db}
	carried := 0
	for i := range 40 {
		key := w.once()
		var done bool
		var settled, saved error
		start := make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() {
			<-start
			done, settled = outcomes.Settle(t.Context(), key, noon())
		})
		both.Go(func() {
			<-start
			_, _, saved = w.requests.File(t.Context(), key, housing.Request{
				Kind: housing.Strangers, Person: anna, Account: account,
			}, noon().Add(time.Duration(i)*time.Minute))
		})
		close(start)
		both.Wait()
		if settled != nil || saved != nil && housing.KindOf(saved) != housing.Refused {
			t.Fatalf("settle: %v; file: %v", settled, saved)
		}
		if done != (saved == nil) {
			t.Fatalf("settled as done %v, but filing it ended with %v", done, saved)
		}
		if done {
			carried++
		}
	}
	if n := w.int(`SELECT count(*) FROM requests`); n != carried {
		t.Errorf("%d requests, %d were settled as carried out", n, carried)
	}
}
