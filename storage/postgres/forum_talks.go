package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

// talksOf are the talks k that person $1 takes part in, while living there.
func talksOf() string {
	return `
	SELECT` + houseColumns + `, k.id, k.flat, k.last_at, y.begun
	FROM forum_talkers y
	JOIN forum_talks k ON k.id = y.talk_id
	JOIN (` + houseTables + `) ON h.id = k.house_id
	WHERE y.person_id = $1 AND (y.begun AND` + lives + ` OR NOT y.begun AND` + inFlat("$1") + `)`
}

type talkRow struct {
	houseRow
	ID    int64     `db:"id"`
	Flat  string    `db:"flat"`
	Last  time.Time `db:"last_at"`
	Begun bool      `db:"begun"`
}

func (r talkRow) talk() forum.Talk {
	t := forum.Talk{ID: forum.TalkID(r.ID), House: r.house(), Last: r.Last.UTC()}
	if r.Begun {
		t.Flat = r.Flat
	}
	return t
}

const selectPicky = `SELECT EXISTS (SELECT 1 FROM forum_refusals WHERE person_id = $1)`

// talksListed is how many talks a person is shown.
const talksListed = 8

// Box is what the person has to do with letters in a house where the person lives.
func (s *Forum) Box(
	ctx context.Context, p housing.PersonID, house housing.HouseID, now time.Time,
) (box forum.Box, err error) {
	if box.Place, err = forumPlace(ctx, s.DB.pool, forumReader{p, now}, house); err != nil {
		return box, err
	}
	if !box.Place.Lives {
		return box, refused("forum.stranger")
	}
	var rows []talkRow
	query := talksOf() + ` AND h.id = $3 ORDER BY k.last_at DESC, k.id DESC LIMIT $4`
	if err := list(ctx, s.DB.pool, &rows, query, int64(p), now, int64(house), talksListed); err != nil {
		return box, fmt.Errorf("list talks: %w", err)
	}
	box.Talks = each(rows, talkRow.talk)
	if err := get(ctx, s.DB.pool, &box.Wanted, selectLettersWanted, int64(p), int64(house)); err != nil {
		return box, fmt.Errorf("find wish for letters: %w", err)
	}
	if err := get(ctx, s.DB.pool, &box.Picky, selectPicky, int64(p)); err != nil {
		return box, fmt.Errorf("find refusals: %w", err)
	}
	return box, nil
}

func findTalk(
	ctx context.Context, q sqlx.QueryerContext, by forumReader, id forum.TalkID,
) (row talkRow, err error) {
	err = get(ctx, q, &row, talksOf()+` AND k.id = $3`, int64(by.person), by.now, int64(id))
	if isNoRows(err) {
		return row, notFound("forum.talk_gone")
	}
	if err != nil {
		return row, fmt.Errorf("find talk: %w", err)
	}
	return row, nil
}

type letterRow struct {
	ID   int64     `db:"id"`
	Mine bool      `db:"mine"`
	Text string    `db:"text"`
	At   time.Time `db:"at"`
}

func (r letterRow) letter() forum.Letter {
	return forum.Letter{ID: forum.LetterID(r.ID), Mine: r.Mine, Text: r.Text, At: r.At.UTC()}
}

// Somebody of the flat reads the letters that came and the own answers, not those of others of the flat. What
// was written by somebody whose letters the reader refused meanwhile is not there.
const selectLetters = `
	SELECT * FROM (
		SELECT x.id, x.person_id = $2 AS mine, x.text, x.at
		FROM forum_letters x
		WHERE x.talk_id = $1 AND (x.person_id = $2 OR (x.answer = $3 AND NOT EXISTS (
			SELECT 1
			FROM forum_refusals f
			WHERE f.person_id = $2 AND f.from_person = x.person_id AND f.at < x.at)))
		ORDER BY x.id DESC
		LIMIT 5) y
	ORDER BY id`

// Talk returns a talk with its last letters to one who takes part in it.
func (s *Forum) Talk(
	ctx context.Context, p housing.PersonID, id forum.TalkID, now time.Time,
) (forum.Talk, error) {
	row, err := findTalk(ctx, s.DB.pool, forumReader{p, now}, id)
	if err != nil {
		return forum.Talk{}, err
	}
	var rows []letterRow
	if err := list(ctx, s.DB.pool, &rows, selectLetters, int64(id), int64(p), row.Begun); err != nil {
		return forum.Talk{}, fmt.Errorf("list letters: %w", err)
	}
	t := row.talk()
	t.Letters = each(rows, letterRow.letter)
	return t, nil
}

const complainOfLetter = `
	UPDATE forum_letters
	SET complained_at = $3
	WHERE id = (
		SELECT max(id) FROM forum_letters WHERE talk_id = $1 AND person_id <> $2 AND answer = $4)
	  AND complained_at IS NULL`

// ComplainOfLetter puts the last letter of the other side before the moderators; a second time changes
// nothing.
func (s *Forum) ComplainOfLetter(ctx context.Context, o housing.Once, e forum.Ending, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.letter_complained", o, now}, func(tx *Tx) (nothing, error) {
		row, err := findTalk(ctx, tx, forumReader{e.Person, now}, e.Talk)
		if err != nil {
			return nothing{}, err
		}
		n, err := run(ctx, tx, complainOfLetter, int64(e.Talk), int64(e.Person), now, row.Begun)
		if err != nil || n == 0 {
			return nothing{}, err
		}
		return nothing{}, tellForumGuards(ctx, tx, housing.HouseID(row.HouseID), now)
	})
	if err != nil {
		return fmt.Errorf("complain of letter: %w", err)
	}
	return nil
}

// lettersWait are the letters x of house h that wait for a moderator.
const lettersWait = `
	forum_letters x
	JOIN forum_talks k ON k.id = x.talk_id AND k.house_id = h.id
	WHERE x.complained_at IS NOT NULL AND x.settled_at IS NULL`

const selectLetterCases = `
	SELECT x.id, x.text, x.at, x.person_id = $1 AS mine
	FROM houses h, LATERAL (SELECT x.* FROM` + lettersWait + `) x
	WHERE h.id = $2 AND` + guards + `
	ORDER BY x.id
	LIMIT 8`

// Letters lists the letters that somebody complained of, to moderators of the house alone; they name nobody.
func (s *Forum) Letters(
	ctx context.Context, p housing.PersonID, house housing.HouseID, now time.Time,
) ([]forum.Letter, error) {
	if err := guardsForum(ctx, s.DB.pool, forumReader{p, now}, house); err != nil {
		return nil, err
	}
	var rows []letterRow
	if err := list(ctx, s.DB.pool, &rows, selectLetterCases, int64(p), int64(house)); err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	return each(rows, letterRow.letter), nil
}

// guardsForum refuses who is no moderator of a house.
func guardsForum(ctx context.Context, q sqlx.QueryerContext, by forumReader, house housing.HouseID) error {
	place, err := forumPlace(ctx, q, by, house)
	if err == nil && !place.Guards {
		return refused("forum.not_moderator")
	}
	return err
}

const settleLetter = `
	UPDATE forum_letters x
	SET settled_at = $2
	FROM forum_talks k
	JOIN houses h ON h.id = k.house_id
	WHERE x.id = $3 AND k.id = x.talk_id AND x.complained_at IS NOT NULL AND x.settled_at IS NULL
	  AND x.person_id <> $1 AND` + guards + `
	RETURNING x.person_id AS author, h.id AS house, h.organisation_id AS org`

const muteWriter = `
	INSERT INTO forum_members (person_id, house_id, since, muted_until, muted_for)
	VALUES ($1, $2, $3, $4, 'insult')
	ON CONFLICT (person_id, house_id) DO UPDATE
	SET muted_until = excluded.muted_until, muted_for = excluded.muted_for`

type settledRow struct {
	Author int64 `db:"author"`
	House  int64 `db:"house"`
	Org    int64 `db:"org"`
}

// JudgeLetter settles the complaint of a letter; its author may be kept from writing for days, and is told.
func (s *Forum) JudgeLetter(
	ctx context.Context, o housing.Once, v forum.LetterVerdict, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"forum.letter_judged", o, now}, func(tx *Tx) (nothing, error) {
		var row settledRow
		err := get(ctx, tx, &row, settleLetter, int64(v.Person), now, int64(v.Letter))
		if isNoRows(err) {
			return nothing{}, notFound("forum.letter_gone")
		}
		if err != nil {
			return nothing{}, err
		}
		what := "forum.letter_kept"
		if v.Days > 0 {
			what = "forum.letter_mute"
			if err := muteOfLetter(ctx, tx, v, row, now); err != nil {
				return nothing{}, err
			}
		}
		return nothing{}, journal(ctx, tx, note{
			deed{v.Person, 0, what, now}, housing.OrganisationID(row.Org), "", "", "",
		})
	})
	if err != nil {
		return fmt.Errorf("judge letter: %w", err)
	}
	return nil
}

// muteOfLetter keeps the author of a letter from writing, and says so.
func muteOfLetter(ctx context.Context, tx *Tx, v forum.LetterVerdict, row settledRow, now time.Time) error {
	until := now.AddDate(0, 0, v.Days)
	if _, err := run(ctx, tx, muteWriter, row.Author, row.House, now, until); err != nil {
		return err
	}
	return tellForum(ctx, tx, forumTold{fmt.Sprintf("forum/letter_muted/%d", v.Letter), map[string]string{
		"what": string(housing.ForumMuted), "until": until.Format(time.RFC3339),
		"reason": string(forum.Insult), "house": strconv.FormatInt(row.House, 10),
	}, now}, []int64{row.Author})
}

const selectLetter = `
	SELECT x.text, x.talk_id, k.flat, x.answer
	FROM forum_letters x
	JOIN forum_talks k ON k.id = x.talk_id
	WHERE x.id = $1`

// refreshLetter adds a letter to a notice of it; false: it is gone, or its reader wants it no more.
func (s *Outbox) refreshLetter(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row struct {
		Text   string `db:"text"`
		Talk   int64  `db:"talk_id"`
		Flat   string `db:"flat"`
		Answer bool   `db:"answer"`
	}
	var person int64
	id, _ := strconv.ParseInt(n.Args["letter"], 10, 64)
	err := get(ctx, s.DB.pool, &person, selectReaderPerson, n.Bot, n.Chat)
	if err == nil {
		err = get(ctx, s.DB.pool, &row, selectLetter, id)
	}
	if err == nil {
		by := forumReader{housing.PersonID(person), now}
		_, err = findTalk(ctx, s.DB.pool, by, forum.TalkID(row.Talk))
	}
	if isNoRows(err) || housing.KindOf(err) == housing.NotFound {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find letter: %w", err)
	}
	n.Args["text"], n.Args["talk"] = row.Text, strconv.FormatInt(row.Talk, 10)
	if row.Answer {
		n.Args["flat"] = row.Flat
	}
	return true, nil
}
