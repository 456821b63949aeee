package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

const houseColumns = `
	h.id AS house_id, h.fias, h.region, h.settlement, h.street, h.number AS house_number, h.building, h.zone,
	o.id AS org_id, o.inn, o.name AS org_name, o.phone,
	coalesce(h.window_from, o.window_from) AS window_from, coalesce(h.window_to, o.window_to) AS window_to`

const houseTables = `
	houses h
	JOIN organisations o ON o.id = h.organisation_id`

type houseRow struct {
	HouseID     int64         `db:"house_id"`
	FIAS        string        `db:"fias"`
	Region      string        `db:"region"`
	Settlement  string        `db:"settlement"`
	Street      string        `db:"street"`
	HouseNumber string        `db:"house_number"`
	Building    string        `db:"building"`
	Zone        string        `db:"zone"`
	OrgID       int64         `db:"org_id"`
	INN         string        `db:"inn"`
	OrgName     string        `db:"org_name"`
	Phone       string        `db:"phone"`
	WindowFrom  sql.NullInt32 `db:"window_from"`
	WindowTo    sql.NullInt32 `db:"window_to"`
}

func (r houseRow) house() housing.House {
	return housing.House{
		ID: housing.HouseID(r.HouseID),
		Organisation: housing.Organisation{
			ID: housing.OrganisationID(r.OrgID), INN: r.INN, Name: r.OrgName, Phone: r.Phone,
		},
		FIAS: r.FIAS,
		Address: housing.Address{
			Region: r.Region, Settlement: r.Settlement, Street: r.Street,
			Number: r.HouseNumber, Building: r.Building,
		},
		Zone: r.Zone,
	}
}

func (r houseRow) window() housing.Window {
	if !r.WindowFrom.Valid || !r.WindowTo.Valid {
		return housing.DefaultWindow()
	}
	return housing.Window{From: int(r.WindowFrom.Int32), To: int(r.WindowTo.Int32)}
}

// slot returns today in the house and the period that a reading counts for.
func (r houseRow) slot(now time.Time) (today housing.Date, slot housing.Slot) {
	today = housing.DateOf(now.In(r.house().Location()))
	return today, r.window().On(today)
}

const accountColumns = houseColumns + `,
	a.id AS account_id, a.number AS account_number, a.els, a.izhku, a.holder, a.area,
	coalesce(p.number || CASE WHEN p.room = '' THEN '' ELSE ', ком. ' || p.room END, '') AS premises`

const accountTables = `
	accounts a
	JOIN houses h ON h.id = a.house_id
	JOIN organisations o ON o.id = h.organisation_id
	LEFT JOIN premises p ON p.id = a.premises_id`

type accountRow struct {
	houseRow
	AccountID     int64           `db:"account_id"`
	AccountNumber string          `db:"account_number"`
	ELS           string          `db:"els"`
	IZHKU         string          `db:"izhku"`
	Holder        string          `db:"holder"`
	Area          decimal.Decimal `db:"area"`
	Premises      string          `db:"premises"`
}

func (r accountRow) account() housing.Account {
	return housing.Account{
		ID: housing.AccountID(r.AccountID), House: r.house(), Premises: r.Premises,
		Number: r.AccountNumber, ELS: r.ELS, IZHKU: r.IZHKU, Holder: initials(r.Holder), Area: r.Area,
	}
}

// initials shortens «Иванова Мария Петровна» to «М. П. И.»: name, patronymic,
// surname. The number of a firm stays, it is no secret.
func initials(holder string) string {
	words := strings.Fields(holder)
	if len(words) == 0 {
		return ""
	}
	var short []string
	for _, w := range append(words[1:], words[0]) {
		first, _ := utf8.DecodeRuneInString(w)
		if unicode.IsDigit(first) {
			return holder
		}
		short = append(short, string(unicode.ToUpper(first))+".")
	}
	return strings.Join(short, " ")
}

const linkColumns = accountColumns + `,
	l.id AS link_id, l.person_id, l.role, l.name AS link_name, l.since, l.suspended_at`

type linkRow struct {
	accountRow
	LinkID      int64        `db:"link_id"`
	PersonID    int64        `db:"person_id"`
	Role        string       `db:"role"`
	LinkName    string       `db:"link_name"`
	Since       time.Time    `db:"since"`
	SuspendedAt sql.NullTime `db:"suspended_at"`
}

// connection hides from a suspended link what may belong to somebody else.
func (r linkRow) connection() housing.Connection {
	c := housing.Connection{
		Account: r.account(), Name: r.LinkName, Role: housing.Role(r.Role),
		Suspended: r.SuspendedAt.Valid, Since: r.Since.UTC(),
	}
	if c.Suspended {
		c.Account.Holder, c.Account.Area = "", decimal.Zero
	}
	return c
}

const selectLiveLink = `
	SELECT` + linkColumns + `
	FROM links l
	JOIN (` + accountTables + `) ON a.id = l.account_id
	WHERE l.person_id = $1 AND l.account_id = $2 AND $3 = ANY (l.rights)
	  AND l.suspended_at IS NULL AND a.closed_on IS NULL`

// liveLink is the gate to an account: the person's link with the given right,
// else housing.ErrNotYours.
func liveLink(
	ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, a housing.AccountID, right housing.Right,
) (linkRow, error) {
	var row linkRow
	if err := get(ctx, q, &row, selectLiveLink, int64(p), int64(a), string(right)); err != nil {
		return row, fmt.Errorf("find link: %w", notYours(err))
	}
	return row, nil
}

// lockLink is liveLink that keeps others from changing the account's readings
// and links until the transaction ends.
func lockLink(
	ctx context.Context, tx *Tx, p housing.PersonID, a housing.AccountID, right housing.Right,
) (linkRow, error) {
	if err := lockAccount(ctx, tx, a); err != nil {
		return linkRow{}, err
	}
	return liveLink(ctx, tx, p, a, right)
}

const selectAccountLock = `SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE`

func lockAccount(ctx context.Context, tx *Tx, a housing.AccountID) error {
	var id int64
	if err := get(ctx, tx, &id, selectAccountLock, int64(a)); err != nil {
		return fmt.Errorf("lock account: %w", notYours(err))
	}
	return nil
}
