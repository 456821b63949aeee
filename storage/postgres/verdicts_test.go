package postgres_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// handedOver is a town where anna gave readings of two meters that were exported.
type handedOver struct {
	*town
	anna    housing.PersonID
	account housing.AccountID
	cold    housing.MeterID
}

func newHandedOver(t *testing.T) handedOver {
	t.Helper()
	w := newTown(t)
	w.exec("UPDATE meters SET gis_number = 'G-' || serial")
	anna, page := resident(t, w)
	sub := november1(anna, page.Account.ID, page.Lines[0].Meter.ID, "125.3")
	sub.Entries = append(sub.Entries, housing.Entry{Meter: page.Lines[1].Meter.ID, Values: values("89.2")})
	_, err := w.readings.Save(t.Context(), w.once(), sub, noon())
	must(t, err)
	h := handedOver{w, anna, page.Account.ID, page.Lines[0].Meter.ID}
	h.export()
	return h
}

func (h handedOver) export() {
	h.t.Helper()
	rows, err := h.readings.ForExport(h.ctx(), h.org, november(), false)
	must(h.t, err)
	keys := make([]int64, len(rows))
	for i, r := range rows {
		keys[i] = r.Reading
	}
	_, err = h.readings.MarkSent(h.ctx(), h.org, keys, noon())
	must(h.t, err)
}

func accepted(serial, value string) housing.VerdictRecord {
	return housing.VerdictRecord{GISNumber: "G-" + serial, Period: november(), Values: values(value), Accepted: true}
}

func rejected(serial, value, reason string) housing.VerdictRecord {
	v := accepted(serial, value)
	v.Accepted, v.Reason = false, reason
	return v
}

func (h handedOver) verdictsAt(at time.Time, records ...housing.VerdictRecord) housing.ImportReport {
	h.t.Helper()
	in := importOf(h.org, false)
	in.At = at
	report, err := h.register.ImportVerdicts(h.ctx(), in, records)
	must(h.t, err)
	if !report.Saved || report.Rows != len(records) {
		h.t.Fatalf("verdicts were not saved: %+v", report)
	}
	return report
}

func (h handedOver) verdicts(records ...housing.VerdictRecord) housing.ImportReport {
	h.t.Helper()
	return h.verdictsAt(noon(), records...)
}

// correct hands in another value of the cold water.
func (h handedOver) correct(value string) {
	h.t.Helper()
	_, err := h.readings.Save(h.ctx(), h.once(), november1(h.anna, h.account, h.cold, value), noon())
	must(h.t, err)
}

func (h handedOver) state(serial string) string {
	h.t.Helper()
	var s string
	must(h.t, h.raw().QueryRowContext(h.ctx(), `
		SELECT r.state || ' ' || r.reason FROM readings r JOIN meters m ON m.id = r.meter_id
		WHERE m.serial = $1 AND r.period = '2026-11-01' AND r.replaced_at IS NULL`, serial).Scan(&s))
	return strings.TrimSpace(s)
}

func (h handedOver) notices(at time.Time) []housing.Notice {
	h.t.Helper()
	all, err := h.outbox.Take(h.ctx(), "test", 10, at, time.Second)
	must(h.t, err)
	return all
}

const bath = "18-345673" // serial of the hot water meter of flat 45

func TestVerdictsAreNotedOnce(t *testing.T) {
	t.Parallel()
	h := newHandedOver(t)
	file := []housing.VerdictRecord{
		accepted(kitchen, "125.3"), rejected(bath, "89.2", "мало"), accepted("22-000111", "5"), accepted("none", "1"),
	}

	first := h.verdicts(file...)
	again := h.verdictsAt(noon().Add(time.Hour), file...)

	want := []housing.Outcome{
		housing.OutcomeAccepted, housing.OutcomeRejected, housing.OutcomeUnknown, housing.OutcomeUnknown,
	}
	if diff := cmp.Diff(want, first.Outcomes); diff != "" || first.Told != 1 {
		t.Errorf("told %d, outcomes (-want +got):\n%s", first.Told, diff)
	}
	want[0], want[1] = housing.OutcomeSame, housing.OutcomeSame
	if diff := cmp.Diff(want, again.Outcomes); diff != "" || again.Told != 0 {
		t.Errorf("again: told %d, outcomes (-want +got):\n%s", again.Told, diff)
	}
	if cold, hot := h.state(kitchen), h.state(bath); cold != "accepted" || hot != "rejected мало" {
		t.Errorf("states are %q and %q", cold, hot)
	}
	if n := len(h.notices(noon())); n != 1 {
		t.Errorf("%d notices, want one", n)
	}
}

func TestAVerdictIsOnlyAboutWhatWasHandedOver(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before func(h handedOver)
		record housing.VerdictRecord
		want   housing.Outcome
		state  string
	}{
		"other values": {
			func(handedOver) {}, rejected(kitchen, "125.4", "мало"), housing.OutcomeUnknown, "sent",
		},
		"another month": {
			func(handedOver) {},
			housing.VerdictRecord{
				GISNumber: "G-" + kitchen, Period: november().Add(-1), Values: values("123.456"), Reason: "мало",
			},
			housing.OutcomeUnknown, "sent",
		},
		"corrected meanwhile": {
			func(h handedOver) { h.correct("126") }, rejected(kitchen, "125.3", "мало"), housing.OutcomeCorrected, "saved",
		},
		"a correction that was not handed over": {
			func(h handedOver) { h.correct("126") }, accepted(kitchen, "126"), housing.OutcomeUnknown, "saved",
		},
		"a correction that was handed over": {
			func(h handedOver) { h.correct("126"); h.export() }, accepted(kitchen, "126"), housing.OutcomeAccepted, "accepted",
		},
		"another mind": {
			func(h handedOver) { h.verdicts(accepted(kitchen, "125.3")) },
			rejected(kitchen, "125.3", "мало"), housing.OutcomeReversed, "rejected мало",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandedOver(t)
			tt.before(h)

			report := h.verdicts(tt.record)

			if report.Outcomes[0] != tt.want || h.state(kitchen) != tt.state {
				t.Errorf("outcome %q, state %q; want %q, %q", report.Outcomes[0], h.state(kitchen), tt.want, tt.state)
			}
			if n := h.int("SELECT count(*) FROM readings WHERE replaced_at IS NOT NULL AND state <> 'sent'"); n != 0 {
				t.Errorf("%d readings that were replaced are judged", n)
			}
		})
	}
}

func TestVerdictsOfAnotherOrganisationChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHandedOver(t)
	other, _, err := h.orgs.Add(t.Context(), "5499001269", "Чужая УК", "", noon())
	must(t, err)

	report, err := h.register.ImportVerdicts(t.Context(), importOf(other, false),
		[]housing.VerdictRecord{rejected(kitchen, "125.3", "мало")})
	must(t, err)

	if report.Outcomes[0] != housing.OutcomeUnknown || report.Told != 0 || h.state(kitchen) != "sent" {
		t.Errorf("report %+v, state %q", report, h.state(kitchen))
	}
}

func TestOneMessageTellsOfEveryRejectedMeter(t *testing.T) {
	t.Parallel()
	h := newHandedOver(t)
	boris := h.person(2) // of the same household: anna gave the readings
	h.connect(boris)
	h.notices(noon()) // that boris connected

	report := h.verdicts(rejected(kitchen, "125.3", "мало"), rejected(bath, "89.2", ""))

	notices := h.notices(noon())
	if report.Told != 1 || len(notices) != 1 || notices[0].Kind != housing.NoticeRejected || notices[0].Chat != 101 {
		t.Fatalf("told %d: %+v", report.Told, notices)
	}
	var lines []housing.RejectedReading
	must(t, json.Unmarshal([]byte(notices[0].Args["lines"]), &lines))
	for i := range lines {
		lines[i].Reading = 0 // whatever its key is
	}
	want := []housing.RejectedReading{
		{Resource: housing.ColdWater, Serial: kitchen, Values: values("125.3"), Reason: "мало"},
		{Resource: housing.HotWater, Serial: bath, Values: values("89.2")},
	}
	for i := range want {
		want[i].Street, want[i].House, want[i].Premises, want[i].Place = "ул. Ленина", "12", "45", "кухня"
		want[i].Unit, want[i].Period = "113", november()
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestTheHouseholdIsToldWhereTheGiverIsGone(t *testing.T) {
	t.Parallel()
	h := newHandedOver(t)
	boris := h.person(2)
	h.connect(boris)
	h.notices(noon())
	h.exec("UPDATE links SET suspended_at = now() WHERE person_id = $1", int64(h.anna))

	h.verdicts(rejected(kitchen, "125.3", "мало"))

	if notices := h.notices(noon()); len(notices) != 1 || notices[0].Chat != 102 {
		t.Errorf("notices %+v, want one to boris", notices)
	}
}

func TestNobodyIsWokenByAVerdict(t *testing.T) {
	t.Parallel()
	h := newHandedOver(t)
	night := time.Date(2026, time.November, 24, 17, 0, 0, 0, time.UTC) // midnight in the town
	morning := time.Date(2026, time.November, 25, 2, 0, 0, 0, time.UTC)

	h.verdictsAt(night, rejected(kitchen, "125.3", "мало"))

	if early := h.notices(morning.Add(-time.Minute)); len(early) != 0 {
		t.Errorf("told at night: %+v", early)
	}
	if due := h.notices(morning); len(due) != 1 {
		t.Errorf("%d notices in the morning, want one", len(due))
	}
}

func TestWhatWasRejectedIsAskedForAndGoesOutAgain(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"another value": "126", "the same value": "125.3"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandedOver(t)
			pending := func() int {
				counts, err := h.readings.Pending(t.Context(), h.anna, noon())
				must(t, err)
				return counts[h.account]
			}
			before := pending()

			h.verdicts(rejected(kitchen, "125.3", "мало"))
			asked := pending()
			h.correct(value)
			rows, err := h.readings.ForExport(t.Context(), h.org, november(), false)
			must(t, err)

			if asked != before+1 || pending() != before {
				t.Errorf("pending %d, then %d, then %d", before, asked, pending())
			}
			if len(rows) != 1 || !rows[0].Values.Equal(values(value)) || !rows[0].Again {
				t.Errorf("export %+v, want the correction", rows)
			}
		})
	}
}

func TestAnOldAnswerIsNotAboutAReadingGivenAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		second func(h handedOver)
		want   string
	}{
		"it waits for the next export": {func(handedOver) {}, "saved"},
		"it was handed over":           {func(h handedOver) { h.export() }, "sent"},
		"it was accepted": {
			func(h handedOver) { h.export(); h.verdicts(accepted(kitchen, "125.3")) }, "accepted",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandedOver(t)
			old := importOf(h.org, false)
			old.Exported = noon()
			bad := []housing.VerdictRecord{rejected(kitchen, "125.3", "мало")}
			_, err := h.register.ImportVerdicts(t.Context(), old, bad)
			must(t, err)
			sub := november1(h.anna, h.account, h.cold, "125.3")
			_, err = h.readings.Save(t.Context(), h.once(), sub, noon().Add(time.Hour))
			must(t, err)
			tt.second(h)

			report, err := h.register.ImportVerdicts(t.Context(), old, bad)
			must(t, err)

			if h.state(kitchen) != tt.want || report.Outcomes[0] != housing.OutcomeCorrected {
				t.Errorf("state %q, outcome %q; want %q, corrected", h.state(kitchen), report.Outcomes[0], tt.want)
			}
		})
	}
}

func TestANoticeWhoseCauseIsGoneIsNotSent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		overnight func(h handedOver)
		want      int // lines that are told
	}{
		"nothing happened":  {func(handedOver) {}, 2},
		"one was corrected": {func(h handedOver) { h.correct("126") }, 1},
		"both were corrected": {func(h handedOver) {
			h.correct("126")
			h.exec("UPDATE readings SET state = 'accepted' WHERE state = 'rejected' AND replaced_at IS NULL")
		}, 0},
		"the person disconnected": {func(h handedOver) {
			must(h.t, h.accounts.Disconnect(h.ctx(), h.once(), h.anna, h.account, noon()))
		}, 0},
		"the link is to be proved again": {func(h handedOver) {
			h.exec("UPDATE links SET suspended_at = now()")
		}, 0},
		"the account was closed": {func(h handedOver) {
			h.exec("UPDATE accounts SET closed_on = '2026-11-05'")
		}, 0},
		"the meter was taken off": {func(h handedOver) {
			h.exec("UPDATE meters SET retired_at = now() WHERE serial = $1", kitchen)
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandedOver(t)
			h.connect(h.person(2)) // of which anna is told in the same batch
			h.verdicts(rejected(kitchen, "125.3", "мало"), rejected(bath, "89.2", "мало"))
			tt.overnight(h)

			told, later := 0, 0
			for _, n := range h.notices(noon()) {
				if n.Kind != housing.NoticeRejected {
					later++
					continue
				}
				var lines []housing.RejectedReading
				must(t, json.Unmarshal([]byte(n.Args["lines"]), &lines))
				told += len(lines)
			}

			if told != tt.want || later != 1 {
				t.Errorf("%d lines and %d other notices, want %d and one", told, later, tt.want)
			}
		})
	}
}

func TestNoticesBehindOutdatedOnesAreTaken(t *testing.T) {
	t.Parallel()
	h := newHandedOver(t)
	h.verdicts(rejected(kitchen, "125.3", "мало"))
	h.correct("126")
	h.connect(h.person(2))

	first, err := h.outbox.Take(t.Context(), "test", 1, noon(), time.Second)
	must(t, err)

	if len(first) != 1 || first[0].Kind == housing.NoticeRejected {
		t.Errorf("taken %+v, want the notice behind the outdated one", first)
	}
	if n := h.int("SELECT count(*) FROM recipients WHERE state = 'failed' AND reason = 'outdated'"); n != 1 {
		t.Errorf("%d notices are given up, want one", n)
	}
}

func TestANoticeTellsWhetherTheMonthIsOver(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("town", 7*60*60)
	for name, tt := range map[string]struct {
		told time.Time
		late bool
	}{
		"last day of the window": {time.Date(2026, time.November, 25, 20, 0, 0, 0, zone), false},
		"the day after":          {time.Date(2026, time.November, 26, 9, 0, 0, 0, zone), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandedOver(t)
			h.verdicts(rejected(kitchen, "125.3", "мало"))

			n := h.notices(tt.told)

			var lines []housing.RejectedReading
			must(t, json.Unmarshal([]byte(n[0].Args["lines"]), &lines))
			if len(lines) != 1 || lines[0].Late != tt.late {
				t.Errorf("lines %+v, want late %v", lines, tt.late)
			}
		})
	}
}
