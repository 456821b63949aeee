package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// What a row of premises was at the moment $2 is what it was before the first change since, or what it is.
const selectPremisesThen = `
	SELECT p.id, p.number, p.room, w.purpose, w.area, w.cadastre
	FROM premises p
	LEFT JOIN LATERAL (
		SELECT c.was
		FROM owner_changes c
		WHERE c.house_id = p.house_id AND c.what = 'premises' AND c.at > $2 AND (c.was->>'id')::bigint = p.id
		ORDER BY c.id
		LIMIT 1
	) first ON true
	CROSS JOIN LATERAL jsonb_populate_record(p, coalesce(first.was, to_jsonb(p))) w
	WHERE p.house_id = $1 AND w.area IS NOT NULL AND w.owned_at <= $2` + ownedOrder

// The same of rights, also of those that are gone. Whoever was merged since is who it became.
const selectRightsThen = `
	WITH first AS (
		SELECT DISTINCT ON ((was->>'id')::bigint) was
		FROM owner_changes
		WHERE house_id = $1 AND what = 'right' AND at > $2
		ORDER BY (was->>'id')::bigint, id
	), then_held AS (
		SELECT w.*
		FROM first
		CROSS JOIN LATERAL jsonb_populate_record(NULL::owner_rights, first.was) w
		UNION ALL
		SELECT r.*
		FROM owner_rights r
		JOIN premises p ON p.id = r.premises_id
		WHERE p.house_id = $1 AND r.id NOT IN (SELECT (was->>'id')::bigint FROM first)
	)
	SELECT r.id, r.premises_id, coalesce(o.merged_into, o.id) AS owner_id, r.share_num, r.share_den, r.joint,
		r.number, r.registered_on, r.from_on, r.until_on
	FROM then_held r
	JOIN owners o ON o.id = r.owner_id
	WHERE coalesce(r.taken_at, '-infinity') <= $2
	ORDER BY r.id`

// registerThen reads what the register had at a moment, without the names of owners: what was loaded later
// is not in it, also where it tells of days before.
func registerThen(
	ctx context.Context, q sqlx.QueryerContext, house housing.HouseID, at time.Time,
) (owners.Register, error) {
	var premises []premisesRow
	if err := list(ctx, q, &premises, selectPremisesThen, int64(house), at); err != nil {
		return owners.Register{}, fmt.Errorf("read premises of that time: %w", err)
	}
	var rights []rightRow
	if err := list(ctx, q, &rights, selectRightsThen, int64(house), at); err != nil {
		return owners.Register{}, fmt.Errorf("read rights of that time: %w", err)
	}
	return owners.Register{
		Premises: each(premises, premisesRow.premises), Rights: each(rights, rightRow.right),
	}, nil
}

// An import keeps its houses from being changed: an electorate is frozen before it or after it, not in the
// middle.
const lockRegister = `SELECT id FROM houses WHERE id = $1 FOR NO KEY UPDATE`

// Votes wait for whoever loads the register of their house: owners may turn out to be others.
const lockBoxes = `
	SELECT meeting_id FROM ballot_boxes WHERE house_id = ANY ($1) ORDER BY meeting_id FOR UPDATE`

func lockVotes(ctx context.Context, tx *Tx, houses []int64) error {
	var ids []int64
	if err := list(ctx, tx, &ids, lockBoxes, pq.Array(houses)); err != nil {
		return fmt.Errorf("lock votes: %w", err)
	}
	return nil
}

// What an owner had in votes passes with him to who he turned out to be. Nothing of it is published: the
// chain knows holdings alone.
const (
	moveMembers = `
		INSERT INTO ballot_members (meeting_id, owner_id, holding)
		SELECT meeting_id, $2, holding FROM ballot_members WHERE owner_id = $1
		ON CONFLICT DO NOTHING`
	dropMembers = `DELETE FROM ballot_members WHERE owner_id = $1`
	moveBallots = `UPDATE ballots SET owner_id = $2 WHERE owner_id = $1`
	noteMerged  = `UPDATE owners SET merged_into = $2 WHERE id = $1 OR merged_into = $1`
	moveActing  = `
		UPDATE owner_people p
		SET owner_id = $2
		WHERE owner_id = $1 AND ended_at IS NULL
		  AND NOT EXISTS (SELECT 1 FROM owner_people x
			WHERE x.owner_id = $2 AND x.person_id = p.person_id AND x.ended_at IS NULL)`
)

// Who is confirmed for one name is not for another.
const endActing = `
	UPDATE owner_people SET ended_at = $2 WHERE owner_id = $1 AND ended_at IS NULL`

// A name that was another's by mistake may come again, as somebody else.
const retireName = `UPDATE owners SET owner_key = owner_key || ' merged ' || id WHERE id = $1`

// become notes that an owner turned out to be another one of the house.
func become(ctx context.Context, tx *Tx, owner, other int64) error {
	for _, query := range []string{moveMembers, moveBallots, noteMerged, moveActing} {
		if _, err := run(ctx, tx, query, owner, other); err != nil {
			return fmt.Errorf("move what an owner has: %w", err)
		}
	}
	if _, err := run(ctx, tx, dropMembers, owner); err != nil {
		return fmt.Errorf("drop who an owner was: %w", err)
	}
	return nil
}

// registration is a right as ЕГРН numbers it, in premises.
type registration struct {
	premises int64
	number   string
}

// renaming is what an import does to the owners who are known by name alone, of one registration.
type renaming struct{ gone, came []int64 }

// Owners who are known by name alone.
const selectNamedAmong = `
	SELECT id FROM owners WHERE id = ANY ($1) AND owner_key LIKE 'name %' AND merged_into IS NULL`

// renaming is what the import does to the owners of the right of a record; without a number it is not
// looked at.
func (o *owning) renaming(premises int64, r housing.OwnershipRecord) *renaming {
	key := registration{premises, housing.FoldNumber(r.Number)}
	if o.renamed[key] == nil {
		o.renamed[key] = &renaming{}
	}
	return o.renamed[key]
}

// rename finds who was removed from a right and came to the same right under another name: ЕГРН gives a
// right of whoever buys another number, so it is the same owner. Where it is not one for one, nobody is
// taken for somebody else. Where not only the surname is another, who acted for the owner is confirmed anew.
func (o *owning) rename(ctx context.Context) error {
	var all []int64
	for _, r := range o.renamed {
		all = append(all, r.gone...)
	}
	if len(all) == 0 {
		return nil
	}
	var named []int64
	if err := list(ctx, o.tx, &named, selectNamedAmong, pq.Array(all)); err != nil {
		return fmt.Errorf("find owners without СНИЛС: %w", err)
	}
	done := map[int64]bool{}
	for of, r := range o.renamed {
		if of.number == "" || len(r.gone) != 1 || len(r.came) != 1 || r.gone[0] == r.came[0] {
			continue
		}
		was, is := r.gone[0], r.came[0]
		if !slices.Contains(named, was) || done[was] {
			continue
		}
		done[was] = true
		if err := o.renameOne(ctx, was, is); err != nil {
			return err
		}
	}
	return nil
}

const selectOwnerNames = `
	SELECT a.name, b.name AS other FROM owners a, owners b WHERE a.id = $1 AND b.id = $2`

func (o *owning) renameOne(ctx context.Context, was, is int64) error {
	var names struct {
		Name  string `db:"name"`
		Other string `db:"other"`
	}
	if err := get(ctx, o.tx, &names, selectOwnerNames, was, is); err != nil {
		return fmt.Errorf("read names of owners: %w", err)
	}
	if !sameGiven(names.Name, names.Other) {
		if _, err := run(ctx, o.tx, endActing, was, o.in.At); err != nil {
			return fmt.Errorf("end who acts for an owner: %w", err)
		}
	}
	if err := become(ctx, o.tx, was, is); err != nil {
		return err
	}
	if _, err := run(ctx, o.tx, retireName, was); err != nil {
		return fmt.Errorf("free the name of an owner: %w", err)
	}
	return nil
}

// sameGiven reports whether two names differ in the surname alone.
func sameGiven(a, b string) bool {
	_, one, _ := strings.Cut(foldHolder(a), " ")
	_, other, _ := strings.Cut(foldHolder(b), " ")
	return one != "" && one == other
}
