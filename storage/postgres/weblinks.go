package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// WebLinks remembers the pages that people may use once. Tokens are known by their hash alone.
type WebLinks struct{ DB *DB }

const insertWebLink = `
	INSERT INTO web_links (token_hash, kind, purpose, person_id, organisation_id, period, everything,
		issued_at, expires_at, format)
	SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
	FROM operators
	WHERE person_id = $4 AND organisation_id = $5 AND removed_at IS NULL AND role <> 'viewer'
	RETURNING id`

// Issue keeps a link for an operator of its organisation.
func (s *WebLinks) Issue(
	ctx context.Context, l housing.WebLink, hash housing.TokenHash, now time.Time,
) error {
	err := mayTake(l).check(ctx, s.DB.pool)
	if err == nil {
		_, err = issue(ctx, s.DB.pool, l, hash, now)
	}
	if err != nil {
		return fmt.Errorf("issue link: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const insertOwnLink = `
	INSERT INTO web_links (token_hash, kind, purpose, person_id, issued_at, expires_at)
	VALUES ($1, 'download', 'mine', $2, $3, $4)`

// IssueMine keeps a link to what is stored about a person, for that person. The ones before are void.
func (s *WebLinks) IssueMine(
	ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		if err := lockPerson(ctx, tx, p); err != nil {
			return err
		}
		_, err := run(ctx, tx, `DELETE FROM web_links WHERE person_id = $1 AND purpose = 'mine'`, int64(p))
		if err != nil {
			return err
		}
		_, err = run(ctx, tx, insertOwnLink, []byte(hash), int64(p), now, now.Add(housing.WebLinkLife))
		return err
	})
	if err != nil {
		return fmt.Errorf("issue own link: %w", err)
	}
	return nil
}

// mayTake is the right to load or take out what a link is for.
func mayTake(l housing.WebLink) attempt {
	return attempt{l.Person, l.Organisation.ID, housing.StaffActs, string(l.Kind) + "." + string(l.Purpose)}
}

func issue(
	ctx context.Context, q sqlx.QueryerContext, l housing.WebLink, hash housing.TokenHash, now time.Time,
) (id int64, err error) {
	var period any
	if l.Period != (housing.Period{}) {
		period = periodArg(l.Period)
	}
	err = get(ctx, q, &id, insertWebLink, []byte(hash), string(l.Kind), string(l.Purpose), int64(l.Person),
		int64(l.Organisation.ID), period, l.All, now, now.Add(housing.WebLinkLife), string(l.Format))
	if isNoRows(err) {
		return 0, refused("operator.not_yours")
	}
	return id, err
}

// Keep issues a link to a file, which is kept with it.
func (s *WebLinks) Keep(
	ctx context.Context, l housing.WebLink, f housing.WebFile, hash housing.TokenHash, now time.Time,
) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		if err := mayTake(l).check(ctx, tx); err != nil {
			return err
		}
		id, err := issue(ctx, tx, l, hash, now)
		if err != nil {
			return err
		}
		_, err = run(ctx, tx, `INSERT INTO web_files (link_id, name, content) VALUES ($1, $2, $3)`,
			id, f.Name, f.Data)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep file: %w", s.DB.barring(ctx, err, now))
	}
	return nil
}

const webLinkColumns = `
	l.id AS link_id, l.kind, l.purpose, l.person_id, l.period, l.everything, l.format,
	l.expires_at, l.used_at,
	coalesce(o.id, 0) AS id, coalesce(o.inn, '') AS inn, coalesce(o.name, '') AS name,
	coalesce(o.phone, '') AS phone`

// A link holds while its person works for the organisation and may act for it; one to what is stored
// about the person, always.
const webLinkHolds = `(l.organisation_id IS NULL OR EXISTS (
	SELECT 1 FROM operators p
	WHERE p.person_id = l.person_id AND p.organisation_id = l.organisation_id AND p.removed_at IS NULL
	  AND p.role <> 'viewer'))`

const selectWebLink = `
	SELECT` + webLinkColumns + `, ` + webLinkHolds + ` AS holds
	FROM web_links l
	LEFT JOIN organisations o ON o.id = l.organisation_id
	WHERE l.token_hash = $1 AND l.kind = $2`

type webLinkRow struct {
	organisationRow
	Link    int64        `db:"link_id"`
	Kind    string       `db:"kind"`
	Purpose string       `db:"purpose"`
	Person  int64        `db:"person_id"`
	Period  sql.NullTime `db:"period"`
	All     bool         `db:"everything"`
	Format  string       `db:"format"`
	Expires time.Time    `db:"expires_at"`
	Used    sql.NullTime `db:"used_at"`
	Holds   bool         `db:"holds"`
}

func (r webLinkRow) link() housing.WebLink {
	l := housing.WebLink{
		ID: housing.WebLinkID(r.Link), Kind: housing.WebKind(r.Kind), Purpose: housing.WebPurpose(r.Purpose),
		Person: housing.PersonID(r.Person), Organisation: r.organisation(), All: r.All,
		Format: housing.RegisterFormat(r.Format), Expires: r.Expires.UTC(),
	}
	if r.Period.Valid {
		l.Period = periodOf(r.Period.Time)
	}
	return l
}

// used refuses a link that was used.
func (r webLinkRow) used() error {
	if r.Purpose == string(housing.WebMine) {
		return refused("web.mine_used")
	}
	return refused("web.link_used")
}

// Peek returns what a link is for and leaves it as it is. One that is used, late or unknown is an error
// that may be read.
func (s *WebLinks) Peek(
	ctx context.Context, kind housing.WebKind, hash housing.TokenHash, now time.Time,
) (housing.WebLink, error) {
	l, err := s.peek(ctx, kind, hash, now)
	if err != nil {
		return l, fmt.Errorf("look at link: %w", s.DB.barring(ctx, err, now))
	}
	return l, nil
}

func (s *WebLinks) peek(
	ctx context.Context, kind housing.WebKind, hash housing.TokenHash, now time.Time,
) (housing.WebLink, error) {
	var row webLinkRow
	err := get(ctx, s.DB.pool, &row, selectWebLink, []byte(hash), string(kind))
	switch {
	case isNoRows(err):
		return housing.WebLink{}, notFound("web.link_unknown")
	case err != nil:
		return housing.WebLink{}, err
	case row.Used.Valid:
		return housing.WebLink{}, row.used()
	case !now.Before(row.Expires) && row.Purpose == string(housing.WebMine):
		return housing.WebLink{}, refused("web.mine_late")
	case !now.Before(row.Expires):
		return housing.WebLink{}, refused("web.link_late")
	case !row.Holds:
		l := row.link()
		if err := mayTake(l).check(ctx, s.DB.pool); err != nil {
			return housing.WebLink{}, err
		}
		return housing.WebLink{}, refused("operator.not_yours")
	}
	return row.link(), nil
}

const useWebLink = `
	WITH l AS (
		UPDATE web_links l
		SET used_at = $3
		WHERE l.token_hash = $1 AND l.kind = $2 AND l.used_at IS NULL AND l.expires_at > $3
		  AND ` + webLinkHolds + `
		RETURNING l.*
	)
	SELECT` + webLinkColumns + `
	FROM l
	LEFT JOIN organisations o ON o.id = l.organisation_id`

// Use takes a link: of those who try at once, one.
func (s *WebLinks) Use(
	ctx context.Context, kind housing.WebKind, hash housing.TokenHash, now time.Time,
) (housing.WebLink, error) {
	var row webLinkRow
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		err := get(ctx, tx, &row, useWebLink, []byte(hash), string(kind), now)
		if err != nil || kind != housing.WebDownload {
			return err
		}
		l := row.link()
		if l.Purpose == housing.WebMine {
			return audit(ctx, tx, deed{l.Person, 0, "data.taken", now})
		}
		return journal(ctx, tx, note{
			deed{l.Person, 0, "download." + string(l.Purpose), now},
			l.Organisation.ID, monthName(l.Period), "", "",
		})
	})
	if isNoRows(err) {
		if _, err = s.peek(ctx, kind, hash, now); err == nil {
			err = refused("web.link_used")
		}
	}
	if err != nil {
		return housing.WebLink{}, fmt.Errorf("use link: %w", s.DB.barring(ctx, err, now))
	}
	return row.link(), nil
}

// monthName is how the journal names a month; empty where there is none.
func monthName(p housing.Period) string {
	if p == (housing.Period{}) {
		return ""
	}
	return p.String()
}

const takeWebFile = `DELETE FROM web_files WHERE link_id = $1 RETURNING name, content`

// Take hands out the file of a link that was used, and forgets it.
func (s *WebLinks) Take(ctx context.Context, id housing.WebLinkID) (housing.WebFile, error) {
	var row struct {
		Name    string `db:"name"`
		Content []byte `db:"content"`
	}
	err := get(ctx, s.DB.pool, &row, takeWebFile, int64(id))
	if isNoRows(err) {
		err = notFound("web.link_used")
	}
	if err != nil {
		return housing.WebFile{}, fmt.Errorf("take file: %w", err)
	}
	return housing.WebFile{Name: row.Name, Data: row.Content}, nil
}

// Forget deletes the links that ended before the given moment, with the files that nobody took.
func (s *WebLinks) Forget(ctx context.Context, now time.Time) error {
	if _, err := run(ctx, s.DB.pool, `DELETE FROM web_links WHERE expires_at < $1`, now); err != nil {
		return fmt.Errorf("forget links: %w", err)
	}
	return nil
}
