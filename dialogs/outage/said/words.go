package said

import (
	"slices"
	"strings"
	"time"
)

// takeWord reads a word that is no month.
func (r *timeReader) takeWord(w string) {
	switch w {
	case "с", "со":
		r.takeFrom(w)
	case "до", "по":
		r.side, r.inclusive = toSide, w == "по"
	case "сегодня", "завтра", "послезавтра":
		ahead := slices.Index([]string{"сегодня", "завтра", "послезавтра"}, w)
		r.putDay(w, day{date: r.today.Add(ahead)})
	case "уточняется":
		r.open = true
	case "день", "сутки", "круглосуточно":
		r.whole = true
	case "полчаса":
		r.length += time.Hour / 2
	case "полтора":
		r.half = true
	case "час", "часа":
		r.takeHour(w)
	case "на", "в", "во", "и", "г", "года",
		"весь", "целый", "каждый", "ежедневно", "срок", "период", "течение", "время":
	default:
		r.takeWeekday(w)
	}
}

// takeFrom reads «с»: a time begins.
func (r *timeReader) takeFrom(w string) {
	if r.complete() {
		r.next()
	}
	if r.from.clock != nil || r.to != (edge{}) {
		r.fail(NotUnderstood, w)
	}
	r.side = fromSide
}

// takeHour reads «час» and the end of «полтора часа».
func (r *timeReader) takeHour(w string) {
	switch {
	case r.half && w == "часа":
		r.length += time.Hour * 3 / 2
	case !r.half && w == "час":
		r.length += time.Hour
	default:
		r.fail(NotUnderstood, w)
	}
	r.half = false
}

// takeWeekday reads «в среду»: the next one. Beside a day it has to be that of the day.
func (r *timeReader) takeWeekday(w string) {
	wanted, ok := weekday(w)
	switch {
	case !ok:
		r.fail(NotUnderstood, w)
	case r.told != nil:
		if r.told.weekday() != wanted {
			r.fail(WrongWeekday, w)
		}
		r.told = nil
	default:
		r.flush()
		r.asked = &wanted
	}
}

// flush takes a weekday that no day followed for the next such day.
func (r *timeReader) flush() {
	if r.asked == nil {
		return
	}
	d := r.today
	for d.In(time.UTC).Weekday() != *r.asked {
		d = d.Add(1)
	}
	r.asked = nil
	r.putDay("", day{date: d})
	r.told = nil
}

func weekday(w string) (time.Weekday, bool) {
	for i, day := range []struct{ short, stem, ends string }{
		{"вс", "воскресень", "е|я|ю"},
		{"пн", "понедельник", "|а|у"},
		{"вт", "вторник", "|а|у"},
		{"ср", "сред", "а|ы|у|е"},
		{"чт", "четверг", "|а|у"},
		{"пт", "пятниц", "а|ы|у|е"},
		{"сб", "суббот", "а|ы|у|е"},
	} {
		end, ok := strings.CutPrefix(w, day.stem)
		if w == day.short || ok && slices.Contains(strings.Split(day.ends, "|"), end) {
			return time.Weekday(i), true
		}
	}
	return 0, false
}
