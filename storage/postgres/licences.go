package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// Licences is the register of licences as it was loaded.
type Licences struct{ DB *DB }

const licenceColumns = `
	l.id, l.number, l.organisation, l.inn, l.ogrn, l.issued_on, l.valid_to, l.authority, l.state,
	l.state_since, l.source, l.stated_on,
	(SELECT count(*) FROM licence_houses x WHERE x.licence_id = l.id AND x.excluded_on IS NULL) AS houses`

type licenceRow struct {
	statedRow

	ID        int64        `db:"id"`
	Number    string       `db:"number"`
	Name      string       `db:"organisation"`
	INN       string       `db:"inn"`
	OGRN      string       `db:"ogrn"`
	Issued    time.Time    `db:"issued_on"`
	Until     sql.NullTime `db:"valid_to"`
	Authority string       `db:"authority"`
	State     string       `db:"state"`
	Since     sql.NullTime `db:"state_since"`
	Houses    int          `db:"houses"`
}

func (r licenceRow) licence() housing.Licence {
	return housing.Licence{
		ID: housing.LicenceID(r.ID), Number: r.Number, Name: r.Name, INN: r.INN, OGRN: r.OGRN,
		Issued: housing.DateOf(r.Issued), Until: dateOf(r.Until), Authority: r.Authority,
		State: housing.LicenceState(r.State), Since: dateOf(r.Since), Houses: r.Houses, Stated: r.stated(),
	}
}

// The licence that the house is in comes before another of its organisation,
// one in force before one that is not.
const selectLicencesOfHouse = `
	SELECT` + licenceColumns + `
	FROM houses h
	JOIN organisations o ON o.id = h.organisation_id
	JOIN licences l ON l.inn = o.inn OR EXISTS (
		SELECT 1 FROM licence_houses x
		WHERE x.licence_id = l.id AND x.fias = h.fias AND h.fias <> '' AND x.excluded_on IS NULL)
	WHERE h.id = $1
	ORDER BY l.inn = o.inn DESC, l.state = 'active' DESC, l.issued_on DESC
	LIMIT $2`

// mostLicences is how many licences are shown of a house, or found.
const mostLicences = 20

// OfHouse returns the licences of whoever manages a house.
func (s *Licences) OfHouse(ctx context.Context, id housing.HouseID) ([]housing.Licence, error) {
	return s.list(ctx, selectLicencesOfHouse, int64(id), mostLicences)
}

const selectLicencesLike = `
	SELECT` + licenceColumns + `
	FROM licences l
	WHERE $1 <> '' AND l.inn = $1 OR $2 <> '' AND l.ogrn = $2 OR $3 <> '' AND l.number = $3
	   OR $4 <> '' AND (strpos(lower(l.organisation), lower($4)) > 0 OR lower($4) <% lower(l.organisation))
	ORDER BY strpos(lower(l.organisation), lower($4)) > 0 DESC,
		word_similarity(lower($4), lower(l.organisation)) DESC, l.organisation, l.number
	LIMIT $5`

// Find returns the licences that a query names.
func (s *Licences) Find(ctx context.Context, q housing.LicenceQuery) ([]housing.Licence, error) {
	return s.list(ctx, selectLicencesLike, q.INN, q.OGRN, q.Number, q.Name, mostLicences)
}

func (s *Licences) list(ctx context.Context, query string, args ...any) ([]housing.Licence, error) {
	var rows []licenceRow
	if err := list(ctx, s.DB.pool, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("list licences: %w", err)
	}
	return each(rows, licenceRow.licence), nil
}

const selectLicence = `
	SELECT` + licenceColumns + `
	FROM licences l
	WHERE l.id = $1`

const selectDisqualified = `
	SELECT name, post, basis, from_on, to_on, source, stated_on
	FROM disqualified
	WHERE licence_id = $1
	ORDER BY from_on DESC, name`

type disqualifiedRow struct {
	statedRow

	Name  string    `db:"name"`
	Post  string    `db:"post"`
	Basis string    `db:"basis"`
	From  time.Time `db:"from_on"`
	To    time.Time `db:"to_on"`
}

func (r disqualifiedRow) disqualified() housing.Disqualified {
	return housing.Disqualified{
		Name: r.Name, Post: r.Post, Basis: r.Basis,
		From: housing.DateOf(r.From), To: housing.DateOf(r.To), Stated: r.stated(),
	}
}

const selectLicenceAddresses = `
	SELECT address
	FROM licence_houses
	WHERE licence_id = $1 AND excluded_on IS NULL
	ORDER BY address`

// Licence returns a licence with its houses and those disqualified in its organisation.
func (s *Licences) Licence(ctx context.Context, id housing.LicenceID) (housing.Licence, error) {
	var row licenceRow
	if err := get(ctx, s.DB.pool, &row, selectLicence, int64(id)); err != nil {
		return housing.Licence{}, fmt.Errorf("read licence: %w", err)
	}
	l := row.licence()
	if err := list(ctx, s.DB.pool, &l.Addresses, selectLicenceAddresses, int64(id)); err != nil {
		return l, fmt.Errorf("list houses of licence: %w", err)
	}
	var people []disqualifiedRow
	if err := list(ctx, s.DB.pool, &people, selectDisqualified, int64(id)); err != nil {
		return l, fmt.Errorf("list disqualified: %w", err)
	}
	l.Disqualified = each(people, disqualifiedRow.disqualified)
	return l, nil
}

// The state before is that of the first change nobody decided about.
const selectLicenceChanges = `
	SELECT` + licenceColumns + `, first.was,
		(SELECT count(*) FROM (` + licenceReaders + `h.organisation_id = o.id) reader) AS people
	FROM organisations o
	JOIN licences l ON l.inn = o.inn
	JOIN LATERAL (
		SELECT c.was
		FROM licence_changes c
		WHERE c.licence_id = l.id AND c.decided_at IS NULL
		ORDER BY c.id
		LIMIT 1
	) first ON first.was <> l.state
	WHERE o.id = $1
	ORDER BY l.id`

type licenceChangeRow struct {
	licenceRow

	Was    string `db:"was"`
	People int    `db:"people"`
}

func (r licenceChangeRow) change() housing.LicenceChange {
	return housing.LicenceChange{Licence: r.licence(), Was: housing.LicenceState(r.Was), People: r.People}
}

// Changes returns the changes of an organisation's licences that residents were
// not told of, to whoever acts for it.
func (s *Licences) Changes(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
) ([]housing.LicenceChange, error) {
	if err := s.DB.allow(ctx, attempt{p, org, housing.StaffActs, "licence.look"}, now); err != nil {
		return nil, err
	}
	return s.changes(ctx, s.DB.pool, org, now)
}

func (s *Licences) changes(
	ctx context.Context, q sqlx.QueryerContext, org housing.OrganisationID, now time.Time,
) ([]housing.LicenceChange, error) {
	var rows []licenceChangeRow
	if err := list(ctx, q, &rows, selectLicenceChanges, int64(org), now); err != nil {
		return nil, fmt.Errorf("list changes of licences: %w", err)
	}
	return each(rows, licenceChangeRow.change), nil
}

const lockLicence = `SELECT id FROM licences WHERE id = $1 FOR UPDATE`

const closeLicenceChanges = `
	UPDATE licence_changes
	SET decided_at = $2, decided_by = $3, told = $4
	WHERE licence_id = $1 AND decided_at IS NULL`

// Decide tells residents of a change that an operator saw, or tells nobody. One
// that is another by now, or was decided about, is Refused.
func (s *Licences) Decide(
	ctx context.Context, o housing.Once, n housing.LicenceNews, now time.Time,
) (people int, err error) {
	people, err = once(ctx, s.DB, confirmed{"licence.decided", o, now}, func(tx *Tx) (int, error) {
		decides := attempt{n.By, n.Organisation, housing.StaffActs, "licence.decided"}
		if err := decides.check(ctx, tx); err != nil {
			return 0, err
		}
		var id int64
		if err := get(ctx, tx, &id, lockLicence, int64(n.Licence)); err != nil {
			return 0, err
		}
		all, err := s.changes(ctx, tx, n.Organisation, now)
		if err != nil {
			return 0, err
		}
		for _, c := range all {
			if c.Licence.ID == n.Licence && c.Licence.State == n.State && c.Licence.Stated == n.Stated {
				return s.decide(ctx, tx, c, n, now)
			}
		}
		return 0, refused("licence.changed_meanwhile")
	})
	if err = s.DB.barring(ctx, err, now); err != nil {
		return 0, fmt.Errorf("decide about licence: %w", err)
	}
	return people, nil
}

func (s *Licences) decide(
	ctx context.Context, tx *Tx, c housing.LicenceChange, n housing.LicenceNews, now time.Time,
) (int, error) {
	if _, err := run(ctx, tx, closeLicenceChanges, int64(n.Licence), now, idArg(n.By), n.Tell); err != nil {
		return 0, err
	}
	what := "licence.kept"
	told := int64(0)
	if n.Tell {
		what = "licence.told"
		since, err := c.Licence.Since.MarshalText()
		if err != nil {
			return 0, fmt.Errorf("encode notice: %w", err)
		}
		told, err = licenceNotice{
			query: tellOrganisation, whose: int64(n.Organisation), now: now,
			key: fmt.Sprintf("licence/%d/%d", n.Licence, now.UnixNano()),
			args: map[string]string{
				"organisation": c.Licence.Name, "number": c.Licence.Number, "was": string(c.Was),
				"state": string(c.Licence.State), "since": string(since), "source": c.Licence.Source,
				"on": c.Licence.On.String(),
			},
		}.write(ctx, tx)
		if err != nil {
			return 0, err
		}
	}
	return int(told), journal(ctx, tx, note{
		deed{n.By, 0, what, now}, n.Organisation, c.Licence.Number, "", "",
	})
}
