package gis

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// row reads the cells of one row and collects what is wrong with them.
type row struct {
	*table
	num   int
	cells []string
	bad   bool
}

// empty reports whether no column of the template is filled.
func (r *row) empty() bool {
	for f, cols := range r.layout.fields {
		if f == statusField {
			continue
		}
		for _, c := range cols {
			if c < len(r.cells) && cleanText(r.cells[c]) != "" {
				return false
			}
		}
	}
	return true
}

// fault notes what is wrong with a field of the row; "" means the row as a whole.
func (r *row) fault(f field, format string, args ...any) {
	r.bad = true
	r.faults = append(r.faults, housing.RowFault{
		Sheet: r.sheet.Name, Row: r.num, Column: r.layout.label(r.template, f),
		Reason: fmt.Sprintf(format, args...),
	})
}

// text returns the first filled cell of a field, "" if there is none.
func (r *row) text(f field) string {
	for _, c := range r.layout.fields[f] {
		if r.scan.Formulas[r.num][c+1] {
			r.fault(f, "формула вместо значения: вставьте само значение")
			return ""
		}
		if c >= len(r.cells) {
			continue
		}
		if s := cleanText(r.cells[c]); s != "" {
			return s
		}
	}
	return ""
}

// words returns a text of at most limit signs.
func (r *row) words(f field, limit int) string {
	s := r.text(f)
	if len([]rune(s)) > limit {
		r.fault(f, "слишком длинно: не больше %d знаков", limit)
		return ""
	}
	return s
}

func (r *row) identifier(f field) string { return parseIdentifier(r.words(f, 100)) }

func (r *row) date(f field) housing.Date {
	s := r.text(f)
	if s == "" {
		return housing.Date{}
	}
	d, ok := parseDate(s, r.date1904)
	if !ok {
		r.fault(f, "«%s» — не дата: нужна дата вида 31.12.2026", shorten(s))
	}
	return d
}

// number returns a decimal with at most places digits after the point, nil if the cell is empty.
func (r *row) number(f field, places int32) *decimal.Decimal {
	s := r.text(f)
	if s == "" {
		return nil
	}
	d, ok := r.decimal(s)
	if !ok {
		r.fault(f, "«%s» — не число: нужно число вида 123,456", shorten(s))
		return nil
	}
	if places == 0 && !d.IsInteger() {
		r.fault(f, "«%s»: нужно целое число", shorten(s))
		return nil
	}
	if !d.Equal(d.Round(places)) {
		r.fault(f, "«%s»: не больше %d знаков после запятой", shorten(s), places)
		return nil
	}
	return &d
}

// decimal parses a number; those that repeat share one copy.
func (r *row) decimal(s string) (decimal.Decimal, bool) {
	if d, ok := r.numbers[s]; ok {
		return d, true
	}
	d, ok := parseDecimal(s)
	if ok && len(r.numbers) < maxShared {
		r.numbers[s] = d
	}
	return d, ok
}

// maxShared bounds the numbers kept for sharing: areas repeat, readings do not.
const maxShared = 10_000

// amount is number with zero for an empty cell.
func (r *row) amount(f field, places int32) decimal.Decimal {
	if d := r.number(f, places); d != nil {
		return *d
	}
	return decimal.Decimal{}
}

func (r *row) yes(f field) bool {
	s := r.text(f)
	yes, ok := parseYesNo(s)
	if !ok {
		r.fault(f, "«%s»: нужно «Да» или «Нет»", shorten(s))
	}
	return yes
}

// choice returns the option that the cell spells, whatever its case; "" if the cell is empty.
func (r *row) choice(f field, options ...string) string {
	s := r.text(f)
	if s == "" {
		return ""
	}
	for _, o := range options {
		if foldHeader(o) == foldHeader(s) {
			return o
		}
	}
	r.fault(f, "«%s»: нужно одно из: %s", shorten(s), strings.Join(options, ", "))
	return ""
}

// shorten keeps a reason readable.
func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= 40 {
		return s
	}
	return string(runes[:40]) + "…"
}
