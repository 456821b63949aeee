package readings

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

func TestADayIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	november, january := date(2026, time.November, 24), date(2027, time.January, 5)
	for _, tt := range []struct {
		text  string
		today housing.Date
		want  housing.Date // zero: not understood
	}{
		{"сегодня", november, november},
		{"Вчера", november, date(2026, 11, 23)},
		{" позавчера ", november, date(2026, 11, 22)},
		{"21.11", november, date(2026, 11, 21)},
		{"1.3", november, date(2026, 3, 1)},
		{"21/11", november, date(2026, 11, 21)},
		{"21-11-26", november, date(2026, 11, 21)},
		{"21.11.2026", november, date(2026, 11, 21)},
		{"21.11.25 г.", november, date(2025, 11, 21)},
		{"21 ноября", november, date(2026, 11, 21)},
		{"21  НОЯБРЯ 2025", november, date(2025, 11, 21)},
		{"21 ноя", november, date(2026, 11, 21)},
		{"2026-11-21", november, date(2026, 11, 21)},
		{"28.12", january, date(2026, 12, 28)},
		{"вчера", date(2027, 1, 1), date(2026, 12, 31)},
		{"29.02.2028", november, date(2028, 2, 29)},
		{"25.11", november, date(2026, 11, 25)}, // tomorrow: refused by its own words
		{"31.02", november, housing.Date{}},
		{"29.02", november, housing.Date{}},
		{"0.11", november, housing.Date{}},
		{"21.13", november, housing.Date{}},
		{"21 брюмера", november, housing.Date{}},
		{"21", november, housing.Date{}},
		{"завтра", november, housing.Date{}},
		{"", november, housing.Date{}},
		{"21.11.202", november, housing.Date{}},
		{"2026-02-31", november, housing.Date{}},
	} {
		t.Run(tt.text+" on "+tt.today.String(), func(t *testing.T) {
			t.Parallel()
			got, ok := pick.Day(tt.text, tt.today)
			if ok != !tt.want.IsZero() || ok && got != tt.want {
				t.Errorf("got %v, %v; want %v", got, ok, tt.want)
			}
		})
	}
}

// FuzzParseDay proves that a typed day is a day of the calendar or none, that
// it is the same day on the key that carries it, and that a day without a year
// is never more than half a year ahead.
func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"21.11", "вчера", "31.02", "21 ноября 25 г.", "99.99.9999", "2026-11-21", "0-0-00"} {
		f.Add(s)
	}
	today := date(2026, time.November, 24)
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := pick.Day(s, today)
		if !ok {
			return
		}
		if _, there := housing.NewDate(d.Year, d.Month, d.Day); !there {
			t.Errorf("%q is read as %v", s, d)
		}
		if again, ok := pick.Day(d.String(), today); !ok || again != d {
			t.Errorf("%q is read as %v, which is read as %v, %v", s, d, again, ok)
		}
		if today.Add(180).Before(d) && !strings.ContainsAny(s, strconv.Itoa(d.Year%100)) {
			t.Errorf("%q is read as %v, a year that nobody typed", s, d)
		}
	})
}

func TestTheDayOfReadingIsKeptOrRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, arg string
		want            housing.Date
		says            string
	}{
		{name: "typed", text: "21.11", want: date(2026, 11, 21)},
		{name: "the key of today", arg: "2026-11-24", want: date(2026, 11, 24)},
		{name: "the day of the last reading", text: "22.10", want: date(2026, 10, 22)},
		{name: "to come", text: "25.11", says: "25 ноября ещё не наступило"},
		{name: "before the last reading", text: "21.10", says: "21 октября раньше прошлого показания (22 октября)"},
		{name: "not of the calendar", text: "31.02", says: "Не понял дату"},
		{name: "no day at all", text: "утром", says: "например 21.11, или «вчера»"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := typed(tt.text)
			if tt.arg != "" {
				in = pressed("date", tt.arg)
			}
			m := flow(t).date().Decide(typing(), page(), in)
			if m.Draft.Taken != tt.want || m.Refused != tt.want.IsZero() {
				t.Errorf("taken %v, refused %v; want %v", m.Draft.Taken, m.Refused, tt.want)
			}
			if (m.To == "page") != !tt.want.IsZero() {
				t.Errorf("leads to %q", m.To)
			}
			wants(t, m.Notice.Plain(), tt.says)
		})
	}
}

func TestTheQuestionOfTheDayOffersTodayAndYesterday(t *testing.T) {
	t.Parallel()
	screen := flow(t).date().Show(typing(), page())
	wants(t, printed(screen), "например 22.11", "[Сегодня, 24 ноября]", "[Вчера, 23 ноября]")
	if got := screen.Rows[1][0].Act.Arg; got != "2026-11-23" {
		t.Errorf("yesterday means %q", got)
	}
}
