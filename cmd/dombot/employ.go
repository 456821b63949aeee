package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// employ makes a person of the demo an operator of the town's organisation, as an invitation would. Who is
// one already stays one.
func employ(ctx context.Context, db *postgres.DB, botToken string, user int64, now time.Time) error {
	number, _, _ := strings.Cut(botToken, ":")
	bot, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return fmt.Errorf("read number of the bot: %w", err)
	}
	person, err := (&postgres.People{DB: db}).Enter(ctx, bot, user, user, now)
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
