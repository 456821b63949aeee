package gis

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func TestDatesAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	want := housing.Date{Year: 2024, Month: time.February, Day: 29}
	for text, ok := range map[string]bool{
		"29.02.2024": true, "29.2.2024": true, " 29.02.2024 г. ": true, "29/02/2024": true, "29-02-2024": true,
		"2024-02-29": true, "2024-02-29T10:00:00Z": true, "29.02.2024 10:30": true, "45351": true, "45351.75": true,
		"29.02.2023": false, "29.02.24": false, "2024": false, "": false, "вчера": false, "02.29.2024": false,
		"29.02": false, "1.2.3.2024": false, "-45351": false, "4535100": false,
	} {
		got, valid := parseDate(text, false)
		if valid != ok || ok && got != want {
			t.Errorf("parseDate(%q) = %v, %v; want %v", text, got, valid, ok)
		}
	}
}

func TestDecimalsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"123,456": "123.456", "123.456": "123.456", "1 234,5": "1234.5", "1\u00a0234\u202f567": "1234567",
		"123.45599999999999": "123.456", "88.010000000000005": "88.01", "0.30000000000000004": "0.3",
		"1.2E-2": "0.012", "1.5e3": "1500", "7.": "7", "007": "7",
		"1234567890123456.1234567": "1234567890123456.1234567",
		"":                         "", "-1": "", "1,234.5": "", "12м": "", "1e999999999": "", ".5": "", "E5": "",
	} {
		got, ok := parseDecimal(text)
		if ok != (want != "") || ok && !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("parseDecimal(%q) = %v, %v; want %q", text, got, ok, want)
		}
	}
}

func TestIdentifiersLoseWhatExcelAdded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1203045.0": "1203045", "'09114411": "09114411", "1.203045E+15": "1203045000000000",
		"18-345672": "18-345672",
		"12.5":      "12.5", "12E3": "12E3", " 75ДА533315 ": "75ДА533315",
	} {
		if got := parseIdentifier(text); got != want {
			t.Errorf("parseIdentifier(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestVerificationEndsOnTheEveOfItsAnniversary(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"4 года": 48, "6 лет": 72, "1 год": 12, "10": 120, "72 мес.": 72, "16 лет.": 192,
		"": 0, "0 лет": 0, "31 год": 0, "шесть": 0, "6 недель": 0,
	} {
		got, ok := parseInterval(text)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("parseInterval(%q) = %d, %v; want %d", text, got, ok, want)
		}
	}
}

func TestAddressOfExportIsReadBack(t *testing.T) {
	t.Parallel()
	for _, a := range []housing.Address{
		{
			Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина",
			Number: "12", Building: "2",
		},
		{
			Region: "Новосибирская обл.", Settlement: "рп Светлый", Street: "пр-кт Мира",
			Number: "3а", Building: "стр. 1",
		},
		{Region: "Москва", Settlement: "Москва", Street: "ул. Ленина", Number: "12/2"},
	} {
		got, ok := housing.ParseAddress(addressLine(a))
		if !ok || !got.Same(a) {
			t.Errorf("%q is read as %+v, %v", addressLine(a), got, ok)
		}
	}
}

func TestFlatIsCutOffItsHouse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"ул. Ленина, д. 12, кв. 45":       {"ул. Ленина, д. 12", "45"},
		"ул. Ленина, д. 12,квартира №45а": {"ул. Ленина, д. 12", "45а"},
		"ул. Ленина, д. 12, пом. 3":       {"ул. Ленина, д. 12", "3"},
		"ул. Ленина, д. 12":               {"ул. Ленина, д. 12", ""},
		"кв-л 3, д. 12":                   {"кв-л 3, д. 12", ""},
		"ул. Квартальная":                 {"ул. Квартальная", ""},
	} {
		house, flat := cutPremises(text)
		if house != want[0] || flat != want[1] {
			t.Errorf("cutPremises(%q) = %q, %q", text, house, flat)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"29.02.2024", "2024-02-29", "45351.5", "г.", "1.1.1950"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, date1904 bool) {
		d, ok := parseDate(s, date1904)
		if !ok {
			return
		}
		if again, valid := parseDate(dateText(d), date1904); !valid || again != d {
			t.Errorf("%q is %v, whose text is read as %v, %v", s, d, again, valid)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"123,456", "1 234.5", "1E-5", "123.45599999999999", "9e20"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := parseDecimal(s)
		if !ok {
			return
		}
		if d.IsNegative() || len(d.String()) > 64 {
			t.Errorf("%q is %s", s, d)
		}
		if again, valid := parseDecimal(d.String()); valid && !again.Equal(d) {
			t.Errorf("%q is %s, read again as %s", s, d, again)
		}
	})
}

func FuzzHeaders(f *testing.F) {
	f.Add("№ записи", "Номер ЛС", "Фамилия", "Имя")
	f.Add("T1", "Показание T1", "", "Вид ПУ по количеству тарифов")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		rows := [][]string{{a, b}, {c, d, a}, {b, "", c, d}}
		for _, tmpl := range []template{accountTemplate(), placeTemplate(), meterTemplate()} {
			l, ok := tmpl.locate(rows)
			if !ok {
				continue
			}
			if l.header < 1 || l.last < l.header || l.last > len(rows) {
				t.Fatalf("layout %+v of %q", l, rows)
			}
			for name, cols := range l.fields {
				if len(cols) == 0 || l.label(tmpl, name) == "" {
					t.Fatalf("field %s has columns %v, label %q", name, cols, l.label(tmpl, name))
				}
			}
		}
		if folded := foldHeader(a); foldHeader(folded) != folded {
			t.Errorf("folding %q twice gives %q, then %q", a, folded, foldHeader(folded))
		}
	})
}

func FuzzTokensKeepEveryByte(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><a b="x>y"><!-- > --><c/>text<![CDATA[<]]></a>`))
	f.Add([]byte(`<a`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in := newTokens(bytes.NewReader(data))
		var got []byte
		for {
			_, piece, err := in.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			if len(piece) == 0 {
				t.Fatal("empty piece")
			}
			got = append(got, piece...)
		}
		if !bytes.Equal(got, data) {
			t.Errorf("pieces of %q are %q", data, got)
		}
	})
}

func FuzzEditKeepsTheOtherCells(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="2"/></sheetData></worksheet>`)
	f.Add(`<x:worksheet><x:sheetData><x:row r="2" spans="1:2"><x:c r="C2" s="3"><x:v>1</x:v></x:c></x:row>` +
		`</x:sheetData></x:worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		if _, err := scanSheet(strings.NewReader(sheet), Limits{}.orDefault(), 9); err != nil {
			return
		}
		var out bytes.Buffer
		e := &edit{col: 3, texts: map[int]string{1: "да & нет", 2: "<нет>"}}
		if err := e.apply(&out, strings.NewReader(sheet)); err != nil {
			return
		}
		if _, err := scanSheet(&out, Limits{}.orDefault(), 9); err != nil {
			t.Errorf("edited sheet is broken: %v", err)
		}
	})
}

type nothing struct{}

func (nothing) ImportAccounts(context.Context, housing.Import, []housing.AccountRecord) (housing.ImportReport, error) {
	return housing.ImportReport{}, nil
}

func (nothing) ImportMeters(context.Context, housing.Import, []housing.MeterRecord) (housing.ImportReport, error) {
	return housing.ImportReport{}, nil
}

func (nothing) ImportDocuments(
	context.Context, housing.Import, housing.Period, iter.Seq[housing.DocumentRecord],
) (housing.ImportReport, error) {
	return housing.ImportReport{}, nil
}

func (nothing) ImportVerdicts(context.Context, housing.Import, []housing.VerdictRecord) (housing.ImportReport, error) {
	return housing.ImportReport{}, nil
}

func FuzzOpen(f *testing.F) {
	var b bytes.Buffer
	if _, err := (Exporter{}).Readings(&b, nil, time.Time{}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		src := Source{Data: bytes.NewReader(data), Size: int64(len(data))}
		_, err := (&Importer{Register: nothing{}}).Accounts(t.Context(), src, Options{Result: io.Discard})
		if _, ok := errors.AsType[*Refusal](err); err != nil && !ok {
			t.Errorf("not a refusal: %v", err)
		}
	})
}
