package housing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

func rub(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func maybe(s string) decimal.NullDecimal { return decimal.NewNullDecimal(rub(s)) }

func TestACommissionIsExactToTheKopeck(t *testing.T) {
	t.Parallel()
	one := housing.PayRule{Percent: rub("1")}
	bounded := housing.PayRule{Percent: rub("0.8"), MinFee: rub("10"), MaxFee: maybe("500")}
	for _, tt := range []struct {
		rule      housing.PayRule
		sum, want string
	}{
		{one, "3120.45", "31.20"},
		{one, "0.50", "0.01"}, // half a kopeck goes up
		{one, "0.49", "0"},
		{one, "100000", "1000"},
		{bounded, "100", "10"},
		{bounded, "1250", "10"},
		{bounded, "1251", "10.01"},
		{bounded, "62500", "500"},
		{bounded, "99999.99", "500"},
		{housing.PayRule{MinFee: rub("10")}, "100", "0"}, // no percentage, no commission
		{housing.PayRule{Percent: rub("0.123")}, "1234.56", "1.52"},
	} {
		if got := tt.rule.Fee(rub(tt.sum)); !got.Equal(rub(tt.want)) {
			t.Errorf("%s %% of %s is %s, want %s", tt.rule.Percent, tt.sum, got, tt.want)
		}
	}
}

func TestAWayTakesSumsWithinItsBounds(t *testing.T) {
	t.Parallel()
	r := housing.PayRule{Min: rub("87"), Max: maybe("15000")}
	for sum, want := range map[string]housing.Fit{
		"86.99": housing.TooSmall, "87": housing.Fits, "15000": housing.Fits, "15000.01": housing.TooLarge,
	} {
		if got := r.Fit(rub(sum)); got != want {
			t.Errorf("Fit(%s) = %d, want %d", sum, got, want)
		}
	}
}

func TestTheRuleOfFreeGroupsHasADay(t *testing.T) {
	t.Parallel()
	if got := housing.FreeGroups(housing.Date{Year: 2024, Month: 6, Day: 30}); got != nil {
		t.Errorf("on the day before: %v, want nobody", got)
	}
	if got := housing.FreeGroups(housing.Date{Year: 2024, Month: 7, Day: 1}); len(got) != 4 {
		t.Errorf("on the first day: %v, want four groups", got)
	}
}

func TestSumsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, sum string
		fault     housing.SumFault
	}{
		{"1500", "1500", housing.NoSumFault},
		{" 1 500,50 ", "1500.50", housing.NoSumFault},
		{"1500.5 руб", "1500.5", housing.NoSumFault},
		{"3\u00a0120,45\u00a0₽", "3120.45", housing.NoSumFault},
		{"1 рубль", "1", housing.NoSumFault},
		{"100000", "100000", housing.NoSumFault},
		{"сто", "", housing.SumUnread},
		{"", "", housing.SumUnread},
		{"12 34", "", housing.SumUnread},
		{"100 и 200", "", housing.SumUnread},
		{"1e5", "", housing.SumUnread},
		{"0x10", "", housing.SumUnread},
		{"0", "0", housing.SumSmall},
		{"-5", "-5", housing.SumSmall},
		{"−5,00", "-5", housing.SumSmall},
		{"0,99", "0.99", housing.SumSmall},
		{"1,234", "1.234", housing.SumThree},
		{"1,2345", "1.2345", housing.SumFractions},
		{"100000,01", "100000.01", housing.SumLarge},
		{"999999999", "999999999", housing.SumLarge},
		{"9999999999999999999999", "", housing.SumUnread},
	} {
		got, fault := housing.ParseSum(tt.text)
		if fault != tt.fault || tt.sum != "" && !got.Equal(rub(tt.sum)) {
			t.Errorf("ParseSum(%q) = %s, fault %d, want %s, fault %d", tt.text, got, fault, tt.sum, tt.fault)
		}
	}
}

func TestPaymentsGoOnlyForward(t *testing.T) {
	t.Parallel()
	states := []housing.PaymentState{
		housing.PaymentCreated, housing.PaymentPending, housing.PaymentSucceeded,
		housing.PaymentDeclined, housing.PaymentExpired, housing.PaymentRefunded,
	}
	for _, s := range states {
		// money that came is booked, whatever the payment was thought to be
		takes := s != housing.PaymentSucceeded && s != housing.PaymentRefunded
		if got := s.May(housing.PaymentSucceeded); got != takes {
			t.Errorf("%s may succeed: %v, want %v", s, got, takes)
		}
		if s.May(s) || s.May(housing.PaymentCreated) {
			t.Errorf("%s may go back or stay", s)
		}
		if got := s.May(housing.PaymentRefunded); got != (s == housing.PaymentSucceeded) {
			t.Errorf("%s may be refunded: %v", s, got)
		}
	}
}

func document(charged, debt, advance string, requisites ...string) housing.Document {
	d := housing.Document{ID: 7, Period: housing.Period{Year: 2026, Month: 10}}
	d.Sums.Charged, d.Sums.Debt, d.Sums.Advance = rub(charged), rub(debt), rub(advance)
	for _, sum := range requisites {
		d.Requisites = append(d.Requisites, housing.Requisite{BIK: "045099099", Account: sum, Sum: rub(sum)})
	}
	return d
}

func TestADocumentIsSplitAmongItsPayees(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		d    housing.Document
		want [][3]string // charges, debt, ahead
	}{
		"one":                     {document("100", "20", "0", "100"), [][3]string{{"100", "20", "0"}}},
		"no requisites":           {document("100", "20", "0"), [][3]string{{"100", "20", "0"}}},
		"debt is the first one's": {document("100", "20", "0", "70", "30"), [][3]string{{"70", "20", "0"}, {"30", "0", "0"}}},
		"advance lowers the next": {document("100", "0", "80", "70", "30"), [][3]string{{"0", "0", "0"}, {"20", "0", "0"}}},
		"advance above all":       {document("100", "0", "130", "70", "30"), [][3]string{{"0", "0", "30"}, {"0", "0", "0"}}},
		"given back":              {document("-50", "0", "0", "-50"), [][3]string{{"0", "0", "50"}}},
		"given back by one":       {document("20", "0", "0", "-10", "30"), [][3]string{{"0", "0", "0"}, {"20", "0", "0"}}},
	} {
		for i, b := range housing.BillsOf(tt.d) {
			for j, got := range []decimal.Decimal{b.Charges, b.Debt, b.Ahead} {
				if !got.Equal(rub(tt.want[i][j])) {
					t.Errorf("%s: bill %d, sum %d is %s, want %s", name, i, j, got, tt.want[i][j])
				}
			}
		}
	}
}

func TestMoneyPaysWhatItsPayerNamed(t *testing.T) {
	t.Parallel()
	bill := housing.BillsOf(document("3020.45", "100", "0", "3020.45"))[0]
	for _, tt := range []struct {
		order housing.PayOrder
		sum   string
		month bool
		want  string
	}{
		{housing.OldestFirst, "3120.45", false, "charges 3020.45 debt 100 "},
		{housing.OldestFirst, "3020.45", true, "charges 3020.45 "},
		{housing.OldestFirst, "3020.45", false, "charges 2920.45 debt 100 "},
		{housing.PeriodFirst, "3020.45", false, "charges 3020.45 "},
		{housing.OldestFirst, "50", false, "debt 50 "},
		{housing.PeriodFirst, "50", false, "charges 50 "},
		{housing.OldestFirst, "4000", false, "charges 3020.45 debt 100 advance 879.55 "},
	} {
		bill.Order = tt.order
		var got strings.Builder
		for _, p := range bill.Plan(rub(tt.sum), tt.month) {
			got.WriteString(string(p.Kind) + " " + p.Sum.String() + " ")
		}
		if got.String() != tt.want {
			t.Errorf("%s, %s, month %v: %q, want %q", tt.order, tt.sum, tt.month, got.String(), tt.want)
		}
	}
}

func TestAPlanAddsUpAndLowersTheBill(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sum := func(name string) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, name), -2)
		}
		b := housing.Bill{Charges: sum("charges"), Debt: sum("debt"), Order: housing.OldestFirst}
		if rapid.Bool().Draw(t, "period first") {
			b.Order = housing.PeriodFirst
		}
		pays := sum("pays").Add(decimal.New(1, -2))
		parts := b.Plan(pays, rapid.Bool().Draw(t, "month"))
		total := decimal.Decimal{}
		for _, p := range parts {
			total = total.Add(p.Sum)
		}
		if !total.Equal(pays) {
			t.Fatalf("the parts of %s add up to %s", pays, total)
		}
		after := b.Less(parts)
		if want := decimal.Max(b.Due().Sub(pays), decimal.Zero); !after.Due().Equal(want) {
			t.Fatalf("after %s of %s, %s is due, want %s", pays, b.Due(), after.Due(), want)
		}
		if want := decimal.Max(pays.Sub(b.Due()), decimal.Zero); !after.Ahead.Equal(want) {
			t.Fatalf("%s is ahead, want %s", after.Ahead, want)
		}
		if diff := cmp.Diff(parts, b.Pays(parts)); diff != "" {
			t.Fatalf("it pays another thing than planned (-want +got):\n%s", diff)
		}
		again := after.Pays(parts) // the bill was paid twice
		left, second := decimal.Max(b.Due().Sub(pays), decimal.Zero), decimal.Decimal{}
		for _, p := range again {
			second = second.Add(p.Sum)
			if p.Kind == housing.PartAdvance && !p.Sum.Equal(decimal.Max(pays.Sub(left), decimal.Zero)) {
				t.Fatalf("the second time %s is ahead, %s was left", p.Sum, left)
			}
		}
		if !second.Equal(pays) {
			t.Fatalf("the parts of the second %s add up to %s", pays, second)
		}
	})
}

func TestASumIsDividedByWhatServicesWaitFor(t *testing.T) {
	t.Parallel()
	due := []housing.ServiceDue{
		{Index: 0, Main: rub("100"), Penalty: rub("1")},
		{Index: 1, Main: rub("50")},
		{Index: 2, Main: rub("-20")},
		{Index: 3, Main: rub("50"), Penalty: rub("3")},
	}
	got, rest := housing.Allocate(rub("100.01"), due)
	want := []housing.Allocation{{0, false, rub("50.01")}, {1, false, rub("25")}, {3, false, rub("25")}}
	if diff := cmp.Diff(want, got); diff != "" || !rest.IsZero() {
		t.Errorf("rest %s, (-want +got)\n%s", rest, diff)
	}
	got, rest = housing.Allocate(rub("210"), due)
	want = []housing.Allocation{
		{0, false, rub("100")}, {1, false, rub("50")}, {3, false, rub("50")}, {0, true, rub("1")}, {3, true, rub("3")},
	}
	if diff := cmp.Diff(want, got); diff != "" || !rest.Equal(rub("6")) {
		t.Errorf("rest %s, (-want +got)\n%s", rest, diff)
	}
}

func TestDividingLosesNoKopeckAndOverpaysNoService(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var due []housing.ServiceDue
		all := decimal.Decimal{}
		for i := range rapid.IntRange(0, 12).Draw(t, "services") {
			d := housing.ServiceDue{
				Index:   i,
				Main:    decimal.New(rapid.Int64Range(-5_000, 500_000).Draw(t, "main"), -2),
				Penalty: decimal.New(rapid.Int64Range(0, 500).Draw(t, "penalty"), -2),
			}
			due = append(due, d)
			all = all.Add(decimal.Max(d.Main, decimal.Zero)).Add(d.Penalty)
		}
		sum := decimal.New(rapid.Int64Range(0, 3_000_000).Draw(t, "sum"), -2)
		parts, rest := housing.Allocate(sum, due)
		total := rest
		for _, p := range parts {
			limit := due[p.Index].Main
			if p.Penalty {
				limit = due[p.Index].Penalty
			}
			if p.Sum.GreaterThan(limit) || !p.Sum.Equal(p.Sum.Round(2)) {
				t.Fatalf("service %d gets %s of %s", p.Index, p.Sum, limit)
			}
			total = total.Add(p.Sum)
		}
		if !total.Equal(sum) {
			t.Fatalf("%s was divided into %s", sum, total)
		}
		if want := decimal.Max(sum.Sub(all), decimal.Zero); !rest.Equal(want) {
			t.Fatalf("the rest of %s over %s is %s", sum, all, rest)
		}
	})
}
