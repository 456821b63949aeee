package gis

import (
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
	set := func(v *int64, def int64) {
		if *v == 0 {
			*v = def
		}
	}
	count := func(v *int, def int) {
		if *v == 0 {
			*v = def
		}
	}
	set(&l.Package, 64<<20)
	set(&l.Unzipped, 300<<20)
	set(&l.Part, 32<<20)
	count(&l.Rows, 500_000)
	count(&l.Strings, 3_000_000)
	count(&l.Formulas, 10_000)
	return l
}
