package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
)

const upsertForumMember = `
	INSERT INTO forum_members (person_id, house_id, flat, name, name_key, since)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (person_id, house_id) DO UPDATE
	SET flat = excluded.flat, name = excluded.name, name_key = excluded.name_key`

// Sign decides how the person is shown in a house, in earlier messages too, also in groups. A name that a neighbour has is
// Refused.
func (s *Forum) Sign(ctx context.Context, o housing.Once, a forum.Signing, now time.Time) error {
	_, err := once(ctx, s.DB, confirmed{"forum.signed", o, now}, func(tx *Tx) (nothing, error) {
		place, err := forumPlace(ctx, tx, forumReader{a.Person, now}, a.House)
		if err != nil {
			return nothing{}, err
		}
		name, key := "", ""
		switch {
		case !place.Lives:
			return nothing{}, refused("forum.stranger")
		case a.Flat != "" && !slices.Contains(place.Flats, a.Flat):
			return nothing{}, refused("forum.flat_wrong")
		case a.Flat == "":
			var ok bool
			if name, key, ok = forum.ParseName(a.Name); !ok {
				return nothing{}, refused("forum.name_wrong")
			}
		}
		_, err = run(ctx, tx, upsertForumMember, int64(a.Person), int64(a.House), a.Flat, name, key, now)
		if codeOf(err) == codeUnique {
			return nothing{}, refused("forum.name_taken")
		}
		if err != nil {
			return nothing{}, fmt.Errorf("store member: %w", err)
		}
		if err := resignMirrored(ctx, tx, a.Person, a.House, now); err != nil {
			return nothing{}, err
		}
		return nothing{}, audit(ctx, tx, deed{a.Person, 0, "forum.signed", now})
	})
	if err != nil {
		return fmt.Errorf("sign in forum: %w", err)
	}
	return nil
}

const upsertForumAttention = `
	INSERT INTO forum_reads (person_id, topic_id, attention)
	VALUES ($1, $2, $3)
	ON CONFLICT (person_id, topic_id) DO UPDATE
	SET attention = excluded.attention`

// Attend follows a topic, or ignores it.
func (s *Forum) Attend(
	ctx context.Context, p housing.PersonID, id forum.TopicID, how forum.Attention, now time.Time,
) error {
	if _, err := forumTopic(ctx, s.DB.pool, forumReader{p, now}, id); err != nil {
		return err
	}
	if _, err := run(ctx, s.DB.pool, upsertForumAttention, int64(p), int64(id), string(how)); err != nil {
		return fmt.Errorf("follow topic: %w", err)
	}
	return nil
}

// forumWish sets what a wish is about.
func forumWish(w forum.Wish) string {
	column := "digest"
	switch w {
	case forum.WantsPings:
		column = "pings"
	case forum.WantsLetters:
		column = "letters"
	case forum.WantsDigest:
	}
	return `
	INSERT INTO forum_members (person_id, house_id, since, ` + column + `)
	VALUES ($1, $2, $4, $3)
	ON CONFLICT (person_id, house_id) DO UPDATE
	SET ` + column + ` = excluded.` + column
}

// Wish sets one wish of the person in a house.
func (s *Forum) Wish(ctx context.Context, w forum.Wished, now time.Time) error {
	if _, err := forumPlace(ctx, s.DB.pool, forumReader{w.Person, now}, w.House); err != nil {
		return err
	}
	_, err := run(ctx, s.DB.pool, forumWish(w.Wish), int64(w.Person), int64(w.House), w.On, now)
	if err != nil {
		return fmt.Errorf("store wish: %w", err)
	}
	return nil
}
