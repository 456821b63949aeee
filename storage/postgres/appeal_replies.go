package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

const selectGrade = `
	SELECT k.mark, k.words, k.changed_at
	FROM appeal_marks k
	JOIN appeals p ON p.id = k.appeal_id
	WHERE p.person_id = $1 AND p.id = $2`

// Mark returns what the person said of the answer to an appeal.
func (s *Appeals) Mark(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) (housing.AppealMark, error) {
	var row struct {
		Mark  string    `db:"mark"`
		Words string    `db:"words"`
		At    time.Time `db:"changed_at"`
	}
	err := get(ctx, s.DB.pool, &row, selectGrade, int64(person), int64(id))
	switch {
	case isNoRows(err):
		return housing.AppealMark{}, nil
	case err != nil:
		return housing.AppealMark{}, fmt.Errorf("read mark: %w", err)
	}
	return housing.AppealMark{Grade: housing.AppealGrade(row.Mark), Words: row.Words, At: row.At.UTC()}, nil
}

const upsertMark = `
	INSERT INTO appeal_marks (appeal_id, mark, words, changed_at)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (appeal_id) DO UPDATE
	SET mark = excluded.mark, words = excluded.words, changed_at = excluded.changed_at`

// Grade keeps what the person says of an answer; it takes the place of what was said before.
func (s *Appeals) Grade(
	ctx context.Context, o housing.Once, m housing.AppealMarking, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.grade", o, now}, func(tx *Tx) (nothing, error) {
		a, err := ownFate(ctx, tx, m.Person, m.Appeal)
		if err != nil {
			return nothing{}, err
		}
		m.Words = housing.CleanText(m.Words)
		if err := m.Check(&a, now); err != nil {
			return nothing{}, err
		}
		_, err = run(ctx, tx, upsertMark, int64(m.Appeal), string(m.Grade), m.Words, now)
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("grade answer: %w", err)
	}
	return nil
}

const selectSupplements = `
	SELECT x.id, x.parts, x.sent_at
	FROM appeal_supplements x
	JOIN appeals p ON p.id = x.appeal_id
	WHERE p.person_id = $1 AND p.id = $2
	ORDER BY x.id`

const selectSupplementFiles = `
	SELECT f.supplement_id, f.id, f.name, f.kind, octet_length(f.data) AS size
	FROM appeal_files f
	WHERE f.appeal_id = $1 AND f.supplement_id IS NOT NULL
	ORDER BY f.id`

// Supplements returns what the person added to an appeal, the oldest first: the last
// one may still be in writing.
func (s *Appeals) Supplements(
	ctx context.Context, person housing.PersonID, id housing.AppealID,
) ([]housing.AppealSupplement, error) {
	return supplements(ctx, s.DB.pool, person, id)
}

func supplements(
	ctx context.Context, q sqlx.QueryerContext, person housing.PersonID, id housing.AppealID,
) ([]housing.AppealSupplement, error) {
	var rows []struct {
		ID    int64          `db:"id"`
		Parts pq.StringArray `db:"parts"`
		Sent  sql.NullTime   `db:"sent_at"`
	}
	if err := list(ctx, q, &rows, selectSupplements, int64(person), int64(id)); err != nil {
		return nil, fmt.Errorf("list supplements: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var files []struct {
		fileRow

		Supplement int64 `db:"supplement_id"`
	}
	if err := list(ctx, q, &files, selectSupplementFiles, int64(id)); err != nil {
		return nil, fmt.Errorf("list files of supplements: %w", err)
	}
	all := make([]housing.AppealSupplement, len(rows))
	for i, r := range rows {
		all[i] = housing.AppealSupplement{ID: r.ID, Parts: r.Parts}
		if r.Sent.Valid {
			all[i].Sent = r.Sent.Time.UTC()
		}
		for _, f := range files {
			if f.Supplement == r.ID {
				all[i].Files = append(all[i].Files, f.file())
			}
		}
	}
	return all, nil
}

const (
	beginSupplement = `
	INSERT INTO appeal_supplements (appeal_id, changed_at)
	VALUES ($1, $2)
	ON CONFLICT (appeal_id) WHERE sent_at IS NULL DO UPDATE SET changed_at = excluded.changed_at
	RETURNING id`
	// dropSupplements deletes what a person was adding and did not send.
	dropSupplements = `
	DELETE FROM appeal_supplements x
	USING appeals p
	WHERE p.id = x.appeal_id AND p.person_id = $1 AND x.sent_at IS NULL`
	dropSupplement   = `DELETE FROM appeal_supplements WHERE appeal_id = $1 AND sent_at IS NULL`
	appendSupplement = `UPDATE appeal_supplements SET parts = parts || $2::text WHERE id = $1`
	encloseFurther   = `
	INSERT INTO appeal_files (appeal_id, supplement_id, name, kind, data, at)
	VALUES ($1, $2, $3, $4, $5, $6)`
)

// AddSupplement changes what the person is adding to an appeal that was sent.
func (s *Appeals) AddSupplement(
	ctx context.Context, o housing.Once, c housing.AppealAddition, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.add", o, now}, func(tx *Tx) (nothing, error) {
		a, err := ownFate(ctx, tx, c.Person, c.Appeal)
		if err != nil {
			return nothing{}, err
		}
		if c.Drop {
			_, err := run(ctx, tx, dropSupplement, int64(c.Appeal))
			return nothing{}, err
		}
		before, err := supplements(ctx, tx, c.Person, c.Appeal)
		if err != nil {
			return nothing{}, err
		}
		if err := a.Add(before, c.Add, c.File); err != nil {
			return nothing{}, err
		}
		return nothing{}, supplement(ctx, tx, c, now)
	})
	if err != nil {
		return fmt.Errorf("add to appeal: %w", err)
	}
	return nil
}

func supplement(ctx context.Context, tx *Tx, c housing.AppealAddition, now time.Time) error {
	var id int64
	if err := get(ctx, tx, &id, beginSupplement, int64(c.Appeal), now); err != nil {
		return fmt.Errorf("begin supplement: %w", err)
	}
	if c.Add != "" {
		if _, err := run(ctx, tx, appendSupplement, id, c.Add); err != nil {
			return fmt.Errorf("store part: %w", err)
		}
	}
	if f := c.File; f != nil {
		_, err := run(ctx, tx, encloseFurther, int64(c.Appeal), id, f.Name, f.Kind, f.Data, now)
		if err != nil {
			return fmt.Errorf("store file: %w", err)
		}
	}
	return nil
}

const sendSupplement = `
	UPDATE appeal_supplements
	SET sent_at = $2, changed_at = $2
	WHERE appeal_id = $1 AND sent_at IS NULL AND (parts <> '{}' OR EXISTS (
		SELECT 1 FROM appeal_files f WHERE f.supplement_id = appeal_supplements.id))
	RETURNING id, array_to_string(parts, E'\n\n') AS text`

type supplementSent struct {
	ID   int64  `db:"id"`
	Text string `db:"text"`
}

// Whoever has the appeal at this moment and may act there still.
const selectTaker = `
	SELECT t.person_id
	FROM appeals p` + deskTaker + `
	WHERE p.id = $1 AND t.id IS NOT NULL`

// SendSupplement sends what the person added. Its text stands among what happened to the
// appeal; whoever took it is told, of a danger everybody at once. The term stays: nothing new is asked.
func (s *Appeals) SendSupplement(
	ctx context.Context, o housing.Once, person housing.PersonID, id housing.AppealID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"appeal.supplement", o, now}, func(tx *Tx) (nothing, error) {
		a, err := ownFate(ctx, tx, person, id)
		if err != nil {
			return nothing{}, err
		}
		if !a.Extensible() {
			return nothing{}, refused("error.appeal_over")
		}
		var sent supplementSent
		err = get(ctx, tx, &sent, sendSupplement, int64(id), now)
		if isNoRows(err) {
			err = refused("error.appeal_addition_none")
		}
		if err != nil {
			return nothing{}, err
		}
		note := appealNote{id, housing.AppealSupplemented, person, sent.Text, housing.Date{}, now}
		if err := noteAppeal(ctx, tx, note); err != nil {
			return nothing{}, err
		}
		return nothing{}, tellSupplement(ctx, tx, a, sent, now)
	})
	if err != nil {
		return fmt.Errorf("send supplement: %w", err)
	}
	return nil
}

// tellSupplement tells whoever took an appeal of what was added to it. A danger rings for all
// who are told of what is new, taken or not.
func tellSupplement(
	ctx context.Context, tx *Tx, a housing.Appeal, sent supplementSent, now time.Time,
) error {
	var takers []int64
	if err := list(ctx, tx, &takers, selectTaker, int64(a.ID)); err != nil {
		return fmt.Errorf("find who took appeal: %w", err)
	}
	key := fmt.Sprintf("desk/%d/%s/%d", a.ID, housing.AppealSupplemented, sent.ID)
	news := deskNews{housing.AppealSupplemented, key, housing.UrgencySoon, takers}
	if housing.Dangerous(sent.Text) {
		news.what = deskDangerAdded
		return tellDanger(ctx, tx, &a, news, now)
	}
	return tellDeskReaders(ctx, tx, &a, news, now) // what nobody took waits among the new ones
}
