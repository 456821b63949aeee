package postgres

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

const selectHouseOffice = `SELECT organisation_id FROM houses WHERE id = $1`

// managesForum refuses whoever does not say who looks after the forum of a house: an administrator of its
// organisation does, and the command line.
func (s *Forum) managesForum(
	ctx context.Context, tx *Tx, by housing.PersonID, house housing.HouseID,
) (org housing.OrganisationID, err error) {
	if err := get(ctx, tx, &org, selectHouseOffice, int64(house)); err != nil {
		return 0, fmt.Errorf("find organisation of house: %w", err)
	}
	return org, (attempt{by, org, housing.StaffManages, "forum.moderators"}).check(ctx, tx)
}

const selectForumModerators = `
	SELECT g.id, g.name, g.since
	FROM forum_moderators g
	JOIN houses h ON h.id = g.house_id AND h.organisation_id = g.organisation_id
	WHERE g.house_id = $1 AND g.removed_at IS NULL
	ORDER BY g.id`

// Moderators lists who was named for a house.
func (s *Forum) Moderators(
	ctx context.Context, by housing.PersonID, house housing.HouseID, now time.Time,
) (all []forum.Moderator, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := s.managesForum(ctx, tx, by, house); err != nil {
			return err
		}
		var rows []struct {
			ID    int64     `db:"id"`
			Name  string    `db:"name"`
			Since time.Time `db:"since"`
		}
		if err := list(ctx, tx, &rows, selectForumModerators, int64(house)); err != nil {
			return err
		}
		for _, r := range rows {
			m := forum.Moderator{ID: forum.ModeratorID(r.ID), Name: r.Name, Since: r.Since.UTC()}
			all = append(all, m)
		}
		return nil
	})
	if err = s.DB.barring(ctx, err, now); err != nil {
		return nil, fmt.Errorf("list moderators: %w", err)
	}
	return all, nil
}

const insertForumInvite = `
	INSERT INTO forum_invites (token_hash, organisation_id, house_id, name, expires_at, issued_by)
	VALUES ($1, $2, $3, $4, $5, $6)`

// Name keeps an invitation to look after the forum of a house.
func (s *Forum) Name(ctx context.Context, n forum.Naming, now time.Time) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		org, err := s.managesForum(ctx, tx, n.By, n.House)
		if err != nil {
			return err
		}
		_, err = run(ctx, tx, insertForumInvite, []byte(n.Hash), int64(org), int64(n.House), n.Name,
			now.Add(forum.NamingLife), idArg(n.By))
		if err != nil {
			return err
		}
		return journal(ctx, tx, note{deed{n.By, 0, "forum.invited", now}, org, n.Name, "", ""})
	})
	if err = s.DB.barring(ctx, err, now); err != nil {
		return fmt.Errorf("invite moderator: %w", err)
	}
	return nil
}

const removeForumModerator = `
	UPDATE forum_moderators
	SET removed_at = $3
	WHERE id = $1 AND house_id = $2 AND removed_at IS NULL
	RETURNING name`

// Unname ends the work of a moderator.
func (s *Forum) Unname(
	ctx context.Context, o housing.Once, n forum.Naming, id forum.ModeratorID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"forum.unnamed", o, now}, func(tx *Tx) (nothing, error) {
		org, err := s.managesForum(ctx, tx, n.By, n.House)
		if err != nil {
			return nothing{}, err
		}
		var name string
		err = get(ctx, tx, &name, removeForumModerator, int64(id), int64(n.House), now)
		if isNoRows(err) {
			return nothing{}, notFound("forum.moderator_gone")
		}
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, journal(ctx, tx, note{deed{n.By, 0, "forum.unnamed", now}, org, name, "", ""})
	})
	if err = s.DB.barring(ctx, err, now); err != nil {
		return fmt.Errorf("remove moderator: %w", err)
	}
	return nil
}

const selectForumInvite = `
	SELECT` + houseColumns + `
	FROM` + houseTables + `
	JOIN forum_invites i ON i.house_id = h.id AND i.organisation_id = h.organisation_id
	WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2 AND ` + inviteHolds

// Invited tells of which house an invitation makes a moderator.
func (s *Forum) Invited(ctx context.Context, hash housing.TokenHash, now time.Time) (housing.House, error) {
	var row houseRow
	err := get(ctx, s.DB.pool, &row, selectForumInvite, []byte(hash), now)
	if isNoRows(err) {
		return housing.House{}, notFound("forum.invite_gone")
	}
	if err != nil {
		return housing.House{}, fmt.Errorf("read invitation of moderator: %w", err)
	}
	return row.house(), nil
}

const useForumInvite = `
	UPDATE forum_invites i
	SET used_at = $2
	FROM houses h
	WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2 AND h.id = i.house_id
	  AND h.organisation_id = i.organisation_id AND ` + inviteHolds + `
	RETURNING i.organisation_id, i.house_id, i.name`

const insertForumModerator = `
	INSERT INTO forum_moderators (organisation_id, house_id, person_id, name, since)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (house_id, person_id) WHERE removed_at IS NULL DO NOTHING`

// Accept makes the person a moderator by an invitation, which is used up.
func (s *Forum) Accept(
	ctx context.Context, o housing.Once, p housing.PersonID, hash housing.TokenHash, now time.Time,
) (housing.HouseID, error) {
	house, err := once(ctx, s.DB, confirmed{"forum.named", o, now}, func(tx *Tx) (housing.HouseID, error) {
		var row struct {
			Org   int64  `db:"organisation_id"`
			House int64  `db:"house_id"`
			Name  string `db:"name"`
		}
		err := get(ctx, tx, &row, useForumInvite, []byte(hash), now)
		if isNoRows(err) {
			return 0, notFound("forum.invite_gone")
		}
		if err != nil {
			return 0, err
		}
		_, err = run(ctx, tx, insertForumModerator, row.Org, row.House, int64(p), row.Name, now)
		if err != nil {
			return 0, err
		}
		n := note{deed{p, 0, "forum.named", now}, housing.OrganisationID(row.Org), row.Name, "", ""}
		return housing.HouseID(row.House), journal(ctx, tx, n)
	})
	if err != nil {
		return 0, fmt.Errorf("become moderator: %w", err)
	}
	return house, nil
}
