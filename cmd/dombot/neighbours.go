package main

import (
	"context"
	"fmt"

	"dombot/dialogs/registration"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// moveIn connects residents of the town whom nobody plays, so that a mailing takes
// its time; the page does not list them. After an earlier demo they are connected.
func moveIn(
	ctx context.Context, db *postgres.DB, sim *simulator.Server, count int, clock Clock,
) (people []housing.PersonID, err error) {
	org, err := (&postgres.Organisations{DB: db}).ByINN(ctx, sample.INN)
	if err != nil {
		return nil, err
	}
	all := sample.Neighbours()
	houses := map[string]housing.House{}
	for i, n := range all[:min(max(0, count), len(all))] {
		house, known := houses[n.House]
		if !known {
			orgs := &postgres.Organisations{DB: db}
			if house, err = orgs.HouseByText(ctx, org.ID, housing.ParseQuery(n.House)); err != nil {
				return nil, fmt.Errorf("find house of neighbour: %w", err)
			}
			houses[n.House] = house
		}
		p := sim.Person(fmt.Sprintf("Сосед %d", i+1), simulator.Offstage(), simulator.AlreadyStarted())
		person, err := settleIn(ctx, db, neighbour{sim.Token(), p.ID, n, house.ID}, clock)
		if err != nil {
			return nil, fmt.Errorf("move neighbour %d in: %w", i+1, err)
		}
		people = append(people, person)
	}
	return people, nil
}

// neighbour is a flat and who lives there.
type neighbour struct {
	token string // of the bot
	user  int64
	flat  sample.Neighbour
	house housing.HouseID
}

func (n neighbour) once(deed string) housing.Once {
	return housing.Once("demo/" + deed + "/" + n.flat.Account)
}

func settleIn(ctx context.Context, db *postgres.DB, n neighbour, clock Clock) (housing.PersonID, error) {
	now := clock.Now()
	person, err := enter(ctx, db, n.token, n.user, now)
	if err != nil {
		return person, err
	}
	accounts := &postgres.Accounts{DB: db}
	if has, err := accounts.Connections(ctx, person); len(has) > 0 || err != nil {
		return person, err
	}
	people := &postgres.People{DB: db}
	if err := people.GiveConsent(ctx, n.once("consent"), person, registration.Version, now); err != nil {
		return person, err
	}
	number, _ := housing.ParseNumber(n.flat.Account)
	proof, err := accounts.Claim(ctx, n.once("claim"), housing.Claim{
		Person: person, House: n.house, Number: number, Secret: housing.FoldSecret(n.flat.Serial),
	}, now)
	if err != nil || !proof.OK {
		return person, err
	}
	_, err = accounts.Connect(ctx, n.once("connect"),
		housing.Connecting{Person: person, Account: proof.Account, Role: housing.Owner}, now)
	return person, err
}
