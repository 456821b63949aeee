package texts

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

func number1(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func vals(numbers ...string) housing.Values {
	v := housing.Values{}
	for _, s := range numbers {
		v = append(v, number1(s))
	}
	return v
}

// same compares texts with their no-break spaces written as "_".
func same(t *testing.T, got, want string) {
	t.Helper()
	if got = strings.ReplaceAll(got, nbsp, "_"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDatesAreSpokenOfFromToday(t *testing.T) {
	t.Parallel()
	today := housing.Date{Year: 2026, Month: time.November, Day: 23}
	next := housing.Date{Year: 2027, Month: time.January, Day: 3}
	same(t, Date(today, today), "23_ноября")
	same(t, Date(next, today), "3_января 2027")
	same(t, Until(today.Add(2), today), "среды, 25_ноября")
	same(t, Until(next, today), "воскресенья, 3_января 2027")
	same(t, Period(today.Period(), today), "ноябрь")
	same(t, Period(next.Period(), today), "январь 2027")
	same(t, Clock(time.Date(2026, 11, 23, 8, 5, 59, 0, time.UTC)), "08:05")
}

func TestWeekdaysFollowOneAnother(t *testing.T) {
	t.Parallel()
	monday := housing.Date{Year: 2026, Month: time.November, Day: 23}
	for i, want := range []string{
		"понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья", "понедельника",
	} {
		same(t, Weekday(monday.Add(i)), want)
	}
}

func TestMonthIsReadInEveryForm(t *testing.T) {
	t.Parallel()
	for m := time.January; m <= time.December; m++ {
		genitive := genitiveMonths()[m-1]
		for _, word := range []string{Month(m), genitive, string([]rune(genitive)[:3])} {
			if got := MonthNumber(word); got != int(m) {
				t.Errorf("MonthNumber(%q) = %d, want %d", word, got, m)
			}
		}
	}
	for _, word := range []string{"", "н", "но", "ма", "июл", "сент", "нояб", "мартобря", "ноябрями", "три", "11"} {
		want := map[string]int{"июл": 7, "сент": 9, "нояб": 11}[word]
		if got := MonthNumber(word); got != want {
			t.Errorf("MonthNumber(%q) = %d, want %d", word, got, want)
		}
	}
}

func TestVolumesReadAsOnTheDial(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		r           housing.Resource
		value, want string
	}{
		{housing.ColdWater, "125.3", "125,300"},
		{housing.HotWater, "88.0100001", "88,0100001"},
		{housing.Gas, "7", "7,000"},
		{housing.Sewage, "1234567.5", "1_234_567,500"},
		{housing.Electricity, "1234.5", "1_234,5"},
		{housing.Electricity, "3456", "3_456"},
		{housing.Heating, "0.25", "0,25"},
		{housing.ColdWater, "0", "0,000"},
		{housing.ColdWater, "-1.5", "−1,500"},
		{housing.Electricity, "123456789012345.1234567", "123_456_789_012_345,1234567"},
		{housing.Electricity, "999", "999"},
		{housing.Electricity, "-1000", "−1_000"},
	} {
		same(t, Volume(c.r, number1(c.value)), c.want)
	}
	same(t, Number(number1("1234.50")), "1_234,5")
}

func TestShownNumbersAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := decimal.New(rapid.Int64Range(0, 1e15-1).Draw(t, "v"), -int32(rapid.IntRange(0, 7).Draw(t, "digits")))
		shown := Volume(rapid.SampledFrom(housing.Resources()).Draw(t, "resource"), v)
		got, fault := housing.ParseValues(shown, 1)
		if fault != housing.NoFault || !got.Equal(housing.Values{v}) {
			t.Fatalf("%v is shown as %q and read as %v", v, shown, got)
		}
	})
}

func TestValuesNameTheirTariffsAndUnit(t *testing.T) {
	t.Parallel()
	water := housing.Meter{Resource: housing.ColdWater, Unit: "113"}
	power := housing.Meter{Resource: housing.Electricity, Unit: "245"}
	same(t, Values(water, vals("125.3")), "125,300_м³")
	same(t, Values(power, vals("3456")), "3_456_кВт·ч")
	same(t, Values(power, vals("3456", "1204")), "день 3_456, ночь 1_204_кВт·ч")
	same(t, Values(power, vals("3456", "1204", "89.5")), "пик (Т1) 3_456, ночь (Т2) 1_204, полупик (Т3) 89,5_кВт·ч")
	same(t, Values(housing.Meter{Resource: housing.Heating}, vals("5")), "5")
	same(t, Use(water, vals("1.844")), "+1,844")
	same(t, Use(power, vals("0", "-12")), "+0, −12")
}

func TestEveryUnitOfTheExchangeHasASign(t *testing.T) {
	t.Parallel()
	for _, r := range housing.Resources() {
		for _, code := range r.Units() {
			if Unit(code) == "" {
				t.Errorf("unit %s of %s has no sign", code, r)
			}
		}
	}
	if got := Unit("999"); got != "" {
		t.Errorf("an unknown unit is %q", got)
	}
}

func TestHousesAreWrittenInTwoLengths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ street, number, building, long, short string }{
		{"ул. Ленина", "12", "", "ул. Ленина, д. 12", "Ленина, 12"},
		{"ул. Ленина", "12а", "2", "ул. Ленина, д. 12а, корп. 2", "Ленина, 12а, к. 2"},
		{"ул Ленина", "12/2", "стр. 1", "ул Ленина, д. 12/2, стр. 1", "Ленина, 12/2, стр. 1"},
		{"улица Ленина", "12", "2 стр. 1", "улица Ленина, д. 12, корп. 2, стр. 1", "Ленина, 12, к. 2, стр. 1"},
		{"пр-кт Мира", "3", "", "пр-кт Мира, д. 3", "пр-кт Мира, 3"},
		{"ул. Улица Сезам", "3", "", "ул. Улица Сезам, д. 3", "Улица Сезам, 3"},
	} {
		a := housing.Address{Settlement: "Светлоречье", Street: c.street, Number: c.number, Building: c.building}
		same(t, House(a), c.long)
		same(t, ShortHouse(a), c.short)
		same(t, Address(a, "45"), "Светлоречье, "+c.long+", кв. 45")
		same(t, Address(a, ""), "Светлоречье, "+c.long)
		same(t, ShortAddress(a, "45"), c.short+", кв. 45")
		same(t, ShortAddress(a, ""), c.short)
	}
}

func TestShownAddressIsFoundAgain(t *testing.T) {
	t.Parallel()
	a := housing.Address{
		Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина",
		Number: "12", Building: "2 стр. 1",
	}
	want := housing.AddressQuery{Place: a.PlaceKey(), Number: a.NumberKey(), Building: a.BuildingKey(), Premises: "45"}
	if got := housing.ParseQuery(Address(a, "45")); got != want {
		t.Errorf("%q is read as %+v", Address(a, "45"), got)
	}
	if got, ok := housing.ParseAddress(a.Region + ", г. " + Address(a, "45")); !ok || !got.Same(a) {
		t.Errorf("%q is read as %+v", Address(a, "45"), got)
	}
}

func TestPhonesAreWrittenAsTelegramMakesThemTappable(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"+70000000001": "+7 000 000-00-01", "8 (000) 000 00 01": "+7 000 000-00-01", "112": "112",
		"по квитанции": "по квитанции",
	} {
		same(t, Phone(phone), want)
	}
}

func TestAClauseGoesOnInLowerCase(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Показание неверно": "показание неверно", "ИПУ снят": "ИПУ снят", "опечатка": "опечатка",
		"": "", "Я": "Я", "98,2 уже есть": "98,2 уже есть", "Ёмкость": "ёмкость",
	} {
		if got := Clause(s); got != want {
			t.Errorf("Clause(%q) = %q, want %q", s, got, want)
		}
	}
}
