package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// Money belongs to the organisation whose contract it came by, whoever manages
// the house later. The bounds without a zone let the index be used: no zone is a
// day away.
const entryTables = `
	payment_steps t
	JOIN payments y ON y.id = t.payment_id
	JOIN shops k ON k.id = y.shop_id
	JOIN accounts a ON a.id = y.account_id
	JOIN houses h ON h.id = a.house_id`

const selectEntries = `
	SELECT t.state AS step, t.at, h.zone, y.key, y.number, coalesce(y.external, '') AS external,
		a.number AS account, a.els, a.izhku,
		coalesce(d.number, '') AS document, coalesce(d.gis_id, '') AS gis_id,
		y.period, y.payee::text AS payee, y.way, y.sum, y.fee,
		(SELECT r.at FROM payment_steps r WHERE r.payment_id = y.id AND r.state = 'refunded') AS returned,
		(SELECT coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'service', l.service,
			'period', l.period, 'sum', l.sum) ORDER BY l.line), '[]')::text
		 FROM allocations l WHERE l.payment_id = y.id) AS shares
	FROM ` + entryTables + `
	LEFT JOIN documents d ON d.id = y.document_id AND d.period = y.period
	WHERE k.organisation_id = $1 AND t.state IN ('succeeded', 'refunded')
	  AND t.at >= $2::date - 1 AND t.at < $3::date + 2
	  AND (t.at AT TIME ZONE h.zone)::date BETWEEN $2::date AND $3::date
	ORDER BY t.at, t.id`

type entryRow struct {
	Step     string          `db:"step"`
	At       time.Time       `db:"at"`
	Zone     string          `db:"zone"`
	Key      string          `db:"key"`
	Number   string          `db:"number"`
	External string          `db:"external"`
	Account  string          `db:"account"`
	ELS      string          `db:"els"`
	IZHKU    string          `db:"izhku"`
	Document string          `db:"document"`
	GISID    string          `db:"gis_id"`
	Period   time.Time       `db:"period"`
	Payee    string          `db:"payee"`
	Way      string          `db:"way"`
	Sum      decimal.Decimal `db:"sum"`
	Fee      decimal.Decimal `db:"fee"`
	Returned sql.NullTime    `db:"returned"`
	Shares   string          `db:"shares"`
}

func (r entryRow) entry() (housing.PaymentEntry, error) {
	zone := housing.House{Zone: r.Zone}.Location()
	e := housing.PaymentEntry{
		Kind: housing.EntryPayment, At: r.At.In(zone), Key: r.Key, Number: r.Number, External: r.External,
		Account: r.Account, ELS: r.ELS, IZHKU: r.IZHKU, Document: r.Document, GISID: r.GISID,
		Period: periodOf(r.Period), Way: housing.PayWay(r.Way), Sum: r.Sum, Fee: r.Fee,
	}
	if err := json.Unmarshal([]byte(r.Payee), &e.Payee); err != nil {
		return e, fmt.Errorf("read payee of payment %s: %w", r.Number, err)
	}
	var err error
	if e.Shares, err = sharesOf(r.Shares); err != nil {
		return e, fmt.Errorf("read shares of payment %s: %w", r.Number, err)
	}
	switch {
	case r.Step == string(housing.PaymentRefunded):
		e.Kind, e.Sum, e.Fee = housing.EntryRefund, e.Sum.Neg(), e.Fee.Neg()
		for i := range e.Shares {
			e.Shares[i].Sum = e.Shares[i].Sum.Neg()
		}
	case r.Returned.Valid:
		e.Returned = housing.DateOf(r.Returned.Time.In(zone))
	}
	return e, nil
}

func sharesOf(stored string) ([]housing.EntryShare, error) {
	var rows []struct {
		Kind    housing.ShareKind `json:"kind"`
		Service string            `json:"service"`
		Period  housing.Date      `json:"period"`
		Sum     decimal.Decimal   `json:"sum"`
	}
	if err := json.Unmarshal([]byte(stored), &rows); err != nil {
		return nil, err
	}
	shares := make([]housing.EntryShare, len(rows))
	for i, r := range rows {
		shares[i] = housing.EntryShare{
			Kind: r.Kind, Service: r.Service, Period: r.Period.Period(), Sum: r.Sum,
		}
	}
	return shares, nil
}

// Entries reads an organisation's register of payments, the oldest entry first,
// one by one. Its days are those of the house. After an error nothing follows.
func (s *Payments) Entries(
	ctx context.Context, org housing.OrganisationID, days housing.Days,
) iter.Seq2[housing.PaymentEntry, error] {
	return func(yield func(housing.PaymentEntry, error) bool) {
		if err := s.eachEntry(ctx, org, days, yield); err != nil {
			yield(housing.PaymentEntry{}, fmt.Errorf("read register of payments: %w", err))
		}
	}
}

func (s *Payments) eachEntry(
	ctx context.Context, org housing.OrganisationID, days housing.Days,
	yield func(housing.PaymentEntry, error) bool,
) error {
	rows, err := s.DB.pool.QueryxContext(ctx, selectEntries, int64(org), days.From.String(), days.To.String())
	if err != nil {
		return wrapError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r entryRow
		if err := rows.StructScan(&r); err != nil {
			return wrapError(err)
		}
		e, err := r.entry()
		if err != nil {
			return err
		}
		if !yield(e, nil) {
			return nil
		}
	}
	return wrapError(rows.Err())
}

const selectRegisterMonths = `
	SELECT date_trunc('month', t.at AT TIME ZONE h.zone)::date AS period, count(*) AS entries
	FROM ` + entryTables + `
	WHERE k.organisation_id = $1 AND t.state IN ('succeeded', 'refunded')
	  AND t.at >= $2::date - 1 AND (t.at AT TIME ZONE h.zone)::date >= $2::date
	GROUP BY 1
	ORDER BY 1 DESC`

// Paid counts the entries of the registers that an operator may take since a
// month, the newest month first.
func (s *Operators) Paid(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
) ([]housing.RegisterMonth, error) {
	var rows []struct {
		Period  time.Time `db:"period"`
		Entries int       `db:"entries"`
	}
	if err := s.looks(ctx, p, org, "payments"); err != nil {
		return nil, fmt.Errorf("count payments to export: %w", err)
	}
	err := list(ctx, s.DB.pool, &rows, selectRegisterMonths, int64(org), periodArg(since))
	if err != nil {
		return nil, fmt.Errorf("count payments to export: %w", err)
	}
	months := make([]housing.RegisterMonth, len(rows))
	for i, r := range rows {
		months[i] = housing.RegisterMonth{Period: periodOf(r.Period), Entries: r.Entries}
	}
	return months, nil
}
