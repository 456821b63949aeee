package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// mostInvited is how many may be invited to an account, those who are asked included.
const mostInvited = 20

const countInvited = `
	SELECT (SELECT count(*) FROM links WHERE account_id = $1 AND invited)
		+ (SELECT count(*) FROM link_invites WHERE account_id = $1 AND expires_at > $2)`

const insertLinkInvite = `
	INSERT INTO link_invites (account_id, token_hash, called, role, rights, ends_at, invited_by, issued_at,
		expires_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// Welcome keeps an invitation of somebody who may invite.
func (s *Family) Welcome(ctx context.Context, o housing.Once, w housing.Welcoming, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"welcome", o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, welcome(ctx, tx, w, now)
	})
	if err != nil {
		return fmt.Errorf("invite to account: %w", err)
	}
	return nil
}

func welcome(ctx context.Context, tx *Tx, w housing.Welcoming, now time.Time) error {
	mine, err := gate{w.Person, w.Account, housing.MayInvite, now}.lock(ctx, tx)
	if err != nil {
		return err
	}
	house := mine.house()
	if _, ok := housing.ParseCalled(w.Called); !ok {
		return refused("family.called_wrong")
	}
	if why := w.Check(housing.DateOf(now.In(house.Location()))); why != "" {
		return refused(why)
	}
	var n int
	if err := get(ctx, tx, &n, countInvited, int64(w.Account), now); err != nil {
		return fmt.Errorf("count invited: %w", err)
	}
	if n >= mostInvited {
		return refused("family.too_many")
	}
	_, err = run(ctx, tx, insertLinkInvite, int64(w.Account), []byte(w.Hash), w.Called, string(w.Role),
		rightsArg(w.Rights), endOf(w.Until, house), int64(w.Person), now, now.Add(housing.InvitationLife))
	if err != nil {
		return fmt.Errorf("store invitation: %w", err)
	}
	return audit(ctx, tx, deed{w.Person, w.Account, "family.invited", now})
}

const selectLinkInvites = `
	SELECT i.id, i.account_id, i.called, i.role, i.rights, i.ends_at, i.invited_by, i.expires_at,
		coalesce(i.came_by, 0) AS came_by, i.word,` + accountColumns + `
	FROM link_invites i
	JOIN (` + accountTables + `) ON a.id = i.account_id`

type linkInviteRow struct {
	accountRow
	ID      int64          `db:"id"`
	Called  string         `db:"called"`
	Role    string         `db:"role"`
	Rights  pq.StringArray `db:"rights"`
	EndsAt  sql.NullTime   `db:"ends_at"`
	By      int64          `db:"invited_by"`
	Expires time.Time      `db:"expires_at"`
	CameBy  int64          `db:"came_by"`
	Word    string         `db:"word"`
}

func (r linkInviteRow) invitation() housing.Invitation {
	return housing.Invitation{
		ID: housing.InvitationID(r.ID), Called: r.Called, Expires: r.Expires.UTC(), Came: r.CameBy != 0,
		Word: r.Word, House: r.house(), Flat: r.Premises,
		Grant: housing.Grant{
			Role: housing.Role(r.Role), Rights: rightsOf(r.Rights), Until: lastDay(r.EndsAt, r.house()),
		},
	}
}

// over reports whether nothing can be done with the invitation any more.
func (r linkInviteRow) over(now time.Time) bool {
	return !now.Before(r.Expires) || r.EndsAt.Valid && !now.Before(r.EndsAt.Time)
}

const selectAccountInvites = selectLinkInvites + `
	WHERE i.account_id = $1 AND i.expires_at > $2 AND (i.ends_at IS NULL OR i.ends_at > $2)
	ORDER BY i.came_by IS NULL, i.id`

func invitationsOf(
	ctx context.Context, q sqlx.QueryerContext, account housing.AccountID, now time.Time,
) ([]housing.Invitation, error) {
	var rows []linkInviteRow
	if err := list(ctx, q, &rows, selectAccountInvites, int64(account), now); err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	return each(rows, linkInviteRow.invitation), nil
}

const selectInviteByToken = selectLinkInvites + ` WHERE i.token_hash = $1`

// Opened tells whoever opens the link of an invitation what it is to. One that
// is used by another, late, unknown or the person's own is an error that may be read.
func (s *Family) Opened(
	ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (housing.Invitation, error) {
	row, err := opened(ctx, s.DB.pool, housing.Coming{Person: p, Hash: hash}, now)
	if err != nil {
		return housing.Invitation{}, fmt.Errorf("open invitation: %w", err)
	}
	i := row.invitation()
	i.Called = "" // it is how others call them
	return i, nil
}

const selectConnected = `
	SELECT EXISTS (SELECT 1 FROM links WHERE person_id = $1 AND account_id = $2 AND suspended_at IS NULL
		AND (ends_at IS NULL OR ends_at > $3))`

func opened(
	ctx context.Context, q sqlx.QueryerContext, c housing.Coming, now time.Time,
) (row linkInviteRow, err error) {
	err = get(ctx, q, &row, selectInviteByToken, []byte(c.Hash))
	switch {
	case isNoRows(err):
		return row, notFound("family.invite_unknown")
	case err != nil:
		return row, err
	case row.CameBy != 0 && row.CameBy != int64(c.Person):
		return row, refused("family.invite_used")
	case row.over(now):
		return row, refused("family.invite_late")
	case row.By == int64(c.Person):
		return row, refused("family.invite_own")
	}
	if err := mayChat(ctx, q, row.OrgID); err != nil {
		return row, err
	}
	var already bool
	if err := get(ctx, q, &already, selectConnected, int64(c.Person), row.AccountID, now); err != nil {
		return row, err
	}
	if already {
		return row, conflict("error.already_connected")
	}
	return row, nil
}

const useLinkInvite = `
	UPDATE link_invites
	SET came_by = $2, word = $3, expires_at = $4
	WHERE id = $1 AND came_by IS NULL`

// Come takes an invitation: of those who try at once, one. Those who may invite are asked.
func (s *Family) Come(
	ctx context.Context, o housing.Once, c housing.Coming, now time.Time,
) (housing.Invitation, error) {
	_, err := once(ctx, s.DB, confirmed{"come", o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, come(ctx, tx, c, now)
	})
	if err != nil {
		return housing.Invitation{}, fmt.Errorf("take invitation: %w", err)
	}
	return s.Opened(ctx, c.Person, c.Hash, now)
}

func come(ctx context.Context, tx *Tx, c housing.Coming, now time.Time) error {
	if err := lockPerson(ctx, tx, c.Person); err != nil {
		return err
	}
	if err := consented(ctx, tx, c.Person); err != nil {
		return err
	}
	row, err := opened(ctx, tx, c, now)
	if err != nil || row.CameBy != 0 {
		return err
	}
	n, err := run(ctx, tx, useLinkInvite, row.ID, int64(c.Person), c.Word, now.Add(housing.AdmissionLife))
	switch {
	case err != nil:
		return fmt.Errorf("use invitation: %w", err)
	case n == 0:
		return refused("family.invite_used")
	}
	account := housing.AccountID(row.AccountID)
	hosts, err := hostsOf(ctx, tx, account)
	if err != nil {
		return err
	}
	return errors.Join(
		tellFamily(ctx, tx, familyNotice{
			what: housing.FamilyCame, account: account, people: hosts, at: now, called: row.Called,
			about: int64(c.Person),
		}),
		audit(ctx, tx, deed{c.Person, account, "family.came", now}))
}

const selectInviteByID = selectLinkInvites + ` WHERE i.id = $1 AND i.account_id = $2`

const deleteLinkInvite = `
	DELETE FROM link_invites
	WHERE id = $1 AND account_id = $2
	RETURNING coalesce(came_by, 0)`

// Decline takes an invitation back, or sends away who came by it, and tells them.
func (s *Family) Decline(ctx context.Context, o housing.Once, h housing.Hosting, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"decline", o, now}, func(tx *Tx) (nothing, error) {
		if _, err := (gate{h.Person, h.Account, housing.MayInvite, now}).lock(ctx, tx); err != nil {
			return nothing{}, err
		}
		var came int64
		err := get(ctx, tx, &came, deleteLinkInvite, int64(h.Invitation), int64(h.Account))
		if isNoRows(err) {
			return nothing{}, notFound("family.invite_gone")
		}
		if err != nil {
			return nothing{}, fmt.Errorf("delete invitation: %w", err)
		}
		return nothing{}, errors.Join(
			tellFamily(ctx, tx, familyNotice{
				what: housing.FamilyDeclined, account: h.Account, people: []int64{came}, at: now, about: came,
			}),
			audit(ctx, tx, deed{h.Person, h.Account, "family.declined", now}))
	})
	if err != nil {
		return fmt.Errorf("decline: %w", err)
	}
	return nil
}

// Admit gives who came what the invitation promised. From then on the numbers
// of meters, which they read, prove nothing.
func (s *Family) Admit(ctx context.Context, o housing.Once, h housing.Hosting, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"admit", o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, admit(ctx, tx, h, now)
	})
	if err != nil {
		return fmt.Errorf("admit: %w", err)
	}
	return nil
}

const upsertInvited = `
	INSERT INTO links (person_id, account_id, role, rights, since, invited, called, ends_at, warned)
	VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8)
	ON CONFLICT (person_id, account_id) DO UPDATE
	SET role = excluded.role, rights = excluded.rights, since = excluded.since, suspended_at = NULL,
		invited = true, called = excluded.called, ends_at = excluded.ends_at, warned = excluded.warned`

func admit(ctx context.Context, tx *Tx, h housing.Hosting, now time.Time) error {
	row, err := waitingGuest(ctx, tx, h, now)
	if err != nil {
		return err
	}
	if err := lockPerson(ctx, tx, housing.PersonID(row.CameBy)); err != nil {
		return err
	}
	if _, err := (gate{h.Person, h.Account, housing.MayInvite, now}).lock(ctx, tx); err != nil {
		return err
	}
	guest := housing.Coming{Person: housing.PersonID(row.CameBy)}
	if err := consented(ctx, tx, guest.Person); err != nil {
		return err
	}
	var gone int64 // of two who admit at once, one does
	err = get(ctx, tx, &gone, deleteLinkInvite, row.ID, int64(h.Account))
	if isNoRows(err) {
		return notFound("family.invite_gone")
	}
	if err != nil {
		return fmt.Errorf("use up invitation: %w", err)
	}
	var already bool
	if err := get(ctx, tx, &already, selectConnected, row.CameBy, row.AccountID, now); err != nil {
		return err
	}
	if already {
		return conflict("family.already")
	}
	_, err = run(ctx, tx, upsertInvited, row.CameBy, row.AccountID, row.Role,
		pq.Array([]string(row.Rights)), now, row.Called, row.EndsAt, endsSoon(row.EndsAt, now))
	if err != nil {
		return fmt.Errorf("store link: %w", err)
	}
	if _, err := run(ctx, tx, provenByCode, row.AccountID); err != nil {
		return fmt.Errorf("ask for codes: %w", err)
	}
	grant := row.invitation().Grant
	return errors.Join(
		tellFamily(ctx, tx, familyNotice{
			what: housing.FamilyAdmitted, account: h.Account, people: []int64{row.CameBy}, at: now,
			grant: &grant, about: row.CameBy,
		}),
		audit(ctx, tx, deed{h.Person, h.Account, "family.admitted", now}),
		audit(ctx, tx, deed{guest.Person, h.Account, "link.connected", now}))
}

// waitingGuest returns the invitation by which somebody came, to who may decide about it.
func waitingGuest(
	ctx context.Context, tx *Tx, h housing.Hosting, now time.Time,
) (row linkInviteRow, err error) {
	if _, err := (gate{h.Person, h.Account, housing.MayInvite, now}).link(ctx, tx); err != nil {
		return row, err
	}
	err = get(ctx, tx, &row, selectInviteByID, int64(h.Invitation), int64(h.Account))
	switch {
	case isNoRows(err), err == nil && (row.CameBy == 0 || row.over(now)):
		return row, notFound("family.invite_gone")
	case err != nil:
		return row, fmt.Errorf("find invitation: %w", err)
	}
	return row, nil
}
