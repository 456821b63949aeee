package gis

import (
	"strings"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// fromAccount in a cell means that ГИС ЖКХ takes the value from the account.
const fromAccount = "@"

// payer reads whose document it is: by ИЖКУ, or by ЕЛС or number in files that
// were written by hand.
func payer(row *row) string {
	text := row.identifier(fieldIZHKU)
	if text == "" {
		return ""
	}
	number, ok := housing.ParseNumber(text)
	if !ok {
		row.fault(fieldIZHKU, "«%s»: нужен идентификатор вида 75ДА533315-01", shorten(text))
	}
	return number.Value
}

// documentIDLength is how many signs an identifier of a document has (HCS XSD 16.3).
const documentIDLength = 18

func documentID(row *row) string {
	id := housing.FoldNumber(row.identifier(fieldDocumentID))
	if id != "" && len([]rune(id)) != documentIDLength {
		row.fault(fieldDocumentID, "«%s»: нужен идентификатор вида 75ДА533315-01-6101", shorten(id))
	}
	return id
}

// area returns the area that a contribution to capital repair is counted for:
// where the file leaves it to the account, the one that gives the sum.
func area(row *row, c *housing.Charge) decimal.NullDecimal {
	if row.text(fieldArea) != fromAccount {
		if told := row.optional(fieldArea, 4); told.Decimal.IsPositive() {
			return told
		}
	}
	if !c.Tariff.Decimal.IsPositive() || !c.Charged.IsPositive() {
		return decimal.NullDecimal{}
	}
	found := c.Charged.DivRound(c.Tariff.Decimal, 2)
	exact := found.Mul(c.Tariff.Decimal).Round(2).Equal(c.Charged)
	if !exact || found.GreaterThan(decimal.NewFromInt(maxMeasure)) {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(found)
}

// requisite reads a bank account; false if none is given.
func (r *row) requisite() (housing.Requisite, bool) {
	q := housing.Requisite{BIK: bik(r.identifier(fieldBIK)), Account: r.identifier(fieldBankAccount)}
	switch {
	case q.BIK == "" && q.Account == "":
		return q, false
	case strings.ContainsAny(r.text(fieldBankAccount), "eE"):
		// a number keeps fifteen digits: what is left may even pass the check
		r.fault(fieldBankAccount, "Excel сделал из счёта число и потерял цифры: "+
			"задайте столбцу формат «Текстовый» и впишите счёт ещё раз")
	case !housing.ValidBIK(q.BIK):
		r.fault(fieldBIK, "«%s»: в БИК девять цифр", shorten(q.BIK))
	case !housing.ValidBankAccount(q.BIK, q.Account):
		r.fault(fieldBankAccount, "«%s»: нужно 20 цифр, и контрольная цифра должна подходить к БИК",
			shorten(q.Account))
	}
	return q, !r.bad
}

// bik gives a БИК its first zero back, which a number of Excel loses.
func bik(s string) string {
	if len(s) == 8 && isDigits(s) && s[0] != '0' {
		return "0" + s
	}
	return s
}

// rub writes a sum as the workbook shows it.
func rub(d decimal.Decimal) string { return strings.Replace(d.StringFixed(2), ".", ",", 1) }

// money is amount with two digits after the point.
func (r *row) money(f field) decimal.Decimal {
	if s := r.text(f); strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−") {
		r.fault(f, "«%s»: сумма не может быть меньше нуля", shorten(s))
		return decimal.Decimal{}
	}
	d := r.amount(f, 2)
	if d.NumDigits()+int(d.Exponent()) > 13 {
		r.fault(f, "слишком большая сумма: до 13 знаков перед запятой")
		return decimal.Decimal{}
	}
	return d
}

// balance is money that may be below zero: what is recalculated, and totals.
func (r *row) balance(f field) decimal.Decimal {
	s := r.text(f)
	rest, negative := strings.CutPrefix(strings.Replace(s, "−", "-", 1), "-")
	if !negative {
		return r.money(f)
	}
	d, ok := r.decimal(rest)
	switch {
	case !ok:
		r.fault(f, "«%s» — не число: нужно число вида 123,45", shorten(s))
		return decimal.Decimal{}
	case !d.Equal(d.Round(2)) || d.NumDigits()+int(d.Exponent()) > 13:
		r.fault(f, "«%s»: до 13 знаков перед запятой и 2 после", shorten(s))
		return decimal.Decimal{}
	}
	return d.Neg()
}

// dayOf reads a date, or a day of the month p: the template asks up to which
// day of the period payments are counted.
func (r *row) dayOf(f field, p housing.Period) housing.Date {
	s := r.text(f)
	if len(s) <= 2 && isDigits(s) && s != "" {
		day := 0
		for _, digit := range s {
			day = day*10 + int(digit-'0')
		}
		if day >= 1 && day <= 31 && !p.IsZero() {
			return p.Day(day)
		}
	}
	return r.date(f)
}
