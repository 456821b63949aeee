package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type importCommands struct {
	Accounts importAccounts `cmd:"" help:"Load accounts."`
	Meters   importMeters   `cmd:"" help:"Load meters."`
	Charges  importCharges  `cmd:"" help:"Load payment documents; residents see them once published."`
	Verdicts importVerdicts `cmd:"" help:"Take back the result workbook of exported readings."`
}

// importFile is what every import is told.
type importFile struct {
	Org     string `required:"" help:"ИНН of the organisation."`
	Partial bool   `help:"Load the good rows even where others have faults."`
	File    string `arg:"" help:"Workbook (.xlsx)."`
}

type (
	importAccounts struct{ importFile }
	importMeters   struct{ importFile }
	importCharges  struct{ importFile }
	importVerdicts struct{ importFile }
)

// load is one of the importer's methods.
type load func(*gis.Importer, context.Context, gis.Source, gis.Options) (housing.ImportReport, error)

// intake is how a file is loaded, and how its figures are told.
type intake struct {
	load   load
	counts func(desk, housing.ImportReport) error
}

// Run loads accounts.
func (i importAccounts) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		return i.load(ctx, d, intake{(*gis.Importer).Accounts, desk.counts})
	})
}

// Run loads meters.
func (i importMeters) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		return i.load(ctx, d, intake{(*gis.Importer).Meters, desk.counts})
	})
}

// Run loads payment documents.
func (i importCharges) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		return i.load(ctx, d, intake{(*gis.Importer).Documents, desk.charges})
	})
}

// charges tells how many documents were loaded, and what comes next.
func (d desk) charges(r housing.ImportReport) error {
	err := d.counts(r)
	if r.Saved && r.Created+r.Changed > 0 {
		err = errors.Join(err, d.say("cli.charges_next"))
	}
	return err
}

// Run takes back what ГИС ЖКХ says of exported readings.
func (i importVerdicts) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		return i.load(ctx, d, intake{(*gis.Importer).Verdicts, desk.verdicts})
	})
}

// load reads the file, keeps what is good and writes the result beside it.
func (i importFile) load(ctx context.Context, d desk, in intake) (err error) {
	org, err := d.org(ctx, i.Org)
	if err != nil {
		return err
	}
	f, err := os.Open(i.File)
	if err != nil {
		return fmt.Errorf("open workbook: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("measure workbook: %w", err)
	}
	var report housing.ImportReport
	result := resultName(i.File)
	bar := newBar(d.Err, filepath.Base(i.File))
	err = whole(result, func(out io.Writer) error {
		importer := &gis.Importer{Register: &postgres.Register{DB: d.db}}
		return d.spare(func() (err error) {
			report, err = in.load(importer, ctx, gis.Source{Data: f, Size: info.Size()}, gis.Options{
				Organisation: org.ID, Partial: i.Partial, Zone: d.Zone.String(), Now: d.clock.Now(),
				Result: out, Progress: bar.show,
			})
			return err
		})
	})
	bar.done()
	if err != nil {
		return err
	}
	return errors.Join(in.counts(d, report), d.report(report, result))
}

// resultName names the result as ГИС ЖКХ does: «file_Результат.xlsx». A file
// that is there already may be an answer of theirs: then «file_Результат (2).xlsx».
func resultName(path string) string {
	ext := filepath.Ext(path)
	base := strings.TrimSuffix(path, ext) + "_Результат"
	name := base + ext
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		name = fmt.Sprintf("%s (%d)%s", base, n, ext)
	}
}

// shownFaults is how many faults are printed; all are in the result workbook.
const shownFaults = 20

// counts tells how many rows were loaded.
func (d desk) counts(r housing.ImportReport) error {
	return d.say("cli.import_counts",
		"Rows", r.Rows, "Created", r.Created, "Changed", r.Changed, "Same", r.Same)
}

// verdicts tells what ГИС ЖКХ said, and how many people hear of it.
func (d desk) verdicts(r housing.ImportReport) error {
	err := d.say("cli.verdict_counts", "Rows", r.Rows,
		"Accepted", r.Count(housing.OutcomeAccepted),
		"Rejected", r.Count(housing.OutcomeRejected)+r.Count(housing.OutcomeReversed),
		"Same", r.Count(housing.OutcomeSame), "Corrected", r.Count(housing.OutcomeCorrected),
		"Unknown", r.Count(housing.OutcomeUnknown), "Waiting", r.Count(housing.OutcomeWaiting))
	if n := r.Count(housing.OutcomeReversed); n > 0 {
		err = errors.Join(err, d.say("cli.verdict_reversed", "N", n))
	}
	if r.Told > 0 {
		err = errors.Join(err, d.say("cli.verdict_told", "N", r.Told))
	}
	return err
}

func (d desk) report(r housing.ImportReport, result string) error {
	var lines []error
	for _, h := range r.Houses {
		address := texts.Address(h.Address, "")
		lines = append(lines, d.say("cli.import_house", "House", address, "Zone", h.Zone))
	}
	if r.Suspended > 0 {
		lines = append(lines, d.say("cli.import_suspended", "N", r.Suspended))
	}
	for _, f := range r.Faults[:min(shownFaults, len(r.Faults))] {
		lines = append(lines, d.say("cli.import_fault",
			"Sheet", f.Sheet, "Row", f.Row, "Column", f.Column, "Reason", f.Reason))
	}
	if more := len(r.Faults) - shownFaults; more > 0 {
		lines = append(lines, d.say("cli.import_more", "N", more))
	}
	lines = append(lines, d.say("cli.import_result", "File", result))
	if !r.Saved {
		lines = append(lines, &housing.Error{Kind: housing.Refused, Text: "cli.import_nothing"})
	}
	return errors.Join(lines...)
}

type exportCommands struct {
	Readings exportReadings `cmd:"" help:"Write readings that the organisation has not got yet."`
}

type exportReadings struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	Period string `required:"" help:"Month of account, as 2026-11."`
	All    bool   `help:"Also readings that were written out before."`
	File   string `arg:"" help:"Workbook to write (.xlsx)."`
}

// Run writes the workbook, then notes its readings as handed over. Should the
// program die between the two, they are written out again.
func (e exportReadings) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	period, err := housing.ParsePeriod(e.Period)
	if err != nil {
		return &housing.Error{Kind: housing.Refused, Text: "cli.period_wrong"}
	}
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, e.Org)
		if err != nil {
			return err
		}
		store := &postgres.Readings{DB: d.db}
		rows, err := store.ForExport(ctx, org.ID, period, e.All)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return d.say("cli.export_none", "Period", period)
		}
		var counts gis.Counts
		at := d.clock.Now()
		if err := whole(e.File, func(out io.Writer) error {
			counts, err = gis.Exporter{}.Readings(out, rows, at)
			return err
		}); err != nil {
			return err
		}
		keys := make([]int64, len(rows))
		for i, r := range rows {
			keys[i] = r.Reading
		}
		if _, err := store.MarkSent(ctx, org.ID, keys, d.clock.Now()); err != nil {
			return err
		}
		return d.say("cli.exported",
			"File", e.File, "Numbered", counts.Numbered, "Unnumbered", counts.Unnumbered)
	})
}

type samplesCommand struct {
	Dir string `arg:"" default:"samples" help:"Folder to write to."`
}

// Run writes the workbooks of the invented town.
func (s samplesCommand) Run() error { return sample.Write(s.Dir) }

func (d desk) requests() *postgres.Requests { return &postgres.Requests{DB: d.db} }
