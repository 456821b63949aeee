package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// inFlat holds where the person of an expression lives in the flat of talk k of house h, at the moment $2.
func inFlat(person string) string {
	return `
	EXISTS (
		SELECT 1
		FROM links l
		JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
		JOIN premises p ON p.id = a.premises_id
		WHERE l.person_id = ` + person + ` AND a.house_id = h.id AND lower(p.number) = k.flat
		  AND l.suspended_at IS NULL AND (l.ends_at IS NULL OR l.ends_at > $2)
		  AND ('see' = ANY (l.rights) OR l.role <> 'guest'))`
}

// wantsLetters holds where the person of an expression wants letters of person $1 in house h.
func wantsLetters(person string) string {
	return `
	NOT EXISTS (
		SELECT 1
		FROM forum_members m
		WHERE m.person_id = ` + person + ` AND m.house_id = h.id AND NOT m.letters)
	AND NOT EXISTS (
		SELECT 1 FROM forum_refusals f WHERE f.person_id = ` + person + ` AND f.from_person = $1)`
}

// Send sends a letter, to those of a flat who want letters of the person. Whoever that is, and if it is
// nobody,
// what the person is told and sees is the same: nobody learns so who lives where and uses the bot. A word of
// the list is Refused; what is too much, Limited.
func (s *Forum) Send(
	ctx context.Context, o housing.Once, l forum.Posting, now time.Time,
) (forum.TalkID, error) {
	id, err := once(ctx, s.DB, confirmed{"forum.letter", o, now}, func(tx *Tx) (forum.TalkID, error) {
		if forum.Suspicious(l.Text) {
			return 0, refused("forum.letter_words")
		}
		if err := lockPerson(ctx, tx, l.Person); err != nil {
			return 0, err
		}
		if l.Talk == 0 {
			return beginTalk(ctx, tx, l, now)
		}
		return l.Talk, writeOn(ctx, tx, l, now)
	})
	if err != nil {
		return 0, fmt.Errorf("write to neighbour: %w", err)
	}
	return id, nil
}

const selectLettersWanted = `
	SELECT coalesce((SELECT letters FROM forum_members WHERE person_id = $1 AND house_id = $2), true)`

const countLetters = `SELECT count(*) FROM forum_letters WHERE person_id = $1 AND at > $2`

// mayPost refuses who may not write letters in a house now.
func mayPost(ctx context.Context, tx *Tx, l forum.Posting, now time.Time) (forum.Place, error) {
	place, err := forumPlace(ctx, tx, forumReader{l.Person, now}, l.House)
	if err != nil {
		return place, err
	}
	var wanted bool
	if err := get(ctx, tx, &wanted, selectLettersWanted, int64(l.Person), int64(l.House)); err != nil {
		return place, fmt.Errorf("find wish for letters: %w", err)
	}
	var day, minute int
	err = get(ctx, tx, &day, countLetters, int64(l.Person), now.AddDate(0, 0, -1))
	if err == nil {
		err = get(ctx, tx, &minute, countLetters, int64(l.Person), now.Add(-time.Minute))
	}
	switch {
	case err != nil:
		return place, fmt.Errorf("count letters: %w", err)
	case !place.Lives:
		return place, refused("forum.stranger")
	case !place.Muted.IsZero():
		return place, refused("forum.muted_now")
	case !wanted:
		return place, refused("forum.letter_off")
	case day >= forum.LettersPerDay:
		return place, limited("forum.letter_day")
	case minute >= forum.PerMinute:
		return place, limited("forum.letter_fast")
	}
	return place, nil
}

const countTalks = `SELECT count(*) FROM forum_talks WHERE person_id = $1 AND opened_at > $2`

const insertTalk = `
	INSERT INTO forum_talks (house_id, flat, person_id, opened_at, last_at)
	VALUES ($1, $2, $3, $4, $4)
	RETURNING id`

// insertTalkers lets those of the flat take part who want letters of the person, and the person.
func insertTalkers() string {
	return `
	INSERT INTO forum_talkers (talk_id, person_id, begun)
	SELECT k.id, x.person_id, x.person_id = $1
	FROM forum_talks k
	JOIN houses h ON h.id = k.house_id
	CROSS JOIN LATERAL (
		SELECT l.person_id
		FROM links l
		JOIN accounts a ON a.id = l.account_id AND a.house_id = h.id
		UNION
		SELECT $1::bigint) x
	WHERE k.id = $3 AND (x.person_id = $1 OR` + inFlat("x.person_id") + `
		AND` + wantsLetters("x.person_id") + `)`
}

func beginTalk(ctx context.Context, tx *Tx, l forum.Posting, now time.Time) (forum.TalkID, error) {
	place, err := mayPost(ctx, tx, l, now)
	if err != nil {
		return 0, err
	}
	for _, own := range place.Flats {
		if strings.EqualFold(own, l.Flat) {
			return 0, refused("forum.letter_own")
		}
	}
	var begun int
	if err := get(ctx, tx, &begun, countTalks, int64(l.Person), now.AddDate(0, 0, -1)); err != nil {
		return 0, fmt.Errorf("count talks: %w", err)
	}
	if begun >= forum.FlatsPerDay {
		return 0, limited("forum.letter_flats")
	}
	err = get(ctx, tx, &l.Talk, insertTalk, int64(l.House), l.Flat, int64(l.Person), now)
	if err != nil {
		return 0, fmt.Errorf("store talk: %w", err)
	}
	if _, err := run(ctx, tx, insertTalkers(), int64(l.Person), now, int64(l.Talk)); err != nil {
		return 0, fmt.Errorf("store who takes part in talk: %w", err)
	}
	return l.Talk, storeLetter(ctx, tx, l, false, now)
}

const insertLetter = `
	INSERT INTO forum_letters (talk_id, person_id, answer, text, at)
	VALUES ($1, $2, $3, $4, $5)
	RETURNING id`

const touchTalk = `UPDATE forum_talks SET last_at = $2 WHERE id = $1`

// selectAddressees are those of the other side who still live there and want letters of the person.
func selectAddressees() string {
	return `
	SELECT y.person_id
	FROM forum_talkers y
	JOIN forum_talks k ON k.id = y.talk_id
	JOIN houses h ON h.id = k.house_id
	WHERE k.id = $3 AND y.begun = $4 AND y.person_id <> $1
	  AND (y.begun AND` + livesAs("y.person_id") + ` OR NOT y.begun AND` + inFlat("y.person_id") + `)
	  AND` + wantsLetters("y.person_id")
}

// livesAs is [lives] for the person of an expression.
func livesAs(person string) string { return strings.ReplaceAll(lives, "$1", person) }

func storeLetter(ctx context.Context, tx *Tx, l forum.Posting, answer bool, now time.Time) error {
	var id int64
	err := get(ctx, tx, &id, insertLetter, int64(l.Talk), int64(l.Person), answer, l.Text, now)
	if err != nil {
		return fmt.Errorf("store letter: %w", err)
	}
	if _, err := run(ctx, tx, touchTalk, int64(l.Talk), now); err != nil {
		return fmt.Errorf("touch talk: %w", err)
	}
	var people []int64
	err = list(ctx, tx, &people, selectAddressees(), int64(l.Person), now, int64(l.Talk), answer)
	if err != nil {
		return fmt.Errorf("find addressees of letter: %w", err)
	}
	if len(people) > 0 {
		letter := strconv.FormatInt(id, 10)
		args := map[string]string{"what": string(housing.ForumLetter), "letter": letter}
		if err := tellForum(ctx, tx, forumTold{"forum/letter/" + letter, args, now}, people); err != nil {
			return err
		}
	}
	return audit(ctx, tx, deed{l.Person, 0, "forum.letter", now})
}

const countUnanswered = `
	SELECT count(*)
	FROM forum_letters x
	WHERE x.talk_id = $1 AND NOT x.answer AND x.id > coalesce((
		SELECT max(y.id) FROM forum_letters y WHERE y.talk_id = x.talk_id AND y.answer), 0)`

// writeOn sends a further letter of a talk.
func writeOn(ctx context.Context, tx *Tx, l forum.Posting, now time.Time) error {
	row, err := findTalk(ctx, tx, forumReader{l.Person, now}, l.Talk)
	if err != nil {
		return err
	}
	l.House = housing.HouseID(row.HouseID)
	if _, err := mayPost(ctx, tx, l, now); err != nil {
		return err
	}
	var waiting int
	if err := get(ctx, tx, &waiting, countUnanswered, int64(l.Talk)); err != nil {
		return fmt.Errorf("count letters: %w", err)
	}
	if row.Begun && waiting >= forum.Unanswered {
		return limited("forum.letter_wait")
	}
	return storeLetter(ctx, tx, l, !row.Begun, now)
}

const insertRefusals = `
	INSERT INTO forum_refusals (person_id, from_person, at)
	SELECT DISTINCT $2::bigint, x.person_id, $3::timestamptz
	FROM forum_letters x
	WHERE x.talk_id = $1 AND x.person_id <> $2 AND x.answer = $4
	ON CONFLICT DO NOTHING`

const deleteTalker = `DELETE FROM forum_talkers WHERE talk_id = $1 AND person_id = $2`

// Refuse ends a talk for the side of the person, who gets no more letters of those who wrote in it. Nobody is
// told.
func (s *Forum) Refuse(ctx context.Context, o housing.Once, e forum.Ending, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.letter_refused", o, now}, func(tx *Tx) (nothing, error) {
		row, err := findTalk(ctx, tx, forumReader{e.Person, now}, e.Talk)
		if err != nil {
			return nothing{}, err
		}
		if _, err := run(ctx, tx, insertRefusals, int64(e.Talk), int64(e.Person), now,
			row.Begun); err != nil {
			return nothing{}, err
		}
		if !row.Begun {
			_, err = run(ctx, tx, deleteTalker, int64(e.Talk), int64(e.Person))
		}
		return nothing{}, err
	})
	if err != nil {
		return fmt.Errorf("refuse letters of neighbour: %w", err)
	}
	return nil
}

const deleteRefusals = `DELETE FROM forum_refusals WHERE person_id = $1`

// Relent lets every neighbour write to the person again.
func (s *Forum) Relent(ctx context.Context, p housing.PersonID) error {
	if _, err := run(ctx, s.DB.pool, deleteRefusals, int64(p)); err != nil {
		return fmt.Errorf("let neighbours write: %w", err)
	}
	return nil
}
