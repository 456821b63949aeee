package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

type identityRow struct {
	Surname    string    `db:"surname"`
	Name       string    `db:"name"`
	Patronymic string    `db:"patronymic"`
	SNILS      []byte    `db:"snils"`
	Since      time.Time `db:"since"`
}

func (r identityRow) identity() housing.Identity {
	return housing.Identity{
		Surname: r.Surname, Name: r.Name, Patronymic: r.Patronymic, SNILS: r.SNILS, At: r.Since.UTC(),
	}
}

const selectArrived = `
	SELECT surname, name, patronymic, snils, expires_at AS since
	FROM sign_ins
	WHERE finish_hash = $1 AND person_id = $2 AND expires_at > $3`

const deleteStrayed = `DELETE FROM sign_ins WHERE finish_hash = $1 AND person_id <> $2`

// Arrived returns who came back by the person's own link. What is brought to another chat is void
// from then on: whoever signed in by a link that somebody sent them cannot be coaxed into sending
// back what finishes it.
func (s *SignIns) Arrived(
	ctx context.Context, person housing.PersonID, finish housing.TokenHash, now time.Time,
) (housing.Identity, error) {
	var row identityRow
	err := get(ctx, s.DB.pool, &row, selectArrived, []byte(finish), int64(person), now)
	if isNoRows(err) {
		err = s.strayed(ctx, person, finish)
	}
	if err != nil {
		return housing.Identity{}, fmt.Errorf("find who came back: %w", err)
	}
	return row.identity(), nil
}

// strayed voids what belongs to the chat of another, and says why nobody is signed in.
func (s *SignIns) strayed(ctx context.Context, person housing.PersonID, finish housing.TokenHash) error {
	n, err := run(ctx, s.DB.pool, deleteStrayed, []byte(finish), int64(person))
	switch {
	case err != nil:
		return err
	case n > 0:
		return notFound("signin.link_other")
	}
	return notFound("signin.link_gone")
}

const deleteArrived = `
	DELETE FROM sign_ins
	WHERE finish_hash = $1 AND person_id = $2 AND expires_at > $3
	RETURNING surname, name, patronymic, snils, $3::timestamptz AS since`

const upsertIdentity = `
	INSERT INTO identities (person_id, surname, name, patronymic, snils, since)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (person_id) DO UPDATE
	SET surname = excluded.surname, name = excluded.name, patronymic = excluded.patronymic,
		snils = excluded.snils, since = excluded.since`

// Finish makes who came back the person's identity.
func (s *SignIns) Finish(
	ctx context.Context, o housing.Once, person housing.PersonID, finish housing.TokenHash, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"sign in", o, now}, func(tx *Tx) (nothing, error) {
		if err := consented(ctx, tx, person); err != nil {
			return nothing{}, err
		}
		var row identityRow
		err := get(ctx, tx, &row, deleteArrived, []byte(finish), int64(person), now)
		switch {
		case isNoRows(err):
			return nothing{}, notFound("signin.link_gone")
		case err != nil:
			return nothing{}, err
		}
		_, err = run(ctx, tx, upsertIdentity,
			int64(person), row.Surname, row.Name, row.Patronymic, row.SNILS, now)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{person, 0, "signin.in", now})
	})
	if err != nil {
		return fmt.Errorf("finish to sign in: %w", err)
	}
	return nil
}

const selectIdentity = `SELECT surname, name, patronymic, snils, since FROM identities WHERE person_id = $1`

// Identity returns who the person is; false: not signed in.
func (s *SignIns) Identity(ctx context.Context, person housing.PersonID) (housing.Identity, bool, error) {
	var row identityRow
	err := get(ctx, s.DB.pool, &row, selectIdentity, int64(person))
	switch {
	case isNoRows(err):
		return housing.Identity{}, false, nil
	case err != nil:
		return housing.Identity{}, false, fmt.Errorf("read identity: %w", err)
	}
	return row.identity(), true, nil
}

const (
	deleteIdentity = `DELETE FROM identities WHERE person_id = $1`
	deleteSignIns  = `DELETE FROM sign_ins WHERE person_id = $1`
)

// SignOut forgets who the person is. Accounts that were connected stay connected.
func (s *SignIns) SignOut(
	ctx context.Context, o housing.Once, person housing.PersonID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"sign out", o, now}, func(tx *Tx) (nothing, error) {
		for _, query := range []string{deleteIdentity, deleteSignIns} {
			if _, err := run(ctx, tx, query, int64(person)); err != nil {
				return nothing{}, err
			}
		}
		return nothing{}, audit(ctx, tx, deed{person, 0, "signin.out", now})
	})
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// An account whose holder has the person's СНИЛС, found by its number as [selectClaimed] finds it.
const selectOwn = `
	SELECT a.id
	FROM accounts a
	JOIN identities i ON i.person_id = $4 AND i.snils = a.holder_snils
	WHERE a.house_id = $1 AND a.closed_on IS NULL
	  AND (a.number_key = $2 OR a.els_key = $3 OR a.izhku_key = $3)
	ORDER BY a.number_key <> $2, a.id
	LIMIT 1`

const selectHouseOrg = `SELECT organisation_id FROM houses WHERE id = $1`

// Own returns the account of a typed number if the person holds it by the СНИЛС that Госуслуги told;
// 0 if not, whether the number exists or not.
func (s *Accounts) Own(ctx context.Context, c housing.Claim) (id housing.AccountID, err error) {
	var org int64
	if err := get(ctx, s.DB.pool, &org, selectHouseOrg, int64(c.House)); err != nil {
		return 0, fmt.Errorf("find house: %w", err)
	}
	if err := mayChat(ctx, s.DB.pool, org); err != nil {
		return 0, err
	}
	err = get(ctx, s.DB.pool, &id, selectOwn,
		int64(c.House), c.Number.Value, unifiedKey(c.Number.Value), int64(c.Person))
	if err != nil && !isNoRows(err) {
		return 0, fmt.Errorf("find own account: %w", err)
	}
	return id, nil
}
