package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// People remembers who talks to the bot and what they agreed to.
type People struct{ DB *DB }

const upsertPerson = `
	INSERT INTO people (bot_id, user_id, chat_id, created_at, changed_at)
	VALUES ($1, $2, $3, $4, $4)
	ON CONFLICT (bot_id, user_id) DO UPDATE
	SET chat_id = excluded.chat_id, reachable = true, changed_at = excluded.changed_at
	WHERE people.chat_id <> excluded.chat_id OR NOT people.reachable`

const selectPerson = `SELECT id FROM people WHERE bot_id = $1 AND user_id = $2`

// Enter returns the person behind a user of Telegram, remembering a new one.
// Who writes can be written to.
func (s *People) Enter(ctx context.Context, bot, user, chat int64, now time.Time) (housing.PersonID, error) {
	if _, err := run(ctx, s.DB.pool, upsertPerson, bot, user, chat, now); err != nil {
		return 0, fmt.Errorf("enter person: %w", err)
	}
	var id housing.PersonID
	if err := get(ctx, s.DB.pool, &id, selectPerson, bot, user); err != nil {
		return 0, fmt.Errorf("enter person: %w", err)
	}
	return id, nil
}

const selectConsent = `
	SELECT version, given_at
	FROM consents
	WHERE person_id = $1 AND withdrawn_at IS NULL
	ORDER BY given_at DESC, id DESC
	LIMIT 1`

// Consent returns the consent in force, false if there is none.
func (s *People) Consent(ctx context.Context, person housing.PersonID) (housing.Consent, bool, error) {
	var row struct {
		Version string    `db:"version"`
		GivenAt time.Time `db:"given_at"`
	}
	err := get(ctx, s.DB.pool, &row, selectConsent, int64(person))
	switch {
	case isNoRows(err):
		return housing.Consent{}, false, nil
	case err != nil:
		return housing.Consent{}, false, fmt.Errorf("read consent: %w", err)
	}
	return housing.Consent{Version: row.Version, At: row.GivenAt.UTC()}, true, nil
}

const insertConsent = `
	INSERT INTO consents (person_id, version, given_at)
	SELECT id, $2, $3
	FROM people
	WHERE id = $1 AND erased_at IS NULL
	ON CONFLICT (person_id, version) WHERE withdrawn_at IS NULL DO NOTHING`

// selectAnybody finds who was erased, too.
const selectAnybody = `SELECT id FROM people WHERE id = $1`

// GiveConsent keeps the first moment at which a version was agreed to; of who was erased it keeps nothing.
func (s *People) GiveConsent(
	ctx context.Context, o housing.Once, person housing.PersonID, version string, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"consent", o, now}, func(tx *Tx) (nothing, error) {
		var id int64
		if err := get(ctx, tx, &id, selectAnybody, int64(person)); err != nil {
			return nothing{}, err
		}
		n, err := run(ctx, tx, insertConsent, int64(person), version, now)
		if err != nil || n == 0 {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{person, 0, "consent.given", now})
	})
	if err != nil {
		return fmt.Errorf("give consent: %w", err)
	}
	return nil
}

const updateConsents = `UPDATE consents SET withdrawn_at = $2 WHERE person_id = $1 AND withdrawn_at IS NULL`

const deleteLinks = `DELETE FROM links WHERE person_id = $1 RETURNING account_id`

const deleteProofs = `DELETE FROM proofs WHERE person_id = $1`

const deleteReminders = `DELETE FROM reminders WHERE person_id = $1`

const deleteAllSaid = `DELETE FROM reminder_says WHERE person_id = $1`

const deleteDigests = `DELETE FROM outage_digests WHERE person_id = $1`

const deleteRecalculations = `DELETE FROM recalculations WHERE person_id = $1`

const cancelNotices = `
	UPDATE recipients r
	SET state = 'failed', reason = $2, done_at = $3
	FROM people p
	WHERE p.id = $1 AND r.bot_id = p.bot_id AND r.chat_id = p.chat_id AND r.state IN ('waiting', 'trying')`

// lockImports keeps imports of the person's organisations out: they lock the
// same links and proofs in another order.
const lockImports = `
	SELECT o.id
	FROM organisations o
	WHERE o.id IN (
		SELECT h.organisation_id
		FROM houses h
		JOIN accounts a ON a.house_id = h.id
		WHERE a.id IN (
			SELECT account_id FROM links WHERE person_id = $1
			UNION SELECT account_id FROM proofs WHERE person_id = $1))
	ORDER BY o.id
	FOR SHARE`

// WithdrawConsent ends every consent of the person, and with it the links and
// proofs, the e-mail address and what Госуслуги told; notices and letters that wait are not sent.
func (s *People) WithdrawConsent(
	ctx context.Context, o housing.Once, person housing.PersonID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"withdraw", o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, withdraw(ctx, tx, person, now)
	})
	if err != nil {
		return fmt.Errorf("withdraw consent: %w", err)
	}
	return nil
}

func withdraw(ctx context.Context, tx *Tx, person housing.PersonID, now time.Time) error {
	if err := lockPerson(ctx, tx, person); err != nil {
		return err
	}
	if _, err := run(ctx, tx, updateConsents, int64(person), now); err != nil {
		return fmt.Errorf("end consents: %w", err)
	}
	if err := dropAppeals(ctx, tx, now, selectUnsentOf, int64(person)); err != nil {
		return err
	}
	accounts, err := unlink(ctx, tx, person, now)
	if err != nil {
		return err
	}
	if _, err := run(ctx, tx, cancelNotices, int64(person), "withdrawn", now); err != nil {
		return fmt.Errorf("cancel notices: %w", err)
	}
	if _, err := dropAddress(ctx, tx, person); err != nil {
		return err
	}
	for _, a := range accounts {
		if err := audit(ctx, tx, deed{person, a, "link.withdrawn", now}); err != nil {
			return err
		}
	}
	return audit(ctx, tx, deed{person, 0, "consent.withdrawn", now})
}

// unlink deletes the person's links and proofs and returns the accounts.
func unlink(
	ctx context.Context, tx *Tx, person housing.PersonID, now time.Time,
) (accounts []housing.AccountID, err error) {
	var orgs []int64
	if err := list(ctx, tx, &orgs, lockImports, int64(person)); err != nil {
		return nil, fmt.Errorf("wait for imports: %w", err)
	}
	if err := list(ctx, tx, &accounts, deleteLinks, int64(person)); err != nil {
		return nil, fmt.Errorf("delete links: %w", err)
	}
	for _, query := range []string{
		deleteProofs, deleteReminders, deleteAllSaid, deleteDigests, deleteRecalculations, forgetWishes,
		deleteIdentity, deleteSignIns, deletePhone, leaveUnsent, dropSupplements, dropMeetingDrafts,
	} {
		if _, err := run(ctx, tx, query, int64(person)); err != nil {
			return nil, fmt.Errorf("delete what belongs to links: %w", err)
		}
	}
	if err := endOrphans(ctx, tx, accounts, now); err != nil {
		return nil, err
	}
	return accounts, endOwn(ctx, tx, person, now)
}

const selectPersonLock = `SELECT id FROM people WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE`

// lockPerson makes the person's own deeds wait for one another.
func lockPerson(ctx context.Context, tx *Tx, person housing.PersonID) error {
	var id int64
	if err := get(ctx, tx, &id, selectPersonLock, int64(person)); err != nil {
		return fmt.Errorf("lock person: %w", err)
	}
	return nil
}

const updateReachable = `
	UPDATE people
	SET reachable = $3, changed_at = $4
	WHERE bot_id = $1 AND chat_id = $2 AND reachable <> $3`

const cancelChat = `
	UPDATE recipients
	SET state = 'failed', reason = 'unreachable', done_at = $3
	WHERE bot_id = $1 AND chat_id = $2 AND state IN ('waiting', 'trying')`

// SetReachable notes that a chat blocked the bot or let it in again. What
// waited for a chat that blocked it is not sent later.
func (s *People) SetReachable(ctx context.Context, bot, chat int64, reachable bool, now time.Time) error {
	return s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := run(ctx, tx, updateReachable, bot, chat, reachable, now); err != nil {
			return fmt.Errorf("mark chat: %w", err)
		}
		if chat < 0 {
			if err := groupReachable(ctx, tx, group{bot, chat}, reachable, now); err != nil {
				return err
			}
		}
		if reachable {
			return nil
		}
		if _, err := run(ctx, tx, cancelChat, bot, chat, now); err != nil {
			return fmt.Errorf("cancel notices of chat: %w", err)
		}
		return nil
	})
}

// A notice that went to both numbers is one: the later chat keeps it.
const dropDoubled = `
	DELETE FROM recipients old
	USING recipients young
	WHERE old.bot_id = $1 AND old.chat_id = $2
		AND young.bot_id = $1 AND young.chat_id = $3 AND young.notice_id = old.notice_id`

// What was sent before is not there to be edited.
const moveRecipients = `
	UPDATE recipients SET chat_id = $3, message_id = NULL WHERE bot_id = $1 AND chat_id = $2`

const movePeople = `
	UPDATE people SET chat_id = $3, changed_at = $4 WHERE bot_id = $1 AND chat_id = $2`

// MoveChat gives a chat that goes on under another number that number
// everywhere. Doing it again changes nothing.
func (s *People) MoveChat(ctx context.Context, bot, from, to int64, now time.Time) error {
	return s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := run(ctx, tx, dropDoubled, bot, from, to); err != nil {
			return fmt.Errorf("drop doubled notices: %w", err)
		}
		if _, err := run(ctx, tx, moveRecipients, bot, from, to); err != nil {
			return fmt.Errorf("move notices: %w", err)
		}
		if _, err := run(ctx, tx, movePeople, bot, from, to, now); err != nil {
			return fmt.Errorf("move people: %w", err)
		}
		return moveGroup(ctx, tx, group{bot, from}, to, now)
	})
}
