package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"dombot/internal/housing"
)

// Register takes in what organisations know of houses, accounts and meters.
type Register struct{ DB *DB }

// The sheets and columns that faults name.
const (
	sheetAccounts = "Основные сведения"
	sheetPremises = "Помещения"
	sheetMeters   = "Сведения о ПУ"

	columnNumber  = "Номер ЛС (Иной идентификатор потребителя)"
	columnHouse   = "Адрес дома"
	columnPayer   = "Номер лицевого счета / ЕЛС / Идентификатор ЖКУ"
	columnSerial  = "Заводской (серийный) номер ПУ"
	columnKind    = "Вид коммунального ресурса"
	columnTariffs = "Вид ПУ по количеству тарифов"
	columnLast    = "Последнее полученное показание Т1"
)

// undoneError ends a transaction whose work is only reported.
type undoneError struct{}

func (undoneError) Error() string { return "the import has faults" }

const lockOrganisation = `SELECT id FROM organisations WHERE id = $1 FOR NO KEY UPDATE`

// importing runs one import at a time for an organisation and notes whose it
// was. Faults undo it unless in is partial.
func (s *Register) importing(
	ctx context.Context, in housing.Import, what string, work func(*Tx, *housing.ImportReport) error,
) (report housing.ImportReport, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		var id int64
		if err := get(ctx, tx, &id, lockOrganisation, int64(in.Organisation)); err != nil {
			return fmt.Errorf("find organisation: %w", err)
		}
		may := attempt{in.By, in.Organisation, housing.StaffActs, "import." + what}
		if err := may.check(ctx, tx); err != nil {
			return err
		}
		if err := work(tx, &report); err != nil {
			return err
		}
		if len(report.Faults) > 0 && !in.Partial {
			return undoneError{}
		}
		report.Saved = true
		return journal(ctx, tx, note{
			deed{in.By, 0, "import." + what, in.At}, in.Organisation, "", "", strconv.Itoa(report.Rows),
		})
	})
	err = s.DB.barring(ctx, err, in.At)
	if _, undone := errors.AsType[undoneError](err); undone {
		return report, nil
	}
	if err != nil {
		report.Saved = false
	}
	return report, err
}

// copied is a record that knows its columns in an import table.
type copied interface{ copied() []any }

// copyIn fills a table of the transaction.
func copyIn[T copied](ctx context.Context, tx *Tx, table string, columns []string, lines []T) error {
	return copySeq(ctx, tx, table, columns, slices.Values(lines))
}

// copySeq is copyIn for lines that are made as they are written.
func copySeq[T copied](
	ctx context.Context, tx *Tx, table string, columns []string, lines iter.Seq[T],
) (err error) {
	query := "COPY " + table + " (" + strings.Join(columns, ", ") + ") FROM STDIN"
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for line := range lines {
		if _, err := stmt.ExecContext(ctx, line.copied()...); err != nil {
			return fmt.Errorf("copy row into %s: %w", table, err)
		}
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	return nil
}

// step is one statement of an import.
type step struct {
	name  string
	query string
	args  []any
}

func runSteps(ctx context.Context, tx *Tx, steps []step) error {
	for _, s := range steps {
		if _, err := run(ctx, tx, s.query, s.args...); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// counts is how many rows of an import did what.
type counts struct {
	Created int `db:"created"`
	Changed int `db:"changed"`
	Same    int `db:"same"`
}

func (c counts) addTo(r *housing.ImportReport) {
	r.Created, r.Changed, r.Same = c.Created, c.Changed, c.Same
}
