package register

import (
	"io"
	"iter"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// Entries are what a register is written of. After an error nothing follows.
type Entries = iter.Seq2[housing.PaymentEntry, error]

// Texter finds sentences; *texts.Catalogue does.
type Texter interface {
	Label(key string, args ...any) string
}

// Writer writes registers of one organisation.
type Writer struct {
	Texts        Texter
	Organisation housing.Organisation
	MaxRows      int // of a sheet; as many as Excel takes if zero
	Codes        OutageCodes
}

// Totals is what was written.
type Totals struct {
	Entries  int
	Sum, Fee decimal.Decimal // what went back is taken off
	Requests int             // to ГИС ЖКХ
	Notices  int             // in them
	Left     []Left          // entries that no notice tells of
}

// Left is an entry that no notice tells of, and why.
type Left struct {
	Entry  housing.PaymentEntry // without its shares
	Reason string
}

func (t *Totals) add(e housing.PaymentEntry) {
	t.Entries++
	t.Sum, t.Fee = t.Sum.Add(e.Sum), t.Fee.Add(e.Fee)
}

// Write writes the register in a format; for ГИС ЖКХ it is an archive of requests.
func (w Writer) Write(out io.Writer, format housing.RegisterFormat, entries Entries) (Totals, error) {
	switch format {
	case housing.RegisterCSV:
		return w.Table(out, entries)
	case housing.RegisterXML:
		return w.Notices(out, entries)
	case housing.RegisterXLSX:
	}
	return w.Book(out, entries)
}

// Extension is how the name of a file ends, without the point.
func Extension(format housing.RegisterFormat) string {
	if format == housing.RegisterXML {
		return "zip"
	}
	return string(format)
}
