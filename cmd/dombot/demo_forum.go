package main

import (
	"context"
	"fmt"
	"time"

	"dombot/internal/forum"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// demoHouse is what the demo has beside those who are played.
type demoHouse struct {
	neighbours int
	forum      bool
}

// populate lets residents in whom nobody plays, and fills the forum, where there is one.
func populate(
	ctx context.Context, db *postgres.DB, sim *simulator.Server, h demoHouse, clock Clock,
) error {
	count := h.neighbours
	if h.forum {
		count = max(count, talkers)
	}
	people, err := moveIn(ctx, db, sim, count, clock)
	if err != nil || !h.forum {
		return err
	}
	for _, p := range sim.People() {
		if p.Name == operatorName {
			olga, err := enter(ctx, db, sim.Token(), p.ID, clock.Now())
			if err != nil {
				return err
			}
			return talkOver(ctx, db, people[:talkers], olga, clock.Now())
		}
	}
	return nil
}

// talkers is how many residents whom nobody plays write in the forum of the demo.
const talkers = 3

// saidInForum is a message of the demo's forum; one with a title begins a topic.
type saidInForum struct {
	by       int // of the talkers
	ago      time.Duration
	title    string
	category forum.Category
	text     string
	answers  bool // quotes the message before
}

// forumTalk is what residents of the demo wrote, topic after topic; the first is pinned.
func forumTalk() []saidInForum {
	return []saidInForum{
		{
			by: 0, ago: 75 * time.Hour, title: "Знакомимся и договариваемся", category: forum.Neighbours,
			text: "Здравствуйте! Пишем здесь о доме и дворе и не обижаем друг друга. " +
				"О протечке и запахе газа сначала звоните в аварийную службу.",
		},
		{by: 1, ago: 74 * time.Hour, text: "Поддерживаю. И без рекламы, пожалуйста."},
		{
			by: 1, ago: 50 * time.Hour, title: "Фонарь у третьего подъезда", category: forum.Yard,
			text: "Второй вечер темно у третьего подъезда. Кто-нибудь уже писал в управляющую организацию?",
		},
		{by: 2, ago: 49 * time.Hour, text: "Да, через ДомБот. Обещали починить до пятницы.", answers: true},
		{by: 1, ago: 48 * time.Hour, text: "Спасибо! Как заработает, напишу."},
		{
			by: 2, ago: 26 * time.Hour, title: "Отдам детские санки", category: forum.Market,
			text: "Отдам санки, катались одну зиму. Нужно забрать до воскресенья.",
		},
		{by: 0, ago: 25 * time.Hour, text: "Возьмём, если ещё не отдали. Зайдём вечером.", answers: true},
	}
}

// talkOver fills the forum of a house, unless somebody wrote there.
func talkOver(
	ctx context.Context, db *postgres.DB, people []housing.PersonID, olga housing.PersonID, now time.Time,
) error {
	orgs := &postgres.Organisations{DB: db}
	org, err := orgs.ByINN(ctx, sample.INN)
	if err != nil {
		return fmt.Errorf("find organisation: %w", err)
	}
	house, err := orgs.HouseByText(ctx, org.ID, housing.ParseQuery("ленина 12"))
	if err != nil {
		return fmt.Errorf("find house: %w", err)
	}
	s := &postgres.Forum{DB: db}
	found, err := s.Topics(ctx, people[0], forum.Search{House: house.ID, Limit: 1}, now)
	if err != nil || found.Total > 0 {
		return err
	}
	for i, p := range people {
		how := forum.Signing{Person: p, House: house.ID, Name: []string{"Лестница", "Садовод", ""}[i]}
		place, err := s.Place(ctx, p, house.ID, now)
		if err != nil {
			return fmt.Errorf("find forum: %w", err)
		}
		if how.Name == "" {
			how.Flat = place.Flats[0]
		}
		if err := s.Sign(ctx, housing.Once(fmt.Sprintf("demo/forum/sign/%d", i)), how, now); err != nil {
			return err
		}
	}
	first, err := sayAll(ctx, s, people, house.ID, now)
	if err != nil {
		return fmt.Errorf("write in forum: %w", err)
	}
	return s.Rule(ctx, "demo/forum/pin", forum.Ruling{Person: olga, Topic: first, Rule: forum.Pin}, now)
}

// sayAll writes the messages of the demo's forum, and returns its first topic.
func sayAll(
	ctx context.Context, s *postgres.Forum, people []housing.PersonID, house housing.HouseID, now time.Time,
) (first forum.TopicID, err error) {
	var topic forum.TopicID
	var last forum.PostID
	for i, m := range forumTalk() {
		if m.title != "" {
			topic = 0
		}
		w := forum.Writing{
			Person: people[m.by], House: house, Topic: topic, Category: m.category, Title: m.title,
			Text: m.text,
		}
		if m.answers {
			w.Quote = last
		}
		done, err := s.Write(ctx, housing.Once(fmt.Sprintf("demo/forum/%d", i)), w, now.Add(-m.ago))
		if err != nil {
			return 0, err
		}
		topic = done.Topic
		if first == 0 {
			first = topic
		}
		sheet, err := s.Sheet(ctx, w.Person, topic, 0, now)
		if err != nil {
			return 0, err
		}
		last = sheet.Posts[len(sheet.Posts)-1].ID
	}
	return first, nil
}
