package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

const guid = "6f2cbfd8-692a-4ee4-9b16-067210bde3fc"

// done is a report without what a test does not look at.
func done(r housing.ImportReport) housing.ImportReport {
	r.Houses = nil
	return r
}

func TestImportReportsTheHousesThatItCreates(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)

	report := w.importAccounts(townAccounts()...)

	want := []string{
		"ул. Ленина, 12", "пр-кт Мира, 12 к. 2", "ул. Ленина, 12 к. 2", "ул. Ленина, 11", "ул. Ленина, 5",
		"ул. Ленинградская, 5",
	}
	if diff := cmp.Diff(want, names(report.Houses)); diff != "" {
		t.Errorf("houses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(housing.ImportReport{Rows: 7, Created: 7, Saved: true}, done(report)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestTheSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	before := w.dump()

	accounts := w.importAccounts(townAccounts()...)
	meters := w.importMeters(townMeters()...)

	if diff := cmp.Diff(housing.ImportReport{Rows: 7, Same: 7, Saved: true}, accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(housing.ImportReport{Rows: 5, Same: 5, Saved: true}, meters); diff != "" {
		t.Errorf("meters (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		t.Errorf("tables (-before +after):\n%s", diff)
	}
}

// dump returns the tables that imports write, as text.
func (w *town) dump() string {
	w.t.Helper()
	var all strings.Builder
	for _, table := range []string{"houses", "premises", "accounts", "meters", "readings"} {
		var rows string
		query := "SELECT coalesce(string_agg(x::text, E'\\n' ORDER BY x.id), '') FROM " + table + " x"
		must(w.t, w.raw().QueryRowContext(w.ctx(), query).Scan(&rows))
		fmt.Fprintf(&all, "%s\n%s\n", table, rows)
	}
	return all.String()
}

func TestOneBadRowSavesNothingUnlessPartial(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nameless := account(4, "", "Лев", "50", address("ул. Ленина", "12", ""))
	records := []housing.AccountRecord{
		account(3, "500", "Лев", "50", address("ул. Ленина", "12", "")), nameless,
		account(5, "500", "Лев", "51", address("ул. Ленина", "12", "")),
		account(6, "501", "Лев", "51", housing.Address{}),
	}

	whole, err := w.register.ImportAccounts(t.Context(), importOf(w.org, false), records)
	must(t, err)
	none := w.int("SELECT count(*) FROM accounts WHERE number = '500'")
	partial, err := w.register.ImportAccounts(t.Context(), importOf(w.org, true), records)
	must(t, err)
	one := w.int("SELECT count(*) FROM accounts WHERE number = '500'")

	if whole.Saved || none != 0 {
		t.Errorf("report %+v, %d rows; want nothing saved", whole, none)
	}
	if !partial.Saved || partial.Created != 1 || one != 1 {
		t.Errorf("report %+v, %d rows; want the good one saved", partial, one)
	}
	got := make([]string, 0, len(partial.Faults))
	for _, f := range partial.Faults {
		got = append(got, fmt.Sprintf("%s %d %s: %s", f.Sheet, f.Row, f.Column, f.Reason))
	}
	want := []string{
		"Основные сведения 4 Номер ЛС (Иной идентификатор потребителя): не указан номер лицевого счёта",
		"Основные сведения 5 Номер ЛС (Иной идентификатор потребителя): этот лицевой счёт уже есть в строке 3",
		"Помещения 6 Адрес дома: дом не найден: нет ни известного кода ФИАС, ни полного адреса (город, улица, дом)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestHouseIsFoundByGUIDBeforeItsAddress(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	named := townAccounts()[0]
	named.FIAS = strings.ToUpper(guid)
	w.importAccounts(named)
	moved := named
	moved.FIAS, moved.Address = guid, housing.Address{}

	report := w.importAccounts(moved)

	if report.Same != 1 || len(report.Houses) != 0 {
		t.Errorf("report %+v, want the account found in its house", report)
	}
}

func TestAnotherGUIDAtTheSameAddressIsAFault(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	named := townAccounts()[0]
	named.FIAS = guid
	w.importAccounts(named)
	other, wrong := named, townAccounts()[1]
	other.FIAS, wrong.FIAS = "0"+guid[1:], "не код"

	report, err := w.register.ImportAccounts(
		t.Context(), importOf(w.org, true), []housing.AccountRecord{other, wrong})
	must(t, err)

	if len(report.Faults) != 2 || report.Created+report.Changed+report.Same != 0 {
		t.Errorf("report %+v, want both rows refused", report)
	}
}

func TestHouseOfAnotherOrganisationIsAFault(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	other, created, err := w.orgs.Add(t.Context(), "7700000001", "ТСЖ", "", noon())
	must(t, err)

	report, err := w.register.ImportAccounts(t.Context(), importOf(other, true), townAccounts()[:1])
	must(t, err)

	if !created || len(report.Faults) != 1 || report.Faults[0].Reason != "дом записан за другой организацией" {
		t.Errorf("report %+v, want the house refused", report)
	}
}

func TestHolderSpeltOtherwiseSuspendsNobody(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.connect(w.person(1))
	spelt := townAccounts()[0]
	spelt.Holder = "ИВАНОВА  Мария Петровна"

	report := w.importAccounts(spelt)

	if report.Suspended != 0 || report.Changed != 1 {
		t.Errorf("report %+v, want a change without suspension", report)
	}
}

func TestChangedHolderSuspendsTellsAndVoidsProofs(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, boris := w.person(1), w.person(2)
	account := w.connect(anna)
	number := w.claimOf(anna).Number
	_, err := w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: number, Code: "АВСЕНКМР"}, noon())
	must(t, err)
	code := w.claimOf(boris)
	code.Secret = housing.FoldSecret("АВСЕНКМР")
	w.claim(code)
	changed := townAccounts()[0]
	changed.Holder = "Кузнецова Анна Ильинична"

	report := w.importAccounts(changed)

	if report.Suspended != 1 {
		t.Errorf("report %+v, want one link suspended", report)
	}
	_, err = w.readings.Page(t.Context(), anna, account, noon())
	wantKind(t, err, housing.NotFound)
	_, err = w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: boris, Account: account, Role: housing.Owner}, noon())
	wantKind(t, err, housing.NotFound)
	if proof := w.claim(code); proof.OK {
		t.Error("the code of the former holder still works")
	}
	notices, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)
	if len(notices) != 1 || notices[0].Kind != housing.NoticeSuspended || notices[0].Args["reason"] != "holder" {
		t.Errorf("notices %+v, want one about the holder", notices)
	}
}

func TestClosedAccountSuspendsItsLinksOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.connect(w.person(1))
	closed := townAccounts()[0]
	closed.Closed = day(time.November, 1)

	first := w.importAccounts(closed)
	again := w.importAccounts(closed)

	if first.Suspended != 1 || again.Suspended != 0 || again.Same != 1 {
		t.Errorf("reports %+v and %+v, want one suspension", first, again)
	}
}

func TestFieldsLeftEmptyKeepWhatIsKnown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	bare := townAccounts()[0]
	bare.Holder, bare.ELS, bare.IZHKU = "", "", ""

	report := w.importAccounts(bare)

	if report.Same != 1 {
		t.Errorf("report %+v, want nothing changed", report)
	}
}

func TestMeterIsFoundByFlatWhereNoAccountIsGiven(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	byFlat := meter(3, "", housing.Gas, "Г-5550")
	byFlat.Address, byFlat.Premises = address("ул. Ленина", "12", ""), "45"

	report := w.importMeters(byFlat)

	if report.Created != 1 || w.int("SELECT count(*) FROM meters m JOIN accounts a ON a.id = m.account_id "+
		"WHERE m.serial = 'Г-5550' AND a.number = $1", flat45) != 1 {
		t.Errorf("report %+v, want the meter in flat 45", report)
	}
}

func TestMeterWithoutOneAccountIsAFault(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.importAccounts(account(3, "1203047", "Лев", "45", address("ул. Ленина", "12", "")))
	flat := meter(3, "", housing.Gas, "Г-1")
	flat.Address, flat.Premises = address("ул. Ленина", "12", ""), "45"
	empty := flat
	empty.Premises = "99"
	nowhere := flat
	nowhere.Address = address("ул. Ленина", "99", "")
	short := meter(7, flat45, housing.Electricity, "Э-1", "1")
	short.Tariffs = 2
	records := []housing.MeterRecord{
		flat, empty, nowhere, meter(4, "1", housing.Gas, "Г-2"), meter(5, "404", housing.Gas, "Г-3"),
		meter(6, flat45, housing.Gas, ""), short,
	}

	report, err := w.register.ImportMeters(t.Context(), importOf(w.org, true), records)
	must(t, err)

	got := make([]string, 0, len(report.Faults))
	for _, f := range report.Faults {
		got = append(got, f.Reason)
	}
	want := []string{
		"в помещении несколько лицевых счетов, укажите номер: 1203045, 1203047",
		"в этом помещении нет открытого лицевого счёта",
		"дом с таким адресом не загружен: сначала загрузите лицевые счета",
		"номер 1 есть у нескольких счетов (4): укажите ЕЛС или адрес с квартирой",
		"открытого лицевого счёта с таким номером нет",
		"не указан заводской номер счётчика",
		"последних показаний 1, а тарифов 2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestNumberOfSeveralHousesIsNarrowedByAddress(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	narrowed := meter(3, "1", housing.Gas, "Г-7770")
	narrowed.Address = address("ул. Ленина", "11", "")

	report := w.importMeters(narrowed)

	if report.Created != 1 {
		t.Errorf("report %+v, want the meter in Ленина, 11", report)
	}
}

func TestAnotherSerialRetiresTheMeterWithTheSameGISNumber(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	old := meter(3, flat45, housing.Gas, "Г-100")
	old.GISNumber = "12345"
	w.importMeters(old)
	replacing := old
	replacing.Serial = "Г-200"

	report := w.importMeters(replacing)

	if report.Created != 1 {
		t.Errorf("report %+v, want a new meter", report)
	}
	if n := w.int("SELECT count(*) FROM meters WHERE serial = 'Г-100' AND retired_at IS NOT NULL"); n != 1 {
		t.Error("the old meter still lives")
	}
}

func TestLastValuesOfTheFileDoNotOverwriteAReading(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	sub := november1(anna, page.Account.ID, page.Lines[0].Meter.ID, "125.3")
	_, err := w.readings.Save(t.Context(), w.once(), sub, noon())
	must(t, err)
	late := townMeters()[1]
	late.Last, late.LastTaken = values("126"), day(time.November, 20)

	report := w.importMeters(late)
	page, err = w.readings.Page(t.Context(), anna, page.Account.ID, noon())
	must(t, err)

	if report.Same != 1 || !page.Lines[0].Current.Values.Equal(values("125.3")) {
		t.Errorf("report %+v, current %+v; want the resident's reading kept", report, page.Lines[0].Current)
	}
}

func TestAnEstimateIsKeptAsOneAndAReadingStillAskedFor(t *testing.T) {
	t.Parallel()
	for _, by := range []housing.Source{housing.ByAverage, housing.ByNorm} {
		t.Run(string(by), func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			anna, page := resident(t, w)
			account, cold := page.Account.ID, page.Lines[0].Meter.ID
			pending := func() int {
				counts, err := w.readings.Pending(t.Context(), anna, noon())
				must(t, err)
				return counts[account]
			}
			before := pending()
			estimated := townMeters()[1]
			estimated.Last, estimated.LastTaken, estimated.LastBy = values("125"), day(time.November, 20), by
			w.importMeters(estimated)

			page, err := w.readings.Page(t.Context(), anna, account, noon())
			must(t, err)
			if l := page.Lines[0]; l.Given() || l.Current == nil || l.Current.Source != by || pending() != before {
				t.Errorf("line %+v, pending %d before and %d now", l, before, pending())
			}
			receipt, err := w.readings.Save(t.Context(), w.once(), november1(anna, account, cold, "125.3"), noon())
			must(t, err)
			if r := receipt.Lines[0]; r.Resent || !r.Replaced.Equal(values("125")) || pending() != before-1 {
				t.Errorf("receipt %+v, pending %d", r, pending())
			}
			past, err := w.readings.History(t.Context(), anna, cold, 0, 2)
			must(t, err)
			if past.Rows[0].Source != housing.FromResident || past.Rows[1].Source != by || !past.Rows[1].Replaced {
				t.Errorf("history %+v", past.Rows)
			}
		})
	}
}

func TestUnknownOrganisationImportsNothing(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)

	_, err := w.register.ImportAccounts(t.Context(), importOf(w.org+1, false), townAccounts())

	wantKind(t, err, housing.NotFound)
}

func TestAHouseTakesTheZoneOfItsRegion(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	far := townAccounts()[0]
	far.Address.Region = "Камчатский край"

	report, err := w.register.ImportAccounts(t.Context(), importOf(w.org, false), []housing.AccountRecord{far})
	must(t, err)

	if len(report.Houses) != 1 || report.Houses[0].Zone != "Asia/Kamchatka" {
		t.Errorf("houses created: %+v; want one in the zone of Kamchatka", report.Houses)
	}
}
