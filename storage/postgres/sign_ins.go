package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// SignIns remembers ways to Госуслуги and back, and who people are by them.
type SignIns struct{ DB *DB }

const insertSignIn = `
	INSERT INTO sign_ins (person_id, link_hash, expires_at)
	VALUES ($1, $2, $3)
	ON CONFLICT (person_id) DO UPDATE
	SET link_hash = excluded.link_hash, expires_at = excluded.expires_at, state_hash = NULL,
		finish_hash = NULL, surname = '', name = '', patronymic = '', snils = NULL`

// Issue keeps a link of a person who agreed. The one before is void.
func (s *SignIns) Issue(
	ctx context.Context, person housing.PersonID, link housing.TokenHash, now time.Time,
) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		if err := consented(ctx, tx, person); err != nil {
			return err
		}
		_, err := run(ctx, tx, insertSignIn, int64(person), []byte(link), now.Add(housing.SignInLife))
		return err
	})
	if err != nil {
		return fmt.Errorf("issue link to sign in: %w", err)
	}
	return nil
}

const selectSignIn = `
	SELECT expires_at, finish_hash IS NOT NULL AS back
	FROM sign_ins
	WHERE link_hash = $1`

// Look tells whether a link can be used: an error that may be read if not.
func (s *SignIns) Look(ctx context.Context, link housing.TokenHash, now time.Time) error {
	var row struct {
		Expires time.Time `db:"expires_at"`
		Back    bool      `db:"back"`
	}
	err := get(ctx, s.DB.pool, &row, selectSignIn, []byte(link))
	switch {
	case isNoRows(err):
		return notFound("signin.link_gone")
	case err != nil:
		return fmt.Errorf("look at link to sign in: %w", err)
	case row.Back:
		return refused("signin.link_used")
	case !now.Before(row.Expires):
		return refused("signin.link_late")
	}
	return nil
}

const beginSignIn = `
	UPDATE sign_ins
	SET state_hash = $2
	WHERE link_hash = $1 AND finish_hash IS NULL AND expires_at > $3`

// Begin lets a browser go to the provider with a state; one that went before by the same link
// comes back in vain.
func (s *SignIns) Begin(ctx context.Context, link, state housing.TokenHash, now time.Time) error {
	n, err := run(ctx, s.DB.pool, beginSignIn, []byte(link), []byte(state), now)
	if err == nil && n == 0 {
		if err = s.Look(ctx, link, now); err == nil {
			err = refused("signin.link_used")
		}
	}
	if err != nil {
		return fmt.Errorf("begin to sign in: %w", err)
	}
	return nil
}

const takeSignIn = `
	UPDATE sign_ins s
	SET state_hash = NULL
	FROM people p
	WHERE s.state_hash = $1 AND s.expires_at > $2 AND p.id = s.person_id
	RETURNING s.id, p.user_id`

// Take takes a state, once: whoever brings it again finds nothing.
func (s *SignIns) Take(ctx context.Context, state housing.TokenHash, now time.Time) (housing.SignIn, error) {
	var row struct {
		ID   int64 `db:"id"`
		User int64 `db:"user_id"`
	}
	err := get(ctx, s.DB.pool, &row, takeSignIn, []byte(state), now)
	if isNoRows(err) {
		err = notFound("signin.state_gone")
	}
	if err != nil {
		return housing.SignIn{}, fmt.Errorf("take state: %w", err)
	}
	return housing.SignIn{ID: housing.SignInID(row.ID), User: row.User}, nil
}

// The person gets the same time again for the way back to the chat.
const keepFound = `
	UPDATE sign_ins
	SET finish_hash = $2, expires_at = $3, surname = $4, name = $5, patronymic = $6, snils = $7
	WHERE id = $1 AND finish_hash IS NULL AND state_hash IS NULL AND expires_at > $8`

// Found keeps who came back until the person who asked for the link finishes in the chat.
func (s *SignIns) Found(
	ctx context.Context, id housing.SignInID, who housing.Identity, finish housing.TokenHash, now time.Time,
) error {
	n, err := run(ctx, s.DB.pool, keepFound, int64(id), []byte(finish), now.Add(housing.SignInLife),
		who.Surname, who.Name, who.Patronymic, []byte(who.SNILS), now)
	if err == nil && n == 0 { // another link was asked for meanwhile
		err = refused("signin.link_gone")
	}
	if err != nil {
		return fmt.Errorf("keep who came back: %w", err)
	}
	return nil
}

// Forget deletes the ways that nobody finished.
func (s *SignIns) Forget(ctx context.Context, now time.Time) error {
	if _, err := run(ctx, s.DB.pool, `DELETE FROM sign_ins WHERE expires_at < $1`, now); err != nil {
		return fmt.Errorf("forget ways to sign in: %w", err)
	}
	return nil
}
