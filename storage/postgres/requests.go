package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// Requests remembers what residents ask of organisations.
type Requests struct{ DB *DB }

// filed is the outcome of a request.
type filed struct {
	Number       string               `json:"number"`
	Organisation housing.Organisation `json:"organisation"`
}

// File stores a request and returns its number and who gets it: the zero
// Organisation where the house is unknown. A request about an account needs a
// live link to it.
func (s *Requests) File(
	ctx context.Context, o housing.Once, r housing.Request, now time.Time,
) (number string, org housing.Organisation, err error) {
	done, err := once(ctx, s.DB, confirmed{"request", o, now}, func(tx *Tx) (f filed, err error) {
		if f.Organisation, err = addressee(ctx, tx, &r, now); err != nil {
			return f, err
		}
		if r.Kind.Answered() {
			f.Number, err = writeRequest(ctx, tx, r, f.Organisation.ID, now)
		} else {
			f.Number, err = fileRequest(ctx, tx, r, f.Organisation.ID, now)
		}
		return f, err
	})
	if err != nil {
		return "", org, fmt.Errorf("file request: %w", err)
	}
	return done.Number, done.Organisation, nil
}

const selectMeterOfAccount = `SELECT id FROM meters WHERE id = $1 AND account_id = $2`

// addressee finds the organisation that r is for, through the person's link
// where r concerns an account, and sets the house of that account.
func addressee(
	ctx context.Context, q sqlx.QueryerContext, r *housing.Request, now time.Time,
) (housing.Organisation, error) {
	switch {
	case r.Account == 0 && r.Organisation != 0:
		return askedOf(ctx, q, r, now)
	case r.Account == 0:
		return organisationOfHouse(ctx, q, r.House)
	}
	link, err := gate{r.Person, r.Account, r.Kind.Right(), now}.link(ctx, q)
	if err != nil {
		return housing.Organisation{}, err
	}
	if r.Meter != 0 {
		var id int64
		if err := get(ctx, q, &id, selectMeterOfAccount, int64(r.Meter), int64(r.Account)); err != nil {
			return housing.Organisation{}, fmt.Errorf("find meter: %w", notYours(err))
		}
	}
	house := link.house()
	r.House = house.ID
	return house.Organisation, nil
}

func organisationOfHouse(
	ctx context.Context, q sqlx.QueryerContext, id housing.HouseID,
) (housing.Organisation, error) {
	if id == 0 {
		return housing.Organisation{}, nil
	}
	var row houseRow
	if err := get(ctx, q, &row, selectHouse, int64(id)); err != nil {
		return housing.Organisation{}, fmt.Errorf("find house: %w", err)
	}
	return row.house().Organisation, nil
}

const insertRequest = `
	INSERT INTO requests (number, kind, organisation_id, house_id, account_id, meter_id, person_id, text, at)
	VALUES ('З-' || nextval('request_numbers'), $1, $2, $3, $4, $5, $6, $7, $8)
	RETURNING number`

// fileRequest stores a request that has passed the gate.
func fileRequest(
	ctx context.Context, tx *Tx, r housing.Request, org housing.OrganisationID, now time.Time,
) (number string, err error) {
	err = get(ctx, tx, &number, insertRequest, string(r.Kind), idArg(org), idArg(r.House), idArg(r.Account),
		idArg(r.Meter), idArg(r.Person), r.Text, now)
	if err != nil {
		return "", fmt.Errorf("store request: %w", err)
	}
	return number, nil
}

// FiledRequest is a request as its organisation sees it: without the person.
type FiledRequest struct {
	Number   string
	Kind     housing.RequestKind
	At       time.Time
	Address  housing.Address // zero where the house is unknown
	Account  string          // number; empty where none is connected
	Premises string
	Meter    string // serial; empty where it concerns none
	Text     string
	Phone    string // of who asks for a code, if it was shared; empty otherwise
}

type requestRow struct {
	Number     string    `db:"number"`
	Kind       string    `db:"kind"`
	At         time.Time `db:"at"`
	Region     string    `db:"region"`
	Settlement string    `db:"settlement"`
	Street     string    `db:"street"`
	House      string    `db:"house"`
	Building   string    `db:"building"`
	Account    string    `db:"account"`
	Premises   string    `db:"premises"`
	Meter      string    `db:"meter"`
	Text       string    `db:"text"`
	Phone      string    `db:"phone"`
}

const selectRequests = `
	SELECT q.number, q.kind, q.at, q.text,
		coalesce(h.region, '') AS region, coalesce(h.settlement, '') AS settlement,
		coalesce(h.street, '') AS street, coalesce(h.number, '') AS house,
		coalesce(h.building, '') AS building,
		coalesce(a.number, '') AS account, coalesce(p.number, '') AS premises,
		coalesce(m.serial, '') AS meter, coalesce(f.phone, '') AS phone
	FROM requests q
	LEFT JOIN houses h ON h.id = q.house_id
	LEFT JOIN accounts a ON a.id = q.account_id
	LEFT JOIN premises p ON p.id = a.premises_id
	LEFT JOIN meters m ON m.id = q.meter_id
	LEFT JOIN person_phones f ON f.person_id = q.person_id AND q.kind = 'ask_code'
	WHERE q.organisation_id = $1 OR $1::bigint = 0 AND q.organisation_id IS NULL
	ORDER BY q.id DESC
	LIMIT $2`

// ForOrganisation returns the newest requests to an organisation, newest
// first; for 0 those about houses that are not there yet.
func (s *Requests) ForOrganisation(
	ctx context.Context, org housing.OrganisationID, limit int,
) ([]FiledRequest, error) {
	var rows []requestRow
	if err := list(ctx, s.DB.pool, &rows, selectRequests, int64(org), limit); err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	return each(rows, requestRow.request), nil
}

func (r requestRow) request() FiledRequest {
	return FiledRequest{
		Number: r.Number, Kind: housing.RequestKind(r.Kind), At: r.At.UTC(),
		Address: housing.Address{
			Region: r.Region, Settlement: r.Settlement, Street: r.Street,
			Number: r.House, Building: r.Building,
		},
		Account: r.Account, Premises: r.Premises, Meter: r.Meter, Text: r.Text, Phone: r.Phone,
	}
}
