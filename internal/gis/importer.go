package gis

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"dombot/internal/housing"
)

// Register keeps what was imported. One call is one transaction: all records,
// or with partial those that have no fault of their own. A fault it finds names
// the row of the record; an empty sheet means the first sheet of the template.
type Register interface {
	ImportAccounts(
		ctx context.Context, in housing.Import, records []housing.AccountRecord,
	) (housing.ImportReport, error)
	ImportMeters(
		ctx context.Context, in housing.Import, records []housing.MeterRecord,
	) (housing.ImportReport, error)
	ImportDocuments(
		ctx context.Context, in housing.Import, period housing.Period,
		records iter.Seq[housing.DocumentRecord],
	) (housing.ImportReport, error)
	// ImportVerdicts tells the outcome of every record.
	ImportVerdicts(
		ctx context.Context, in housing.Import, records []housing.VerdictRecord,
	) (housing.ImportReport, error)
}

// Importer reads the templates of accounts, meters and payment documents, and
// answers about readings, into a register.
type Importer struct {
	Register   Register
	OutageBook OutageBook       // for tables of outages alone
	ReportBook ReportBook       // for answers about outages alone
	SNILS      housing.SNILSKey // hashes the holders' СНИЛС; zero: they are not read

	HouseRegister HouseRegister // for tables about houses alone
	Limits        Limits
}

// Options say what to do with one file.
type Options struct {
	Organisation housing.OrganisationID
	By           housing.PersonID // the operator; 0: the command line
	Partial      bool             // load the good rows even where others have faults
	Zone         string           // time zone of houses that the import creates
	Taken        housing.Date     // since when houses of others are this organisation's; zero: they are not
	Now          time.Time
	Result       io.Writer                // takes the result workbook; nil: none
	Progress     func(done, total int)    // rows read, told every few hundred; may be nil
	LeftOut      func(r housing.RowFault) // told of each row that is not loaded on purpose; may be nil
}

// imported is what the register is told.
func (o Options) imported() housing.Import {
	return housing.Import{
		Organisation: o.Organisation, By: o.By, Partial: o.Partial, Zone: o.Zone, At: o.Now,
		Taken: o.Taken,
	}
}

// The words of «Статус обработки» for rows without a fault.
const (
	statusLoaded  = "Загружено"
	statusSame    = "Без изменений"
	statusWaiting = "Не загружено: в файле есть ошибки"
)

// outcome is what an import did with the rows of one file.
type outcome struct {
	report   housing.ImportReport
	statuses map[string]map[int]string // part of the sheet → row → status
}

// finish sorts the faults of reading and of the register into statuses.
func (o *outcome) finish(tables []*table, faults []housing.RowFault) {
	o.report.Faults = append(faults, o.report.Faults...)
	parts := map[string]string{"": tables[0].sheet.Part}
	for _, t := range tables {
		parts[t.sheet.Name] = t.sheet.Part
		parts[t.template.sheet] = t.sheet.Part
		if o.statuses[t.sheet.Part] == nil {
			o.statuses[t.sheet.Part] = map[int]string{}
		}
	}
	reasons := map[string]map[int]string{}
	for i := range o.report.Faults {
		f := &o.report.Faults[i]
		if f.Sheet == "" {
			f.Sheet = tables[0].sheet.Name
		}
		rows := reasons[parts[f.Sheet]]
		if rows == nil {
			rows = map[int]string{}
			reasons[parts[f.Sheet]] = rows
		}
		if rows[f.Row] != "" {
			rows[f.Row] += "; "
		}
		rows[f.Row] += faultText(*f)
	}
	for part, rows := range reasons {
		for row, reason := range rows {
			o.set(part, row, reason)
		}
	}
}

func (o *outcome) set(part string, row int, status string) {
	if o.statuses[part] == nil {
		o.statuses[part] = map[int]string{}
	}
	o.statuses[part][row] = status
}

func faultText(f housing.RowFault) string {
	if f.Column == "" {
		return f.Reason
	}
	return f.Column + ": " + f.Reason
}

// good is the status of the rows without a fault.
func (o *outcome) good() string {
	switch {
	case !o.report.Saved:
		return statusWaiting
	case o.report.Created+o.report.Changed == 0:
		return statusSame
	}
	return statusLoaded
}

// loadAccounts reads, hands over and reports.
func (im *Importer) loadAccounts(
	ctx context.Context, r *accountReader, b *book, opts Options,
) (housing.ImportReport, error) {
	if err := r.read(ctx); err != nil {
		return housing.ImportReport{}, err
	}
	r.main.progress.show()
	if r.main.filled == 0 {
		return housing.ImportReport{}, refuseEmpty(r.main)
	}
	faults := slices.Concat(r.main.faults, r.side.faults)
	o := &outcome{statuses: map[string]map[int]string{}}
	if len(r.out) > 0 && (len(faults) == 0 || opts.Partial) {
		var err error
		o.report, err = im.Register.ImportAccounts(ctx, opts.imported(), r.out)
		if err != nil {
			return o.report, fmt.Errorf("import accounts: %w", err)
		}
	}
	o.report.Rows = r.main.filled
	good := o.good()
	main, side := map[int]string{}, map[int]string{}
	o.statuses[r.main.sheet.Part], o.statuses[r.side.sheet.Part] = main, side
	for _, a := range r.out {
		main[a.Row] = good
	}
	o.finish([]*table{r.main, r.side}, faults)
	r.echo(main, side)
	return o.report, writeResult(opts.Result, b, o.statuses, r.main, r.side)
}

// echo gives every row of «Помещения» without a fault of its own the status of
// its account, and an account whose premises have a fault says so.
func (r *accountReader) echo(main, side map[int]string) {
	for _, pair := range r.pairs {
		place, row := pair[0], pair[1]
		switch {
		case side[place] == "":
			side[place] = statusBeside(main[row], row, r.main.sheet.Name)
		case isGood(main[row]):
			main[row] = statusBeside("", place, r.side.sheet.Name)
		}
	}
}

func isGood(status string) bool {
	return status == statusLoaded || status == statusSame || status == statusWaiting
}

// statusBeside is the status of a row whose other half stands in row of sheet.
func statusBeside(status string, row int, sheet string) string {
	if isGood(status) {
		return status
	}
	return fmt.Sprintf("Не загружено: ошибка в строке %d листа «%s»", row, sheet)
}
