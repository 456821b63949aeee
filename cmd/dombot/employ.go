package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// employ makes a person of the demo an operator of the town's organisation, as an invitation would. Who is
// one already stays one.
func employ(ctx context.Context, db *postgres.DB, botToken string, user int64, now time.Time) error {
	person, err := enter(ctx, db, botToken, user, now)
	if err != nil {
		return err
	}
	operators := &postgres.Operators{DB: db}
	if is, err := operators.Operates(ctx, person); is || err != nil {
		return err
	}
	org, err := (&postgres.Organisations{DB: db}).ByINN(ctx, sample.INN)
	if err != nil {
		return err
	}
	token, err := housing.NewToken(rand.Reader)
	if err != nil {
		return err
	}
	hash := housing.HashToken(token)
	invitation := housing.Hiring{
		Organisation: org.ID, Name: "Ольга Дорохова", Role: housing.StaffAdmin, Hash: hash, Issued: now,
	}
	if err := operators.Hire(ctx, invitation); err != nil {
		return err
	}
	_, err = operators.Join(ctx, housing.Once("demo/"+token), person, hash, now)
	return err
}

// inspects makes a person of the demo an inspector of the town's region, as an invitation would. Who is one
// already stays one.
func inspects(ctx context.Context, db *postgres.DB, botToken string, user int64, now time.Time) error {
	person, err := enter(ctx, db, botToken, user, now)
	if err != nil {
		return err
	}
	inspectors := &postgres.Inspectors{DB: db}
	if is, err := inspectors.Inspects(ctx, person); is || err != nil {
		return err
	}
	orgs := &postgres.Organisations{DB: db}
	org, err := orgs.ByINN(ctx, sample.INN)
	if err != nil {
		return err
	}
	house, err := orgs.HouseByText(ctx, org.ID, housing.ParseQuery("ленина 12"))
	if err != nil {
		return err
	}
	token, err := housing.NewToken(rand.Reader)
	if err != nil {
		return err
	}
	hash := housing.HashToken(token)
	_, err = inspectors.Hire(ctx, meeting.Hiring{
		Region: house.Address.Region, Name: "Ирина Пахомова", Hash: hash, Issued: now,
	})
	if err != nil {
		return err
	}
	return inspectors.Join(ctx, housing.Once("demo/"+token), person, hash, now)
}

// enter returns the person behind a user of the demo.
func enter(
	ctx context.Context, db *postgres.DB, botToken string, user int64, now time.Time,
) (housing.PersonID, error) {
	number, _, _ := strings.Cut(botToken, ":")
	bot, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read number of the bot: %w", err)
	}
	return (&postgres.People{DB: db}).Enter(ctx, bot, user, user, now)
}

// houseChat gives a house of the demo its chat, as the operator would. After an
// earlier demo the chat is known and its board is written anew.
func houseChat(
	ctx context.Context, db *postgres.DB, sim *simulator.Server, olga *simulator.Person, now time.Time,
) error {
	neighbours := slices.DeleteFunc(sim.People(), func(p *simulator.Person) bool { return p == olga })
	g := sim.Supergroup("Ленина, 12: чат дома", olga, neighbours...)
	g.AddBot()
	g.PromoteBot(simulator.PinMessages)
	orgs := &postgres.Organisations{DB: db}
	org, err := orgs.ByINN(ctx, sample.INN)
	if err != nil {
		return err
	}
	house, err := orgs.HouseByText(ctx, org.ID, housing.ParseQuery("ленина 12"))
	if err != nil {
		return err
	}
	person, err := enter(ctx, db, sim.Token(), olga.ID, now)
	if err != nil {
		return err
	}
	once := housing.Once("demo/chat/" + rand.Text())
	_, err = (&postgres.Chats{DB: db}).Save(ctx, once, person, housing.ChatSetting{
		Place:        housing.ChatPlace{Chat: g.ID(), Title: g.Title()},
		Organisation: org.ID, Houses: []housing.HouseID{house.ID},
		Kinds: []housing.ChatKind{housing.ChatOutages, housing.ChatMeetings},
	}, now)
	return err
}
