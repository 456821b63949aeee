package gis

import (
	"cmp"
	"errors"
	"fmt"
	"io"
)

// A Refusal says in one Russian sentence why a whole file was not read.
// Nothing is changed by a refused file.
type Refusal struct { //nolint:errname // it is read by people before it is an error
	Reason string
	Err    error // the cause for the log; may be nil
}

// Error returns the sentence for the operator.
func (r *Refusal) Error() string { return r.Reason }

// Unwrap returns the technical cause.
func (r *Refusal) Unwrap() error { return r.Err }

func refuse(err error, format string, args ...any) error {
	return &Refusal{Reason: fmt.Sprintf(format, args...), Err: err}
}

// damaged refuses a file that is broken inside.
func damaged(err error) error {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	return refuse(err, "Файл повреждён или загружен не до конца: сохраните его в Excel ещё раз и повторите.")
}

// Source is a workbook to read.
type Source struct {
	Data io.ReaderAt
	Size int64
}

// Limits bound what a workbook may cost. The zero value of a field means the default.
type Limits struct {
	Package  int64 // bytes of the file
	Unzipped int64 // bytes of all its parts
	Part     int64 // bytes of the parts that are not sheets or strings, together
	Rows     int   // filled rows of one sheet
	Strings  int   // entries of the table of shared strings
	Formulas int   // cells with formulas
}

func (l Limits) orDefault() Limits {
	return l.or(Limits{
		Package: 64 << 20, Unzipped: 300 << 20, Part: 32 << 20,
		Rows: 500_000, Strings: 3_000_000, Formulas: 10_000,
	})
}

// orLarge is orDefault for payment documents: a hundred thousand of them have a
// million lines, as many as a sheet can hold.
func (l Limits) orLarge() Limits {
	return l.or(Limits{Package: 256 << 20, Unzipped: 2 << 30, Rows: 1 << 20}).orDefault()
}

// or takes the fields that are zero from def.
func (l Limits) or(def Limits) Limits {
	return Limits{
		Package: cmp.Or(l.Package, def.Package), Unzipped: cmp.Or(l.Unzipped, def.Unzipped),
		Part: cmp.Or(l.Part, def.Part), Rows: cmp.Or(l.Rows, def.Rows),
		Strings: cmp.Or(l.Strings, def.Strings), Formulas: cmp.Or(l.Formulas, def.Formulas),
	}
}
