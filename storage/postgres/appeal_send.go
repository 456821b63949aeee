package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Send hands a draft to its addressee, or prepares it where the addressee takes
// appeals elsewhere. Whoever is prevented learns by what: nothing was sent then.
func (s *Appeals) Send(
	ctx context.Context, o housing.Once, w housing.AppealSending, now time.Time,
) (housing.AppealOutcome, error) {
	sent := confirmed{"appeal.send", o, now}
	out, err := once(ctx, s.DB, sent, func(tx *Tx) (housing.AppealOutcome, error) {
		if err := lockPerson(ctx, tx, w.Person); err != nil {
			return housing.AppealOutcome{}, err
		}
		if err := lockDraft(ctx, tx, w.Person, w.Appeal); err != nil {
			return housing.AppealOutcome{}, err
		}
		a, err := ownAppeal(ctx, tx, w.Person, w.Appeal)
		if err != nil {
			return housing.AppealOutcome{}, err
		}
		if !a.Complete() {
			return housing.AppealOutcome{}, refused("error.appeal_incomplete")
		}
		return sending{tx, w, now}.send(ctx, a)
	})
	if err != nil {
		return housing.AppealOutcome{}, fmt.Errorf("send appeal: %w", err)
	}
	return out, nil
}

// sending is a draft on its way out, while the person is locked.
type sending struct {
	tx  *Tx
	w   housing.AppealSending
	now time.Time
}

func (x sending) send(ctx context.Context, a housing.Appeal) (out housing.AppealOutcome, err error) {
	if out.Free, err = appealFree(ctx, x.tx, x.w.Person, x.now); err != nil || !out.Free.IsZero() {
		return out, err
	}
	if !x.w.Again {
		if out.Twin, err = x.twin(ctx, a); err != nil || !out.Twin.IsZero() {
			return out, err
		}
	}
	if !a.To.Here() {
		out.State = housing.AppealPrepared
		err = x.mark(ctx, a, &out, housing.AppealTerm{})
		return out, err
	}
	return x.receive(ctx, a)
}

const selectLastAppeals = `
	SELECT sent_at
	FROM appeals
	WHERE person_id = $1 AND sent_at > $2
	ORDER BY sent_at DESC
	LIMIT $3`

// appealFree returns when the next appeal of a person may be sent; the zero time: at once.
func appealFree(ctx context.Context, tx *Tx, person housing.PersonID, now time.Time) (time.Time, error) {
	var at []time.Time
	err := list(ctx, tx, &at, selectLastAppeals, int64(person), now.Add(-time.Hour), housing.AppealHourly)
	if err != nil {
		return time.Time{}, fmt.Errorf("count appeals: %w", err)
	}
	if len(at) < housing.AppealHourly {
		return time.Time{}, nil
	}
	return at[len(at)-1].Add(time.Hour).UTC(), nil
}

const selectTwin = `
	SELECT sent_at
	FROM appeals
	WHERE person_id = $1 AND sent_at > $2 AND parts = $3 AND authority = $4
	  AND organisation_id IS NOT DISTINCT FROM $5 AND house_id IS NOT DISTINCT FROM $6 AND place = $7
	ORDER BY sent_at DESC
	LIMIT 1`

// twin returns when the same was sent just before; the zero time: it was not.
func (x sending) twin(ctx context.Context, a housing.Appeal) (time.Time, error) {
	var at time.Time
	err := get(ctx, x.tx, &at, selectTwin, int64(x.w.Person), x.now.Add(-housing.AppealTwin),
		pq.Array(a.Parts), a.To.Authority, idArg(a.To.Organisation), idArg(a.House.ID), a.Place)
	if isNoRows(err) {
		return time.Time{}, nil
	}
	return at.UTC(), err
}

const nextAppealNumber = `
	INSERT INTO appeal_numbers (organisation_id, last)
	VALUES ($1, 1)
	ON CONFLICT (organisation_id) DO UPDATE SET last = appeal_numbers.last + 1
	RETURNING 'О-' || last`

// Who takes appeals at this moment, and whether the author lives in the house:
// the oldest live link decides which flat is named.
const selectReceiver = `
	SELECT coalesce(` + accountInHouse + `, 0) AS account,
		EXISTS (
			SELECT 1
			FROM suppliers s
			JOIN houses h ON h.id = p.house_id AND h.organisation_id = s.organisation_id
			WHERE (s.house_id IS NULL OR s.house_id = h.id) AND s.inn = o.inn AND o.id <> h.organisation_id
		) AS supplies,
		o.name
	FROM organisations o, (SELECT $4::bigint AS house_id) p
	WHERE o.id = $2 AND o.takes_appeals AND o.chat_content <> 'restricted'`

// receiver is an organisation that takes appeals here, as it stands to the author of one.
type receiver struct {
	Name     string `db:"name"`
	Account  int64  `db:"account"` // of the author in the house; 0: lives elsewhere
	Supplies bool   `db:"supplies"`
}

// receiverOf finds to whom an appeal is addressed.
func receiverOf(
	ctx context.Context, tx *Tx, a *housing.Appeal, author int64, now time.Time,
) (by receiver, err error) {
	err = get(ctx, tx, &by, selectReceiver, author, int64(a.To.Organisation), now, idArg(a.House.ID))
	if isNoRows(err) {
		err = refused("error.appeal_not_taken")
	}
	if err != nil {
		return by, fmt.Errorf("find addressee: %w", err)
	}
	return by, nil
}

// rule is by what it answers the author.
func (r receiver) rule() housing.AppealKind {
	switch {
	case r.Supplies:
		return housing.AppealToSupplier
	case r.Account != 0:
		return housing.AppealOfResident
	}
	return housing.AppealOfOther
}

// receive gives the appeal to an organisation that works here.
func (x sending) receive(ctx context.Context, a housing.Appeal) (out housing.AppealOutcome, err error) {
	by, err := receiverOf(ctx, x.tx, &a, int64(x.w.Person), x.now)
	if err != nil {
		return out, err
	}
	org := int64(a.To.Organisation)
	if a.Kind != housing.AppealSupport {
		a.Rule = by.rule()
	}
	if err := get(ctx, x.tx, &out.Number, nextAppealNumber, org); err != nil {
		return out, fmt.Errorf("number appeal: %w", err)
	}
	today := housing.DateOf(x.now.In(a.Location()))
	out.State = housing.AppealSent
	term := housing.AppealTermOf(a.Rule, today)
	out.Due = term.Due
	if err := x.mark(ctx, a, &out, term); err != nil {
		return out, err
	}
	_, err = run(ctx, x.tx, updateAppealAccount, int64(a.ID), idArg(housing.AccountID(by.Account)))
	if err != nil {
		return out, fmt.Errorf("note account of appeal: %w", err)
	}
	return out, tellDesk(ctx, x.tx, a.ID, x.now)
}

const updateAppealAccount = `UPDATE appeals SET account_id = $2 WHERE id = $1`

const markSent = `
	UPDATE appeals
	SET state = $2, number = $3, sent_at = $4, changed_at = $4, received_on = $5, rule = $6, due_on = $7
	WHERE id = $1`

const insertAppealEvent = `
	INSERT INTO appeal_events (appeal_id, kind, person_id, text, due_on, at)
	VALUES ($1, $2, $3, $4, $5, $6)`

func (x sending) mark(
	ctx context.Context, a housing.Appeal, out *housing.AppealOutcome, term housing.AppealTerm,
) error {
	if _, err := run(ctx, x.tx, dropMoved, int64(a.ID), x.now); err != nil {
		return fmt.Errorf("leave out who moved: %w", err)
	}
	_, err := run(ctx, x.tx, markSent, int64(a.ID), string(out.State), out.Number, x.now,
		dateArg(term.Received), string(a.Rule), dateArg(term.Due))
	if err != nil {
		return fmt.Errorf("mark appeal: %w", err)
	}
	a.Number, a.Due = out.Number, out.Due
	if err := tellJoined(ctx, x.tx, appealTold{appeal: a, what: string(out.State)}, x.now); err != nil {
		return err
	}
	return noteAppeal(ctx, x.tx,
		appealNote{a.ID, string(out.State), x.w.Person, out.Number, term.Due, x.now})
}
