package postgres

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// The limits on wrong proofs.
const (
	triesADay      = 5  // of a person, in the day of the house
	triesANumber   = 10 // for one account until its next code
	missesToReport = 20 // in a house and day: the organisation is told once
)

// proofHolds is how long after a proof an account may be connected.
const proofHolds = time.Hour

// Claim checks a proof that an account is the person's. A wrong one is
// counted; whether the account exists changes neither the answer nor the work.
func (s *Accounts) Claim(
	ctx context.Context, o housing.Once, c housing.Claim, now time.Time,
) (housing.Proof, error) {
	proof, err := once(ctx, s.DB, confirmed{"claim", o, now}, func(tx *Tx) (housing.Proof, error) {
		return claim(ctx, tx, c, now)
	})
	if err != nil {
		return housing.Proof{}, fmt.Errorf("claim account: %w", err)
	}
	return proof, nil
}

const insertProof = `
	INSERT INTO proofs (person_id, account_id, proved_at)
	VALUES ($1, $2, $3)
	ON CONFLICT (person_id, account_id) DO UPDATE SET proved_at = excluded.proved_at`

func claim(ctx context.Context, tx *Tx, c housing.Claim, now time.Time) (housing.Proof, error) {
	t, err := openTry(ctx, tx, c, now)
	if err != nil {
		return housing.Proof{}, err
	}
	fits, err := secretFits(ctx, tx, t.account, c.Secret)
	if err != nil {
		return housing.Proof{}, err
	}
	left := max(0, triesADay-t.ofPerson)
	switch {
	case left == 0 || t.ofNumber >= triesANumber:
		return housing.Proof{Limited: true, Left: left}, nil
	case !fits:
		return t.miss(ctx, tx)
	}
	if _, err := run(ctx, tx, insertProof, int64(c.Person), int64(t.account), now); err != nil {
		return housing.Proof{}, fmt.Errorf("store proof: %w", err)
	}
	proof := housing.Proof{OK: true, Account: t.account, Left: left}
	return proof, audit(ctx, tx, deed{c.Person, t.account, "claim.proved", now})
}

// try is one claim with the counters it is held against, locked until the
// transaction ends.
type try struct {
	claim    housing.Claim
	now      time.Time
	day      string
	org      housing.OrganisationID
	account  housing.AccountID // 0: no such account
	target   string            // what misses of the number are counted under
	ofPerson int               // wrong proofs of the person today
	ofNumber int               // wrong proofs for the number since its last code
}

const lockClaimDay = `
	INSERT INTO claim_days (person_id, day, misses)
	VALUES ($1, $2, 0)
	ON CONFLICT (person_id, day) DO UPDATE SET misses = claim_days.misses
	RETURNING misses`

const lockClaimNumber = `
	INSERT INTO claim_numbers (house_id, target, misses)
	VALUES ($1, $2, 0)
	ON CONFLICT (house_id, target) DO UPDATE SET misses = claim_numbers.misses
	RETURNING misses`

// An import that changes the holder meanwhile waits, and then voids the proof.
const selectClaimed = `
	SELECT id
	FROM accounts
	WHERE house_id = $1 AND closed_on IS NULL
	  AND (number_key = $2 OR els_key = $3 OR izhku_key = $3)
	ORDER BY number_key <> $2, id
	LIMIT 1
	FOR SHARE`

func openTry(ctx context.Context, tx *Tx, c housing.Claim, now time.Time) (*try, error) {
	var h houseRow
	if err := get(ctx, tx, &h, selectHouse, int64(c.House)); err != nil {
		return nil, fmt.Errorf("find house: %w", err)
	}
	if err := mayChat(ctx, tx, h.OrgID); err != nil {
		return nil, err
	}
	day := housing.DateOf(now.In(h.house().Location())).String()
	t := &try{claim: c, now: now, day: day, org: housing.OrganisationID(h.OrgID)}
	if err := get(ctx, tx, &t.ofPerson, lockClaimDay, int64(c.Person), day); err != nil {
		return nil, fmt.Errorf("count tries of person: %w", err)
	}
	folded := unifiedKey(c.Number.Value)
	err := get(ctx, tx, &t.account, selectClaimed, int64(c.House), c.Number.Value, folded)
	if err != nil && !isNoRows(err) {
		return nil, fmt.Errorf("find account: %w", err)
	}
	t.target = "number:" + folded
	if t.account != 0 {
		t.target = claimTarget(t.account)
	}
	if err := get(ctx, tx, &t.ofNumber, lockClaimNumber, int64(c.House), t.target); err != nil {
		return nil, fmt.Errorf("count tries of number: %w", err)
	}
	return t, nil
}

func claimTarget(account housing.AccountID) string { return fmt.Sprintf("account:%d", account) }

// unifiedKey folds ЕЛС and ИЖКУ: the dash of ИЖКУ is often left out.
func unifiedKey(s string) string { return strings.ReplaceAll(housing.FoldNumber(s), "-", "") }

const missDay = `UPDATE claim_days SET misses = misses + 1 WHERE person_id = $1 AND day = $2`

const missNumber = `UPDATE claim_numbers SET misses = misses + 1 WHERE house_id = $1 AND target = $2`

const missHouse = `
	INSERT INTO claim_houses (house_id, day, misses)
	VALUES ($1, $2, 1)
	ON CONFLICT (house_id, day) DO UPDATE SET misses = claim_houses.misses + 1
	RETURNING misses`

// miss counts a wrong proof. The house closes nothing, it only tells the
// organisation when there are many.
func (t *try) miss(ctx context.Context, tx *Tx) (housing.Proof, error) {
	if _, err := run(ctx, tx, missDay, int64(t.claim.Person), t.day); err != nil {
		return housing.Proof{}, fmt.Errorf("count miss of person: %w", err)
	}
	if _, err := run(ctx, tx, missNumber, int64(t.claim.House), t.target); err != nil {
		return housing.Proof{}, fmt.Errorf("count miss of number: %w", err)
	}
	var inHouse int
	if err := get(ctx, tx, &inHouse, missHouse, int64(t.claim.House), t.day); err != nil {
		return housing.Proof{}, fmt.Errorf("count miss of house: %w", err)
	}
	if inHouse == missesToReport {
		r := housing.Request{Kind: housing.ManyMisses, House: t.claim.House}
		if _, err := fileRequest(ctx, tx, r, t.org, t.now); err != nil {
			return housing.Proof{}, err
		}
	}
	left := triesADay - t.ofPerson - 1
	proof := housing.Proof{Limited: left == 0 || t.ofNumber+1 >= triesANumber, Left: left}
	return proof, audit(ctx, tx, deed{t.claim.Person, t.account, "claim.missed", t.now})
}

const selectInvite = `SELECT salt, code_hash FROM invites WHERE account_id = $1`

// Where the numbers of meters are known to others they prove nothing.
const selectSerials = `
	SELECT m.serial_key
	FROM meters m
	JOIN accounts a ON a.id = m.account_id AND NOT a.by_code
	WHERE m.account_id = $1 AND m.retired_at IS NULL AND m.resource = ANY ($2)`

// secretFits compares a secret with the code and the serials of an account. For
// account 0 it does the same work in vain.
func secretFits(ctx context.Context, tx *Tx, account housing.AccountID, secret string) (bool, error) {
	var invite struct {
		Salt string `db:"salt"`
		Hash []byte `db:"code_hash"`
	}
	err := get(ctx, tx, &invite, selectInvite, int64(account))
	if err != nil && !isNoRows(err) {
		return false, fmt.Errorf("read code: %w", err)
	}
	var serials []string
	if err := list(ctx, tx, &serials, selectSerials, int64(account), pq.Array(provable())); err != nil {
		return false, fmt.Errorf("read serials: %w", err)
	}
	hash, err := hashCode(secret, invite.Salt)
	if err != nil {
		return false, err
	}
	bySerial := serialFits(serials, secret)
	return bySerial || len(invite.Hash) > 0 && subtle.ConstantTimeCompare(hash, invite.Hash) == 1, nil
}

func provable() []string {
	var names []string
	for _, r := range housing.Resources() {
		if r.Provable() {
			names = append(names, string(r))
		}
	}
	return names
}

// serialFits compares sums of equal length at least eight times, so that
// neither the number of meters nor a common beginning shows. A serial shorter
// than four signs («б/н») proves nothing.
func serialFits(serials []string, secret string) bool {
	typed, fits := sha256.Sum256([]byte(secret)), 0
	for i := range max(8, len(serials)) {
		serial := ""
		if i < len(serials) && utf8.RuneCountInString(serials[i]) >= 4 {
			serial = serials[i]
		}
		sum := sha256.Sum256([]byte(serial))
		fits |= subtle.ConstantTimeCompare(sum[:], typed[:]) & min(1, len(serial))
	}
	return fits == 1
}

// codeRounds makes trying all codes against a stolen table slow, one claim
// stays a matter of milliseconds.
const codeRounds = 10_000

func hashCode(code, salt string) ([]byte, error) {
	hash, err := pbkdf2.Key(sha256.New, code, []byte("invite/"+salt), codeRounds, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("hash code: %w", err)
	}
	return hash, nil
}

const selectProven = `
	SELECT` + accountColumns + `
	FROM` + accountTables + `
	WHERE a.id = $2 AND a.closed_on IS NULL AND (
		EXISTS (SELECT 1 FROM proofs WHERE person_id = $1 AND account_id = $2 AND proved_at > $3)
		OR EXISTS (SELECT 1 FROM identities i WHERE i.person_id = $1 AND i.snils = a.holder_snils))`

const countMeters = `SELECT count(*) FROM meters WHERE account_id = $1 AND retired_at IS NULL`

// Proven returns what is checked before connecting: the account and how many
// meters it has. Without a proof of the last hour, or the holder's own СНИЛС,
// the account is not the person's.
func (s *Accounts) Proven(
	ctx context.Context, person housing.PersonID, account housing.AccountID, now time.Time,
) (a housing.Account, meters int, err error) {
	row, err := proven(ctx, s.DB.pool, person, account, now)
	if err != nil {
		return a, 0, err
	}
	if err := get(ctx, s.DB.pool, &meters, countMeters, int64(account)); err != nil {
		return a, 0, fmt.Errorf("count meters: %w", err)
	}
	return row.account(), meters, auditRead(ctx, s.DB.pool, deed{person, account, "account.proven", now})
}

func proven(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, account housing.AccountID,
	now time.Time,
) (accountRow, error) {
	var row accountRow
	err := get(ctx, q, &row, selectProven, int64(person), int64(account), now.Add(-proofHolds))
	if err != nil {
		return row, fmt.Errorf("find proof: %w", notYours(err))
	}
	return row, nil
}
