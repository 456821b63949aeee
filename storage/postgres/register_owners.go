package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"dombot/internal/housing"
	"dombot/internal/owners"
)

// The columns of the register of owners that faults name.
const (
	columnPremises = "Помещение"
	columnArea     = "Площадь помещения"
	columnShare    = "Доля"
	columnOwner    = "Собственник"
)

// owning is the part of an import that tells of owners.
type owning struct {
	*tabling
	premises map[string]*ownedPremises // house and key → premises
	touched  []*ownedPremises
	owners   map[string]int64 // house and key → owner
	renamed  map[registration]*renaming
}

// ownedPremises are premises that the file names.
type ownedPremises struct {
	id    int64
	first housing.OwnershipRecord
	rows  map[string]int // key of a right → row
}

const (
	saveOwners = `SAVEPOINT owners`
	undoOwners = `ROLLBACK TO SAVEPOINT owners`
)

// takeOwners takes in rights. All premises that were touched must come out whole: where only good rows are
// wanted, premises that do not are left as they were.
func (t *tabling) takeOwners(ctx context.Context, records []housing.OwnershipRecord) error {
	if err := lockVotes(ctx, t.tx, t.ownedHouses(records)); err != nil {
		return err
	}
	for len(records) > 0 {
		before := *t.report
		if _, err := run(ctx, t.tx, saveOwners); err != nil {
			return err
		}
		o := owning{
			tabling: t, premises: map[string]*ownedPremises{}, owners: map[string]int64{},
			renamed: map[registration]*renaming{},
		}
		if err := o.takeAll(ctx, records); err != nil {
			return err
		}
		if err := o.rename(ctx); err != nil {
			return err
		}
		told := len(t.report.Faults)
		flawed, err := o.check(ctx)
		if err != nil || len(flawed) == 0 || !t.in.Partial {
			return err
		}
		if _, err := run(ctx, t.tx, undoOwners); err != nil {
			return err
		}
		before.Faults = append(slices.Clip(before.Faults), t.report.Faults[told:]...)
		*t.report = before
		records = o.without(flawed, records)
	}
	return nil
}

// without leaves out the records of flawed premises; each but the first of them is told of.
func (o *owning) without(flawed map[string]bool,
	records []housing.OwnershipRecord,
) []housing.OwnershipRecord {
	return slices.DeleteFunc(slices.Clone(records), func(r housing.OwnershipRecord) bool {
		name := o.nameOf(r)
		if p := o.premises[name]; flawed[name] && p.first.Row != r.Row {
			o.faultAt(r, columnPremises, fmt.Sprintf("не загружено: ошибка в строке %d", p.first.Row))
		}
		return flawed[name]
	})
}

// ownedHouses are the houses that records name.
func (t *tabling) ownedHouses(records []housing.OwnershipRecord) (ids []int64) {
	for _, r := range records {
		if id := t.houses[r.House].id; id != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (o *owning) takeAll(ctx context.Context, records []housing.OwnershipRecord) error {
	t := o.tabling
	for _, r := range records {
		t.report.Rows++
		house := t.houses[r.House]
		if house.fault != "" {
			o.faultAt(r, columnPlace, house.fault)
			continue
		}
		if err := o.take(ctx, house.id, r); err != nil {
			return fmt.Errorf("take right: %w", err)
		}
	}
	return nil
}

// nameOf tells premises of a file apart.
func (o *owning) nameOf(r housing.OwnershipRecord) string {
	return fmt.Sprintf("%d %q %q", o.houses[r.House].id, premisesKey(r), foldPremises(r.Room))
}

func (o *owning) faultAt(r housing.OwnershipRecord, column, reason string) {
	o.fault(tableLine{TableRow: r.TableRow}, column, reason)
}

// premisesKey keeps the flat 1 and the parking place 1 apart.
func premisesKey(r housing.OwnershipRecord) string {
	key := foldPremises(r.Premises)
	if r.Purpose == string(owners.Residential) || strings.HasPrefix(key, r.Purpose) {
		return key
	}
	return r.Purpose + " " + key
}

func (o *owning) take(ctx context.Context, house int64, r housing.OwnershipRecord) error {
	p, err := o.place(ctx, house, r)
	if err != nil || p == nil {
		return err
	}
	if r.Owner == "" {
		return o.dropEmpty(ctx, house, p, r)
	}
	owner, err := o.owner(ctx, house, p, r)
	if err != nil {
		return err
	}
	right := rightKey(r)
	key := fmt.Sprintf("%d %s", owner, right)
	if first, twice := p.rows[key]; twice {
		o.faultAt(r, "", fmt.Sprintf("то же самое уже есть в строке %d", first))
		return nil
	}
	p.rows[key] = r.Row
	return o.put(ctx, house, p.id, owner, r)
}

// rightKey names a right among those of an owner in premises.
func rightKey(r housing.OwnershipRecord) string {
	if r.Number != "" {
		return housing.FoldNumber(r.Number)
	}
	return r.From.String()
}

const upsertOwnedPremises = `
	WITH was AS (
		SELECT id, to_jsonb(p) AS row, area IS NULL AS fresh,
			(area, purpose, cadastre, source, stated_on) IS NOT DISTINCT FROM
				($7::numeric, $6, $8, $9, $10::date) AS same
		FROM premises p
		WHERE house_id = $1 AND number_key = $3 AND room_key = $5
	), noted AS (
		INSERT INTO owner_changes (house_id, what, was, at)
		SELECT $1, 'premises', row, $11 FROM was WHERE NOT fresh AND NOT same
	), put AS (
		INSERT INTO premises AS t (house_id, number, number_key, room, room_key, purpose, area, cadastre,
			source, stated_on, owned_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (house_id, number_key, room_key) DO UPDATE
		SET (area, purpose, cadastre, source, stated_on, owned_at) =
			(excluded.area, excluded.purpose, excluded.cadastre, excluded.source, excluded.stated_on,
			CASE WHEN t.area IS NULL THEN excluded.owned_at ELSE t.owned_at END)
		RETURNING id
	)
	SELECT put.id, coalesce((SELECT fresh FROM was), true) AS created, coalesce((SELECT same FROM was),
		false) AS same
	FROM put`

// place finds or creates the premises of a record; nil: it has a fault.
func (o *owning) place(ctx context.Context, house int64, r housing.OwnershipRecord) (*ownedPremises, error) {
	key, room := premisesKey(r), foldPremises(r.Room)
	name := o.nameOf(r)
	if p, known := o.premises[name]; known {
		if !p.first.Area.Equal(r.Area) {
			o.faultAt(r, columnArea, fmt.Sprintf("в строке %d у этого помещения другая площадь", p.first.Row))
			return nil, nil
		}
		return p, nil
	}
	var put struct {
		ID      int64 `db:"id"`
		Created bool  `db:"created"`
		Same    bool  `db:"same"`
	}
	err := get(ctx, o.tx, &put, upsertOwnedPremises, house, r.Premises, key, r.Room, room, r.Purpose, r.Area,
		r.Cadastre, r.Stated.Source, dateArg(r.Stated.On), o.in.At)
	if err != nil {
		return nil, fmt.Errorf("store premises: %w", err)
	}
	switch {
	case r.Remove:
	case r.Owner == "":
		o.tally(put.Created, put.Same)
	case !put.Created && !put.Same:
		o.report.Changed++ // its area, whatever becomes of the right
	}
	p := &ownedPremises{id: put.ID, first: r, rows: map[string]int{}}
	o.premises[name] = p
	o.touched = append(o.touched, p)
	return p, nil
}

func (o *owning) tally(created, same bool) {
	switch {
	case same:
		o.report.Same++
	case created:
		o.report.Created++
	default:
		o.report.Changed++
	}
}

const dropPremises = `
	WITH was AS (
		SELECT id, to_jsonb(p) AS row FROM premises p WHERE id = $2 AND area IS NOT NULL
	), noted AS (
		INSERT INTO owner_changes (house_id, what, was, at)
		SELECT $1, 'premises', row, $3 FROM was
	)
	UPDATE premises
	SET area = NULL, purpose = '', cadastre = '', source = '', stated_on = NULL
	WHERE id IN (SELECT id FROM was) AND NOT EXISTS (SELECT 1 FROM owner_rights WHERE premises_id = $2)`

// dropEmpty forgets premises without an owner where the record says so.
func (o *owning) dropEmpty(ctx context.Context, house int64, p *ownedPremises,
	r housing.OwnershipRecord,
) error {
	if !r.Remove {
		return nil
	}
	n, err := run(ctx, o.tx, dropPremises, house, p.id, o.in.At)
	if err != nil {
		return fmt.Errorf("forget premises: %w", err)
	}
	if n == 0 {
		o.faultAt(r, columnPremises, "у помещения есть собственники: сначала уберите их")
		return nil
	}
	o.report.Changed++
	return nil
}

const insertOwner = `
	INSERT INTO owners (house_id, owner_key, name, organisation, ogrn, snils)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (house_id, owner_key) DO UPDATE SET name = excluded.name
	RETURNING coalesce(merged_into, id)`

// Who was known by name alone, and now by СНИЛС too, stays the same owner; where the СНИЛС is known from
// other premises, the right passes to that owner, and with it who was confirmed and what was voted.
const selectNamed = `SELECT id FROM owners WHERE house_id = $1 AND owner_key = $2 AND merged_into IS NULL`

const updateKnown = `UPDATE owners SET owner_key = $2, name = $3, snils = $4 WHERE id = $1`

const moveRights = `UPDATE owner_rights SET owner_id = $2 WHERE owner_id = $1 AND premises_id = $3`

// owner finds or creates the owner of a record.
func (o *owning) owner(
	ctx context.Context, house int64, p *ownedPremises, r housing.OwnershipRecord,
) (id int64, err error) {
	named := fmt.Sprintf("name %d %s", p.id, foldHolder(r.Owner))
	key := named
	switch {
	case r.OGRN != "":
		key = "ogrn " + r.OGRN
	case len(r.SNILS) > 0:
		key = "snils " + hex.EncodeToString(r.SNILS)
	}
	cached := fmt.Sprintf("%d %s", house, key)
	if id, known := o.owners[cached]; known && key == named {
		return id, nil
	}
	if len(r.SNILS) > 0 {
		id, err = o.recognise(ctx, house, named, key, r)
	}
	if err == nil && id == 0 {
		err = get(ctx, o.tx, &id, insertOwner, house, key, r.Owner, r.OGRN != "", r.OGRN, bytesArg(r.SNILS))
	}
	if err == nil && len(r.SNILS) > 0 {
		err = o.merge(ctx, house, named, id, p.id)
	}
	if err != nil {
		return 0, fmt.Errorf("store owner: %w", err)
	}
	o.owners[cached] = id
	return id, nil
}

// recognise gives a СНИЛС to who was known by name alone, where nobody has it yet; 0: there is nobody to
// give it to.
func (o *owning) recognise(
	ctx context.Context, house int64, named, key string, r housing.OwnershipRecord,
) (id int64, err error) {
	err = get(ctx, o.tx, &id, selectNamed, house, key)
	if err == nil || !isNoRows(err) {
		return 0, err
	}
	err = get(ctx, o.tx, &id, selectNamed, house, named)
	if isNoRows(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	_, err = run(ctx, o.tx, updateKnown, id, key, r.Owner, bytesArg(r.SNILS))
	return id, err
}

// merge moves what somebody had by name alone to the owner with the СНИЛС.
func (o *owning) merge(ctx context.Context, house int64, named string, owner, premises int64) error {
	var other int64
	err := get(ctx, o.tx, &other, selectNamed, house, named)
	if isNoRows(err) || err == nil && other == owner {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := run(ctx, o.tx, moveRights, other, owner, premises); err != nil {
		return err
	}
	return become(ctx, o.tx, other, owner)
}

func bytesArg(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

const upsertRight = `
	WITH was AS (
		SELECT id, to_jsonb(r) AS row
		FROM owner_rights r
		WHERE premises_id = $1 AND owner_id = $2 AND right_key = $3
	), put AS (
		INSERT INTO owner_rights AS t (premises_id, owner_id, right_key, share_num, share_den, joint, number,
			registered_on, from_on, until_on, source, stated_on, taken_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14)
		ON CONFLICT (premises_id, owner_id, right_key) DO UPDATE
		SET (share_num, share_den, joint, number, registered_on, from_on, until_on, source, stated_on) =
			(excluded.share_num, excluded.share_den, excluded.joint, excluded.number, excluded.registered_on,
			excluded.from_on, excluded.until_on, excluded.source, excluded.stated_on)
		WHERE (t.share_num, t.share_den, t.joint, t.number, t.registered_on, t.from_on, t.until_on, t.source,
				t.stated_on) IS DISTINCT FROM
			(excluded.share_num, excluded.share_den, excluded.joint, excluded.number, excluded.registered_on,
			excluded.from_on, excluded.until_on, excluded.source, excluded.stated_on)
		RETURNING xmax = 0 AS created
	), noted AS (
		INSERT INTO owner_changes (house_id, what, was, at)
		SELECT $13, 'right', was.row, $14 FROM was, put
	)
	SELECT created FROM put`

const deleteRight = `
	WITH gone AS (
		DELETE FROM owner_rights r
		WHERE premises_id = $1 AND owner_id = $2 AND right_key = $3
		RETURNING to_jsonb(r) AS row
	)
	INSERT INTO owner_changes (house_id, what, was, at)
	SELECT $4, 'right', row, $5 FROM gone`

// put keeps or forgets a right.
func (o *owning) put(ctx context.Context, house, premises, owner int64, r housing.OwnershipRecord) error {
	if r.Remove {
		n, err := run(ctx, o.tx, deleteRight, premises, owner, rightKey(r), house, o.in.At)
		if err != nil {
			return fmt.Errorf("forget right: %w", err)
		}
		if n > 0 {
			o.renaming(premises, r).gone = append(o.renaming(premises, r).gone, owner)
		}
		o.tally(false, n == 0)
		return nil
	}
	var created bool
	err := get(ctx, o.tx, &created, upsertRight, premises, owner, rightKey(r), r.Num, r.Den, r.Joint,
		r.Number,
		dateArg(r.Registered), dateArg(r.From), dateArg(r.Until), r.Stated.Source, dateArg(r.Stated.On),
		house, o.in.At)
	if err != nil && !isNoRows(err) {
		return fmt.Errorf("store right: %w", err)
	}
	if created {
		o.renaming(premises, r).came = append(o.renaming(premises, r).came, owner)
	}
	o.tally(created, isNoRows(err))
	return nil
}

// check looks whether the shares of all premises that were touched come to one whole, at any time, and
// returns those that do not.
func (o *owning) check(ctx context.Context) (flawed map[string]bool, err error) {
	ids := make([]int64, len(o.touched))
	at := map[owners.PremisesID]housing.OwnershipRecord{}
	for i, p := range o.touched {
		ids[i] = p.id
		at[owners.PremisesID(p.id)] = p.first
	}
	reg, err := registerOf(ctx, o.tx, ofPremises, pq.Array(ids))
	if err != nil {
		return nil, err
	}
	flawed = map[string]bool{}
	for _, f := range reg.Check() {
		first := at[f.Premises.ID]
		flawed[o.nameOf(first)] = true
		o.faultAt(first, flawColumn(f), flawText(f))
	}
	return flawed, nil
}
