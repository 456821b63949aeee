package postgres_test

import (
	"context"
	"slices"

	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// board is the forum of a house with a topic of its resident.
type board struct {
	store *postgres.Forum
	house housing.HouseID
	topic forum.TopicID
	post  forum.PostID
	talk  forum.TalkID
}

// newBoard opens a topic for somebody who lives in a house.
func (w *town) newBoard(by housing.PersonID, house housing.HouseID) board {
	w.t.Helper()
	b := board{store: &postgres.Forum{DB: w.db}, house: house}
	ctx := w.t.Context()
	must(w.t, b.store.Sign(ctx, w.once(), forum.Signing{Person: by, House: house, Name: "Секретова"}, noon()))
	done, err := b.store.Write(ctx, w.once(), forum.Writing{
		Person: by, House: house, Category: forum.Yard, Title: "Парковка", Text: "Секретова пишет", Photo: []byte("jpeg"),
	}, noon())
	must(w.t, err)
	b.topic = done.Topic
	sheet, err := b.store.Sheet(ctx, by, b.topic, 0, noon())
	must(w.t, err)
	b.post = sheet.Posts[0].ID
	b.talk, err = b.store.Send(ctx, w.once(), forum.Posting{
		Person: by, House: house, Flat: "1", Text: "Секретова пишет в квартиру",
	}, noon())
	must(w.t, err)
	return b
}

// forumRows are the reads and deeds of the forum of a house.
func (e *estate) forumRows() map[string]tried {
	b := e.board
	return map[string]tried{
		"Forum.Houses": func(ctx context.Context, p housing.PersonID) error {
			all, err := b.store.Houses(ctx, p, e.after)
			if err == nil && !slices.ContainsFunc(all, func(h housing.House) bool { return h.ID == b.house }) {
				return errNothing
			}
			return err
		},
		"Forum.Place": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Place(ctx, p, b.house, e.after)
			return err
		},
		"Forum.Topics": func(ctx context.Context, p housing.PersonID) error {
			found, err := b.store.Topics(ctx, p, forum.Search{House: b.house, Limit: 9}, e.after)
			return ifAny(found.Topics, err)
		},
		"Forum.Topic": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Topic(ctx, p, b.topic, e.after)
			return err
		},
		"Forum.Rooms": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Rooms(ctx, p, b.topic, e.after)
			return err
		},
		"Forum.Mirror": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Mirror(ctx, e.once(), forum.Mirroring{Person: p, Topic: b.topic, Room: 1}, e.after)
		},
		"Forum.Unmirror": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Unmirror(ctx, e.once(), forum.Mirroring{Person: p, Topic: b.topic}, e.after)
		},
		"Forum.Sheet": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Sheet(ctx, p, b.topic, 0, e.after)
			return err
		},
		"Forum.Post": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Post(ctx, p, b.post, e.after)
			return err
		},
		"Forum.Photo": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Photo(ctx, p, b.post, e.after)
			return err
		},
		"Forum.Write": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Write(ctx, e.once(), forum.Writing{Person: p, Topic: b.topic, Text: "я"}, e.after)
			return err
		},
		"Forum.Edit": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Edit(ctx, e.once(), forum.Editing{Person: p, Post: b.post, Text: "я"}, noon())
			return err
		},
		"Forum.Delete": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Delete(ctx, e.once(), forum.Editing{Person: p, Post: b.post}, noon())
		},
		"Forum.Sign": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Sign(ctx, e.once(), forum.Signing{Person: p, House: b.house, Name: "Чужой"}, e.after)
		},
		"Forum.Attend": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Attend(ctx, p, b.topic, forum.Follows, e.after)
		},
		"Forum.Complain": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Complain(ctx, e.once(), forum.Complaint{Person: p, Post: b.post, Reason: forum.Insult}, e.after)
		},
		"Forum.Queue": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Queue(ctx, p, b.house, e.after)
			return err
		},
		"Forum.Judge": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Judge(ctx, e.once(), forum.Judgement{Person: p, Post: b.post, Verdict: forum.Hide}, e.after)
		},
		"Forum.Rule": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Rule(ctx, e.once(), forum.Ruling{Person: p, Topic: b.topic, Rule: forum.Close}, e.after)
		},
		"Forum.Moderators": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Moderators(ctx, p, b.house, e.after)
			return err
		},
		"Forum.Name": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Name(ctx, forum.Naming{By: p, House: b.house, Name: "Я", Hash: housing.HashToken("fm")}, e.after)
		},
		"Forum.Unname": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Unname(ctx, e.once(), forum.Naming{By: p, House: b.house}, 1, e.after)
		},
		"Forum.Accept": func(ctx context.Context, p housing.PersonID) error {
			return e.secrets(e.hired, func(hash housing.TokenHash) error {
				return told(b.store.Accept(ctx, e.once(), p, hash, e.after))
			})
		},
		"Forum.Box": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Box(ctx, p, b.house, e.after)
			return err
		},
		"Forum.Talk": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Talk(ctx, p, b.talk, e.after)
			return err
		},
		"Forum.Send": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Send(ctx, e.once(), forum.Posting{Person: p, House: b.house, Flat: "1", Text: "я"}, e.after)
			return err
		},
		"Forum.Refuse": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Refuse(ctx, e.once(), forum.Ending{Person: p, Talk: b.talk}, e.after)
		},
		"Forum.ComplainOfLetter": func(ctx context.Context, p housing.PersonID) error {
			return b.store.ComplainOfLetter(ctx, e.once(), forum.Ending{Person: p, Talk: b.talk}, e.after)
		},
		"Forum.Letters": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Letters(ctx, p, b.house, e.after)
			return err
		},
		"Forum.JudgeLetter": func(ctx context.Context, p housing.PersonID) error {
			return b.store.JudgeLetter(ctx, e.once(), forum.LetterVerdict{Person: p, Letter: 1}, e.after)
		},
		"Forum.Discuss": func(ctx context.Context, p housing.PersonID) error {
			_, err := b.store.Discuss(ctx, p, forum.Meeting{ID: 1, Title: "Собрание"}, e.after)
			return err
		},
		"Forum.Wish": func(ctx context.Context, p housing.PersonID) error {
			return b.store.Wish(ctx, forum.Wished{Person: p, House: b.house, Wish: forum.WantsPings, On: true}, e.after)
		},
	}
}
