package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectOneTaker = `
	SELECT o.id, o.inn, o.name, o.phone
	FROM organisations o
	WHERE o.id = $1 AND o.takes_appeals AND o.chat_content <> 'restricted'`

// takerOf returns an organisation that takes appeals here.
func takerOf(
	ctx context.Context, q sqlx.QueryerContext, id housing.OrganisationID,
) (housing.Organisation, error) {
	var row organisationRow
	err := get(ctx, q, &row, selectOneTaker, int64(id))
	if isNoRows(err) {
		err = refused("error.support_none")
	}
	if err != nil {
		return housing.Organisation{}, fmt.Errorf("find who answers: %w", err)
	}
	return row.organisation(), nil
}

// A house of an organisation in which the person lives, by the oldest link that lives at $3.
const selectHouseAt = `
	SELECT a.house_id
	FROM links l
	JOIN accounts a ON a.id = l.account_id
	JOIN houses h ON h.id = a.house_id
	WHERE l.person_id = $1 AND h.organisation_id = $2 AND l.suspended_at IS NULL AND a.closed_on IS NULL
	  AND (l.ends_at IS NULL OR l.ends_at > $3)
	ORDER BY l.id
	LIMIT 1`

// askedOf finds who answers a question, and the house of whoever asks, if there is one.
func askedOf(
	ctx context.Context, q sqlx.QueryerContext, r *housing.Request, now time.Time,
) (housing.Organisation, error) {
	org, err := takerOf(ctx, q, r.Organisation)
	if err != nil {
		return org, err
	}
	err = get(ctx, q, &r.House, selectHouseAt, int64(r.Person), int64(r.Organisation), now)
	if err != nil && !isNoRows(err) {
		return org, fmt.Errorf("find house of who asks: %w", err)
	}
	return org, nil
}

// The same request of the same person that waits for an answer.
const selectWaitingRequest = `
	SELECT q.number
	FROM requests q
	JOIN appeals p ON p.id = q.appeal_id
	WHERE q.kind = $1 AND q.person_id = $2 AND q.account_id = $3 AND q.meter_id IS NOT DISTINCT FROM $4
	  AND ` + deskIsOpen + `
	ORDER BY q.id DESC
	LIMIT 1`

const (
	insertRequestAppeal = `
	INSERT INTO appeals (person_id, state, kind, house_id, account_id, topic_name, organisation_id, addressee,
		parts, number, changed_at, sent_at, received_on, rule, due_on)
	VALUES ($1, 'sent', $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13)
	RETURNING id`
	updateRequestAppeal = `UPDATE requests SET appeal_id = $2 WHERE number = $1`
)

// writeRequest stores a request that has passed the gate and puts it into the inbox of
// who answers it, where appeals are taken here. The same request of a meter is not made
// twice while it waits: its number is returned.
func writeRequest(
	ctx context.Context, tx *Tx, r housing.Request, org housing.OrganisationID, now time.Time,
) (number string, err error) {
	if err := lockPerson(ctx, tx, r.Person); err != nil {
		return "", err
	}
	err = get(ctx, tx, &number, selectWaitingRequest, string(r.Kind), int64(r.Person), idArg(r.Account),
		idArg(r.Meter))
	if err == nil || !isNoRows(err) {
		return number, err
	}
	switch free, err := appealFree(ctx, tx, r.Person, now); {
	case err != nil:
		return "", err
	case !free.IsZero():
		return "", &housing.Error{Kind: housing.Limited, Text: "error.request_many"}
	}
	if number, err = fileRequest(ctx, tx, r, org, now); err != nil {
		return "", err
	}
	a := housing.Appeal{House: housing.House{ID: r.House}}
	a.To.Organisation = org
	by, err := receiverOf(ctx, tx, &a, int64(r.Person), now)
	switch {
	case housing.KindOf(err) == housing.Refused && r.Kind == housing.Support:
		return "", refused("error.support_none")
	case housing.KindOf(err) == housing.Refused:
		return number, nil // it is in the list of requests
	case err != nil:
		return "", err
	}
	return number, receiveRequest(ctx, tx, r, requestTaken{number, org, by, now})
}

// requestTaken is a request at who answers it.
type requestTaken struct {
	number string
	org    housing.OrganisationID
	by     receiver
	now    time.Time
}

const selectZoneOfHouse = `SELECT zone FROM houses WHERE id = $1`

// receiveRequest makes an appeal of a request. What is asked of a meter is answered as an
// appeal is. For a question to the support no law sets a term.
func receiveRequest(ctx context.Context, tx *Tx, r housing.Request, t requestTaken) error {
	house := housing.House{ID: r.House}
	if r.House != 0 {
		if err := get(ctx, tx, &house.Zone, selectZoneOfHouse, int64(r.House)); err != nil {
			return fmt.Errorf("find zone of house: %w", err)
		}
	}
	a := housing.Appeal{House: house}
	today := housing.DateOf(t.now.In(a.Location()))
	rule := housing.AppealKind("")
	if r.Kind != housing.Support {
		rule = t.by.rule()
	}
	term := housing.AppealTermOf(rule, today)
	account := r.Account
	if account == 0 {
		account = housing.AccountID(t.by.Account)
	}
	var id int64
	err := get(ctx, tx, &id, insertRequestAppeal, int64(r.Person), string(r.Kind), idArg(r.House),
		idArg(account), r.Topic, int64(t.org), t.by.Name, pq.Array([]string{housing.CleanText(r.Text)}),
		t.number, t.now, dateArg(term.Received), string(rule), dateArg(term.Due))
	if err != nil {
		return fmt.Errorf("put request into the inbox: %w", err)
	}
	if _, err := run(ctx, tx, updateRequestAppeal, t.number, id); err != nil {
		return fmt.Errorf("note where request is answered: %w", err)
	}
	note := appealNote{housing.AppealID(id), string(housing.AppealSent), r.Person, t.number, term.Due, t.now}
	if err := noteAppeal(ctx, tx, note); err != nil {
		return err
	}
	return tellDesk(ctx, tx, housing.AppealID(id), t.now)
}
