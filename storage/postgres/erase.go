package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// Erase deletes what is stored about a person. What must stay is named in [Kept] and points to a row that
// is nobody's: who writes to the bot again is new to it. Who works for an organisation, or pays at
// this moment, is refused.
func (s *Stored) Erase(
	ctx context.Context, o housing.Once, person housing.PersonID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"erase", o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, erase(ctx, tx, person, now)
	})
	if err != nil {
		return fmt.Errorf("erase person: %w", err)
	}
	return nil
}

// Kept returns the tables whose rows stay when a person is erased, each with why and for how long.
//
// Payments and their receipts: primary documents, five years after the year (402-ФЗ, ст. 29). Cash receipts
// are kept by the acquirer and the operator of fiscal data (54-ФЗ); what is here of them lies with the
// payment. Readings: the organisation charges by them. Appeals that were sent, and who joined them: three
// years (постановление № 416, р. VIII; its wording was not at hand, an organisation asks its lawyer).
// Consents and the journal prove that the data was handled as the law says (152-ФЗ, ст. 9, 19), for the
// three years of limitation (ст. 196 ГК РФ). Work of an operator is the organisation's. The message of a
// meeting that was submitted belongs to its papers, which the owners of the house may ask for (ЖК РФ, ст.
// 46), and so do the decisions on its questions: without one of them its result could not be counted again.
func Kept() []string {
	return []string{
		"payments", "submissions", "appeals", "appeal_events", "appeal_answers", "appeal_joins",
		"consents", "audit", "people",
		"house_chats", "polls", "operators", "operator_invites", "forum_invites", "outages", "outage_steps",
		"outage_drafts",
		"mailings", "suspensions", "licence_changes", "licence_leavings",
		"work_photos",
		"ballots", // decisions of an owner are papers of the meeting, and their chain is published
		"meetings", "meeting_initiators", "meeting_remarks", "meeting_events", "inspectors",
		"inspector_invites",
		"mails", // of codes alone, without the address: they are counted for a day
	}
}

const selectEmployed = `
	SELECT EXISTS (SELECT 1 FROM operators WHERE person_id = $1 AND removed_at IS NULL)
		OR EXISTS (SELECT 1 FROM inspectors WHERE person_id = $1 AND removed_at IS NULL)`

const selectPaying = `
	SELECT EXISTS (SELECT 1 FROM payments WHERE person_id = $1 AND state IN ('created', 'pending'))`

func mayErase(ctx context.Context, tx *Tx, person housing.PersonID) error {
	for _, bar := range []struct{ query, text string }{
		{selectEmployed, "stored.erase_works"}, {selectPaying, "stored.erase_pays"},
	} {
		var barred bool
		if err := get(ctx, tx, &barred, bar.query, int64(person)); err != nil {
			return err
		}
		if barred {
			return refused(bar.text)
		}
	}
	return nil
}

func erase(ctx context.Context, tx *Tx, person housing.PersonID, now time.Time) error {
	if err := lockPerson(ctx, tx, person); err != nil {
		return err
	}
	if err := mayErase(ctx, tx, person); err != nil {
		return err
	}
	if err := withdraw(ctx, tx, person, now); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM outage_reports WHERE person_id = $1`,
		`DELETE FROM work_reviews WHERE person_id = $1`,
		`DELETE FROM claim_days WHERE person_id = $1`,
		`DELETE FROM chat_keepers WHERE person_id = $1`,
		`DELETE FROM chat_links WHERE person_id = $1`,
		`DELETE FROM web_links WHERE person_id = $1`,
		`DELETE FROM mails WHERE person_id = $1 AND kind <> 'code'`,
		`UPDATE appeal_calls SET name = '', revoked_at = coalesce(revoked_at, opened_at)
			WHERE appeal_id IN (SELECT id FROM appeals WHERE person_id = $1)`,
		`DELETE FROM owner_people WHERE person_id = $1`,
		`DELETE FROM vote_mutes WHERE person_id = $1`,
	} {
		if _, err := run(ctx, tx, query, int64(person)); err != nil {
			return fmt.Errorf("delete what is stored: %w", err)
		}
	}
	if err := eraseForum(ctx, tx, person, now); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE requests SET person_id = NULL WHERE person_id = $1`,
		deleteTold,
	} {
		if _, err := run(ctx, tx, query, int64(person)); err != nil {
			return fmt.Errorf("delete what is stored: %w", err)
		}
	}
	if err := audit(ctx, tx, deed{person, 0, "data.erased", now}); err != nil {
		return err
	}
	if _, err := run(ctx, tx, updateErased, int64(person), now); err != nil {
		return fmt.Errorf("forget who it was: %w", err)
	}
	return nil
}

// What was sent to the chat of a person goes, and with it what was written for nobody else.
const deleteTold = `
	WITH gone AS (
		DELETE FROM recipients r
		USING people p
		WHERE p.id = $1 AND r.bot_id = p.bot_id AND r.chat_id = p.chat_id
		RETURNING r.id, r.notice_id
	)
	DELETE FROM notices n
	USING gone g
	WHERE n.id = g.notice_id AND n.outage_id IS NULL AND n.mailing_id IS NULL
	  AND NOT EXISTS (
		SELECT 1 FROM recipients r
		WHERE r.notice_id = n.id AND r.id NOT IN (SELECT id FROM gone))`

// The numbers of people in Telegram are positive, and no chat is 0.
const updateErased = `
	UPDATE people
	SET user_id = -id, chat_id = 0, reachable = false, changed_at = $2, erased_at = $2, created_at = $2,
		email = NULL, email_confirmed_at = NULL, veiled = DEFAULT, zone = DEFAULT, chat_enough = DEFAULT,
		tell_planned = DEFAULT, digest_hour = DEFAULT, ahead_hours = DEFAULT, tell_emergencies = DEFAULT,
		tell_hot_water = DEFAULT, tell_charges = DEFAULT, tell_reminders = DEFAULT, quiet_from = DEFAULT,
		quiet_until = DEFAULT
	WHERE id = $1`
