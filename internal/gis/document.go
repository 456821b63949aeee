package gis

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// bill is a document on its way from its sheets.
type bill struct {
	housing.DocumentRecord
	requisite  string              // № of the one of capital repair; may be empty
	numbers    []string            // № of each of Requisites; empty for the one beside the document
	penalties  decimal.Decimal     // of the document as a whole
	told       decimal.NullDecimal // what is due, as the file says
	lines      []compact
	incomplete bool // a row of it has a fault
}

// documentReader joins the sheets of the template of payment documents by the
// number of the document.
type documentReader struct {
	main, lines, fines, banks *table // fines and banks are nil where the book lacks them
	bills                     []*bill
	byNumber                  map[string]*bill
	accounts                  map[string]int
	words                     words           // services, units, reasons: they repeat
	old                       map[string]bool // numbers of debt documents
	left                      []sideRow       // rows of debt documents, on every sheet
	beside                    []sideRow       // rows of requisites and penalties
	period                    housing.Period
}

func (r *documentReader) tables() []*table {
	all := []*table{r.main, r.lines, r.fines, r.banks}
	return slices.DeleteFunc(all, func(t *table) bool { return t == nil })
}

// read reads every sheet, the documents first.
func (r *documentReader) read(ctx context.Context) error {
	for _, part := range []struct {
		table *table
		take  func(*row)
	}{{r.main, r.document}, {r.banks, r.bank}, {r.fines, r.fine}, {r.lines, r.line}} {
		if part.table == nil {
			continue
		}
		for {
			row, err := part.table.next(ctx)
			if err != nil {
				return err
			}
			if row == nil {
				break
			}
			part.take(row)
		}
	}
	for _, b := range r.bills {
		r.complete(b)
	}
	return nil
}

func (r *documentReader) document(row *row) {
	if r.debt(row) {
		return
	}
	b := &bill{DocumentRecord: housing.DocumentRecord{
		Row: row.num, Identifier: payer(row), Number: row.identifier(fieldDocument),
		GISID: documentID(row), Period: row.period(fieldPeriod), Info: row.words(fieldInfo, 1000),
		Sums: housing.DocumentSums{
			Charged: row.balance(fieldCharged), Debt: row.money(fieldDebt), Advance: row.money(fieldAdvance),
			Paid: row.money(fieldPaid), Support: row.money(fieldSupport), LastPaid: row.date(fieldLastPaid),
		},
	}}
	b.Sums.Counted = row.dayOf(fieldCounted, b.Period)
	b.requisite, b.penalties = row.identifier(fieldRequisite), row.balance(fieldPenalties)
	if row.text(fieldDue) != "" {
		b.told = decimal.NewNullDecimal(row.balance(fieldDue))
	}
	r.ownRequisite(row, b)
	r.capital(row, b)
	r.keep(row, b)
}

// keep notes a document unless its account or number stands in the file twice.
func (r *documentReader) keep(row *row, b *bill) {
	if r.period.IsZero() {
		r.period = b.Period
	}
	if !row.bad {
		r.doubt(row, b)
	}
	b.incomplete = row.bad
	if _, taken := r.byNumber[b.Number]; !taken && b.Number != "" {
		r.byNumber[b.Number] = b
	}
	if !row.bad {
		r.accounts[b.Identifier] = row.num
	}
	r.bills = append(r.bills, b)
}

// doubt faults a document that cannot be told from another, or is of another month.
func (r *documentReader) doubt(row *row, b *bill) {
	first, again := r.accounts[b.Identifier]
	twin, taken := r.byNumber[b.Number]
	switch {
	case b.Identifier == "":
		row.fault(fieldIZHKU, "не заполнено: нужен идентификатор ЖКУ")
	case b.Number == "":
		row.fault(fieldDocument, "не заполнено: нужен номер документа")
	case b.Period != r.period:
		row.fault(fieldPeriod, "в одном файле документы одного месяца: выше %02d.%04d",
			int(r.period.Month), r.period.Year)
	case again:
		row.fault(fieldIZHKU, "документ этого лицевого счёта уже есть в строке %d", first)
	case taken:
		row.fault(fieldDocument, "документ с номером %s уже есть в строке %d", b.Number, twin.Row)
	}
}

// ownRequisite reads the bank account that stands beside the document.
func (r *documentReader) ownRequisite(row *row, b *bill) {
	if q, ok := row.requisite(); ok {
		b.Requisites, b.numbers = append(b.Requisites, q), append(b.numbers, "")
	}
}

// capital makes a line of the contribution to capital repair.
func (r *documentReader) capital(row *row, b *bill) {
	c := housing.Charge{
		Kind: housing.CapitalRepair, Service: "Взнос на капитальный ремонт", Unit: "м²",
		Charged: row.balance(fieldCapitalCharged), Recalculation: row.balance(fieldCapitalRecalculation),
		Benefit: row.balance(fieldCapitalBenefit).Abs(), Total: row.balance(fieldCapitalTotal),
		Tariff: row.optional(fieldCapitalRate, 6),
	}
	if c.Charged.IsZero() && c.Total.IsZero() && c.Recalculation.IsZero() && c.Benefit.IsZero() {
		return
	}
	c.Volume = area(row, &c)
	c.Own = c.Charged
	r.check(row, &c, fieldCapitalTotal)
	r.add(b, c, b.requisite, 0)
}

// add puts a line into a document; requisite is the № it names, row its own
// row on the sheet of lines.
func (r *documentReader) add(b *bill, c housing.Charge, requisite string, row int) {
	if n := len(b.lines); n == cap(b.lines) { // append would leave a third of a million lines empty
		b.lines = append(make([]compact, 0, n+4+n/8), b.lines...)
	}
	line := r.words.pack(&c, row)
	line.wanted = r.words.number(requisite)
	b.lines = append(b.lines, line)
}

// check holds the total of a line against its parts.
func (r *documentReader) check(row *row, c *housing.Charge, total field) {
	sum := c.Charged.Add(c.Recalculation).Sub(c.Benefit)
	switch {
	case row.bad, c.Total.Equal(sum):
	case !c.Excess.IsZero() && c.Total.Equal(sum.Add(c.Excess)):
		c.Charged = c.Charged.Add(c.Excess) // the column holds it apart
	default:
		row.fault(total, "%s, а по столбцам выходит %s: начислено %s, перерасчёт %s, льготы %s",
			rub(c.Total), rub(sum), rub(c.Charged), rub(c.Recalculation), rub(c.Benefit))
	}
}

func penaltyLine(name string, sum decimal.Decimal) housing.Charge {
	return housing.Charge{Kind: housing.PenaltyCharge, Service: name, Penalty: sum, Total: sum}
}

// Documents reads the template of payment documents as [Importer.Accounts]
// reads accounts: «Разделы 1-2» and «Разделы 3-6», and «Неустойки и судебные
// расходы» and «Платежные реквизиты» where the book has them. One file holds
// the documents of one month; documents of old debts are left out.
func (im *Importer) Documents(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	b, err := openBook(src, im.Limits.orLarge())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := b.require(documentTemplate(), chargeTemplate()); err != nil {
		return report, err
	}
	reader := &documentReader{
		byNumber: map[string]*bill{}, accounts: map[string]int{}, old: map[string]bool{},
		words: words{list: []string{""}, index: map[string]uint32{"": 0}},
	}
	defer func() {
		for _, t := range reader.tables() {
			err = errors.Join(err, t.Close())
		}
	}()
	if err := reader.open(b, &progress{report: opts.Progress}); err != nil {
		return report, err
	}
	return im.loadDocuments(ctx, reader, b, opts)
}

func (r *documentReader) open(b *book, count *progress) (err error) {
	for _, x := range []struct {
		to *(*table)
		t  template
	}{
		{&r.main, documentTemplate()},
		{&r.lines, chargeTemplate()},
		{&r.fines, penaltyTemplate()},
		{&r.banks, requisiteTemplate()},
	} {
		if _, ok := b.find(x.t); !ok {
			continue
		}
		if *x.to, err = b.table(x.t, count); err != nil {
			return err
		}
	}
	return nil
}

func (im *Importer) loadDocuments(
	ctx context.Context, r *documentReader, b *book, opts Options,
) (housing.ImportReport, error) {
	if err := r.read(ctx); err != nil {
		return housing.ImportReport{}, err
	}
	r.main.progress.show()
	if r.main.filled == 0 {
		return housing.ImportReport{}, refuseEmpty(r.main)
	}
	var faults []housing.RowFault
	for _, t := range r.tables() {
		faults = append(faults, t.faults...)
	}
	o := &outcome{statuses: map[string]map[int]string{}}
	if r.good() > 0 && (len(faults) == 0 || opts.Partial) {
		var err error
		o.report, err = im.Register.ImportDocuments(ctx, opts.imported(), r.period, r.records())
		if err != nil {
			return o.report, fmt.Errorf("import documents: %w", err)
		}
	}
	o.report.Rows = r.main.filled
	r.tell(o, opts)
	o.finish(r.tables(), faults)
	r.echo(o)
	return o.report, writeResult(opts.Result, b, o.statuses, r.tables()...)
}
