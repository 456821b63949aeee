package postgres

import (
	"database/sql"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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
