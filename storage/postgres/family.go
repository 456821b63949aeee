package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Family is who is connected to accounts: those who proved them, and those whom these invited.
type Family struct{ DB *DB }

const selectHousehold = `
	SELECT l.id, l.role, l.since, l.rights, l.called, l.invited, l.ends_at, l.person_id = $2 AS self
	FROM links l
	WHERE l.account_id = $1 AND` + aliveAt + `$4
	  AND ($3 OR l.person_id = $2)
	ORDER BY l.invited, l.since, l.id`

type memberRow struct {
	ID      int64          `db:"id"`
	Role    string         `db:"role"`
	Since   time.Time      `db:"since"`
	Rights  pq.StringArray `db:"rights"`
	Called  string         `db:"called"`
	Invited bool           `db:"invited"`
	EndsAt  sql.NullTime   `db:"ends_at"`
	Self    bool           `db:"self"`
}

func (r memberRow) member(h housing.House) housing.Member {
	return housing.Member{
		Link: r.ID, Since: r.Since.UTC(), Self: r.Self, Invited: r.Invited, Called: r.Called,
		Grant: housing.Grant{
			Role: housing.Role(r.Role), Rights: rightsOf(r.Rights), Until: lastDay(r.EndsAt, h),
		},
	}
}

// Household returns who is connected to an account, as the person may know it.
func (s *Family) Household(
	ctx context.Context, person housing.PersonID, account housing.AccountID, now time.Time,
) (h housing.Household, err error) {
	link, err := gate{person, account, "", now}.link(ctx, s.DB.pool)
	if err != nil {
		return h, fmt.Errorf("list household: %w", err)
	}
	h.Account, h.Name = link.account(), link.LinkName
	var rows []memberRow
	all := link.may(housing.MayShare) || link.may(housing.MayInvite)
	err = list(ctx, s.DB.pool, &rows, selectHousehold, int64(account), int64(person), all, now)
	if err != nil {
		return h, fmt.Errorf("list household: %w", err)
	}
	for _, r := range rows {
		m := r.member(h.Account.House)
		if m.Self {
			m.Called = "" // it is how others call them
			h.Mine = m
		}
		h.Members = append(h.Members, m)
	}
	if link.may(housing.MayInvite) {
		if h.Invitations, err = invitationsOf(ctx, s.DB.pool, account, now); err != nil {
			return h, err
		}
	}
	return h, auditRead(ctx, s.DB.pool, deed{person, account, "household.seen", now})
}

// Disown suspends the link of somebody whom the household does not know and
// asks the organisation to look into it. Returns the number of the request.
func (s *Family) Disown(
	ctx context.Context, o housing.Once, d housing.Disowning, now time.Time,
) (request string, err error) {
	request, err = once(ctx, s.DB, confirmed{"disown", o, now}, func(tx *Tx) (string, error) {
		mine, err := gate{d.Person, d.Account, housing.MayShare, now}.lock(ctx, tx)
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
	WHERE id = $1 AND account_id = $2 AND person_id <> $3 AND suspended_at IS NULL AND NOT invited`

const deleteProofOfLink = `
	DELETE FROM proofs v
	USING links l
	WHERE l.id = $1 AND v.person_id = l.person_id AND v.account_id = l.account_id`

const provenByCode = `UPDATE accounts SET by_code = true WHERE id = $1`

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
	if _, err := run(ctx, tx, provenByCode, mine.AccountID); err != nil {
		return fmt.Errorf("ask for codes: %w", err)
	}
	err = tellLinks(ctx, tx, linkNotice{
		kind: housing.NoticeDisowned, occasion: strconv.FormatInt(now.UnixNano(), 10), at: now,
		args: map[string]string{}, links: []int64{link},
	})
	if err != nil {
		return err
	}
	return endOrphans(ctx, tx, []housing.AccountID{housing.AccountID(mine.AccountID)}, now)
}

const updateGrant = `
	UPDATE links
	SET role = $3, rights = $4, ends_at = $5, warned = $6
	WHERE id = $1 AND account_id = $2 AND invited AND suspended_at IS NULL
	RETURNING person_id`

// Grant changes what somebody who was invited may do, and tells them.
func (s *Family) Grant(
	ctx context.Context, o housing.Once, h housing.Hosting, g housing.Grant, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"grant", o, now}, func(tx *Tx) (nothing, error) {
		mine, err := gate{h.Person, h.Account, housing.MayInvite, now}.lock(ctx, tx)
		if err != nil {
			return nothing{}, err
		}
		house := mine.house()
		if why := g.Check(housing.DateOf(now.In(house.Location()))); why != "" {
			return nothing{}, refused(why)
		}
		end := endOf(g.Until, house)
		var person housing.PersonID
		err = get(ctx, tx, &person, updateGrant, h.Link, int64(h.Account), string(g.Role),
			rightsArg(g.Rights), end, endsSoon(end, now))
		if isNoRows(err) {
			return nothing{}, notFound("error.link_gone")
		}
		if err != nil {
			return nothing{}, fmt.Errorf("change rights: %w", err)
		}
		err = tellFamily(ctx, tx, familyNotice{
			what: housing.FamilyChanged, account: h.Account, at: now, people: []int64{int64(person)},
			grant: &g, about: int64(person),
		})
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{h.Person, h.Account, "family.changed", now})
	})
	if err != nil {
		return fmt.Errorf("grant rights: %w", err)
	}
	return nil
}

const deleteInvited = `
	DELETE FROM links
	WHERE id = $1 AND account_id = $2 AND invited
	RETURNING person_id`

// Remove ends the link of somebody who was invited, and tells them. What they paid and handed in stays.
func (s *Family) Remove(ctx context.Context, o housing.Once, h housing.Hosting, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"remove", o, now}, func(tx *Tx) (nothing, error) {
		if _, err := (gate{h.Person, h.Account, housing.MayInvite, now}).lock(ctx, tx); err != nil {
			return nothing{}, err
		}
		var person int64
		err := get(ctx, tx, &person, deleteInvited, h.Link, int64(h.Account))
		if isNoRows(err) {
			return nothing{}, notFound("error.link_gone")
		}
		if err != nil {
			return nothing{}, fmt.Errorf("delete link: %w", err)
		}
		err = tellFamily(ctx, tx, familyNotice{
			what: housing.FamilyRemoved, account: h.Account, at: now, people: []int64{person}, about: person,
		})
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{h.Person, h.Account, "family.removed", now})
	})
	if err != nil {
		return fmt.Errorf("remove from household: %w", err)
	}
	return nil
}
