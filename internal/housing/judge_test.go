package housing

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

var sameNumber = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

// november judges readings of a month after those given, newest first.
func november(m Meter, before ...Values) Case {
	c := Case{Meter: m, Period: Period{2026, time.November}}
	for i, v := range before {
		c.Before = append(c.Before, Reading{Period: c.Period.Add(-1 - i), Values: v})
	}
	return c
}

func TestValuesAreJudged(t *testing.T) {
	t.Parallel()
	cold, power := Meter{Resource: ColdWater, Unit: "113"}, Meter{Resource: Electricity, Unit: "245", Tariffs: 2}
	steady := november(cold, vals("110"), vals("105"), vals("100")) // 5 m³ a month
	single := november(cold, vals("100"))
	gap := Case{Meter: cold, Period: Period{2026, time.November}, Before: []Reading{
		{Period: Period{2026, time.August}, Values: vals("100")}, {Period: Period{2026, time.April}, Values: vals("80")},
	}} // 5 m³ a month, three months ago
	dayNight := november(power, vals("3000", "1000"), vals("2800", "900"))
	litres := november(Meter{Resource: HotWater, Unit: "112"}, vals("100000"))
	red := november(cold, vals("123.456"), vals("118.456"))
	dec := decimal.RequireFromString

	for name, c := range map[string]struct {
		c      Case
		values Values
		want   Verdict
	}{
		"First":              {november(cold), vals("99999"), Verdict{}},
		"Equal":              {steady, vals("110"), Verdict{}},
		"Lower":              {steady, vals("109.999"), Verdict{Lower: true}},
		"Usual":              {steady, vals("115"), Verdict{}},
		"ThreeTimes":         {steady, vals("125"), Verdict{}},
		"OverThreeTimes":     {steady, vals("125.001"), Verdict{Jump: true, Use: dec("15.001"), Usual: dec("5")}},
		"LittleUse":          {november(cold, vals("100.1"), vals("100")), vals("103.1"), Verdict{}},
		"Ceiling":            {single, vals("130"), Verdict{}},
		"OverCeiling":        {single, vals("130.5"), Verdict{Jump: true, Use: dec("30.5")}},
		"GapOfMonths":        {gap, vals("145"), Verdict{}},
		"GapOfMonthsTooMuch": {gap, vals("145.003"), Verdict{Jump: true, Use: dec("15.001"), Usual: dec("5")}},
		"SecondTariffLower":  {dayNight, vals("3100", "999"), Verdict{Tariff: 1, Lower: true}},
		"LowerBeforeJump":    {dayNight, vals("30000", "999"), Verdict{Tariff: 1, Lower: true}},
		"SecondTariffJumps":  {dayNight, vals("3200", "1400"), Verdict{Tariff: 1, Jump: true, Use: dec("400"), Usual: dec("100")}},
		"Litres":             {litres, vals("130000"), Verdict{}},
		"LitresTooMany":      {litres, vals("130001"), Verdict{Jump: true, Use: dec("30001")}},
		"RedDigits": {red, vals("127456"), Verdict{
			Jump: true, Use: dec("127332.544"), Usual: dec("5"), Suggest: vals("127.456"),
		}},
		"TwoRedDigits": {red, vals("12745"), Verdict{
			Jump: true, Use: dec("12621.544"), Usual: dec("5"), Suggest: vals("127.45"),
		}},
		"OneRedDigit": {red, vals("1274"), Verdict{
			Jump: true, Use: dec("1150.544"), Usual: dec("5"), Suggest: vals("127.4"),
		}},
		"NoPointFits":      {red, vals("9999"), Verdict{Jump: true, Use: dec("9875.544"), Usual: dec("5")}},
		"TooFineForAPoint": {red, vals("127456.00001"), Verdict{Jump: true, Use: dec("127332.54401"), Usual: dec("5")}},
		"BothTariffsWithoutPoint": {dayNight, vals("31005", "10502"), Verdict{
			Jump: true, Use: dec("28005"), Usual: dec("200"), Suggest: vals("3100.5", "1050.2"),
		}},
		"PointMendsOnlyOneTariff": {dayNight, vals("31005", "9000"), Verdict{
			Jump: true, Use: dec("28005"), Usual: dec("200"),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.c.Judge(c.values), sameNumber); diff != "" {
				t.Errorf("verdict (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUsualIsTheMeanOfSixPeriods(t *testing.T) {
	t.Parallel()
	cold := Meter{Resource: ColdWater, Unit: "113"}
	// Four m³ a month for six months, nine before.
	long := november(cold, vals("124"), vals("120"), vals("116"), vals("112"), vals("108"), vals("104"), vals("100"),
		vals("91"), vals("82"))
	// The meter was changed before August.
	changed := november(cold, vals("15"), vals("10"), vals("5"), vals("900"), vals("800"))
	for name, c := range map[string]struct {
		c    Case
		want string
	}{
		"SixPeriods": {long, "4"}, "SinceTheMeterWasChanged": {changed, "5"}, "NoHistory": {november(cold, vals("5")), "0"},
		"NothingBefore": {november(cold), "0"},
	} {
		if got := c.c.usual(0); !got.Equal(decimal.RequireFromString(c.want)) {
			t.Errorf("%s: usual is %v, want %s", name, got, c.want)
		}
	}
}

func TestCeilingFollowsTheUnit(t *testing.T) {
	t.Parallel()
	for unit, tenGcal := range map[string]string{
		"233": "10", "245": "11630", "246": "11.63", "A056": "41.868", "A058": "41868", "271": "41868000000",
	} {
		c := november(Meter{Resource: Heating, Unit: unit}, vals("0"))
		limit := decimal.RequireFromString(tenGcal)
		if v := c.Judge(Values{limit}); v.Jump {
			t.Errorf("unit %s: %v is too much", unit, limit)
		}
		if v := c.Judge(Values{limit.Mul(decimal.RequireFromString("1.01"))}); !v.Jump {
			t.Errorf("unit %s: over %v is not asked about", unit, limit)
		}
	}
	for resource, limit := range map[Resource]int64{
		ColdWater: 30, HotWater: 30, Sewage: 30, Gas: 1000, Electricity: 3000,
	} {
		c := november(Meter{Resource: resource, Unit: resource.Units()[0]}, vals("0"))
		at, over := Values{decimal.NewFromInt(limit)}, Values{decimal.NewFromInt(limit + 1)}
		if c.Judge(at).Jump || !c.Judge(over).Jump {
			t.Errorf("%s: asked at %v or not over it", resource, limit)
		}
	}
}

func TestSuggestionNeedsNoFurtherQuestion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "tariffs")
		m := Meter{Resource: rapid.SampledFrom(Resources()).Draw(t, "resource"), Tariffs: n}
		m.Unit = rapid.SampledFrom(m.Resource.Units()).Draw(t, "unit")
		draw := func(low, high int64) Values {
			v := Values{}
			for range n {
				v = append(v, decimal.New(rapid.Int64Range(low, high).Draw(t, "v"), -2))
			}
			return v
		}
		older := draw(0, 10_000)
		last := older.Sub(Values{}).plus(draw(0, 3000))
		c := november(m, last, older)
		values := draw(0, 10_000_000)
		v := c.Judge(values)
		switch {
		case v.Lower && (v.Jump || v.Suggest != nil):
			t.Fatalf("%v: %+v", values, v)
		case v.Suggest == nil:
		case c.Judge(v.Suggest).Lower || c.Judge(v.Suggest).Jump:
			t.Fatalf("%v after %v: suggests %v, which is %+v", values, last, v.Suggest, c.Judge(v.Suggest))
		}
		if again := c.Judge(last); again.Lower || again.Jump {
			t.Fatalf("the same values again: %+v", again)
		}
	})
}

func (v Values) plus(other Values) Values {
	sum := Values{}
	for i := range v {
		sum = append(sum, v[i].Add(other[i]))
	}
	return sum
}

func TestColdAndHotInTheWrongOrderAreSeen(t *testing.T) {
	t.Parallel()
	cold := november(Meter{Resource: ColdWater, Unit: "113"}, vals("500"), vals("495"))
	hot := november(Meter{Resource: HotWater, Unit: "113"}, vals("200"), vals("197"))
	fresh := november(Meter{Resource: HotWater, Unit: "113"})
	near := november(Meter{Resource: ColdWater, Unit: "113"}, vals("201"), vals("198"))
	for name, c := range map[string]struct {
		a, b   Case
		va, vb Values
		want   bool
	}{
		"Swapped":    {cold, hot, vals("203"), vals("505"), true},
		"OtherWayOn": {hot, cold, vals("505"), vals("203"), true},
		// Hot uses 3 a month, so that 9 need no question; cold 5, so that 15 do not.
		"HotAtMost":    {cold, hot, vals("209"), vals("505"), true},
		"HotTooMuch":   {cold, hot, vals("209.001"), vals("505"), false},
		"HotUnchanged": {cold, hot, vals("200"), vals("505"), true},
		"HotLower":     {cold, hot, vals("199.999"), vals("505"), false},
		"ColdAtMost":   {cold, hot, vals("203"), vals("515"), true},
		"ColdTooMuch":  {cold, hot, vals("203"), vals("515.001"), false},
		"ColdEqual":    {cold, hot, vals("203"), vals("500"), true},
		"ColdLower":    {cold, hot, vals("203"), vals("499.999"), false},
		// Nothing is odd as typed: the histories are close to each other.
		"BothFit":     {near, hot, vals("203"), vals("204"), false},
		"OnlyOneOdd":  {near, hot, vals("200.5"), vals("202"), true},
		"SameValues":  {cold, hot, vals("203"), vals("203"), false},
		"Right":       {cold, hot, vals("505"), vals("203"), false},
		"BothWrong":   {cold, hot, vals("203"), vals("100"), false},
		"OneMistyped": {cold, hot, vals("50"), vals("203"), false},
		"NoHistory":   {cold, fresh, vals("203"), vals("505"), false},
		"Tariffs":     {cold, hot, vals("203"), vals("505", "1"), false},
	} {
		if got := Swapped(c.a, c.b, c.va, c.vb); got != c.want {
			t.Errorf("%s: swapped is %v", name, got)
		}
	}
}
