package housing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// vals makes values of their texts.
func vals(texts ...string) Values {
	v := Values{}
	for _, s := range texts {
		v = append(v, decimal.RequireFromString(s))
	}
	return v
}

func TestValuesAreReadAsTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed   string
		tariffs int
		want    Values
	}{
		{"125,300", 1, vals("125.3")},
		{"125.300", 1, vals("125.3")},
		{" 125 ", 1, vals("125")},
		{"1 234", 1, vals("1234")},
		{"1 234,5", 1, vals("1234.5")},
		{"1\u00a0234,5", 1, vals("1234.5")},
		{"12\u202f345\u202f678", 1, vals("12345678")},
		{"125,", 1, vals("125")},
		{"00125", 1, vals("125")},
		{"0", 1, vals("0")},
		{"88,0100001", 1, vals("88.0100001")},
		{"123456789012345", 1, vals("123456789012345")},
		{"123456789012345,1234567", 1, vals("123456789012345.1234567")},
		{"3500 1230", 2, vals("3500", "1230")},
		{"3500;1230", 2, vals("3500", "1230")},
		{"3500, 1230", 2, vals("3500", "1230")},
		{"3500,5 1230.25", 2, vals("3500.5", "1230.25")},
		{"3500\n1230", 2, vals("3500", "1230")},
		{"3500\u00a01230", 2, vals("3500", "1230")},
		{"3500 1230 890", 3, vals("3500", "1230", "890")},
		{"3 456", 2, vals("3", "456")},
	} {
		got, fault := ParseValues(c.typed, c.tariffs)
		if fault != NoFault || !got.Equal(c.want) {
			t.Errorf("%q of %d tariffs is read as %v, fault %d; want %v", c.typed, c.tariffs, got, fault, c.want)
		}
	}
}

func TestWhatHoldsNoValuesNamesItsFault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed   string
		tariffs int
		want    Fault
		read    Values
	}{
		{"", 1, NotANumber, nil},
		{"  ", 2, NotANumber, nil},
		{"сто", 1, NotANumber, nil},
		{"125м", 1, NotANumber, nil},
		{"1,2,3", 1, NotANumber, nil},
		{"1,,2", 1, NotANumber, nil},
		{",5", 1, NotANumber, nil},
		{".", 1, NotANumber, nil},
		{"-5", 1, NotANumber, nil},
		{"−5", 1, NotANumber, nil},
		{"+5", 1, NotANumber, nil},
		{"1e5", 1, NotANumber, nil},
		{"0x10", 1, NotANumber, nil},
		{"NaN", 1, NotANumber, nil},
		{"Inf", 1, NotANumber, nil},
		{"1_000", 1, NotANumber, nil},
		{"１２５", 1, NotANumber, nil},
		{"١٢٥", 1, NotANumber, nil},
		{"12 сто", 2, NotANumber, nil},
		{"1,12345678", 1, TooLong, nil},
		{"1234567890123456", 1, TooLong, nil},
		{strings.Repeat("0", 21), 1, TooLong, nil},
		{"3500", 2, TooFew, vals("3500")},
		{"3500 1230", 3, TooFew, vals("3500", "1230")},
		{"3500,1230", 2, TooFew, vals("3500.1230")},
		{"3500 1230", 1, TooMany, vals("3500", "1230")},
		{"1 23", 1, TooMany, vals("1", "23")},
		{"1234 567", 1, TooMany, vals("1234", "567")},
		{"1,5 234", 1, TooMany, vals("1.5", "234")},
		{"1, 234", 1, TooMany, vals("1", "234")},
		{"3500 1230 890", 2, TooMany, vals("3500", "1230", "890")},
	} {
		got, fault := ParseValues(c.typed, c.tariffs)
		if fault != c.want || !got.Equal(c.read) {
			t.Errorf("%q of %d tariffs: fault %d with %v, want %d with %v", c.typed, c.tariffs, fault, got, c.want, c.read)
		}
	}
}

func TestWrittenValuesAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tariffs := rapid.IntRange(1, 3).Draw(t, "tariffs")
		want, fields := Values{}, []string{}
		for range tariffs {
			v := decimal.New(rapid.Int64Range(0, 1e15-1).Draw(t, "v"), -int32(rapid.IntRange(0, 7).Draw(t, "digits")))
			want = append(want, v)
			fields = append(fields, strings.Replace(v.String(), ".", rapid.SampledFrom([]string{".", ","}).Draw(t, "point"), 1))
		}
		typed := strings.Join(fields, rapid.SampledFrom([]string{" ", "; ", "\n", "\u00a0"}).Draw(t, "gap"))
		if got, fault := ParseValues(typed, tariffs); fault != NoFault || !got.Equal(want) {
			t.Fatalf("%q is read as %v, fault %d", typed, got, fault)
		}
	})
}

func TestUseIsCountedByTariff(t *testing.T) {
	t.Parallel()
	use := vals("10", "20", "5").Sub(vals("8.5", "20"))
	if want := vals("1.5", "0", "5"); !use.Equal(want) {
		t.Errorf("use is %v, want %v", use, want)
	}
	if sum := use.Sum(); !sum.Equal(decimal.RequireFromString("6.5")) {
		t.Errorf("the sum is %v", sum)
	}
}

func TestValuesAreEqualAsNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b Values
		want bool
	}{
		{vals("1.50"), vals("1.5"), true},
		{nil, Values{}, true},
		{vals("1"), vals("1", "2"), false},
		{vals("1", "2"), vals("2", "1"), false},
	} {
		if got := c.a.Equal(c.b); got != c.want {
			t.Errorf("%v equals %v: %v", c.a, c.b, got)
		}
	}
}

func FuzzParseValues(f *testing.F) {
	for _, s := range []string{"125,300", "1 234,5", "3500 1230 890", "1,2,3", "0000", "12;;3", "999 999 999 999 999,9999999"} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, tariffs int) {
		tariffs = 1 + max(tariffs, -tariffs, 0)%3
		values, fault := ParseValues(s, tariffs)
		if (fault == NoFault) != (len(values) == tariffs) {
			t.Errorf("%q of %d tariffs: %v, fault %d", s, tariffs, values, fault)
		}
		for _, v := range values {
			if v.IsNegative() || v.Exponent() < -7 || len(v.Truncate(0).String()) > 15 {
				t.Errorf("%q holds %v", s, v)
			}
		}
		if fault != NoFault {
			return
		}
		again := make([]string, len(values))
		for i, v := range values {
			again[i] = v.String()
		}
		if got, fault := ParseValues(strings.Join(again, " "), tariffs); fault != NoFault || !got.Equal(values) {
			t.Errorf("%v is read back as %v, fault %d", values, got, fault)
		}
	})
}

func TestCodesOfResourcesAreThoseOfTheExchange(t *testing.T) {
	t.Parallel()
	want := map[string][]string{ // identifiers of ГИС ЖКХ: meter_unit_okei
		"Холодная вода": {"112", "113"}, "Горячая вода": {"112", "113"}, "Сточные бытовые воды": {"112", "113"},
		"Электрическая энергия": {"245"}, "Газ": {"113"},
		"Тепловая энергия": {"233", "245", "246", "271", "A056", "A058"},
	}
	got := map[string][]string{}
	for _, r := range Resources() {
		units := r.Units()
		if name := r.GIS(); name == "Холодная вода" || name == "Горячая вода" || name == "Сточные бытовые воды" {
			if units[0] != "113" {
				t.Errorf("%s is usually measured in %s", name, units[0])
			}
			units = []string{units[1], units[0]}
		}
		got[r.GIS()] = units
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
}

func TestResourceIsReadInAnyCase(t *testing.T) {
	t.Parallel()
	for _, r := range Resources() {
		for _, s := range []string{r.GIS(), strings.ToUpper(r.GIS()), "  " + strings.ReplaceAll(r.GIS(), " ", "  ") + "."} {
			if got, ok := ParseResource(s); !ok || got != r {
				t.Errorf("%q is read as %q", s, got)
			}
		}
	}
	if got, ok := ParseResource("Пар"); ok {
		t.Errorf("steam is read as %q", got)
	}
	if name := Resource("steam").GIS(); name != "" {
		t.Errorf("steam is called %q", name)
	}
}

func TestOnlyMetersInsideTheFlatProveAnAccount(t *testing.T) {
	t.Parallel()
	for r, want := range map[Resource]bool{
		ColdWater: true, HotWater: true, Gas: true, Electricity: false, Heating: false, Sewage: false,
	} {
		if got := r.Provable(); got != want {
			t.Errorf("%s proves: %v", r, got)
		}
	}
}

func TestVerificationHoldsToItsLastDay(t *testing.T) {
	t.Parallel()
	m := Meter{Verified: Date{2026, 11, 24}}
	if m.Expired(Date{2026, 11, 24}) || !m.Expired(Date{2026, 11, 25}) || (Meter{}).Expired(Date{2026, 11, 24}) {
		t.Error("expired on its last day, not on the day after, or without a known day")
	}
}
