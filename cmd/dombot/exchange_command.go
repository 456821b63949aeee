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
	Reports  importReports  `cmd:"" help:"Take the answers (.xml) of ГИС ЖКХ to reports of outages."`
	Houses   importHouses   `cmd:"" help:"Load tables of houses (.xlsx, .csv): passports, tariffs, repairs."`
}

// importFile is what every import is told.
type importFile struct {
	Org     string `required:"" help:"ИНН of the organisation."`
	Partial bool   `help:"Load the good rows even where others have faults."`
	File    string `arg:"" help:"Workbook (.xlsx)."`

	taken housing.Date // since when houses of another organisation are this one's
}

type (
	importAccounts struct {
		importFile

		Taken string `help:"Houses of another organisation are this one's since this day, as 2026-12-01."`
	}
	importMeters   struct{ importFile }
	importCharges  struct{ importFile }
	importVerdicts struct{ importFile }
	importHouses   struct{ importFile }
)

// Run loads accounts.
func (i importAccounts) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) (err error) {
		i.taken, err = takenOn(i.Taken, housing.DateOf(d.clock.Now().In(d.Zone)))
		if err != nil {
			return err
		}
		return i.load(ctx, d, housing.WebAccounts)
	})
}

// Run loads meters.
func (i importMeters) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return i.atDesk(ctx, w, t, housing.WebMeters)
}

// Run loads payment documents.
func (i importCharges) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return i.atDesk(ctx, w, t, housing.WebCharges)
}

// Run takes back what ГИС ЖКХ says of exported readings.
func (i importVerdicts) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return i.atDesk(ctx, w, t, housing.WebVerdicts)
}

// Run loads tables about houses.
func (i importHouses) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return i.atDesk(ctx, w, t, housing.WebHouses)
}

func (i importFile) atDesk(ctx context.Context, w World, t *texts.Catalogue, of housing.WebPurpose) error {
	return atDesk(ctx, w, t, func(d desk) error { return i.load(ctx, d, of) })
}

// load reads the file, keeps what is good and writes the result beside it.
func (i importFile) load(ctx context.Context, d desk, of housing.WebPurpose) (err error) {
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
	src := gis.Source{Data: f, Size: info.Size()}
	var report housing.ImportReport
	result := resultName(strings.TrimSuffix(i.File, filepath.Ext(i.File)) + ".xlsx")
	bar := newBar(d.Err, filepath.Base(i.File))
	err = whole(result, func(out io.Writer) (err error) {
		take := d.books().take
		if of == housing.WebHouses {
			take = d.books().takeTable
		}
		report, err = take(ctx, of, src, gis.Options{
			Organisation: org.ID, Partial: i.Partial, Taken: i.taken, Result: out, Progress: bar.show,
		})
		return err
	})
	bar.done()
	if err != nil {
		return err
	}
	return i.tell(d, of, report, result)
}

// tell prints what became of the file.
func (i importFile) tell(d desk, of housing.WebPurpose, r housing.ImportReport, result string) error {
	b := d.books()
	lines := b.counts(of, r)
	if of == housing.WebCharges && r.Saved && r.Created+r.Changed > 0 {
		lines = append(lines, d.t.Label("cli.charges_next"))
	}
	lines = append(append(lines, b.rows(r)...), d.t.Label("cli.import_result", "File", result))
	for _, line := range lines {
		if _, err := fmt.Fprintln(d.Out, line); err != nil {
			return err
		}
	}
	if !r.Saved {
		return &housing.Error{Kind: housing.Refused, Text: "cli.import_nothing"}
	}
	return nil
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

type exportCommands struct {
	Readings exportReadings `cmd:"" help:"Write readings that the organisation has not got yet."`
	Payments exportPayments `cmd:"" help:"Write the register of payments and refunds of some days."`
	Outages  exportOutages  `cmd:"" help:"Write the register of outages that began on some days."`
	Form     exportForm     `cmd:"" help:"Write the empty tables about houses."`
}

type exportReadings struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	Period string `required:"" help:"Month of account, as 2026-11."`
	All    bool   `help:"Also readings that were written out before."`
	File   string `arg:"" help:"Workbook to write (.xlsx)."`
}

// Run writes the workbook.
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
		of := exportOf{org.ID, period, e.All}
		var counts gis.Counts
		err = whole(e.File, func(out io.Writer) (err error) {
			counts, err = d.books().export(ctx, of, out)
			return err
		})
		switch {
		case errors.Is(err, errNoReadings):
			return d.say("cli.export_none", "Period", period)
		case err != nil:
			return err
		}
		return d.say("cli.exported",
			"File", e.File, "Numbered", counts.Numbered, "Unnumbered", counts.Unnumbered)
	})
}

type exportForm struct {
	File string `arg:"" help:"Workbook to write (.xlsx)."`
}

// Run writes the workbook.
func (e exportForm) Run() error { return whole(e.File, gis.HouseForm) }

type samplesCommand struct {
	Dir string `arg:"" default:"samples" help:"Folder to write to."`
}

// Run writes the workbooks of the invented town.
func (s samplesCommand) Run() error { return sample.Write(s.Dir) }

func (d desk) requests() *postgres.Requests { return &postgres.Requests{DB: d.db} }
