package postgres_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func values(texts ...string) housing.Values {
	v := make(housing.Values, 0, len(texts))
	for _, s := range texts {
		v = append(v, decimal.RequireFromString(s))
	}
	return v
}

func day(month time.Month, n int) housing.Date { return housing.Date{Year: 2026, Month: month, Day: n} }

// november1 is a submission of one meter for November.
func november1(
	p housing.PersonID, a housing.AccountID, m housing.MeterID, figures ...string,
) housing.Submission {
	return housing.Submission{
		Person: p, Account: a, Period: november(), Taken: day(time.November, 23),
		Entries: []housing.Entry{{Meter: m, Values: values(figures...)}},
	}
}

// resident is a person with flat 45 and its page.
func resident(t *testing.T, w *town) (housing.PersonID, housing.Page) {
	t.Helper()
	anna := w.person(1)
	page, err := w.readings.Page(t.Context(), anna, w.connect(anna), noon())
	must(t, err)
	return anna, page
}

func TestPageShowsMetersInOrderWithLastReadings(t *testing.T) {
	t.Parallel()
	_, page := resident(t, newTown(t))

	got := make([]string, 0, len(page.Lines))
	for _, l := range page.Lines {
		last, _ := l.Last()
		line := append(make([]string, 0, 4), string(l.Meter.Resource), last.Period.String())
		for _, v := range last.Values {
			line = append(line, v.String())
		}
		got = append(got, strings.Join(line, " "))
	}

	want := []string{
		"cold_water 2026-10 123.456", "hot_water 2026-10 88.01", "electricity 2026-10 3456 1204", "heating 2026-10 10.5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if page.Slot.Period != november() || !page.Slot.Open || page.Today != day(time.November, 23) {
		t.Errorf("slot %+v on %v, want the open one of November", page.Slot, page.Today)
	}
	if n := len(page.Asked()); n != 3 {
		t.Errorf("%d meters are asked, want all but the automatic one", n)
	}
}

func TestWindowOfHouseGoesBeforeThatOfOrganisation(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	house := w.house("ленина 12").ID
	must(t, w.orgs.SetWindow(t.Context(), w.org, housing.Window{From: 1, To: 10}, nil))

	wide, err := w.readings.Page(t.Context(), anna, account, noon())
	must(t, err)
	must(t, w.orgs.SetWindow(t.Context(), w.org, housing.Window{From: 25, To: 3}, &house))
	window, err := w.houses.Window(t.Context(), house)
	must(t, err)
	own, err := w.readings.Page(t.Context(), anna, account, noon())
	must(t, err)

	if wide.Slot.Period.String() != "2026-12" || own.Window.String() != "25-3" || window != own.Window {
		t.Errorf("slots %v and window %v, want December and then 25-3", wide.Slot.Period, own.Window)
	}
	wantKind(t, w.orgs.SetWindow(t.Context(), w.org, housing.Window{}, nil), housing.Refused)
	wantKind(t, w.orgs.SetWindow(t.Context(), w.org+1, housing.Window{From: 1, To: 2}, &house), housing.NotFound)
}

func TestSavedReadingsGiveAReceipt(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	mira := w.connectBy(w.mira(anna))
	sub := november1(anna, page.Account.ID, page.Lines[0].Meter.ID, "125.3")
	sub.Entries = append(sub.Entries, housing.Entry{Meter: page.Lines[2].Meter.ID, Values: values("3500", "1230.5")})

	receipt, err := w.readings.Save(t.Context(), w.once(), sub, noon())
	must(t, err)

	want := housing.Receipt{
		Number: "П-000001", At: noon(), Another: mira,
		Lines: []housing.ReceiptRow{
			{Meter: sub.Entries[0].Meter, Values: values("125.3"), Use: values("1.844")},
			{Meter: sub.Entries[1].Meter, Values: values("3500", "1230.5"), Use: values("44", "26.5")},
		},
	}
	if diff := cmp.Diff(want, receipt); diff != "" {
		t.Errorf("receipt (-want +got):\n%s", diff)
	}
	pending, err := w.readings.Pending(t.Context(), anna, noon())
	must(t, err)
	if diff := cmp.Diff(map[housing.AccountID]int{page.Account.ID: 1, mira: 1}, pending); diff != "" {
		t.Errorf("pending (-want +got):\n%s", diff)
	}
}

func TestTheNextFlatIsOneThatTakesReadingsToday(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(w *town, anna housing.PersonID, mira housing.AccountID)
		none   bool
	}{
		"its window is open": {func(*town, housing.PersonID, housing.AccountID) {}, false},
		"its window is not": {func(w *town, _ housing.PersonID, _ housing.AccountID) {
			house := w.house("мира 12к2").ID
			must(w.t, w.orgs.SetWindow(w.ctx(), w.org, housing.Window{From: 1, To: 10}, &house))
		}, true},
		"it is suspended": {func(w *town, _ housing.PersonID, mira housing.AccountID) {
			w.exec("UPDATE links SET suspended_at = now() WHERE account_id = $1", int64(mira))
		}, true},
		"it is closed": {func(w *town, _ housing.PersonID, mira housing.AccountID) {
			w.exec("UPDATE accounts SET closed_on = '2026-11-01' WHERE id = $1", int64(mira))
		}, true},
		"somebody shares it and was faster": {func(w *town, _ housing.PersonID, mira housing.AccountID) {
			boris := w.person(2)
			w.connectBy(w.mira(boris))
			page, err := w.readings.Page(w.ctx(), boris, mira, noon())
			must(w.t, err)
			_, err = w.readings.Save(w.ctx(), w.once(), november1(boris, mira, page.Lines[0].Meter.ID, "11"), noon())
			must(w.t, err)
		}, true},
		"she may not give its readings": {func(w *town, anna housing.PersonID, mira housing.AccountID) {
			w.exec("UPDATE links SET rights = '{see}' WHERE account_id = $1 AND person_id = $2", int64(mira), int64(anna))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			anna, page := resident(t, w)
			mira := w.connectBy(w.mira(anna))
			tt.change(w, anna, mira)

			receipt, err := w.readings.Save(t.Context(), w.once(),
				november1(anna, page.Account.ID, page.Lines[0].Meter.ID, "125.3"), noon())
			must(t, err)

			if want := mira; tt.none && receipt.Another != 0 || !tt.none && receipt.Another != want {
				t.Errorf("next is %d, none wanted: %v", receipt.Another, tt.none)
			}
		})
	}
}

func TestDoubleSaveGivesOneReceipt(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	sub := november1(anna, page.Account.ID, page.Lines[0].Meter.ID, "125.3")
	receipts := make([]housing.Receipt, 8)
	var group sync.WaitGroup
	for i := range receipts {
		group.Go(func() {
			var err error
			if receipts[i], err = w.readings.Save(t.Context(), "same", sub, noon()); err != nil {
				t.Errorf("save: %v", err)
			}
		})
	}
	group.Wait()

	for _, r := range receipts {
		if diff := cmp.Diff(receipts[0], r); diff != "" {
			t.Errorf("receipts differ (-first +other):\n%s", diff)
		}
	}
	if n := w.int("SELECT count(*) FROM submissions"); n != 1 {
		t.Errorf("%d submissions, want 1", n)
	}
}

func TestSubmissionThatBreaksARuleSavesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	water, hot := page.Lines[0].Meter.ID, page.Lines[1].Meter.ID
	for name, tt := range map[string]struct {
		change func(*housing.Submission)
		kind   housing.Kind
	}{
		"Lower":        {func(s *housing.Submission) { s.Entries[1].Values = values("88.009") }, housing.Refused},
		"TwoTariffs":   {func(s *housing.Submission) { s.Entries[1].Values = values("90", "91") }, housing.Refused},
		"TooLong":      {func(s *housing.Submission) { s.Entries[1].Values = values("90.12345678") }, housing.Refused},
		"Future":       {func(s *housing.Submission) { s.Taken = day(time.November, 24) }, housing.Refused},
		"BeforeLast":   {func(s *housing.Submission) { s.Taken = day(time.October, 30) }, housing.Refused},
		"Nothing":      {func(s *housing.Submission) { s.Entries = nil }, housing.Refused},
		"Automatic":    {func(s *housing.Submission) { s.Entries[1].Meter = page.Lines[3].Meter.ID }, housing.Refused},
		"OtherPeriod":  {func(s *housing.Submission) { s.Period = november().Add(1) }, housing.Conflict},
		"Twice":        {func(s *housing.Submission) { s.Entries[1].Meter = water }, housing.NotFound},
		"ForeignMeter": {func(s *housing.Submission) { s.Entries[1].Meter = 99999 }, housing.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := november1(anna, page.Account.ID, water, "125.3")
			sub.Entries = append(sub.Entries, housing.Entry{Meter: hot, Values: values("89")})
			tt.change(&sub)

			_, err := w.readings.Save(t.Context(), w.once(), sub, noon())

			wantKind(t, err, tt.kind)
			if n := w.int("SELECT count(*) FROM readings WHERE source = 'resident'"); n != 0 {
				t.Errorf("%d readings were saved", n)
			}
		})
	}
}

func TestReadingOfTheSamePeriodIsReplacedWithHistory(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	water := page.Lines[0].Meter.ID
	save := func(figures string) housing.ReceiptRow {
		receipt, err := w.readings.Save(t.Context(), w.once(), november1(anna, page.Account.ID, water, figures), noon())
		must(t, err)
		return receipt.Lines[0]
	}
	save("130")

	lower := save("125.3") // what stands in the same period is no floor
	same := save("125.3")
	history, err := w.readings.History(t.Context(), anna, water, 0, 2)
	must(t, err)

	if diff := cmp.Diff(values("130"), lower.Replaced); diff != "" || lower.Resent {
		t.Errorf("receipt row %+v, want 130 replaced and nothing resent", lower)
	}
	if same.Replaced != nil {
		t.Errorf("receipt row %+v, want nothing replaced by the same values", same)
	}
	got := make([]string, 0, len(history.Rows))
	for _, r := range history.Rows {
		got = append(got, r.Values[0].String()+" +"+r.Use[0].String())
	}
	if diff := cmp.Diff([]string{"125.3 +1.844", "130 +6.544"}, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if !history.More || history.Rows[0].Replaced || !history.Rows[1].Replaced {
		t.Errorf("history %+v, want the second row replaced and more to come", history)
	}
}

func TestCorrectionAfterTheExportGoesOutAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	water := page.Lines[0].Meter.ID
	save := func(figures string) housing.ReceiptRow {
		receipt, err := w.readings.Save(t.Context(), w.once(), november1(anna, page.Account.ID, water, figures), noon())
		must(t, err)
		return receipt.Lines[0]
	}
	save("125.3")
	first := w.export(false)
	marked, err := w.readings.MarkSent(t.Context(), w.org, []int64{first[0].Reading}, noon())
	must(t, err)
	quiet := w.export(false)

	row := save("125.9")
	again := w.export(false)

	if len(first) != 1 || first[0].Again || first[0].Premises != "45" || first[0].Account != flat45 || marked != 1 {
		t.Errorf("first export %+v, %d marked; want one new reading of flat 45", first, marked)
	}
	if len(quiet) != 0 {
		t.Errorf("exported twice: %+v", quiet)
	}
	if !row.Resent || len(again) != 1 || !again[0].Again || !again[0].Values.Equal(values("125.9")) {
		t.Errorf("row %+v, export %+v; want a correction", row, again)
	}
	if n := len(w.export(true)); n != 1 {
		t.Errorf("%d live readings in all, want 1", n)
	}
}

func TestReadingReplacedDuringTheExportIsCorrected(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	water := page.Lines[0].Meter.ID
	for _, figures := range []string{"125.3", "125.9"} {
		_, err := w.readings.Save(t.Context(), w.once(), november1(anna, page.Account.ID, water, figures), noon())
		must(t, err)
	}
	old := int64(w.int("SELECT id FROM readings WHERE replaced_at IS NOT NULL"))

	_, err := w.readings.MarkSent(t.Context(), w.org, []int64{old}, noon())
	must(t, err)

	if rows := w.export(false); len(rows) != 1 || !rows[0].Again {
		t.Errorf("export %+v, want the live reading as a correction", rows)
	}
}

func TestAnotherOrganisationCannotMarkReadings(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	sub := november1(anna, page.Account.ID, page.Lines[0].Meter.ID, "125.3")
	_, err := w.readings.Save(t.Context(), w.once(), sub, noon())
	must(t, err)
	other, _, err := w.orgs.Add(t.Context(), "7700000001", "ТСЖ", "", noon())
	must(t, err)

	marked, err := w.readings.MarkSent(t.Context(), other, []int64{w.export(false)[0].Reading}, noon())
	must(t, err)

	if marked != 0 || len(w.export(false)) != 1 {
		t.Errorf("%d readings of others were marked", marked)
	}
}

func (w *town) export(all bool) []housing.ExportRow {
	w.t.Helper()
	rows, err := w.readings.ForExport(w.ctx(), w.org, november(), all)
	must(w.t, err)
	return rows
}
