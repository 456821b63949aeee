package readings

import (
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// A page may lie open past midnight, or past the end of its month's window.
// The draft therefore keeps the month and the day that the person was shown:
// readings are saved for these, or the page is shown anew.

// turned reports whether readings now count for another month than was shown.
func turned(d draft, p housing.Page) bool {
	return !d.Period.IsZero() && d.Period != p.Slot.Period
}

// dated takes the month and the day of p into the draft, and says when they
// are others than were shown. Values that were typed yesterday keep yesterday's date.
func (h handIn) dated(d draft, p housing.Page) (draft, texts.Text) {
	var notice texts.Text
	if turned(d, p) {
		notice = h.t.T("readings.turned", "Period", texts.Period(p.Slot.Period, p.Today))
	}
	if d.Taken.IsZero() && len(d.entered()) > 0 && !d.Day.IsZero() && d.Day != p.Today {
		d.Taken = d.Day
	}
	d.Period, d.Day = p.Slot.Period, p.Today
	return d, notice
}

// turnOver is [handIn.dated] as a move; false if the draft has both already.
func (h handIn) turnOver(d draft, p housing.Page) (move, bool) {
	if d.Period == p.Slot.Period && d.Day == p.Today {
		return move{}, false
	}
	d, notice := h.dated(d, p)
	m := dialogs.Stay(d)
	m.Notice = notice
	return m, true
}
