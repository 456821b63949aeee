package postgres

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// The limits on letters with a code: a person may not fill the box of another.
const (
	lettersAnHour = 3 // to an address
	lettersADay   = 5 // for a person
	codesHour     = time.Hour
	codesDay      = 24 * time.Hour
)

// Ask writes a letter with a code to an address that a person named. The code
// that was sent before is void.
func (s *Mails) Ask(
	ctx context.Context, o housing.Once, p housing.AddressNamed, now time.Time,
) (housing.CodeAsked, error) {
	asked, err := once(ctx, s.DB, confirmed{"ask code", o, now}, func(tx *Tx) (housing.CodeAsked, error) {
		return ask(ctx, tx, o, p, now)
	})
	if err != nil {
		return housing.CodeAsked{}, fmt.Errorf("ask for code: %w", err)
	}
	return asked, nil
}

func ask(
	ctx context.Context, tx *Tx, o housing.Once, p housing.AddressNamed, now time.Time,
) (housing.CodeAsked, error) {
	var nobody housing.CodeAsked
	if err := lockPerson(ctx, tx, p.Person); err != nil {
		return nobody, err
	}
	if err := consented(ctx, tx, p.Person); err != nil {
		return nobody, err
	}
	var known string
	if err := get(ctx, tx, &known, selectEmail, int64(p.Person)); err != nil {
		return nobody, fmt.Errorf("find address: %w", err)
	}
	if known == p.Address {
		return housing.CodeAsked{Known: true}, nil
	}
	again, err := nextCode(ctx, tx, p, now)
	if err != nil || again.After(now) {
		return housing.CodeAsked{Again: again}, err
	}
	if err := keepCode(ctx, tx, p, now); err != nil {
		return nobody, err
	}
	_, err = post(ctx, tx, letter{
		person: p.Person, kind: housing.MailCode, subject: string(o),
		args: map[string]string{"code": p.Code}, at: now,
	}, p.Address)
	if err != nil {
		return nobody, err
	}
	return nobody, audit(ctx, tx, deed{p.Person, 0, "email.asked", now})
}

func consented(ctx context.Context, q sqlx.QueryerContext, person housing.PersonID) error {
	var agreed bool
	if err := get(ctx, q, &agreed, selectConsented, int64(person)); err != nil {
		return fmt.Errorf("read consent: %w", err)
	}
	if !agreed {
		return refused("error.no_consent")
	}
	return nil
}

// People who name the same address at once are counted one after the other.
const lockAddress = `SELECT pg_advisory_xact_lock($1)`

const selectNextCode = `
	SELECT coalesce(max(free), 'epoch')
	FROM (
		(SELECT created_at + make_interval(secs => $3) AS free
		FROM mails
		WHERE kind = 'code' AND address_key = $1
		ORDER BY created_at DESC OFFSET $4 LIMIT 1)
		UNION ALL
		(SELECT created_at + make_interval(secs => $5)
		FROM mails
		WHERE kind = 'code' AND person_id = $2
		ORDER BY created_at DESC OFFSET $6 LIMIT 1)) AS limits`

// nextCode returns from when on another letter may be written; the zero time
// if there is no need to wait.
func nextCode(
	ctx context.Context, tx *Tx, p housing.AddressNamed, now time.Time,
) (free time.Time, err error) {
	key := addressKey(p.Address)
	number := int64(binary.BigEndian.Uint64(key)) //nolint:gosec // any number will do
	if _, err := run(ctx, tx, lockAddress, number); err != nil {
		return free, fmt.Errorf("lock address: %w", err)
	}
	err = get(ctx, tx, &free, selectNextCode, key, int64(p.Person),
		codesHour.Seconds(), lettersAnHour-1, codesDay.Seconds(), lettersADay-1)
	if err != nil {
		return free, fmt.Errorf("count letters: %w", err)
	}
	if !free.After(now) {
		return time.Time{}, nil
	}
	return free.UTC(), nil
}

// The salt comes from the database's strong random source.
const selectSalt = `SELECT gen_random_uuid()::text`

const upsertEmailCode = `
	INSERT INTO email_codes (person_id, address, salt, code_hash, asked_at)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (person_id) DO UPDATE
	SET address = excluded.address, salt = excluded.salt, code_hash = excluded.code_hash,
		tries = 0, asked_at = excluded.asked_at`

const voidCodeLetters = `
	UPDATE mails
	SET state = 'failed', reason = 'outdated', args = '{}', taken_until = NULL
	WHERE person_id = $1 AND kind = 'code' AND state IN ('waiting', 'trying')`

// keepCode remembers a code and voids the one before, with its letter.
func keepCode(ctx context.Context, tx *Tx, p housing.AddressNamed, now time.Time) error {
	var salt string
	if err := get(ctx, tx, &salt, selectSalt); err != nil {
		return fmt.Errorf("draw salt: %w", err)
	}
	hash, err := hashCode(p.Code, emailSalt(salt))
	if err != nil {
		return err
	}
	if _, err := run(ctx, tx, upsertEmailCode, int64(p.Person), p.Address, salt, hash, now); err != nil {
		return fmt.Errorf("store code: %w", err)
	}
	if _, err := run(ctx, tx, voidCodeLetters, int64(p.Person)); err != nil {
		return fmt.Errorf("void letters: %w", err)
	}
	return nil
}

// emailSalt keeps these codes apart from those of accounts.
func emailSalt(salt string) string { return "email/" + salt }

type emailCodeRow struct {
	Address string    `db:"address"`
	Salt    string    `db:"salt"`
	Hash    []byte    `db:"code_hash"`
	Tries   int       `db:"tries"`
	AskedAt time.Time `db:"asked_at"`
}

const selectEmailCode = `
	SELECT address, salt, code_hash, tries, asked_at FROM email_codes WHERE person_id = $1`

// Confirm compares a typed code with the one that was sent last. The right one
// makes the address the person's, and letters that wait go there.
func (s *Mails) Confirm(
	ctx context.Context, o housing.Once, person housing.PersonID, code string, now time.Time,
) (housing.CodeChecked, error) {
	checked, err := once(ctx, s.DB, confirmed{"confirm address", o, now},
		func(tx *Tx) (housing.CodeChecked, error) {
			if err := lockPerson(ctx, tx, person); err != nil {
				return housing.CodeChecked{}, err
			}
			return confirmAddress(ctx, tx, person, code, now)
		})
	if err != nil {
		return housing.CodeChecked{}, fmt.Errorf("confirm address: %w", err)
	}
	return checked, nil
}

func confirmAddress(
	ctx context.Context, tx *Tx, person housing.PersonID, code string, now time.Time,
) (housing.CodeChecked, error) {
	var row emailCodeRow
	err := get(ctx, tx, &row, selectEmailCode, int64(person))
	switch {
	case isNoRows(err), err == nil && now.Sub(row.AskedAt) >= housing.CodeHolds:
		return housing.CodeChecked{Outcome: housing.CodeLate}, nil
	case err != nil:
		return housing.CodeChecked{}, fmt.Errorf("read code: %w", err)
	case row.Tries >= housing.CodeTries:
		return housing.CodeChecked{Outcome: housing.CodeSpent}, nil
	}
	hash, err := hashCode(code, emailSalt(row.Salt))
	if err != nil {
		return housing.CodeChecked{}, err
	}
	if subtle.ConstantTimeCompare(hash, row.Hash) != 1 {
		return missCode(ctx, tx, person, row.Tries)
	}
	if err := takeAddress(ctx, tx, person, row.Address, now); err != nil {
		return housing.CodeChecked{}, err
	}
	if err := tellRecent(ctx, tx, person, now); err != nil {
		return housing.CodeChecked{}, err
	}
	checked := housing.CodeChecked{Outcome: housing.CodeRight}
	return checked, audit(ctx, tx, deed{person, 0, "email.confirmed", now})
}

const missEmailCode = `UPDATE email_codes SET tries = tries + 1 WHERE person_id = $1`

// missCode counts a wrong code.
func missCode(
	ctx context.Context, tx *Tx, person housing.PersonID, tries int,
) (housing.CodeChecked, error) {
	if _, err := run(ctx, tx, missEmailCode, int64(person)); err != nil {
		return housing.CodeChecked{}, fmt.Errorf("count try: %w", err)
	}
	left := housing.CodeTries - tries - 1
	if left <= 0 {
		return housing.CodeChecked{Outcome: housing.CodeSpent}, nil
	}
	return housing.CodeChecked{Outcome: housing.CodeWrong, Left: left}, nil
}

const updateEmail = `UPDATE people SET email = $2, email_confirmed_at = $3 WHERE id = $1`

const readdressMails = `
	UPDATE mails SET address = $2, address_key = $3
	WHERE person_id = $1 AND kind <> 'code' AND state = 'waiting'`

// takeAddress makes an address the person's.
func takeAddress(ctx context.Context, tx *Tx, person housing.PersonID, address string, now time.Time) error {
	if _, err := run(ctx, tx, updateEmail, int64(person), address, now); err != nil {
		return fmt.Errorf("store address: %w", err)
	}
	if _, err := run(ctx, tx, deleteEmailCode, int64(person)); err != nil {
		return fmt.Errorf("delete code: %w", err)
	}
	if _, err := run(ctx, tx, readdressMails, int64(person), address, addressKey(address)); err != nil {
		return fmt.Errorf("send letters to the new address: %w", err)
	}
	return nil
}

const selectCodeLetter = `
	SELECT m.state = 'failed'
	FROM mails m
	JOIN email_codes c ON c.person_id = m.person_id AND c.asked_at = m.created_at
	WHERE m.person_id = $1 AND m.kind = 'code'
	ORDER BY m.id DESC
	LIMIT 1`

// Undelivered reports whether the letter with the code that the person waits
// for was given up, as when its server knows no such address.
func (s *Mails) Undelivered(ctx context.Context, person housing.PersonID) (bool, error) {
	var failed bool
	err := get(ctx, s.DB.pool, &failed, selectCodeLetter, int64(person))
	if err != nil && !isNoRows(err) {
		return false, fmt.Errorf("find letter: %w", err)
	}
	return failed, nil
}
