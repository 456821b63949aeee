package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// Payments are what people pay and what they may pay.
type Payments struct{ DB *DB }

// Bills returns what an account is to pay now, one bill for each payee. Where
// nothing is published there is one of nothing: one may pay ahead.
func (s *Payments) Bills(
	ctx context.Context, person housing.PersonID, account housing.AccountID, now time.Time,
) ([]housing.Bill, error) {
	link, err := gate{person, account, housing.MayPay, now}.link(ctx, s.DB.pool)
	if err != nil {
		return nil, fmt.Errorf("open bills: %w", err)
	}
	bills, err := billsOf(ctx, s.DB.pool, link, now)
	if err != nil {
		return nil, err
	}
	return bills, auditRead(ctx, s.DB.pool, deed{person, account, "bills", now})
}

const selectNewestPublished = `
	SELECT` + documentColumns + `
	FROM documents d
	WHERE d.account_id = $1 AND d.state = 'published'
	ORDER BY d.period DESC
	LIMIT 1`

// billsOf returns the bills behind a link as they stand at this moment: to who
// may not see the account the current period alone.
func billsOf(
	ctx context.Context,
	q sqlx.QueryerContext,
	link linkRow,
	now time.Time,
) ([]housing.Bill, error) {
	doc, err := newestPublished(ctx, q, link.AccountID)
	if err != nil {
		return nil, err
	}
	today := housing.DateOf(now.In(link.house().Location()))
	if doc.ID == 0 {
		doc.Period = today.Period()
	}
	bills := housing.BillsOf(doc)
	if err := lessPaid(ctx, q, bills, reckoning{account: link.account(), doc: doc}); err != nil {
		return nil, err
	}
	issuer, err := issuerOf(ctx, q, link.houseRow, doc)
	if err != nil {
		return nil, err
	}
	terms, err := termsOf(ctx, q, issuer, today)
	if err != nil {
		return nil, err
	}
	payees, err := payeesOf(ctx, q, terms.org.ID, doc.Requisites)
	if err != nil {
		return nil, err
	}
	for i := range bills {
		b := &bills[i]
		b.Account, b.Name, b.Today, b.Order = link.account(), link.LinkName, today, terms.order
		b.Payee = terms.payee(b.Payee, payees, i)
		b.Ways = terms.ways(b.Payee)
		if !link.may(housing.MaySee) {
			*b = b.MonthAlone()
		}
		if err := markOpen(ctx, q, b, housing.PersonID(link.PersonID)); err != nil {
			return nil, err
		}
	}
	return bills, nil
}

func newestPublished(ctx context.Context, q sqlx.QueryerContext, account int64) (housing.Document, error) {
	var rows []documentRow
	if err := list(ctx, q, &rows, selectNewestPublished, account); err != nil {
		return housing.Document{}, fmt.Errorf("find newest document: %w", err)
	}
	if len(rows) == 0 {
		return housing.Document{}, nil
	}
	return rows[0].document()
}

// A document that does not say which payments it counts has those before its
// first edition: one that was re-issued is reckoned as that one was.
const selectPaidSince = `
	SELECT y.bik, y.bank_account, y.parts::text AS parts
	FROM payments y
	WHERE y.account_id = $1 AND y.state = 'succeeded' AND y.id <> $4 AND y.settled_at >= coalesce($2, (
		SELECT min(d.loaded_at)
		FROM documents d
		WHERE d.account_id = $1 AND d.period = $3 AND d.state <> 'loaded'), '-infinity')
	ORDER BY y.settled_at, y.id`

// reckoning is what payments are counted for.
type reckoning struct {
	account housing.Account
	doc     housing.Document
	but     housing.PaymentID // that does not count
}

// lessPaid lowers the bills of a document by what was paid through us since the
// day up to which it counts payments.
func lessPaid(ctx context.Context, q sqlx.QueryerContext, bills []housing.Bill, r reckoning) error {
	var since sql.NullTime
	var period any // null: there is no document, and everything counts
	if r.doc.ID != 0 {
		period = periodArg(r.doc.Period)
	}
	if !r.doc.Sums.Counted.IsZero() {
		since = sql.NullTime{Time: r.doc.Sums.Counted.Add(1).In(r.account.House.Location()), Valid: true}
	}
	var rows []struct {
		BIK     string `db:"bik"`
		Account string `db:"bank_account"`
		Parts   string `db:"parts"`
	}
	err := list(ctx, q, &rows, selectPaidSince, int64(r.account.ID), since, period, int64(r.but))
	if err != nil {
		return fmt.Errorf("list payments: %w", err)
	}
	for _, row := range rows {
		var parts []housing.PaymentPart
		if err := json.Unmarshal([]byte(row.Parts), &parts); err != nil {
			return fmt.Errorf("read parts of a payment: %w", err)
		}
		at := 0 // a payee that the document names no more: the organisation passes it on
		for i := range bills {
			if bills[i].Payee.BIK == row.BIK && bills[i].Payee.Account == row.Account {
				at = i
			}
		}
		bills[at] = bills[at].Less(parts)
	}
	return nil
}

// terms are how an organisation takes payments on a day.
type terms struct {
	org   housing.Organisation
	rules []housing.PayRule
	shops []shopRow
	order housing.PayOrder
}

// payee is whom a bill is paid to, as the document names them or, of the first, as the organisation does.
func (t terms) payee(of housing.Payee, named []housing.Payee, i int) housing.Payee {
	if i < len(named) && named[i].Name != "" {
		of = named[i]
	}
	if i == 0 {
		return t.named(of)
	}
	return of
}

// named is the first payee of a document: one without a name is the organisation
// itself. Who another is must be said.
func (t terms) named(p housing.Payee) housing.Payee {
	if p.Name == "" {
		p.Name, p.INN = t.org.Name, t.org.INN
	}
	return p
}

type ruleRow struct {
	Way      string              `db:"way"`
	Provider string              `db:"provider"`
	Percent  decimal.Decimal     `db:"percent"`
	MinFee   decimal.Decimal     `db:"min_fee"`
	MaxFee   decimal.NullDecimal `db:"max_fee"`
	MinSum   decimal.Decimal     `db:"min_sum"`
	MaxSum   decimal.NullDecimal `db:"max_sum"`
}

func (r ruleRow) rule() housing.PayRule {
	return housing.PayRule{
		Way: housing.PayWay(r.Way), Provider: r.Provider, Percent: r.Percent,
		MinFee: r.MinFee, MaxFee: r.MaxFee, Min: r.MinSum, Max: r.MaxSum,
	}
}

// The documented order: the wallet, the card, then what came later.
const selectPayRules = `
	SELECT way, provider, percent, min_fee, max_fee, min_sum, max_sum
	FROM pay_rules
	WHERE organisation_id = $1
	ORDER BY array_position(ARRAY['wallet', 'card', 'sbp'], way)`

const selectPayOrder = `
	SELECT pay_order
	FROM pay_orders
	WHERE organisation_id = $1 AND valid_from <= $2
	ORDER BY valid_from DESC
	LIMIT 1`

func termsOf(
	ctx context.Context, q sqlx.QueryerContext, org housing.Organisation, today housing.Date,
) (terms, error) {
	t := terms{org: org, order: housing.OldestFirst}
	var rules []ruleRow
	if err := list(ctx, q, &rules, selectPayRules, int64(org.ID)); err != nil {
		return t, fmt.Errorf("list ways to pay: %w", err)
	}
	t.rules = each(rules, ruleRow.rule)
	if err := list(ctx, q, &t.shops, selectShops, int64(org.ID)); err != nil {
		return t, fmt.Errorf("list shops: %w", err)
	}
	var orders []string
	if err := list(ctx, q, &orders, selectPayOrder, int64(org.ID), dateArg(today)); err != nil {
		return t, fmt.Errorf("find order of payments: %w", err)
	}
	if len(orders) > 0 {
		t.order = housing.PayOrder(orders[0])
	}
	return t, nil
}

// ways are the rules for which the payee has a shop.
func (t terms) ways(p housing.Payee) []housing.PayRule {
	var ways []housing.PayRule
	for _, r := range t.rules {
		if _, ok := t.shop(p, r.Provider); ok {
			ways = append(ways, r)
		}
	}
	return ways
}

// shop returns the contract by which a payee gets money: its own, or that of the
// organisation where the payee is the organisation itself.
func (t terms) shop(p housing.Payee, provider string) (shopRow, bool) {
	own := p.INN == t.org.INN
	var found shopRow
	for _, s := range t.shops {
		switch {
		case s.Provider != provider:
		case s.BIK == p.BIK && s.Account == p.Account && s.Account != "":
			return s, true
		case s.Account == "" && own:
			found = s
		}
	}
	return found, found.ID != 0
}

const selectOpenPayment = selectPayments + `
	WHERE y.account_id = $1 AND y.bik = $2 AND y.bank_account = $3 AND y.state IN ('created', 'pending')`

// markOpen notes what is being paid for a bill already.
func markOpen(ctx context.Context, q sqlx.QueryerContext, b *housing.Bill, p housing.PersonID) error {
	open, err := findPayment(ctx, q, selectOpenPayment, int64(b.Account.ID), b.Payee.BIK, b.Payee.Account)
	switch {
	case err != nil || open == nil:
		return err
	case open.Person == p:
		b.Open = open
	default:
		b.Busy = true
	}
	return nil
}
