package postgres

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// behind tells who is behind chats.
type behind map[chatKey]reader

type chatKey struct{ bot, chat int64 }

// reader is what the person behind a chat wants to hear, and how.
type reader struct {
	wishes housing.Wishes
	manner housing.Manner
}

const selectReaders = `
	SELECT people.bot_id, people.chat_id, people.zone,` + wishColumns + `,` + mannerColumns + `
	FROM unnest($1::bigint[], $2::bigint[]) AS asked (bot_id, chat_id)
	JOIN people ON people.bot_id = asked.bot_id AND people.chat_id = asked.chat_id` + joinManner + `
	ORDER BY people.id`

// behind finds who is behind the chats of notices. Of several people the first
// one's wishes count, and the manner of the first who is restricted.
func (s *Outbox) behind(ctx context.Context, notices []*housing.Notice) (behind, error) {
	asked := map[chatKey]bool{}
	var bots, chats []int64
	for _, n := range notices {
		if key := (chatKey{n.Bot, n.Chat}); !asked[key] {
			asked[key] = true
			bots, chats = append(bots, key.bot), append(chats, key.chat)
		}
	}
	var rows []struct {
		Bot  int64 `db:"bot_id"`
		Chat int64 `db:"chat_id"`
		wishRow
		mannerRow
	}
	if err := list(ctx, s.DB.pool, &rows, selectReaders, pq.Array(bots), pq.Array(chats)); err != nil {
		return nil, fmt.Errorf("find readers: %w", err)
	}
	found := make(behind, len(rows))
	for _, r := range rows {
		key := chatKey{r.Bot, r.Chat}
		is, known := found[key]
		if !known {
			is.wishes, is.manner = r.wishes(), r.manner()
		}
		if r.Restricted && !is.manner.Restricted {
			is.manner = r.manner()
		}
		found[key] = is
	}
	return found, nil
}

// of returns who reads a notice; where nobody is known, who never said anything.
func (r behind) of(n *housing.Notice) reader {
	if is, known := r[chatKey{n.Bot, n.Chat}]; known {
		return is
	}
	return reader{wishes: housing.DefaultWishes()}
}
