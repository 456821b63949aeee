package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
)

const selectHousehold = `
	SELECT l.id, l.role, l.since, l.person_id = $2 AS self
	FROM links l
	WHERE l.account_id = $1 AND l.suspended_at IS NULL
	ORDER BY l.since, l.id`

// Household returns who has a live link to the account, to somebody who has
// one. Nobody is named.
func (s *Accounts) Household(
	ctx context.Context, person housing.PersonID, account housing.AccountID,
) ([]housing.Member, error) {
	if _, err := liveLink(ctx, s.DB.pool, person, account, housing.MaySee); err != nil {
		return nil, fmt.Errorf("list household: %w", err)
	}
	var rows []struct {
		ID    int64        `db:"id"`
		Role  housing.Role `db:"role"`
		Since time.Time    `db:"since"`
		Self  bool         `db:"self"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectHousehold, int64(account), int64(person)); err != nil {
		return nil, fmt.Errorf("list household: %w", err)
	}
	members := make([]housing.Member, len(rows))
	for i, r := range rows {
		members[i] = housing.Member{Link: r.ID, Role: r.Role, Since: r.Since.UTC(), Self: r.Self}
	}
	return members, auditRead(ctx, s.DB.pool, deed{person, account, "household.seen", s.DB.now()})
}

// Disown suspends the link of somebody whom the household does not know and
// asks the organisation to look into it. Returns the number of the request.
func (s *Accounts) Disown(
	ctx context.Context, o housing.Once, d housing.Disowning, now time.Time,
) (request string, err error) {
	request, err = once(ctx, s.DB, confirmed{"disown", o, now}, func(tx *Tx) (string, error) {
		mine, err := lockLink(ctx, tx, d.Person, d.Account, housing.MayShare)
		if err != nil {
			return "", err
		}
		if err := suspendOther(ctx, tx, mine, d.Link, now); err != nil {
			return "", err
		}
		r := housing.Request{
			Kind: housing.Strangers, Person: d.Person, Account: d.Account,
			House: housing.HouseID(mine.HouseID),
		}
		number, err := fileRequest(ctx, tx, r, housing.OrganisationID(mine.OrgID), now)
		if err != nil {
			return "", err
		}
		return number, audit(ctx, tx, deed{d.Person, d.Account, "link.disowned", now})
	})
	if err != nil {
		return "", fmt.Errorf("disown link: %w", err)
	}
	return request, nil
}

const suspendLink = `
	UPDATE links
	SET suspended_at = $4
	WHERE id = $1 AND account_id = $2 AND person_id <> $3 AND suspended_at IS NULL`

const deleteProofOfLink = `
	DELETE FROM proofs v
	USING links l
	WHERE l.id = $1 AND v.person_id = l.person_id AND v.account_id = l.account_id`

func suspendOther(ctx context.Context, tx *Tx, mine linkRow, link int64, now time.Time) error {
	n, err := run(ctx, tx, suspendLink, link, mine.AccountID, mine.PersonID, now)
	if err != nil {
		return fmt.Errorf("suspend link: %w", err)
	}
	if n == 0 {
		return notFound("error.link_gone")
	}
	if _, err := run(ctx, tx, deleteProofOfLink, link); err != nil {
		return fmt.Errorf("void proof: %w", err)
	}
	return tellLinks(ctx, tx, linkNotice{
		kind: housing.NoticeDisowned, occasion: strconv.FormatInt(now.UnixNano(), 10), at: now,
		args: map[string]string{}, links: []int64{link},
	})
}
