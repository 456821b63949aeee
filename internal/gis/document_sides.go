package gis

import (
	"strings"

	"dombot/internal/housing"
)

// sideRow is a row of any sheet of the template; document is nil where it is
// left out.
type sideRow struct {
	table    *table
	row      int
	document *bill
}

// debt reports whether the row is a document of an old debt, which is left out.
func (r *documentReader) debt(row *row) bool {
	text := row.text(fieldType)
	switch kind := foldHeader(text); {
	case strings.HasPrefix(kind, "долг"):
		r.old[row.identifier(fieldDocument)] = true
		r.left = append(r.left, sideRow{table: row.table, row: row.num})
		return true
	case kind != "" && !strings.HasPrefix(kind, "текущ"):
		row.fault(fieldType, "«%s»: нужно «Текущий» или «Долговой»", shorten(text))
	}
	return false
}

// owner returns the document that a row belongs to; nil after a fault, and for
// the rows of debt documents.
func (r *documentReader) owner(row *row) *bill {
	number := row.identifier(fieldDocument)
	b, ok := r.byNumber[number]
	switch {
	case row.bad:
		return nil
	case number == "":
		row.fault(fieldDocument, "не заполнено: нужен номер документа с листа «%s»", DocumentSheet)
		return nil
	case !ok && r.old[number]:
		r.left = append(r.left, sideRow{table: row.table, row: row.num})
		return nil
	case !ok:
		row.fault(fieldDocument, "документа с номером %s на листе «%s» нет", shorten(number), DocumentSheet)
		return nil
	}
	return b
}

// statusOld is the status of documents of old debts.
const statusOld = "Не загружается: долговой документ"

// leave says which rows are left out; those beside a document go without saying.
func (r *documentReader) leave(o *outcome, opts Options) {
	for _, s := range r.left {
		o.set(s.table.sheet.Part, s.row, statusOld)
		if s.table == r.main && opts.LeftOut != nil {
			opts.LeftOut(housing.RowFault{
				Sheet: s.table.sheet.Name, Row: s.row,
				Column: s.table.layout.label(s.table.template, fieldType), Reason: statusOld,
			})
		}
	}
}

// blame gives a document the status of a row of it that has a fault, unless it
// has one of its own.
func (r *documentReader) blame(o *outcome, s sideRow) {
	main := o.statuses[r.main.sheet.Part]
	told := main[s.document.Row]
	if o.statuses[s.table.sheet.Part][s.row] != "" && (told == "" || isGood(told)) {
		main[s.document.Row] = statusBeside("", s.row, s.table.sheet.Name)
	}
}

// follow gives a row without a fault the status of its document.
func (r *documentReader) follow(o *outcome, s sideRow) {
	if o.statuses[s.table.sheet.Part][s.row] == "" {
		told := o.statuses[r.main.sheet.Part][s.document.Row]
		o.set(s.table.sheet.Part, s.row, statusBeside(told, s.document.Row, r.main.sheet.Name))
	}
}

// echo gives every row the status of its document, and a document whose row
// has a fault says so.
func (r *documentReader) echo(o *outcome) {
	for _, each := range []func(*outcome, sideRow){r.blame, r.follow} {
		for _, s := range r.beside {
			each(o, s)
		}
		for _, b := range r.bills {
			for i := range b.lines {
				if n := int(b.lines[i].row); n > 0 { // others stand on another sheet
					each(o, sideRow{r.lines, n, b})
				}
			}
		}
	}
}
