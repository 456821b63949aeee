package postgres_test

import (
	"slices"
	"testing"
	"time"

	"dombot/internal/housing"
)

// post takes the letters that are due and marks them sent: what they tell.
func (d *dark) post(now time.Time) (told []string) {
	d.t.Helper()
	for _, m := range d.takeMails(now) {
		if m.Kind == housing.MailNotice {
			told = append(told, m.Address+" "+m.Notice.Outage.Number)
		}
		must(d.t, d.letters.Sent(d.ctx(), m.ID, now))
	}
	return told
}

func TestAnEmergencyThatTelegramDoesNotAcceptIsMailedOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		happens func(d *dark, id housing.OutageID, now time.Time)
		mailed  bool
	}{
		"nothing is sent": {func(*dark, housing.OutageID, time.Time) {}, true},
		"it is tried still": {func(d *dark, _ housing.OutageID, now time.Time) {
			for _, n := range d.takes(now) {
				must(d.t, d.outbox.Failed(d.ctx(), n.ID, "a", now.Add(time.Hour), "bad gateway"))
			}
		}, true},
		"it was given up": {func(d *dark, _ housing.OutageID, now time.Time) {
			for _, n := range d.takes(now) {
				must(d.t, d.outbox.Failed(d.ctx(), n.ID, "a", time.Time{}, "forbidden"))
			}
		}, true},
		"it was accepted": {func(d *dark, _ housing.OutageID, now time.Time) { d.deliver(annaChat, now) }, false},
		"it is over": {func(d *dark, id housing.OutageID, now time.Time) {
			must(d.t, d.change(id, housing.OutageChange{Step: housing.OutageEnd}, now))
		}, false},
		"it is called off": {func(d *dark, id housing.OutageID, now time.Time) {
			must(d.t, d.change(id, housing.OutageChange{Step: housing.OutageCallOff}, now))
		}, false},
		"the address was taken back": {func(d *dark, _ housing.OutageID, now time.Time) {
			must(d.t, d.mails.Forget(d.ctx(), d.once(), d.anna, now))
		}, false},
		"the flat is not the person's any more": {func(d *dark, _ housing.OutageID, _ time.Time) {
			d.exec(`UPDATE links SET suspended_at = now()`)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDark(t)
			d.confirmed(d.anna, maria)
			d.post(noon())
			id := d.announce(d.emergency(wholeOf(d.lenina)))
			tt.happens(d, id, noon().Add(time.Minute))

			early := d.post(noon().Add(10*time.Minute - time.Second))
			due := d.post(noon().Add(10 * time.Minute))
			again := d.post(noon().Add(time.Hour))

			if len(early)+len(again) != 0 || (len(due) == 1) != tt.mailed {
				t.Fatalf("mailed early %q, at ten minutes %q, later %q; want a letter: %v", early, due, again, tt.mailed)
			}
			if tt.mailed && due[0][:len(maria)] != maria {
				t.Errorf("it goes to %q", due)
			}
			if n := d.int(`SELECT count(*) FROM mails WHERE kind = 'notice' AND state <> 'sent'`); n != 0 {
				t.Errorf("%d letters wait for nothing", n)
			}
		})
	}
}

func TestWhatBecameOfAPaymentIsMailedOnceIfTelegramDoesNotAcceptIt(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	c.confirmed(c.anna, maria)
	letters := func(after time.Duration) (kinds []housing.NoticeKind) {
		for _, m := range c.takeMails(noon().Add(after)) {
			if m.Kind == housing.MailNotice {
				kinds = append(kinds, m.Notice.Kind)
			}
			must(t, c.letters.Sent(c.ctx(), m.ID, noon()))
		}
		return kinds
	}
	become := func(all ...housing.PaymentState) {
		made := c.begin(c.anna, "100")
		for _, state := range all {
			c.settle(made.ID, state, noon())
		}
	}
	become(housing.PaymentPending, housing.PaymentSucceeded, housing.PaymentRefunded)
	become(housing.PaymentPending, housing.PaymentDeclined)

	early, due := letters(10*time.Minute-time.Second), letters(10*time.Minute)
	become(housing.PaymentPending, housing.PaymentDeclined)
	notices, err := c.outbox.Take(c.ctx(), "a", 100, noon(), time.Minute)
	must(t, err)
	for _, n := range notices {
		must(t, c.outbox.Sent(c.ctx(), n.ID, housing.Arrival{Message: 1}, noon()))
	}
	accepted := letters(time.Hour)

	slices.Sort(due)
	if len(early)+len(accepted) != 0 || !slices.Equal(due, []housing.NoticeKind{housing.NoticeDeclined, housing.NoticeRefunded}) {
		t.Errorf("mailed early %q, at ten minutes %q, what was accepted %q", early, due, accepted)
	}
}

func (d *dark) takes(now time.Time) []housing.Notice {
	d.t.Helper()
	notices, err := d.outbox.Take(d.ctx(), "a", 100, now, time.Minute)
	must(d.t, err)
	return notices
}
