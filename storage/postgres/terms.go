package postgres

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// ofMonth joins the houses h whose month $2 belongs to the organisation $1. A
// month belongs to whoever manages the house on its last day: who manages it
// then takes its readings and charges for it.
const ofMonth = `
	JOIN house_terms term ON term.house_id = h.id AND term.organisation_id = $1
		AND term.from_on < $2::date + interval '1 month' AND term.until_on >= $2::date + interval '1 month'`

const selectIssuer = `
	SELECT o.id, o.inn, o.name, o.phone
	FROM house_terms t
	JOIN organisations o ON o.id = t.organisation_id
	WHERE t.house_id = $1 AND t.from_on < $2::date + interval '1 month'
	  AND t.until_on >= $2::date + interval '1 month'`

// issuerOf returns the organisation that a document is of: it takes the money
// also after the house has passed. Where there is none, it is that of the house.
func issuerOf(
	ctx context.Context, q sqlx.QueryerContext, of houseRow, doc housing.Document,
) (housing.Organisation, error) {
	if doc.ID == 0 {
		return of.house().Organisation, nil
	}
	var row organisationRow
	if err := get(ctx, q, &row, selectIssuer, of.HouseID, periodArg(doc.Period)); err != nil {
		return housing.Organisation{}, fmt.Errorf("find issuer of document: %w", err)
	}
	return row.organisation(), nil
}
