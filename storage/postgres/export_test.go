package postgres

import (
	"context"
	"time"

	"dombot/internal/housing"
)

// TellPaid writes the letter of an operation without a payment.
func (s *Mails) TellPaid(
	ctx context.Context, o housing.Once, person housing.PersonID, notice housing.PaidNotice, now time.Time,
) (bool, error) {
	return once(ctx, s.DB, confirmed{"paid letter", o, now}, func(tx *Tx) (bool, error) {
		return writeMail(ctx, tx, noticeLetter(person, notice, now))
	})
}
