package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

// attempt is what somebody wants to do for an organisation.
type attempt struct {
	by    housing.PersonID // 0: the command line, which may do everything
	org   housing.OrganisationID
	right housing.StaffRight
	what  string
}

// barredError is a refusal for want of a right. Its attempt is noted in the journal.
type barredError struct {
	attempt
	subject string
	err     error
}

// Error returns the words of the refusal.
func (e *barredError) Error() string { return e.err.Error() }

// Unwrap returns the refusal that a person reads.
func (e *barredError) Unwrap() error { return e.err }

const selectStaffRole = `
	SELECT role
	FROM operators
	WHERE person_id = $1 AND organisation_id = $2 AND removed_at IS NULL`

// Who is dismissed meanwhile either waits for the end of the deed or comes before it.
const lockStaffRole = selectStaffRole + ` FOR SHARE`

// check refuses whoever has not the right at this moment.
func (a attempt) check(ctx context.Context, q sqlx.QueryerContext) error {
	if a.by == 0 {
		return nil
	}
	query := selectStaffRole
	if _, inTx := q.(*Tx); inTx {
		query = lockStaffRole
	}
	var role string
	err := get(ctx, q, &role, query, int64(a.by), int64(a.org))
	if err != nil && !isNoRows(err) {
		return fmt.Errorf("find role: %w", err)
	}
	return a.held(housing.StaffRole(role), "")
}

// held refuses what a role has not the right to; the empty role is of who does not work there.
func (a attempt) held(role housing.StaffRole, subject string) error {
	switch {
	case role.May(a.right):
		return nil
	case role == "":
		return a.barred("operator.not_yours", subject)
	case a.right == housing.StaffManages:
		return a.barred("operator.not_admin", subject)
	}
	return a.barred("operator.read_only", subject)
}

// barred refuses for a reason of rights.
func (a attempt) barred(text, subject string) error {
	return &barredError{a, subject, refused(text)}
}

// barring notes in the journal what was refused for want of a right. It comes
// after the transaction, which such a refusal has undone.
func (db *DB) barring(ctx context.Context, err error, now time.Time) error {
	barred, ok := errors.AsType[*barredError](err)
	if !ok || barred.org == 0 {
		return err
	}
	e := note{deed{barred.by, 0, barredPrefix + barred.what, now}, barred.org, barred.subject, "", ""}
	return errors.Join(err, journal(ctx, db.pool, e))
}

// barredPrefix begins the names of deeds that were refused.
const barredPrefix = "barred."

// allow is check outside a transaction, for what is only looked at.
func (db *DB) allow(ctx context.Context, a attempt, now time.Time) error {
	return db.barring(ctx, a.check(ctx, db.pool), now)
}
