package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// crowd is a house of many neighbours of whom each is told.
const crowd = 40

type mailed struct {
	*dark
	mailings *postgres.Mailings
	outage   housing.OutageID
	words    int // how often the dispatcher was told how it goes
}

func newMailed(tb testing.TB, danger bool) *mailed {
	tb.Helper()
	d := newDark(tb)
	d.exec(`
		WITH neighbours AS (
			INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
			SELECT $1, 1000 + n, 2000 + n, $2, $2 FROM generate_series(1, $3) AS n
			RETURNING id)
		INSERT INTO links (person_id, account_id, role, rights, since)
		SELECT neighbours.id, l.account_id, l.role, l.rights, l.since
		FROM neighbours, (SELECT * FROM links ORDER BY id LIMIT 1) l`, bot, noon(), crowd-1)
	o := d.emergency(wholeOf(d.lenina))
	o.Danger = danger
	return &mailed{dark: d, mailings: &postgres.Mailings{DB: d.db}, outage: d.announce(o)}
}

// send lets up to n notices arrive, after the dispatcher was told how it goes,
// and returns what the dispatcher read of it.
func (m *mailed) send(n int, now time.Time) (read []housing.Mailing) {
	m.t.Helper()
	must(m.t, m.mailings.Tell(m.ctx(), now))
	notices, err := m.outbox.Take(m.ctx(), "a", n, now, time.Second)
	must(m.t, err)
	for _, n := range notices {
		must(m.t, m.outbox.Sent(m.ctx(), n.ID, housing.Arrival{Message: 70 + n.ID, Silent: n.ID%2 == 0}, now))
		if n.Mailing == nil {
			continue
		}
		m.words++
		if n.Chat != dispatcherChat || (n.Edit != 0) != (m.words > 1) {
			m.t.Errorf("word %d is sent to %d over message %d", m.words, n.Chat, n.Edit)
		}
		n.Mailing.ID, n.Mailing.Number, n.Mailing.Silent = 0, "", 0
		read = append(read, *n.Mailing)
	}
	return read
}

func (m *mailed) steer(p housing.PersonID, to housing.MailingState) error {
	is, err := m.mailings.OfOutage(m.ctx(), m.dispatcher, m.outage, noon())
	must(m.t, err)
	return m.mailings.Steer(m.ctx(), m.once(), housing.MailingOrder{Person: p, Mailing: is.ID, To: to}, noon())
}

func (m *mailed) went() housing.Mailing {
	is, err := m.mailings.OfOutage(m.ctx(), m.dispatcher, m.outage, noon())
	must(m.t, err)
	is.ID, is.Number, is.Silent = 0, "", 0
	return is
}

func TestAnOperatorReadsInOneMessageHowAMailingGoes(t *testing.T) {
	t.Parallel()
	m := newMailed(t, false)
	at := func(seconds int) time.Time { return noon().Add(time.Duration(seconds) * time.Second) }

	var read [][]housing.Mailing
	read = append(read, m.send(11, at(0)), m.send(10, at(1)), m.send(11, at(4)))
	must(t, m.steer(m.dispatcher, housing.MailingPaused))
	read = append(read, m.send(100, at(8)), m.send(100, at(12)))
	must(t, m.steer(m.dispatcher, housing.MailingGoing))
	read = append(read, m.send(100, at(16)), m.send(100, at(20)), m.send(100, at(24)))

	is := func(state housing.MailingState, sent int) []housing.Mailing {
		return []housing.Mailing{{State: state, Total: crowd, Sent: sent, Waiting: crowd - sent}}
	}
	want := [][]housing.Mailing{
		is(housing.MailingGoing, 0), nil, is(housing.MailingGoing, 20),
		is(housing.MailingPaused, 30), nil,
		is(housing.MailingGoing, 30), is(housing.MailingDone, crowd), nil,
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	wantRefusal(t, m.steer(m.dispatcher, housing.MailingPaused), "mailing.over")
}

func TestAMailingThatIsStoppedReachesNobodyMore(t *testing.T) {
	t.Parallel()
	m := newMailed(t, true)
	m.send(11, noon())
	leased, err := m.outbox.Take(m.ctx(), "b", 5, noon(), time.Minute)
	must(t, err)

	wantRefusal(t, m.steer(m.dispatcher, housing.MailingPaused), "mailing.danger")
	wantRefusal(t, m.steer(m.anna, housing.MailingCancelled), "operator.not_yours")
	must(t, m.steer(m.dispatcher, housing.MailingCancelled))
	mine, err := m.outbox.Renew(m.ctx(), leased[0], "b", noon(), noon().Add(time.Minute))
	must(t, err)
	m.send(100, noon().Add(time.Hour))

	want := housing.Mailing{
		State: housing.MailingCancelled, Danger: true, Total: crowd, Sent: 10, Cancelled: crowd - 10,
	}
	if diff := cmp.Diff(want, m.went()); diff != "" || mine {
		t.Errorf("one taken before is sent: %t; (-want +got):\n%s", mine, diff)
	}
	if n := m.int(`SELECT count(*) FROM audit WHERE what LIKE '%mailing.%'`); n != 2 {
		t.Errorf("%d entries in the journal, want one refused and one done", n)
	}
}

func TestWhatWasSentOfAnOutageIsDeletedAtEverybodys(t *testing.T) {
	t.Parallel()
	m := newMailed(t, false)
	m.send(14, noon()) // the first word to the dispatcher among them
	onItsWay, err := m.outbox.Take(m.ctx(), "b", 1, noon(), time.Minute)
	must(t, err)
	arrive := func(n housing.Notice, how housing.Recall) {
		t.Helper()
		must(t, m.outbox.Sent(m.ctx(), n.ID, housing.Arrival{
			Message: 70 + n.ID, Recall: how, Silent: how != "",
		}, noon()))
	}
	recalled := func() housing.Recalled {
		t.Helper()
		g, err := m.outages.Progress(m.ctx(), m.dispatcher, m.outage)
		must(t, err)
		return g.Recalled
	}

	wantRefusal(t, m.change(m.outage, housing.OutageChange{Step: housing.OutageRecall},
		noon().Add(housing.RecallLife)), "outage.recall_late")
	must(t, m.change(m.outage, housing.OutageChange{Step: housing.OutageRecall}, noon().Add(47*time.Hour)))
	begun := recalled()
	arrive(onItsWay[0], "") // sent while it was taken back: it is deleted too
	late := noon().Add(47 * time.Hour)
	notices, err := m.outbox.Take(m.ctx(), "a", 100, late, time.Minute)
	must(t, err)
	for i, n := range notices {
		switch {
		case !n.Recall || n.Edit != 70+n.ID:
			t.Errorf("took %+v, want what is to be deleted", n)
		case i == 0:
			arrive(n, housing.RecallRewritten)
		case i == 1:
			must(t, m.outbox.Failed(m.ctx(), n.ID, "a", time.Time{}, "blocked"))
		default:
			arrive(n, housing.RecallDeleted)
		}
	}
	must(t, m.mailings.Tell(m.ctx(), late.Add(time.Minute)))

	want := []housing.Recalled{
		{Waiting: 13, Cancelled: crowd - 13}, {Deleted: 12, Rewritten: 1, Failed: 1, Cancelled: crowd - 14},
	}
	if diff := cmp.Diff(want, []housing.Recalled{begun, recalled()}); diff != "" {
		t.Errorf("recalled (-want +got):\n%s", diff)
	}
	if is := m.went(); is.State != housing.MailingRecalled || is.Recalled != want[1] || is.Silent != 0 {
		t.Errorf("the mailing is %+v", is)
	}
	if n := m.int(`SELECT count(*) FROM audit WHERE what LIKE '%outage.recalled'`); n != 1 {
		t.Errorf("%d entries in the journal, want one", n)
	}
}
