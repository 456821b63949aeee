package postgres_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// memo is a town in which people are reminded.
type memo struct {
	*town
	reminders *postgres.Reminders
}

func newMemo(t *testing.T) memo {
	t.Helper()
	w := newTown(t)
	return memo{w, &postgres.Reminders{DB: w.db}}
}

// morning is ten o'clock of a day in the town.
func morning(month time.Month, n int) time.Time {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, month, n, 10, 0, 0, 0, loc)
}

func (m memo) remind(topic housing.ReminderTopic, now time.Time) int {
	m.t.Helper()
	n, err := m.reminders.Remind(m.ctx(), topic, zone, now)
	must(m.t, err)
	return n
}

// read takes what is sent at a moment, and marks it sent: who is told what.
func (m memo) read(now time.Time) (told []string) {
	m.t.Helper()
	notices, err := m.outbox.Take(m.ctx(), "a", 100, now, time.Minute)
	must(m.t, err)
	for _, n := range notices {
		must(m.t, m.outbox.Sent(m.ctx(), n.ID, housing.Arrival{Message: 1}, now))
		if n.Reminder == nil {
			continue
		}
		var line strings.Builder
		fmt.Fprintf(&line, "%d:", n.Chat)
		for _, i := range n.Reminder.Items {
			fmt.Fprintf(&line, " %s/%d/%d", i.Account.Number, i.Stage, len(i.Missing))
		}
		told = append(told, line.String())
	}
	return told
}

func (m memo) want(what string, got []string, want ...string) {
	m.t.Helper()
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		m.t.Errorf("%s: told %q, want %q", what, got, want)
	}
}

func TestEveryResidentGetsOneReminderForAllFlats(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna, boris := m.person(1), m.person(2)
	m.connect(anna)
	m.connect(boris)
	m.connectBy(m.mira(anna))
	m.read(noon()) // who joined

	early := m.remind(housing.RemindReadings, morning(11, 19))
	open := m.remind(housing.RemindReadings, morning(11, 20))
	again := m.remind(housing.RemindReadings, morning(11, 21))

	if early != 0 || open != 2 || again != 0 {
		t.Errorf("reminded %d, %d and %d people; want none, two, none", early, open, again)
	}
	m.want("the window opens", m.read(morning(11, 21)), "101: 1203045/1/3 1207007/1/1", "102: 1203045/1/3")
	if n := m.remind(housing.RemindReadings, morning(11, 23)) + m.remind(housing.RemindReadings, morning(11, 25)); n != 2 {
		t.Errorf("%d reminders before the end of the window, want two: nobody gets a third", n)
	}
}

func TestWhatWasHandedInMeanwhileIsNotRemindedOf(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna := m.person(1)
	account := m.connect(anna)
	page, err := m.readings.Page(t.Context(), anna, account, noon())
	must(t, err)
	m.remind(housing.RemindReadings, morning(11, 23))

	sub := november1(anna, account, page.Lines[0].Meter.ID, "130")
	m.save(sub)
	part := m.read(noon())
	m.remind(housing.RemindReadings, morning(11, 25))
	sub.Entries = []housing.Entry{
		{Meter: page.Lines[1].Meter.ID, Values: values("90")}, {Meter: page.Lines[2].Meter.ID, Values: values("3500", "1250")},
	}
	m.save(sub)
	rest := m.read(morning(11, 25))

	m.want("one meter was handed in", part, "101: 1203045/2/2")
	m.want("all of them were", rest)
}

func TestNobodyElseIsReminded(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(m memo, account housing.AccountID){
		"a group": func(m memo, _ housing.AccountID) { m.exec(`UPDATE people SET chat_id = -chat_id`) },
		"who blocked the bot": func(m memo, _ housing.AccountID) {
			must(m.t, m.people.SetReachable(m.ctx(), bot, 101, false, noon()))
		},
		"whose link is suspended": func(m memo, _ housing.AccountID) { m.exec(`UPDATE links SET suspended_at = now()`) },
		"who may not read":        func(m memo, _ housing.AccountID) { m.exec(`UPDATE links SET rights = '{see}'`) },
		"of a closed account": func(m memo, a housing.AccountID) {
			m.exec(`UPDATE accounts SET closed_on = '2026-11-01' WHERE id = $1`, a)
		},
		"of a house elsewhere": func(m memo, _ housing.AccountID) { m.exec(`UPDATE houses SET zone = 'Europe/Moscow'`) },
		"whose meters are read automatically": func(m memo, _ housing.AccountID) {
			m.exec(`UPDATE meters SET automatic = true`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemo(t)
			change(m, m.connect(m.person(1)))

			if n := m.remind(housing.RemindReadings, morning(11, 20)); n != 0 {
				t.Errorf("%d are reminded", n)
			}
		})
	}
}

func TestAFlatThatIsNotThePersonsBusinessIsNotNamed(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna := m.person(1)
	account := m.connect(anna)
	m.connectBy(m.mira(anna))
	m.exec(`UPDATE links SET rights = '{see}' WHERE account_id = $1`, account)

	m.remind(housing.RemindReadings, morning(11, 20))

	m.want("one of two flats", m.read(morning(11, 20)), "101: 1207007/1/1")
}

func TestAReminderOfSomebodyWhoLeftIsNotSent(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna := m.person(1)
	account := m.connect(anna)
	m.remind(housing.RemindReadings, morning(11, 23))

	must(t, m.accounts.Disconnect(t.Context(), m.once(), anna, account, noon()))

	m.want("left", m.read(morning(11, 24)))
}

func TestAReminderWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	m.connect(m.person(1))
	night := morning(11, 23).Add(13 * time.Hour) // 23:00, after downtime since before ten

	m.remind(housing.RemindReadings, night)
	m.want("in the night", m.read(night.Add(time.Hour)))
	m.want("in the morning", m.read(morning(11, 24).Add(-2*time.Hour)), "101: 1203045/2/3")

	m.remind(housing.RemindReadings, morning(11, 25))
	late := morning(11, 25).Add(12*time.Hour + time.Minute) // 22:01: the sender was down all day
	m.want("late in the evening", m.read(late))
	m.want("when the window is over", m.read(morning(11, 26)))
}

func TestReplicasAndZonesWriteOneReminder(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna := m.person(1)
	m.connect(anna)
	m.connectBy(m.mira(anna))
	m.exec(`UPDATE houses SET zone = 'Asia/Krasnoyarsk' WHERE street LIKE '%Мира%'`) // the same hour as Novosibirsk
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			at := []string{zone, "Asia/Krasnoyarsk"}[i%2]
			if _, err := m.reminders.Remind(t.Context(), housing.RemindReadings, at, morning(11, 20)); err != nil {
				t.Errorf("remind: %v", err)
			}
		})
	}
	group.Wait()

	if got := m.read(morning(11, 20)); len(got) != 1 || !strings.Contains(got[0], "1207007") {
		t.Errorf("told %q, want one message of both flats", got)
	}
}

func TestAReminderThatFailedHalfwayIsWrittenOnce(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	m.connect(m.person(1))
	m.exec(`ALTER TABLE reminders ADD CONSTRAINT broken CHECK (nth = 0)`)
	if _, err := m.reminders.Remind(t.Context(), housing.RemindReadings, zone, morning(11, 20)); err == nil {
		t.Fatal("a reminder that nobody remembers is written")
	}
	m.want("nothing half done", m.read(morning(11, 20)))
	m.exec(`ALTER TABLE reminders DROP CONSTRAINT broken`)

	m.remind(housing.RemindReadings, morning(11, 20))

	m.want("the next run", m.read(morning(11, 20)), "101: 1203045/1/3")
}

func TestQuietLastsForTheWindowAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna, boris := m.person(1), m.person(2)
	m.connect(anna)
	m.connect(boris)
	m.read(noon())
	quiet := housing.ReminderSaying{Person: anna, Topic: housing.RemindReadings, Said: housing.SaidQuiet}
	m.remind(housing.RemindReadings, morning(11, 20))

	must(t, m.reminders.Say(t.Context(), m.once(), quiet, morning(11, 20)))
	m.want("quiet before it is sent", m.read(morning(11, 20)), "102: 1203045/1/3")
	m.remind(housing.RemindReadings, morning(11, 23))
	m.want("quiet in November", m.read(morning(11, 23)), "102: 1203045/2/3")
	must(t, m.reminders.Unquiet(t.Context(), m.once(), anna, morning(11, 24)))
	m.remind(housing.RemindReadings, morning(11, 25))
	m.want("taken back", m.read(morning(11, 25)), "101: 1203045/3/3")
	must(t, m.reminders.Say(t.Context(), m.once(), quiet, morning(11, 25)))
	m.remind(housing.RemindReadings, morning(12, 20))
	m.want("December", m.read(morning(12, 20)), "101: 1203045/1/3", "102: 1203045/1/3")
}

func TestPaymentIsRemindedOfUntilItIsPaid(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	m := memo{c.town, &postgres.Reminders{DB: c.db}}
	record := bill(october(), flat45, "3020.45") // due on 16 November
	record.Sums.Counted = day(11, 5)
	c.show(record)
	m.read(morning(11, 24)) // the document
	ask := func() (sum, counted string) {
		items, err := m.reminders.Asked(t.Context(), c.anna, housing.RemindPayment, morning(11, 13))
		must(t, err)
		if len(items) != 1 {
			t.Fatalf("%d items", len(items))
		}
		return items[0].Due.String(), items[0].Counted.String()
	}
	if sum, counted := ask(); sum != "3120.45" || counted != "2026-11-05" {
		t.Errorf("%s is due by what is known on %s", sum, counted)
	}

	none := m.remind(housing.RemindPayment, morning(11, 12))
	due := m.remind(housing.RemindPayment, morning(11, 13))
	same := m.remind(housing.RemindPayment, morning(11, 16))
	way := m.remind(housing.RemindPayment, morning(11, 19))
	c.pay(c.anna, "1000")
	overdue := m.remind(housing.RemindPayment, morning(11, 24))
	once := m.remind(housing.RemindPayment, morning(11, 25))

	if none != 0 || due != 1 || same != 0 || way != 0 || overdue != 1 || once != 0 {
		t.Errorf("reminded %d, %d, %d, %d, %d, %d times", none, due, same, way, overdue, once)
	}
	if sum, _ := ask(); sum != "2120.45" {
		t.Errorf("after a part was paid %s is due", sum)
	}
	c.pay(c.anna, "2120.45")
	m.want("paid before it is sent", m.read(morning(11, 24)))
}

func TestWhoSaysThatItIsPaidHearsNoMoreOfThatDocument(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	m := memo{c.town, &postgres.Reminders{DB: c.db}}
	c.show(bill(october(), flat45, "3020.45"))
	m.read(morning(11, 24))
	m.remind(housing.RemindPayment, morning(11, 13))

	must(t, m.reminders.Say(t.Context(), m.once(), housing.ReminderSaying{
		Person: c.anna, Topic: housing.RemindPayment, Said: housing.SaidDone,
	}, morning(11, 13)))
	m.remind(housing.RemindPayment, morning(11, 24))

	m.want("October", m.read(morning(11, 24)))
	c.show(bill(november(), flat45, "3020.45")) // due on 15 December
	m.read(morning(12, 10))
	m.remind(housing.RemindPayment, morning(12, 14))
	m.want("November", m.read(morning(12, 14)), "101: 1203045/1/0")
}

func TestVerificationIsRemindedOfTwiceAndWhenItRanOut(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	m.connect(m.person(1))
	m.exec(`UPDATE meters SET verified_on = '2026-12-31' WHERE serial = '18-345673'`)
	written := 0
	for d := morning(10, 1); d.Before(morning(12, 31).AddDate(0, 2, 0)); d = d.AddDate(0, 0, 1) {
		n := m.remind(housing.RemindMeters, d)
		written += n
		if day := housing.DateOf(d).String(); n > 0 && day != "2026-11-01" && day != "2026-12-01" && day != "2027-01-01" {
			t.Errorf("reminded on %s", day)
		}
	}
	if written != 3 {
		t.Errorf("reminded %d times, want 60 and 30 days before, and when it ran out", written)
	}
}

func TestWhoWithdrawsConsentLeavesNoReminders(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna := m.person(1)
	m.connect(anna)
	m.remind(housing.RemindReadings, morning(11, 20))
	must(t, m.reminders.Say(t.Context(), m.once(), housing.ReminderSaying{
		Person: anna, Topic: housing.RemindReadings, Said: housing.SaidQuiet,
	}, morning(11, 20)))

	must(t, m.people.WithdrawConsent(t.Context(), m.once(), anna, morning(11, 20)))

	n := m.int(`SELECT count(*) FROM reminders`) + m.int(`SELECT count(*) FROM reminder_says`)
	if told := m.read(morning(11, 21)); n != 0 || len(told) != 0 {
		t.Errorf("%d rows are left, %q is told", n, told)
	}
}

func TestAnAnswerTouchesNobodyElse(t *testing.T) {
	t.Parallel()
	m := newMemo(t)
	anna, eve := m.person(1), m.person(2)
	account := m.connect(anna)

	must(t, m.reminders.Say(t.Context(), m.once(), housing.ReminderSaying{
		Person: eve, Topic: housing.RemindReadings, Account: account, Said: housing.SaidQuiet,
	}, morning(11, 20)))

	items, err := m.reminders.Asked(t.Context(), eve, housing.RemindReadings, morning(11, 20))
	must(t, err)
	if len(items) != 0 || m.int(`SELECT count(*) FROM reminder_says`) != 0 {
		t.Errorf("a stranger sees %v", items)
	}
	m.remind(housing.RemindReadings, morning(11, 20))
	m.want("anna", m.read(morning(11, 20)), "101: 1203045/1/3")
}
