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

// Documents are the payment documents of accounts.
type Documents struct{ DB *DB }

// documentContent is what of a document nobody searches by.
type documentContent struct {
	Charges    []housing.Charge    `json:"charges"`
	Requisites []housing.Requisite `json:"requisites"`
	Info       string              `json:"info,omitempty"`
}

const documentColumns = `
	d.id AS document_id, d.account_id AS document_account, d.period, d.edition, d.state, d.number, d.gis_id,
	d.charged, d.debt, d.advance, d.paid, d.support, d.due, d.counted_on, d.paid_on,
	d.content::text AS content, d.loaded_at, d.changed_at, d.reason`

type documentRow struct {
	ID        int64           `db:"document_id"`
	Account   int64           `db:"document_account"`
	Period    time.Time       `db:"period"`
	Edition   int             `db:"edition"`
	State     string          `db:"state"`
	Number    string          `db:"number"`
	GISID     string          `db:"gis_id"`
	Charged   decimal.Decimal `db:"charged"`
	Debt      decimal.Decimal `db:"debt"`
	Advance   decimal.Decimal `db:"advance"`
	Paid      decimal.Decimal `db:"paid"`
	Support   decimal.Decimal `db:"support"`
	Due       decimal.Decimal `db:"due"`
	CountedOn sql.NullTime    `db:"counted_on"`
	PaidOn    sql.NullTime    `db:"paid_on"`
	Content   string          `db:"content"`
	LoadedAt  time.Time       `db:"loaded_at"`
	ChangedAt time.Time       `db:"changed_at"`
	Reason    string          `db:"reason"`
}

func (r documentRow) document() (housing.Document, error) {
	var content documentContent
	if err := json.Unmarshal([]byte(r.Content), &content); err != nil {
		return housing.Document{}, fmt.Errorf("read document %d: %w", r.ID, err)
	}
	return housing.Document{
		ID: housing.DocumentID(r.ID), Account: housing.AccountID(r.Account), Period: periodOf(r.Period),
		Edition: r.Edition, State: housing.DocumentState(r.State), Number: r.Number, GISID: r.GISID,
		Loaded: r.LoadedAt.UTC(), Changed: r.ChangedAt.UTC(), Reason: r.Reason,
		Sums: housing.DocumentSums{
			Charged: r.Charged, Debt: r.Debt, Advance: r.Advance, Paid: r.Paid, Support: r.Support,
			Due:     r.Due,
			Counted: dateOf(r.CountedOn), LastPaid: dateOf(r.PaidOn),
		},
		Charges: content.Charges, Requisites: content.Requisites, Info: content.Info,
	}, nil
}

const selectDocumentPeriods = `
	SELECT DISTINCT period
	FROM documents
	WHERE account_id = $1 AND state IN ('published', 'withdrawn')
	ORDER BY period DESC
	LIMIT 120`

// A document that was withdrawn shows until another one stands in its place.
const selectShownDocument = `
	SELECT` + documentColumns + `
	FROM documents d
	WHERE d.account_id = $1 AND d.period = $2 AND d.state IN ('published', 'withdrawn')
	ORDER BY d.state = 'published' DESC, d.edition DESC
	LIMIT 1`

const selectDocumentBefore = `
	SELECT` + documentColumns + `
	FROM documents d
	WHERE d.account_id = $1 AND d.period < $2 AND d.state = 'published'
	ORDER BY d.period DESC
	LIMIT 1`

// Statement returns the charges of an account in a period; the zero period
// means the newest that has a document.
func (s *Documents) Statement(
	ctx context.Context, person housing.PersonID, account housing.AccountID, period housing.Period,
	now time.Time,
) (housing.Statement, error) {
	link, err := gate{person, account, housing.MaySee, now}.link(ctx, s.DB.pool)
	if err != nil {
		return housing.Statement{}, fmt.Errorf("open charges: %w", err)
	}
	st := housing.Statement{
		Account: link.account(), Name: link.LinkName, Period: period,
		Today: housing.DateOf(now.In(link.house().Location())), Unpaying: !link.may(housing.MayPay),
	}
	days, err := dueDaysOf(ctx, s.DB.pool, link.HouseID)
	if err != nil {
		return st, err
	}
	st.DueDays = days[link.HouseID]
	if st.Periods, err = periodsOf(ctx, s.DB.pool, account); err != nil {
		return st, err
	}
	if period.IsZero() && len(st.Periods) > 0 {
		st.Period = st.Periods[0]
	}
	if err := s.addDocuments(ctx, &st, link.houseRow); err != nil {
		return st, err
	}
	if st.Meters, err = shownMeters(ctx, s.DB.pool, account, st.Period); err != nil {
		return st, err
	}
	what := "charges.none"
	if st.Document != nil {
		what = seenDocument(st.Period)
	}
	return st, auditRead(ctx, s.DB.pool, deed{person, account, what, now})
}

// seenDocument is the deed of having opened the document of a period.
// addDocuments adds the document of a statement's period, with whom it is paid
// to and what was paid since, and the one before it.
func (s *Documents) addDocuments(ctx context.Context, st *housing.Statement, of houseRow) error {
	q, account := s.DB.pool, st.Account.ID
	var err error
	if st.Before, err = findDocument(ctx, q, selectDocumentBefore, account, st.Period); err != nil {
		return err
	}
	if st.Document, err = findDocument(ctx, q, selectShownDocument, account, st.Period); err != nil {
		return err
	}
	if st.Document == nil {
		return nil
	}
	issuer, err := issuerOf(ctx, q, of, *st.Document)
	if err != nil {
		return err
	}
	st.Account.House.Organisation = issuer
	if st.Payees, err = payeesOf(ctx, q, issuer.ID, st.Document.Requisites); err != nil {
		return err
	}
	st.Since, err = paidSince(ctx, q, *st.Document)
	return err
}

func seenDocument(p housing.Period) string { return "charges." + p.String() }

func periodsOf(
	ctx context.Context, q sqlx.QueryerContext, account housing.AccountID,
) ([]housing.Period, error) {
	var days []time.Time
	if err := list(ctx, q, &days, selectDocumentPeriods, int64(account)); err != nil {
		return nil, fmt.Errorf("list periods with documents: %w", err)
	}
	return each(days, periodOf), nil
}

// findDocument returns nil where there is none.
func findDocument(
	ctx context.Context, q sqlx.QueryerContext, query string, account housing.AccountID, p housing.Period,
) (*housing.Document, error) {
	if p.IsZero() {
		return nil, nil
	}
	var rows []documentRow
	if err := list(ctx, q, &rows, query, int64(account), periodArg(p)); err != nil {
		return nil, fmt.Errorf("find document: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	d, err := rows[0].document()
	return &d, err
}

const selectMonthCharges = `
	SELECT period, charged, due
	FROM documents
	WHERE account_id = $1 AND state = 'published' AND period > $2
	ORDER BY period`

// Months returns what the periods after the given one came to, oldest first.
func (s *Documents) Months(
	ctx context.Context, person housing.PersonID, account housing.AccountID, after housing.Period,
) ([]housing.MonthCharge, error) {
	if _, err := (gate{person, account, housing.MaySee, s.DB.now()}).link(ctx, s.DB.pool); err != nil {
		return nil, fmt.Errorf("list charges: %w", err)
	}
	var rows []struct {
		Period  time.Time       `db:"period"`
		Charged decimal.Decimal `db:"charged"`
		Due     decimal.Decimal `db:"due"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectMonthCharges, int64(account), periodArg(after)); err != nil {
		return nil, fmt.Errorf("list charges: %w", err)
	}
	months := make([]housing.MonthCharge, len(rows))
	for i, r := range rows {
		months[i] = housing.MonthCharge{Period: periodOf(r.Period), Charged: r.Charged, Due: r.Due}
	}
	return months, auditRead(ctx, s.DB.pool, deed{person, account, "charges.months", s.DB.now()})
}
