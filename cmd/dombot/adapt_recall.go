package main

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/charges"
	"dombot/internal/housing"
)

// recalling returns stores that read once in a turn what its steps ask for again.
func recalling(s stores) stores {
	s.Readings = recalledReadings{s.Readings}
	s.Accounts = recalledAccounts{s.Accounts}
	s.Documents = recalledDocuments{s.Documents}
	return s
}

type recalledReadings struct{ readingStore }

type pageKey struct {
	person  housing.PersonID
	account housing.AccountID
	now     time.Time
}

func (r recalledReadings) Page(
	ctx context.Context, p housing.PersonID, a housing.AccountID, now time.Time,
) (housing.Page, error) {
	return dialogs.Recall(ctx, pageKey{p, a, now}, func() (housing.Page, error) {
		return r.readingStore.Page(ctx, p, a, now)
	})
}

type pendingKey struct {
	person housing.PersonID
	now    time.Time
}

func (r recalledReadings) Pending(
	ctx context.Context, p housing.PersonID, now time.Time,
) (map[housing.AccountID]int, error) {
	return dialogs.Recall(ctx, pendingKey{p, now}, func() (map[housing.AccountID]int, error) {
		return r.readingStore.Pending(ctx, p, now)
	})
}

type recalledAccounts struct{ accountStore }

type connectionsKey struct{ person housing.PersonID }

func (r recalledAccounts) Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error) {
	return dialogs.Recall(ctx, connectionsKey{p}, func() ([]housing.Connection, error) {
		return r.accountStore.Connections(ctx, p)
	})
}

type recalledDocuments struct{ charges.Documents }

type statementKey struct {
	person  housing.PersonID
	account housing.AccountID
	period  housing.Period
}

func (r recalledDocuments) Statement(
	ctx context.Context, p housing.PersonID, a housing.AccountID, period housing.Period, now time.Time,
) (housing.Statement, error) {
	return dialogs.Recall(ctx, statementKey{p, a, period}, func() (housing.Statement, error) {
		return r.Documents.Statement(ctx, p, a, period, now)
	})
}
