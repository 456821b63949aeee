package said

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// now is 06:05 of Thursday, 26 November 2026, in Yekaterinburg.
func now() time.Time {
	return time.Date(2026, 11, 26, 6, 5, 30, 0, time.FixedZone("+05", 5*3600))
}

// shown writes times shortly.
func shown(v Times, err error) string {
	if e, ok := errors.AsType[*TimeError](err); ok {
		s := e.Error()[len("time of an outage: "):]
		if !e.From.IsZero() {
			s += " " + e.From.Format("02.01 15:04") + " " + e.To.Format("02.01 15:04")
		}
		return s
	}
	var all []string
	for _, i := range v.Intervals {
		s := i.From.Format("02.01.06 15:04") + "/"
		if i.From.Equal(now()) {
			s = "now/"
		}
		if !i.To.IsZero() {
			s += i.To.Format("02.01.06 15:04")
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestTimesAreReadAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"до 9": "now/26.11.26 09:00", "до 9:00": "now/26.11.26 09:00", "До 9.30": "now/26.11.26 09:30",
		"до 9 часов": "now/26.11.26 09:00", "до 24:00": "now/27.11.26 00:00", "до 9 завтра": "now/27.11.26 09:00",
		"до 6": "over 26.11 06:05 26.11 06:00", "до 25": "no such time", "до 9:75": "no such time",
		"до 0": "now/27.11.26 00:00", "до 26.11": "no hour", "до завтра": "no hour",
		"2 часа": "now/26.11.26 08:05", "на 2 ч": "now/26.11.26 08:05", "1,5 часа": "now/26.11.26 07:35",
		"30 минут": "now/26.11.26 06:35", "2 ч 30 мин": "now/26.11.26 08:35", "0 часов": "not understood",
		"срок уточняется": "now/", "26.11 с 9, срок уточняется": "26.11.26 09:00/",
		"26.11 с 9 до 13": "26.11.26 09:00/26.11.26 13:00", "с 9 до 13 26 ноября": "26.11.26 09:00/26.11.26 13:00",
		"26 ноября 2026 г. 09:00–13:00": "26.11.26 09:00/26.11.26 13:00", "завтра с 10 до 15": "27.11.26 10:00/27.11.26 15:00",
		"с 9 до 13": "26.11.26 09:00/26.11.26 13:00", "послезавтра с 9 2 часа": "28.11.26 09:00/28.11.26 11:00",
		"26.11 с 13 до 9":                     "ends before it begins 26.11 13:00 26.11 09:00",
		"с 23 до 6":                           "ends before it begins 26.11 23:00 26.11 06:00",
		"с 23:00 03.07 до 06:00 04.07":        "03.07.27 23:00/04.07.27 06:00",
		"с 23:00 31.12 до 06:00 01.01":        "31.12.26 23:00/01.01.27 06:00",
		"с 23:00 31.12.2026 до 06:00 01.01":   "31.12.26 23:00/01.01.27 06:00",
		"с 23:00 04.07 до 06:00 03.07":        "ends before it begins 04.07 23:00 03.07 06:00",
		"сегодня с 22 до 6 завтра":            "26.11.26 22:00/27.11.26 06:00",
		"01.12.2026 09:00 - 03.12.2026 17:00": "01.12.26 09:00/03.12.26 17:00",
		"01-03.12 08:00-17:00 ежедневно":      "01.12.26 08:00/01.12.26 17:00 02.12.26 08:00/02.12.26 17:00 03.12.26 08:00/03.12.26 17:00",
		"01-03.11.2023 08:00 - 17:00":         "over 01.11 08:00 03.11 17:00",
		"25-27.11 08:00-17:00":                "26.11.26 08:00/26.11.26 17:00 27.11.26 08:00/27.11.26 17:00",
		"25.11 с 9 до 13":                     "over 25.11 09:00 25.11 13:00",
		"25.03 с 9 до 13":                     "25.03.27 09:00/25.03.27 13:00",
		"с 1 по 14 июля":                      "01.07.27 00:00/15.07.27 00:00",
		"с 28 июня по 11 июля":                "28.06.27 00:00/12.07.27 00:00",
		"с 30.12 по 02.01":                    "30.12.26 00:00/03.01.27 00:00",
		"с 14 по 1 июля":                      "ends before it begins 14.07 00:00 01.07 00:00",
		"с 9 до 13 ноября":                    "no end",
		"26.11 весь день":                     "26.11.26 00:00/27.11.26 00:00",
		"завтра весь день":                    "27.11.26 00:00/28.11.26 00:00",
		"30.11 и 01.12 с 9 до 13":             "30.11.26 09:00/30.11.26 13:00 01.12.26 09:00/01.12.26 13:00",
		"27-28.02.2028 9:00-10:00":            "too far 27.02 09:00 27.02 10:00",
		"28.02.2027 9:00 - 01.03.2027 10:00":  "28.02.27 09:00/01.03.27 10:00",
		"29.02 с 9 до 13":                     "no such time",
		"31.11 с 9 до 13":                     "no such time",
		"28-31.11 с 9 до 13":                  "no such time",
		"26.11":                               "no hour",
		"с 9":                                 "no end",
		"9":                                   "not understood",
		"":                                    "not understood",
		"до вечера":                           "not understood",
		"ленина 12":                           "not understood",
		"05.12, 01.12 с 9 до 13":              "01.12.26 09:00/01.12.26 13:00 05.12.26 09:00/05.12.26 13:00",
		"c 9 дo 13":                           "26.11.26 09:00/26.11.26 13:00",
	} {
		if got := shown(When(typed, now())); got != want {
			t.Errorf("«%s» is %q, want %q", typed, got, want)
		}
	}
}

func TestAFebruaryOfALeapYearHasItsDay(t *testing.T) {
	t.Parallel()
	at := time.Date(2028, 2, 20, 9, 0, 0, 0, time.UTC)
	v, err := When("28-29.02 с 10 до 12", at)
	if err != nil || len(v.Intervals) != 2 || v.Intervals[1].To.Day() != 29 {
		t.Errorf("is %v, %v", v, err)
	}
}

func TestAPrintedIntervalIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := now().Truncate(time.Minute).Add(time.Duration(rapid.IntRange(1, 500_000).Draw(t, "ahead")) * time.Minute)
		want := Interval{from, from.Add(time.Duration(rapid.IntRange(1, 100_000).Draw(t, "lasts")) * time.Minute)}
		v, err := When(want.String(), now())
		if err != nil || len(v.Intervals) != 1 || !v.Intervals[0].From.Equal(want.From) || !v.Intervals[0].To.Equal(want.To) {
			t.Fatalf("%s is %v, %v", want, v, err)
		}
	})
}

func FuzzWhen(f *testing.F) {
	for _, s := range []string{"до 9", "01-03.12 08:00-17:00 ежедневно", "с 23:00 03.07 до 06:00 04.07", "1,5 часа", "с 1 по 14 июля"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		v, err := When(typed, now())
		if (err == nil) != (len(v.Intervals) > 0) {
			t.Fatalf("%q is %v, %v", typed, v, err)
		}
		for i, one := range v.Intervals {
			if one.To.IsZero() != v.Open || !one.To.IsZero() && (!one.To.After(one.From) || !one.To.After(now())) {
				t.Errorf("%q has %s", typed, one)
			}
			if i > 0 && one.From.Before(v.Intervals[i-1].From) {
				t.Errorf("%q is out of order", typed)
			}
		}
	})
}
