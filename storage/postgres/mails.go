package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Mails keeps the addresses of people, and the letters to them.
type Mails struct{ DB *DB }

// Able reports whether letters are sent at all. Where they are not, nothing is
// written, and nobody is to be asked for an address.
func (s *Mails) Able() bool { return s.DB.mail }

// letter is one letter to be written.
type letter struct {
	person  housing.PersonID
	kind    housing.MailKind
	subject string // what it tells of: written again it is the same letter
	args    map[string]string
	at      time.Time
	waits   time.Duration // before it is sent
}

const insertMail = `
	INSERT INTO mails (person_id, address, address_key, kind, subject, args, due_at, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT (kind, subject) DO NOTHING`

// post writes a letter to an address; false: it was written before.
func post(ctx context.Context, tx *Tx, l letter, address string) (bool, error) {
	args, err := json.Marshal(l.args)
	if err != nil {
		return false, fmt.Errorf("encode letter: %w", err)
	}
	n, err := run(ctx, tx, insertMail,
		int64(l.person), address, addressKey(address), string(l.kind), l.subject, string(args),
		l.at.Add(l.waits), l.at)
	if err != nil {
		return false, fmt.Errorf("write letter %s: %w", l.kind, err)
	}
	return n == 1, nil
}

// addressKey is the same for addresses that differ in case alone.
func addressKey(address string) []byte {
	sum := sha256.Sum256([]byte(strings.ToLower(address)))
	return sum[:]
}

// The address cannot be taken back before the letter is there to go with it.
const selectEmailShared = `SELECT coalesce(email, '') FROM people WHERE id = $1 FOR SHARE`

// writeMail writes a letter to a person who has confirmed an address; false:
// none is written, because there is no such address, letters are not sent here,
// or it was written before. It locks the person: last in its transaction.
func writeMail(ctx context.Context, tx *Tx, l letter) (bool, error) {
	if !tx.mail {
		return false, nil
	}
	var address string
	if err := get(ctx, tx, &address, selectEmailShared, int64(l.person)); err != nil {
		return false, fmt.Errorf("find address: %w", err)
	}
	if address == "" {
		return false, nil
	}
	return post(ctx, tx, l, address)
}

// paidLetter tells the payer of an operation.
func paidLetter(p housing.Payment, settled, now time.Time) letter {
	l := noticeLetter(p.Person, paidNotice(p, settled), now)
	if p.Receipt.State == housing.ReceiptWaiting {
		l.waits = receiptPatience
	}
	return l
}

func noticeLetter(person housing.PersonID, notice housing.PaidNotice, now time.Time) letter {
	return letter{
		person: person, kind: housing.MailPaid, subject: notice.Operation, args: notice.Args(), at: now,
	}
}

func paidNotice(p housing.Payment, settled time.Time) housing.PaidNotice {
	at := settled.In(p.Account.House.Location())
	return housing.PaidNotice{
		Organisation: p.Payee.Name, Account: p.Account.Number, Sum: p.Sum, Fee: p.Fee, Operation: p.Number,
		At: at, Way: p.Way, Arrives: housing.Credited(housing.DateOf(at)), Receipt: p.Receipt,
	}
}

// told is for how long before an address was confirmed operations are told of there.
const told = 24 * time.Hour

const selectUntold = selectPayments + `
	WHERE y.person_id = $1 AND y.state = 'succeeded' AND y.settled_at > $2
	ORDER BY y.id`

// tellRecent writes of what was paid just before the address was known: it is
// asked for after paying. What was told already stays told once.
func tellRecent(ctx context.Context, tx *Tx, person housing.PersonID, now time.Time) error {
	paid, err := listPayments(ctx, tx, selectUntold, int64(person), now.Add(-told))
	if err != nil {
		return err
	}
	for _, p := range paid {
		if _, err := writeMail(ctx, tx, paidLetter(p, p.Settled, now)); err != nil {
			return err
		}
	}
	return nil
}

const selectEmail = `SELECT coalesce(email, '') FROM people WHERE id = $1`

// Address returns the address that the person confirmed.
func (s *Mails) Address(
	ctx context.Context, person housing.PersonID,
) (address string, confirmed bool, err error) {
	if err := get(ctx, s.DB.pool, &address, selectEmail, int64(person)); err != nil {
		return "", false, fmt.Errorf("find address: %w", err)
	}
	return address, address != "", nil
}

// Forget deletes the person's address. Letters that wait are not sent.
func (s *Mails) Forget(ctx context.Context, o housing.Once, person housing.PersonID, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forget address", o, now}, func(tx *Tx) (nothing, error) {
		if err := lockPerson(ctx, tx, person); err != nil {
			return nothing{}, err
		}
		had, err := dropAddress(ctx, tx, person)
		if err != nil || !had {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{person, 0, "email.deleted", now})
	})
	if err != nil {
		return fmt.Errorf("forget address: %w", err)
	}
	return nil
}

const deleteEmail = `
	UPDATE people SET email = NULL, email_confirmed_at = NULL WHERE id = $1 AND email IS NOT NULL`

const deleteEmailCode = `DELETE FROM email_codes WHERE person_id = $1`

const blankMails = `
	UPDATE mails
	SET address = '', args = '{}', taken_until = NULL,
		state = CASE WHEN state = 'sent' THEN state ELSE 'failed' END,
		reason = CASE WHEN state IN ('waiting', 'trying') THEN 'withdrawn' ELSE reason END
	WHERE person_id = $1 AND address <> ''`

// dropAddress deletes all that is known of the address of a person who is
// locked; false: nothing was.
func dropAddress(ctx context.Context, tx *Tx, person housing.PersonID) (had bool, err error) {
	for _, query := range []string{deleteEmail, deleteEmailCode, blankMails, blankReceipts} {
		n, err := run(ctx, tx, query, int64(person))
		if err != nil {
			return false, fmt.Errorf("delete address: %w", err)
		}
		had = had || n > 0
	}
	return had, nil
}

// Tidy deletes addresses that nobody confirmed within a day, and what letters
// that were sent or given up know of theirs.
func (s *Mails) Tidy(ctx context.Context, now time.Time) error {
	for _, query := range []string{
		`DELETE FROM email_codes WHERE asked_at < $1`,
		`UPDATE mails SET address = '', address_key = '', args = '{}'
		WHERE created_at < $1 AND state IN ('sent', 'failed') AND address_key <> ''`,
	} {
		if _, err := run(ctx, s.DB.pool, query, now.Add(-codesDay)); err != nil {
			return fmt.Errorf("forget addresses: %w", err)
		}
	}
	return nil
}
