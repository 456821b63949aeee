package register

import (
	"io"

	"github.com/xuri/excelize/v2"

	"dombot/internal/housing"
)

// OutageTotals is what was written of outages.
type OutageTotals struct {
	Outages  int
	Requests int              // to ГИС ЖКХ
	Placed   int              // reports in them that place an outage
	Edited   int              // that edit one
	Annulled int              // that annul one
	Same     int              // that ГИС ЖКХ has already as they are
	Left     []LeftOutage     // places that no report tells of
	Filings  []housing.Filing // the reports, to be noted
}

// Reports is how many reports were written.
func (t OutageTotals) Reports() int { return t.Placed + t.Edited + t.Annulled }

// LeftOutage is an outage at a place that no report tells of, and why.
type LeftOutage struct {
	Number string
	Place  string
	Reason string

	row placed
}

// placed is an outage at one of its places, one of the times that it was off: a
// line of the register.
type placed struct {
	of    housing.OutageEntry
	place housing.OutagePlace
	span  housing.Span
}

// Outages writes the register of outages, a line for each of their places
// and times; for ГИС ЖКХ it is an archive of requests.
func (w Writer) Outages(
	out io.Writer, format housing.RegisterFormat, entries []housing.OutageEntry,
) (totals OutageTotals, err error) {
	if format == housing.RegisterXML {
		return w.OutageReports(out, entries)
	}
	totals.Outages = len(entries)
	fill := func(add func(placed) error) error {
		for _, e := range entries {
			if err := addLines(e, add); err != nil {
				return err
			}
		}
		return nil
	}
	if format == housing.RegisterCSV {
		return totals, writeTable(out, w.outageColumns(), fill)
	}
	return totals, writeBook(out, func(file *excelize.File) error { return w.outageSheet(file, fill) })
}

func addLines(e housing.OutageEntry, add func(placed) error) error {
	for _, s := range e.Lasted() {
		for _, p := range e.Places {
			if err := add(placed{e, p, s}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w Writer) outageSheet(file *excelize.File, fill func(add func(placed) error) error) error {
	name := w.Texts.Label("register.outages_sheet")
	if err := file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	look, err := newLook(file, w.MaxRows)
	if err != nil {
		return err
	}
	rows, err := newSheet(file, name, look, w.outageColumns())
	if err != nil {
		return err
	}
	if err := fill(rows.add); err != nil {
		return err
	}
	return rows.stream.Flush()
}
