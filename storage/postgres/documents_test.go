package postgres_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// office is a town whose organisation loads and publishes documents.
type office struct {
	*town
	documents *postgres.Documents
	anna      housing.PersonID
	account   housing.AccountID
}

func newOffice(t *testing.T) office {
	t.Helper()
	w := newTown(t)
	o := office{town: w, documents: &postgres.Documents{DB: w.db}, anna: w.person(1)}
	o.account = w.connect(o.anna)
	return o
}

func rubles(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// bill is a document of one line.
func bill(p housing.Period, number, sum string) housing.DocumentRecord {
	total := rubles(sum)
	return housing.DocumentRecord{
		Row: 4, Identifier: number, Number: "7", Period: p,
		Sums: housing.DocumentSums{Charged: total, Debt: rubles("100.00"), Due: total.Add(rubles("100"))},
		Charges: []housing.Charge{{
			Kind: housing.ServiceCharge, Service: "Отопление", Unit: "Гкал",
			Volume: decimal.NewNullDecimal(rubles("0.382")), Charged: total, Own: total, Total: total,
		}},
		Requisites: []housing.Requisite{{BIK: "045004001", Account: "40702810900000000001", Sum: total}},
	}
}

func (o office) load(p housing.Period, records ...housing.DocumentRecord) housing.ImportReport {
	o.t.Helper()
	report, err := o.register.ImportDocuments(o.ctx(), importOf(o.org, false), p, slices.Values(records))
	must(o.t, err)
	return report
}

func (o office) publish(p housing.Period, reason string) housing.Published {
	o.t.Helper()
	done, err := o.documents.Publish(o.ctx(), housing.Publishing{Organisation: o.org, Period: p, Reason: reason}, noon())
	must(o.t, err)
	return done
}

func (o office) statement(p housing.Period) housing.Statement {
	o.t.Helper()
	st, err := o.documents.Statement(o.ctx(), o.anna, o.account, p, noon())
	must(o.t, err)
	return st
}

// tomorrow is when everybody has been told.
func tomorrow() time.Time { return noon().Add(30 * time.Hour) }

func TestWhatIsLoadedIsSeenOnceItIsPublished(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	october := november().Add(-1)
	record := bill(october, flat45, "3020.45")

	first := o.load(october, record)
	hidden := o.statement(october)
	done := o.publish(october, "")
	shown := o.statement(housing.Period{})

	if !first.Saved || first.Created != 1 || len(first.Faults) != 0 {
		t.Fatalf("loading reports %+v", first)
	}
	if hidden.Document != nil || len(hidden.Periods) != 0 {
		t.Errorf("before publishing a resident sees %+v", hidden)
	}
	if done.Documents != 1 || done.Told != 1 {
		t.Errorf("published %+v, want one document and one person", done)
	}
	if shown.Document == nil || shown.Period != october {
		t.Fatalf("after publishing a resident sees %+v", shown)
	}
	if diff := cmp.Diff(record.Charges, shown.Document.Charges); diff != "" {
		t.Errorf("charges (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(record.Sums, shown.Document.Sums); diff != "" || shown.Document.Edition != 1 {
		t.Errorf("edition %d, sums (-want +got):\n%s", shown.Document.Edition, diff)
	}
}

func TestLoadingAgainChangesOnlyWhatIsDifferent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	october := november().Add(-1)
	o.load(october, bill(october, flat45, "3020.45"))
	o.publish(october, "")

	same := o.load(october, bill(october, flat45, "3020.45"))
	none := o.publish(october, "")
	changed := o.load(october, bill(october, flat45, "2980.00"))
	back := o.load(october, bill(october, flat45, "3020.45"))

	if same.Same != 1 || same.Changed+same.Created != 0 || none.Documents != 0 {
		t.Errorf("the same again reports %+v and publishes %+v", same, none)
	}
	if changed.Changed != 1 || back.Same != 1 {
		t.Errorf("a change reports %+v, taking it back %+v", changed, back)
	}
	if n := o.int("SELECT count(*) FROM documents WHERE state = 'loaded'"); n != 0 {
		t.Errorf("%d documents wait though nothing differs", n)
	}
}

func TestAReissuedDocumentKeepsItsHistoryAndTellsWhoOpenedIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	boris := o.person(2)
	o.connect(boris)
	october := november().Add(-1)
	o.load(october, bill(october, flat45, "3020.45"))
	o.publish(october, "")
	o.notices(tomorrow())
	o.statement(october) // anna opens it, boris does not
	o.load(october, bill(october, flat45, "2980.00"))

	done := o.publish(october, "перерасчёт отопления")

	notices := o.notices(tomorrow())
	if done.Told != 1 || len(notices) != 1 || notices[0].Chat != 101 {
		t.Fatalf("told %d: %+v", done.Told, notices)
	}
	n := notices[0]
	if n.Kind != housing.NoticeRecharged || n.Args["was"] != "3020.45" || n.Args["charged"] != "2980.00" ||
		n.Args["reason"] != "перерасчёт отопления" {
		t.Errorf("the notice says %+v", n)
	}
	got := o.statement(october).Document
	if got.Edition != 2 || !got.Sums.Charged.Equal(rubles("2980")) || got.Reason != "перерасчёт отопления" {
		t.Errorf("the document is %+v", got)
	}
	if n := o.int("SELECT count(*) FROM documents WHERE state = 'replaced' AND reason <> ''"); n != 1 {
		t.Errorf("%d editions are kept as history, want one", n)
	}
}

func (o office) notices(at time.Time) []housing.Notice {
	o.t.Helper()
	all, err := o.outbox.Take(o.ctx(), "test", 10, at, time.Second)
	must(o.t, err)
	var kept []housing.Notice
	for _, n := range all {
		must(o.t, o.outbox.Sent(o.ctx(), n.ID, housing.Arrival{Message: 1}, at))
		if n.Kind != housing.NoticeJoined {
			kept = append(kept, n)
		}
	}
	return kept
}

func TestResidentsAreToldInTheMorningOfWhatStandsThen(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		overnight func(o office)
		want      []string // kind and sum of each notice
	}{
		"nothing happened": {func(office) {}, []string{"charged 3020.45"}},
		"it was re-issued unseen": {func(o office) {
			o.load(november().Add(-1), bill(november().Add(-1), flat45, "2980.00"))
			o.publish(november().Add(-1), "")
		}, []string{"charged 2980.00"}},
		"it was withdrawn unseen": {func(o office) {
			_, err := o.documents.Withdraw(o.ctx(), o.org,
				housing.Withdrawal{Number: flat45, Period: november().Add(-1)}, noon())
			must(o.t, err)
		}, nil},
		"the link is to be proved again": {func(o office) { o.exec("UPDATE links SET suspended_at = now()") }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			october := november().Add(-1)
			o.load(october, bill(october, flat45, "3020.45"))
			o.publish(october, "")
			tt.overnight(o)

			early := o.notices(noon().Add(time.Hour))
			var got []string
			for _, n := range o.notices(tomorrow()) {
				got = append(got, string(n.Kind)+" "+n.Args["charged"])
			}

			if diff := cmp.Diff(tt.want, got); diff != "" || len(early) != 0 {
				t.Errorf("%d were told at once; in the morning (-want +got):\n%s", len(early), diff)
			}
		})
	}
}

func TestAWithdrawnDocumentIsShownAsSuch(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	october := november().Add(-1)
	o.load(october, bill(october, flat45, "3020.45"))
	o.publish(october, "")
	o.statement(october)
	o.notices(tomorrow())

	told, err := o.documents.Withdraw(t.Context(), o.org,
		housing.Withdrawal{Number: flat45, Period: october, Reason: "ошибка в объёме"}, noon())
	must(t, err)
	_, again := o.documents.Withdraw(t.Context(), o.org, housing.Withdrawal{Number: flat45, Period: october}, noon())

	d := o.statement(october).Document
	if told != 1 || d == nil || d.State != housing.DocumentWithdrawn || d.Reason != "ошибка в объёме" {
		t.Errorf("told %d, the document is %+v", told, d)
	}
	wantKind(t, again, housing.NotFound)
	if n := o.notices(tomorrow()); len(n) != 1 || n[0].Kind != housing.NoticeWithdrawn {
		t.Errorf("notices %+v", n)
	}
}

func TestDocumentsThatFitNoAccountAreFaults(t *testing.T) {
	t.Parallel()
	october := november().Add(-1)
	for name, tt := range map[string]struct {
		records []housing.DocumentRecord
		want    string
	}{
		"unknown":        {[]housing.DocumentRecord{bill(october, "99999999", "1.00")}, "лицевого счёта с таким идентификатором нет: сначала загрузите лицевые счета"},
		"another month":  {[]housing.DocumentRecord{bill(november(), flat45, "1.00")}, "в файле 10.2026, а здесь 11.2026"},
		"one flat twice": {[]housing.DocumentRecord{bill(october, flat45, "1.00"), bill(october, flat45, "2.00")}, "документ этого лицевого счёта уже есть в строке 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			for i := range tt.records {
				tt.records[i].Row += i
			}

			report := o.load(october, tt.records...)

			if report.Saved || len(report.Faults) != 1 || report.Faults[0].Reason != tt.want {
				t.Errorf("report %+v, want %q", report, tt.want)
			}
			if n := o.int("SELECT count(*) FROM documents"); n != 0 {
				t.Errorf("%d documents were stored", n)
			}
		})
	}
}

func TestTheReportNamesWhatAPersonShouldLookAt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	september, october := november().Add(-2), november().Add(-1)
	o.load(september, bill(september, flat45, "1000.00"))
	o.publish(september, "")
	o.load(october, bill(october, flat45, "3020.45"))

	report, err := o.documents.Loaded(t.Context(), o.org, october)
	must(t, err)

	if report.Documents != 1 || report.Reissued != 0 || !report.Charged.Equal(rubles("3020.45")) ||
		!report.Before.Equal(rubles("1000")) {
		t.Errorf("report %+v", report)
	}
	want := []housing.Jump{{Number: flat45, Was: rubles("1000.00"), Is: rubles("3020.45")}}
	if diff := cmp.Diff(want, report.Jumps); diff != "" {
		t.Errorf("jumps (-want +got):\n%s", diff)
	}
	open := o.int("SELECT count(*) FROM accounts WHERE closed_on IS NULL")
	if len(report.Missing) != open-1 || report.Lacking != open-1 || report.Jumped != 1 {
		t.Errorf("%d of %d accounts lack a document, want %d; %d jumped", len(report.Missing),
			report.Lacking, open-1, report.Jumped)
	}
}

// The lists of a report have an end; what they are of is counted to the last account.
func TestTheReportCountsWhatItDoesNotList(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.exec(`
		INSERT INTO accounts (house_id, number, number_key, changed_at)
		SELECT house_id, (7700 + n)::text, (7700 + n)::text, changed_at
		FROM accounts, generate_series(1, 80) n
		WHERE number = $1`, flat45)
	september, october := november().Add(-2), november().Add(-1)
	var cheap, dear []housing.DocumentRecord
	for n := range 25 {
		number := strconv.Itoa(7701 + n)
		cheap, dear = append(cheap, bill(september, number, "100.00")), append(dear, bill(october, number, "900.00"))
	}
	o.load(september, cheap...)
	o.publish(september, "")
	o.load(october, dear...)

	report, err := o.documents.Loaded(t.Context(), o.org, october)
	must(t, err)

	open := o.int("SELECT count(*) FROM accounts WHERE closed_on IS NULL")
	if report.Jumped != 25 || report.Lacking != open-25 || len(report.Jumps) != 20 || len(report.Missing) != 50 {
		t.Errorf("%d of %d jumped, %d of %d lack a document", len(report.Jumps), report.Jumped,
			len(report.Missing), report.Lacking)
	}
}

func TestNobodyElseSeesADocument(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	october := november().Add(-1)
	o.load(october, bill(october, flat45, "3020.45"))
	o.publish(october, "")
	stranger := o.person(3)

	_, err := o.documents.Statement(t.Context(), stranger, o.account, october, noon())
	wantKind(t, err, housing.NotFound)
	_, err = o.documents.Months(t.Context(), stranger, o.account, october.Add(-12))
	wantKind(t, err, housing.NotFound)
	other, _, err := o.orgs.Add(t.Context(), "5499001269", "Чужая УК", "", noon())
	must(t, err)
	report, err := o.register.ImportDocuments(t.Context(), importOf(other, false), october,
		slices.Values([]housing.DocumentRecord{bill(october, flat45, "1.00")}))
	must(t, err)
	if report.Saved {
		t.Error("an organisation loaded a document for an account of another")
	}
}
