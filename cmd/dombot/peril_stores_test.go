package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// fracture is a way in which the order of effects can be broken on purpose: a
// property that does not notice it proves nothing.
type fracture string

// The fractures.
const (
	unbroken   fracture = ""
	withoutKey fracture = "PostgreSQL commits without the name of the confirmation"
	redisFirst fracture = "Redis is saved before PostgreSQL commits"
)

// perilStores are the stores of a replica in danger.
func (s *perilStage) perilStores(db *postgres.DB) stores {
	all := storesOf(db)
	all.People = perilPeople{all.People, s}
	all.Accounts = perilAccounts{all.Accounts, s}
	all.Readings = perilReadings{all.Readings, s}
	all.Requests = perilRequests{all.Requests, s}
	all.Outcomes = perilOutcomes{all.Outcomes}
	return all
}

// carry carries a confirmation out in danger and remembers that it was.
func carry[T any](
	ctx context.Context, s *perilStage, f fact, call func(once housing.Once) (T, error),
) (result T, err error) {
	d := deliveryOf(ctx)
	once := f.once
	if s.broken == withoutKey {
		once = housing.Once(rand.Text())
	}
	var got T
	err = d.postgres(func() (err error) {
		if got, err = call(once); err != nil {
			return err
		}
		f.result = fmt.Sprint(got)
		if receipt, ok := any(got).(housing.Receipt); ok {
			f.result = receipt.Number
		}
		s.facts.carried(f)
		if s.broken == redisFirst {
			d.undo = append(d.undo, func(ctx context.Context) error { return s.uncommit(ctx, f) })
		}
		return nil
	})
	if err != nil {
		return result, err
	}
	return got, nil
}

// do is carry for what has no result.
func do(ctx context.Context, s *perilStage, f fact, call func(once housing.Once) error) error {
	_, err := carry(ctx, s, f, func(once housing.Once) (struct{}, error) { return struct{}{}, call(once) })
	return err
}

type perilOutcomes struct{ dialogs.Outcomes }

func (p perilOutcomes) Settle(ctx context.Context, o housing.Once, now time.Time) (done bool, err error) {
	var found bool
	err = deliveryOf(ctx).postgres(func() (err error) {
		found, err = p.Outcomes.Settle(ctx, o, now)
		return err
	})
	return found && err == nil, err
}

type perilPeople struct {
	peopleStore
	s *perilStage
}

func (p perilPeople) GiveConsent(
	ctx context.Context, once housing.Once, id housing.PersonID, version string, now time.Time,
) error {
	return do(ctx, p.s, fact{kind: "consent", once: once}, func(once housing.Once) error {
		return p.peopleStore.GiveConsent(ctx, once, id, version, now)
	})
}

func (p perilPeople) WithdrawConsent(
	ctx context.Context, once housing.Once, id housing.PersonID, now time.Time,
) error {
	return do(ctx, p.s, fact{kind: "withdraw", once: once}, func(once housing.Once) error {
		return p.peopleStore.WithdrawConsent(ctx, once, id, now)
	})
}

type perilAccounts struct {
	accountStore
	s *perilStage
}

func (p perilAccounts) Claim(
	ctx context.Context, once housing.Once, c housing.Claim, now time.Time,
) (housing.Proof, error) {
	return carry(ctx, p.s, fact{kind: "claim", once: once}, func(once housing.Once) (housing.Proof, error) {
		return p.accountStore.Claim(ctx, once, c, now)
	})
}

func (p perilAccounts) Connect(
	ctx context.Context, once housing.Once, c housing.Connecting, now time.Time,
) (string, error) {
	return carry(ctx, p.s, fact{kind: "connect", once: once}, func(once housing.Once) (string, error) {
		return p.accountStore.Connect(ctx, once, c, now)
	})
}

func (p perilAccounts) Rename(
	ctx context.Context, once housing.Once, id housing.PersonID, a housing.AccountID, name string,
) error {
	return do(ctx, p.s, fact{kind: "rename", once: once}, func(once housing.Once) error {
		return p.accountStore.Rename(ctx, once, id, a, name)
	})
}

func (p perilAccounts) Disconnect(
	ctx context.Context, once housing.Once, id housing.PersonID, a housing.AccountID, now time.Time,
) error {
	return do(ctx, p.s, fact{kind: "disconnect", once: once}, func(once housing.Once) error {
		return p.accountStore.Disconnect(ctx, once, id, a, now)
	})
}

type perilReadings struct {
	readingStore
	s *perilStage
}

func (p perilReadings) Save(
	ctx context.Context, once housing.Once, sub housing.Submission, now time.Time,
) (housing.Receipt, error) {
	return carry(ctx, p.s, fact{kind: "save", once: once}, func(once housing.Once) (housing.Receipt, error) {
		return p.readingStore.Save(ctx, once, sub, now)
	})
}

type perilRequests struct {
	requestStore
	s *perilStage
}

func (p perilRequests) File(
	ctx context.Context, once housing.Once, r housing.Request, now time.Time,
) (string, housing.Organisation, error) {
	type filed struct {
		number string
		org    housing.Organisation
	}
	got, err := carry(ctx, p.s, fact{kind: "request", once: once}, func(once housing.Once) (f filed, err error) {
		f.number, f.org, err = p.requestStore.File(ctx, once, r, now)
		return f, err
	})
	return got.number, got.org, err
}
