package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
)

// Asked returns what of a topic the person has still to do and is not silent
// about: that is what an answer to a reminder can mean.
func (s *Reminders) Asked(
	ctx context.Context, p housing.PersonID, topic housing.ReminderTopic, now time.Time,
) ([]housing.ReminderItem, error) {
	items, err := reminderItems(ctx, s.DB.pool, topic, []int64{int64(p)}, now)
	if err != nil {
		return nil, fmt.Errorf("list what is asked: %w", err)
	}
	return items[int64(p)], nil
}

const insertSaid = `
	INSERT INTO reminder_says (person_id, topic, account_id, subject, said, at)
	SELECT $2, $3, x.account, x.subject, $4, $5
	FROM jsonb_to_recordset($1::jsonb) AS x (account bigint, subject text)
	ON CONFLICT (person_id, topic, account_id, subject) DO UPDATE
	SET said = excluded.said, at = excluded.at`

// Say keeps a person's answer: nothing more is said of what the topic is about
// at this moment. What follows it is another matter.
func (s *Reminders) Say(
	ctx context.Context, o housing.Once, say housing.ReminderSaying, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"answer reminder", o, now}, func(tx *Tx) (nothing, error) {
		items, err := reminderItems(ctx, tx, say.Topic, []int64{int64(say.Person)}, now)
		if err != nil {
			return nothing{}, err
		}
		subjects := []map[string]any{}
		for _, i := range items[int64(say.Person)] {
			if say.Means(i) {
				subject := map[string]any{"account": int64(i.Account.ID), "subject": i.Subject}
				subjects = append(subjects, subject)
			}
		}
		encoded, err := json.Marshal(subjects)
		if err != nil {
			return nothing{}, err
		}
		_, err = run(ctx, tx, insertSaid,
			string(encoded), int64(say.Person), string(say.Topic), string(say.Said), now)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("answer reminder: %w", err)
	}
	return nil
}

const deleteSaid = `DELETE FROM reminder_says WHERE person_id = $1 AND said = 'quiet'`

// Unquiet takes every ‹Не напоминать› of a person back.
func (s *Reminders) Unquiet(ctx context.Context, o housing.Once, p housing.PersonID, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"unquiet reminders", o, now}, func(tx *Tx) (nothing, error) {
		_, err := run(ctx, tx, deleteSaid, int64(p))
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("take quiet back: %w", err)
	}
	return nil
}
