package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

func TestWhatCanWaitIsKeptBackUntilTheEndOfAPauseOrUntilAnAdministratorEndsIt(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	all := &postgres.Suspensions{DB: d.db}
	d.announce(d.emergency(wholeOf(d.lenina)))
	d.exec(`
		WITH news AS (
			INSERT INTO notices (key, kind, args, at)
			SELECT 'news/' || urgency, 'joined', '{}', $1 FROM unnest(ARRAY[2, 4]) AS urgency
			RETURNING id, key)
		INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
		SELECT id, $2, $3, $1, right(key, 1)::int FROM news`, noon(), bot, annaChat)
	at := func(minutes int) time.Time { return noon().Add(time.Duration(minutes) * time.Minute) }
	taken := func(now time.Time) (got []housing.Urgency) {
		notices, err := d.outbox.Take(d.ctx(), "a", 100, now, time.Millisecond)
		must(t, err)
		for _, n := range notices {
			if n.Chat == annaChat {
				got = append(got, n.Urgency)
			}
		}
		return got
	}
	is := housing.Suspension{Since: at(0), Until: at(30), Failed: 30, Of: 100}

	must(t, d.outbox.Suspend(d.ctx(), is))
	must(t, d.outbox.Suspend(d.ctx(), housing.Suspension{Since: at(5), Until: at(90)})) // one is in force
	standing, mayEnd, err := all.Standing(d.ctx(), d.dispatcher, at(29))
	must(t, err)
	over, _, err := all.Standing(d.ctx(), 0, at(30))
	must(t, err)
	got := [][]housing.Urgency{taken(at(1))}
	_, _, byAnna := all.Standing(d.ctx(), d.anna, at(29))
	wantRefusal(t, byAnna, "operator.nobody")
	wantRefusal(t, all.End(d.ctx(), d.once(), d.anna, at(1)), "operator.not_yours")
	wantRefusal(t, all.End(d.ctx(), d.once(), d.dispatcher, at(1)), "operator.not_admin")
	d.exec(`UPDATE operators SET role = 'admin'`)
	must(t, all.End(d.ctx(), d.once(), d.dispatcher, at(2)))
	got = append(got, taken(at(2)))
	wantRefusal(t, all.End(d.ctx(), d.once(), d.dispatcher, at(3)), "sending.goes")

	const now, soon, news = housing.UrgencyNow, housing.UrgencySoon, housing.UrgencyNews
	if diff := cmp.Diff([][]housing.Urgency{{now}, {now, soon, news}}, got); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(is, standing); diff != "" || mayEnd || !over.Until.IsZero() {
		t.Errorf("may end: %t; afterwards %+v; (-want +got):\n%s", mayEnd, over, diff)
	}
	if n := d.int(`SELECT count(*) FROM recipients r JOIN notices n ON n.id = r.notice_id
		WHERE n.kind = 'suspension' AND r.chat_id = $1`, dispatcherChat); n != 1 {
		t.Errorf("the dispatcher is told of %d pauses, want one", n)
	}
	if n := d.int(`SELECT count(*) FROM audit WHERE what LIKE '%sending.resumed'`); n != 2 {
		t.Errorf("%d entries in the journal, want one refused and one done", n)
	}
}

// While replicas are exchanged, an older one leaves what it has no words for to the newer ones.
func TestANoticeOfAnUnknownKindWaits(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	box := &postgres.Outbox{DB: w.db}
	w.exec(`
		WITH news AS (INSERT INTO notices (key, kind, args, at) VALUES ('x/1', 'of next year', '{}', $1) RETURNING id)
		INSERT INTO recipients (notice_id, bot_id, chat_id, due_at) SELECT id, $2, 501, $1 FROM news`, noon(), bot)
	for range 2 {
		if taken, err := box.Take(t.Context(), "a", 10, noon(), time.Minute); err != nil || len(taken) > 0 {
			t.Fatalf("took %+v, %v", taken, err)
		}
	}
	if n := w.int(`SELECT count(*) FROM recipients WHERE state IN ('waiting', 'trying') AND due_at > $1 AND due_at <= $1 + interval '1 minute'`, noon()); n != 1 {
		t.Errorf("%d wait for a newer program", n)
	}
}
