package register

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// cell is one value: a day, roubles or a text.
type cell struct {
	day    housing.Date
	rubles decimal.NullDecimal
	text   string
}

func words(s string) cell               { return cell{text: plain(s)} }
func money(d decimal.Decimal) cell      { return cell{rubles: decimal.NewNullDecimal(d)} }
func month(p housing.Period) cell       { return cell{text: monthText(p)} }
func monthText(p housing.Period) string { return fmt.Sprintf("%02d.%04d", p.Month, p.Year) }

// column is a column of a table.
type column[R any] struct {
	title string
	width float64 // on the sheet, in signs
	of    func(R) cell
}

// behind puts the columns of what rows hold behind a column of the rows' own.
func behind[R, In any](first column[R], rest []column[In], in func(R) In) []column[R] {
	columns := make([]column[R], 1, 1+len(rest))
	columns[0] = first
	for _, c := range rest {
		columns = append(columns, column[R]{title: c.title, of: func(r R) cell { return c.of(in(r)) }})
	}
	return columns
}

func titles[R any](columns []column[R]) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.title
	}
	return all
}

type entry = housing.PaymentEntry

// columns are those of a register, whatever its format.
func (w Writer) columns() []column[entry] {
	t := w.Texts.Label
	return []column[entry]{
		{t("register.day"), 12, func(e entry) cell { return cell{day: housing.DateOf(e.At)} }},
		{t("register.time"), 17, func(e entry) cell { return words(e.At.Format("15:04:05 -07:00")) }},
		{t("register.kind"), 10, func(e entry) cell { return words(w.kind(e.Kind)) }},
		{t("register.number"), 15, func(e entry) cell { return words(e.Number) }},
		{t("register.external"), 38, func(e entry) cell { return words(e.External) }},
		{t("register.account"), 15, func(e entry) cell { return words(e.Account) }},
		{t("register.els"), 13, func(e entry) cell { return words(e.ELS) }},
		{t("register.izhku"), 16, func(e entry) cell { return words(e.IZHKU) }},
		{t("register.document"), 18, func(e entry) cell { return words(e.Document) }},
		{t("register.gis_id"), 21, func(e entry) cell { return words(e.GISID) }},
		{t("register.period"), 9, func(e entry) cell { return month(e.Period) }},
		{t("register.payee"), 32, func(e entry) cell { return words(e.Payee.Name) }},
		{t("register.inn"), 14, func(e entry) cell { return words(e.Payee.INN) }},
		{t("register.bik"), 11, func(e entry) cell { return words(e.Payee.BIK) }},
		{t("register.bank_account"), 23, func(e entry) cell { return words(e.Payee.Account) }},
		{t("register.way"), 26, func(e entry) cell { return words(w.way(e.Way)) }},
		{t("register.sum"), 14, func(e entry) cell { return money(e.Sum) }},
		{t("register.fee"), 12, func(e entry) cell { return money(e.Fee) }},
	}
}

// share is a share of an entry.
type share struct {
	housing.EntryShare
	of entry
}

func (w Writer) shareColumns() []column[share] {
	t := w.Texts.Label
	return []column[share]{
		{t("register.number"), 15, func(s share) cell { return words(s.of.Number) }},
		{t("register.kind"), 10, func(s share) cell { return words(w.kind(s.of.Kind)) }},
		{t("register.account"), 15, func(s share) cell { return words(s.of.Account) }},
		{t("register.for"), 14, func(s share) cell { return words(w.share(s.Kind)) }},
		{t("register.service"), 40, func(s share) cell { return words(s.Service) }},
		{t("register.period"), 9, func(s share) cell { return month(s.Period) }},
		{t("register.sum"), 14, func(s share) cell { return money(s.Sum) }},
	}
}

// division writes the shares of an entry into one text.
func (w Writer) division(e entry) cell {
	parts := make([]string, len(e.Shares))
	for i, s := range e.Shares {
		name := w.share(s.Kind)
		if s.Service != "" {
			name += ": " + plain(s.Service)
		}
		parts[i] = fmt.Sprintf("%s, %s = %s", name, monthText(s.Period), comma(s.Sum))
	}
	return words(strings.Join(parts, " | "))
}

func (w Writer) kind(k housing.EntryKind) string {
	if k == housing.EntryRefund {
		return w.Texts.Label("register.refund")
	}
	return w.Texts.Label("register.payment")
}

func (w Writer) way(by housing.PayWay) string {
	switch by {
	case housing.PayWallet:
		return w.Texts.Label("payment.wallet_name")
	case housing.PayCard:
		return w.Texts.Label("payment.card_name")
	case housing.PaySBP:
		return w.Texts.Label("payment.sbp_name")
	}
	return string(by)
}

func (w Writer) share(k housing.ShareKind) string {
	switch k {
	case housing.ShareCharges:
		return w.Texts.Label("register.charges")
	case housing.SharePenalty:
		return w.Texts.Label("register.penalty")
	case housing.ShareDebt:
		return w.Texts.Label("register.debt")
	case housing.ShareAdvance:
		return w.Texts.Label("register.advance")
	}
	return string(k)
}
