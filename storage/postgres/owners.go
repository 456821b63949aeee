package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// Owners knows who owns the premises of houses.
type Owners struct{ DB *DB }

type premisesRow struct {
	ID       int64           `db:"id"`
	Number   string          `db:"number"`
	Room     string          `db:"room"`
	Purpose  string          `db:"purpose"`
	Area     decimal.Decimal `db:"area"`
	Cadastre string          `db:"cadastre"`
}

func (r premisesRow) premises() owners.Premises {
	return owners.Premises{
		ID: owners.PremisesID(r.ID), Number: r.Number, Room: r.Room, Kind: owners.Kind(r.Purpose),
		Area:     r.Area,
		Cadastre: r.Cadastre,
	}
}

type rightRow struct {
	ID         int64        `db:"id"`
	Premises   int64        `db:"premises_id"`
	Owner      int64        `db:"owner_id"`
	Num        int64        `db:"share_num"`
	Den        int64        `db:"share_den"`
	Joint      bool         `db:"joint"`
	Number     string       `db:"number"`
	Registered sql.NullTime `db:"registered_on"`
	From       time.Time    `db:"from_on"`
	Until      sql.NullTime `db:"until_on"`
}

func (r rightRow) right() owners.Right {
	return owners.Right{
		ID: owners.RightID(r.ID), Premises: owners.PremisesID(r.Premises), Owner: owners.OwnerID(r.Owner),
		Share: owners.Share{Num: r.Num, Den: r.Den}, Joint: r.Joint, Number: r.Number,
		On:   dateOf(r.Registered),
		From: housing.DateOf(r.From), Until: dateOf(r.Until),
	}
}

type ownerRow struct {
	ID           int64  `db:"id"`
	Name         string `db:"name"`
	Organisation bool   `db:"organisation"`
	OGRN         string `db:"ogrn"`
}

func (r ownerRow) owner() owners.Owner {
	return owners.Owner{ID: owners.OwnerID(r.ID), Name: r.Name, Organisation: r.Organisation, OGRN: r.OGRN}
}

const (
	ofPremises = `p.id = ANY ($1)`
	ofHouse    = `p.house_id = $1`
)

const selectOwnedPremises = `
	SELECT p.id, p.number, p.room, p.purpose, p.area, p.cadastre
	FROM premises p
	WHERE p.area IS NOT NULL AND `

const ownedOrder = `
	ORDER BY p.purpose <> 'residential', p.purpose, substring(p.number_key FROM '\d{1,9}')::bigint NULLS LAST,
		p.number_key, p.room_key`

const selectRights = `
	SELECT r.id, r.premises_id, r.owner_id, r.share_num, r.share_den, r.joint, r.number, r.registered_on,
		r.from_on, r.until_on
	FROM owner_rights r
	JOIN premises p ON p.id = r.premises_id
	WHERE `

const rightOrder = ` ORDER BY r.id`

// registerOf reads premises and rights, without the names of owners.
func registerOf(ctx context.Context, q sqlx.QueryerContext, which string, arg any) (owners.Register, error) {
	var premises []premisesRow
	if err := list(ctx, q, &premises, selectOwnedPremises+which+ownedOrder, arg); err != nil {
		return owners.Register{}, fmt.Errorf("read premises: %w", err)
	}
	var rights []rightRow
	if err := list(ctx, q, &rights, selectRights+which+rightOrder, arg); err != nil {
		return owners.Register{}, fmt.Errorf("read rights: %w", err)
	}
	return owners.Register{
		Premises: each(premises, premisesRow.premises), Rights: each(rights, rightRow.right),
	}, nil
}

const selectOwners = `SELECT id, name, organisation, ogrn FROM owners WHERE house_id = $1 ORDER BY id`

// Register returns all that is known of a house, also rights that ended. Names go to nobody but the papers
// of a meeting and operators: the caller sees to that.
func (s *Owners) Register(ctx context.Context, house housing.HouseID) (owners.Register, error) {
	reg, err := registerOf(ctx, s.DB.pool, ofHouse, int64(house))
	if err != nil {
		return reg, fmt.Errorf("read register of owners: %w", err)
	}
	var rows []ownerRow
	if err := list(ctx, s.DB.pool, &rows, selectOwners, int64(house)); err != nil {
		return reg, fmt.Errorf("read owners: %w", err)
	}
	reg.Owners = each(rows, ownerRow.owner)
	return reg, nil
}

// Flats that have accounts, and of which the register of owners knows no area.
const selectGaps = `
	SELECT p.number || CASE WHEN p.room = '' THEN '' ELSE ', ком. ' || p.room END
	FROM premises p
	WHERE p.house_id = $1 AND p.area IS NULL
	  AND EXISTS (SELECT 1 FROM accounts a WHERE a.premises_id = p.id AND a.closed_on IS NULL)
	  AND NOT EXISTS (SELECT 1 FROM premises x
		WHERE x.house_id = p.house_id AND x.area IS NOT NULL AND x.number_key = p.number_key)
	ORDER BY substring(p.number_key FROM '\d{1,9}')::bigint NULLS LAST, p.number_key
	LIMIT $2`

// Gaps returns premises that have accounts, but no area in the register: a total without them is too small.
func (s *Owners) Gaps(ctx context.Context, house housing.HouseID, limit int) ([]string, error) {
	var gaps []string
	if err := list(ctx, s.DB.pool, &gaps, selectGaps, int64(house), limit); err != nil {
		return nil, fmt.Errorf("find gaps of the register: %w", err)
	}
	return gaps, nil
}
