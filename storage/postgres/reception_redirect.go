package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/housing"
)

const updateRedirected = `
	UPDATE appeals
	SET organisation_id = $2, authority = '', addressee = $3, number = $4, received_on = $5, rule = $6,
		due_on = $7
	WHERE id = $1`

const dropDraftAnswer = `DELETE FROM appeal_answers WHERE appeal_id = $1 AND state <> 'sent'`

// redirect hands an appeal on. An organisation that works here gets it under a
// number of its own; its term runs from that day, by the rule it answers the author by.
// Elsewhere it is answered by the rule of who that is, if there is one, and its author
// tells of that here.
func redirect(ctx context.Context, tx *Tx, told *appealTold, d housing.AppealDeed, now time.Time) error {
	a := &told.appeal
	a.To, a.Rule = housing.Addressee{Name: housing.CleanText(d.To.Name)}, d.Outside
	if d.To.Organisation != 0 {
		a.To.Organisation = d.To.Organisation
		next, err := receiverOf(ctx, tx, a, told.author, now)
		if err != nil {
			return err
		}
		a.To.Name, a.Rule = next.Name, next.rule()
		if err := get(ctx, tx, &a.Number, nextAppealNumber, int64(a.To.Organisation)); err != nil {
			return fmt.Errorf("number appeal: %w", err)
		}
	}
	today := housing.DateOf(now.In(a.Location()))
	term := housing.AppealTermOf(a.Rule, today)
	a.Received, a.Due = term.Received, term.Due
	if _, err := run(ctx, tx, dropDraftAnswer, int64(a.ID)); err != nil {
		return fmt.Errorf("drop the answer that was not sent: %w", err)
	}
	_, err := run(ctx, tx, updateRedirected, int64(a.ID), idArg(a.To.Organisation), a.To.Name, a.Number,
		dateArg(a.Received), string(a.Rule), dateArg(a.Due))
	if err != nil {
		return fmt.Errorf("hand appeal on: %w", err)
	}
	if a.To.Organisation == 0 {
		return nil
	}
	return tellDesk(ctx, tx, a.ID, now)
}

const updateConverted = `
	UPDATE appeals
	SET kind = 'appeal', topic = '', topic_name = $2, rule = $3, due_on = $4
	WHERE id = $1`

// convert makes an appeal of a question to the support, under its number. Its term runs
// from the day on which the question came: the organisation had it from then on.
func convert(ctx context.Context, tx *Tx, told *appealTold, topic string, now time.Time) error {
	a := &told.appeal
	by, err := receiverOf(ctx, tx, a, told.author, now)
	if err != nil {
		return err
	}
	a.Kind, a.Topic, a.Rule = housing.AppealPlain, housing.AppealTopic{Name: topic}, by.rule()
	a.Due = housing.AppealTermOf(a.Rule, a.Received).Due
	_, err = run(ctx, tx, updateConverted, int64(a.ID), topic, string(a.Rule), dateArg(a.Due))
	if err != nil {
		return fmt.Errorf("make an appeal of question: %w", err)
	}
	return nil
}

// Handle carries out what somebody does with an appeal for its organisation.
func (s *Reception) Handle(ctx context.Context, o housing.Once, d housing.AppealDeed, now time.Time) error {
	return (&Appeals{DB: s.DB}).Handle(ctx, o, d, now)
}

const selectOtherTakers = `
	SELECT o.id, o.inn, o.name, o.phone
	FROM organisations o
	WHERE o.takes_appeals AND o.chat_content <> 'restricted' AND o.id <> $1
	  AND EXISTS (SELECT 1 FROM operators me WHERE me.organisation_id = $1 AND me.person_id = $2
		AND me.removed_at IS NULL)
	ORDER BY o.name, o.id
	LIMIT $3`

// Takers lists the other organisations that take appeals here.
func (s *Reception) Takers(
	ctx context.Context, by housing.PersonID, org housing.OrganisationID, limit int,
) ([]housing.Organisation, error) {
	var rows []organisationRow
	if err := list(ctx, s.DB.pool, &rows, selectOtherTakers, int64(org), int64(by), limit); err != nil {
		return nil, fmt.Errorf("list who else takes appeals: %w", err)
	}
	return each(rows, organisationRow.organisation), nil
}
