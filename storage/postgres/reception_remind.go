package postgres

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
)

// Whoever took an appeal is reminded of it; of what nobody took, those on shift,
// or all who may act where nobody is.
const selectDeskPressing = `
	SELECT` + appealColumns + `, w.person_id
	FROM` + appealTables + deskTaker + `
	JOIN operators w ON w.organisation_id = p.organisation_id AND w.removed_at IS NULL AND w.role <> 'viewer'
	WHERE ` + deskIsOpen + ` AND p.due_on <= $1
	  AND CASE WHEN t.id IS NOT NULL THEN w.id = t.id ELSE w.shift_since IS NOT NULL OR NOT EXISTS (
		SELECT 1 FROM operators x
		WHERE x.organisation_id = p.organisation_id AND x.removed_at IS NULL
		  AND x.shift_since IS NOT NULL) END
	ORDER BY p.organisation_id, w.person_id,
		coalesce(nullif(h.zone, ''), '` + housing.MoscowZone + `'), p.due_on, p.id`

// deskDuty is what one person is reminded of.
type deskDuty struct {
	org           housing.OrganisationID
	person        int64
	overdue, near []string // numbers
	day           housing.Date
	zone          string // of the places
}

// maxReminded is how many numbers a reminder names.
const maxReminded = 5

// Remind tells those who work for organisations, in the morning of every working
// day, of appeals whose term is near or has passed: once a day, however often it is called.
func (s *Reception) Remind(ctx context.Context, now time.Time) error {
	var rows []struct {
		appealRow

		Person int64 `db:"person_id"`
	}
	today := housing.DateOf(now.UTC())
	err := list(ctx, s.DB.pool, &rows, selectDeskPressing, today.Add(pressingBefore).String())
	if err != nil {
		return fmt.Errorf("list appeals that press: %w", err)
	}
	var duties []*deskDuty
	for i := range rows {
		a := rows[i].appeal()
		local := now.In(a.Location())
		day := housing.DateOf(local)
		stage := a.Stage(day)
		if stage == "" || housing.DefaultQuiet().Holds(local) || !housing.Workday(day) {
			continue
		}
		last := len(duties) - 1
		duty := deskDuty{
			org: a.To.Organisation, person: rows[i].Person, day: day,
			zone: cmp.Or(a.House.Zone, housing.MoscowZone),
		}
		if last < 0 || !duties[last].same(duty) {
			duties = append(duties, &duty)
			last++
		}
		duties[last].add(stage, a.Number)
	}
	if len(duties) == 0 {
		return nil
	}
	if err := s.DB.inTx(ctx, func(tx *Tx) error { return tellDuties(ctx, tx, duties, now) }); err != nil {
		return fmt.Errorf("remind those who work there: %w", err)
	}
	return nil
}

// same reports whether two duties are told together: morning comes to each zone in its time.
func (d *deskDuty) same(other deskDuty) bool {
	return d.person == other.person && d.org == other.org && d.zone == other.zone
}

func (d *deskDuty) add(stage, number string) {
	if stage == housing.AppealPassed {
		d.overdue = append(d.overdue, number)
		return
	}
	d.near = append(d.near, number)
}

func tellDuties(ctx context.Context, tx *Tx, duties []*deskDuty, now time.Time) error {
	for _, d := range duties {
		row := staffNotice{
			Key: fmt.Sprintf("desk-due/%d/%d/%s/%s", d.org, d.person, d.day, d.zone), Person: d.person,
			Args: map[string]string{
				"what": "due", "zone": d.zone, "org": strconv.FormatInt(int64(d.org), 10),
				"overdue": strconv.Itoa(len(d.overdue)), "near": strconv.Itoa(len(d.near)),
				"overdue_numbers": strings.Join(d.overdue[:min(maxReminded, len(d.overdue))], ", "),
				"near_numbers":    strings.Join(d.near[:min(maxReminded, len(d.near))], ", "),
			},
		}
		err := writeStaffNotices(ctx, tx, staffNotices{d.org, housing.UrgencySoon, []staffNotice{row}}, now)
		if err != nil {
			return err
		}
	}
	return nil
}
