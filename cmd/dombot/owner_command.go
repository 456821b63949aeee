package main

import (
	"context"
	"errors"
	"strings"

	"dombot/internal/housing"
	register "dombot/internal/owners"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type ownerCommands struct {
	Confirm ownerConfirm `cmd:"" help:"Say who a resident is to an owner, by papers that were seen."`
	Revoke  ownerRevoke  `cmd:"" help:"End what was confirmed."`
	Gaps    ownerGaps    `cmd:"" help:"Show what the register of a house lacks for a vote."`
}

// ofOwner names an owner of premises, and a resident.
type ofOwner struct {
	byOperator

	House    string `required:"" help:"Address of the house."`
	Premises string `required:"" help:"Number of the premises."`
	Owner    string `required:"" help:"Name of the owner, as the register has it."`
	Person   int64  `required:"" help:"Number that ‹Моя собственность› shows."`
}

type ownerConfirm struct {
	ofOwner

	Acts     string `enum:"self,representative" default:"self" help:"The owner, or who acts for one."`
	Document string `help:"What paper a representative has, as «доверенность»."`
	Number   string `help:"Its number."`
	On       string `help:"Its day, as 2026-12-01."`
	Until    string `help:"Its last day; without it, it does not end."`
}

type ownerRevoke struct{ ofOwner }

type ownerGaps struct {
	byOperator

	House string `required:"" help:"Address of the house."`
}

// Run notes who the resident is. From then on he votes, or acts, until the paper ends or it is revoked.
func (c ownerConfirm) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		x, err := c.confirmation(ctx, d)
		if err != nil {
			return err
		}
		x.Acts = register.Acts(c.Acts)
		x.Document.Kind, x.Document.Number = strings.TrimSpace(c.Document), strings.TrimSpace(c.Number)
		for _, day := range []struct {
			typed string
			to    *housing.Date
		}{{c.On, &x.Document.On}, {c.Until, &x.Document.Until}} {
			if day.typed == "" {
				continue
			}
			if *day.to, err = dayOf(day.typed); err != nil {
				return err
			}
		}
		store := &postgres.Owners{DB: d.db}
		if err := store.Confirm(ctx, ofCommand(), x, d.now); err != nil {
			return err
		}
		until := ""
		if !x.Document.Until.IsZero() {
			until = texts.Date(x.Document.Until, housing.Date{})
		}
		return d.say("cli.owner_confirmed", "Owner", c.Owner, "Person", c.Person,
			"Self", x.Acts == register.Self, "Until", until)
	})
}

// Run ends what was confirmed.
func (c ownerRevoke) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		x, err := c.confirmation(ctx, d)
		if err != nil {
			return err
		}
		if err := (&postgres.Owners{DB: d.db}).Revoke(ctx, ofCommand(), x, d.now); err != nil {
			return err
		}
		return d.say("cli.owner_revoked", "Owner", c.Owner, "Person", c.Person)
	})
}

// confirmation finds the one owner of the premises who has the name today.
func (c ofOwner) confirmation(ctx context.Context, d dispatch) (x register.Confirmation, err error) {
	x = register.Confirmation{Organisation: d.org.ID, By: d.person, Person: housing.PersonID(c.Person)}
	house, reg, err := registerOfHouse(ctx, d, c.House)
	if err != nil {
		return x, err
	}
	today := housing.DateOf(d.now.In(house.Location()))
	names := map[register.OwnerID]string{}
	for _, o := range reg.Owners {
		names[o.ID] = o.Name
	}
	number := map[register.PremisesID]string{}
	for _, p := range reg.Premises {
		number[p.ID] = p.Number
	}
	for _, r := range reg.Rights {
		same := r.Holds(today) && sameWords(names[r.Owner], c.Owner) &&
			sameWords(number[r.Premises], c.Premises)
		switch {
		case !same:
		case x.Owner != 0 && x.Owner != r.Owner:
			return x, &housing.Error{Kind: housing.Refused, Text: "cli.owner_many"}
		default:
			x.Owner = r.Owner
		}
	}
	if x.Owner == 0 {
		err = &housing.Error{Kind: housing.Refused, Text: "cli.owner_unknown"}
	}
	return x, err
}

func registerOfHouse(
	ctx context.Context, d dispatch, typed string,
) (h housing.House, r register.Register, err error) {
	if h, err = d.orgs.HouseByText(ctx, d.org.ID, housing.ParseQuery(typed)); err != nil {
		return h, r, err
	}
	r, err = (&postgres.Owners{DB: d.db}).Register(ctx, h.ID)
	return h, r, err
}

func sameWords(a, b string) bool {
	fold := func(s string) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(s), "ё", "е")), " ")
	}
	return fold(a) == fold(b)
}

// mostGaps bounds how many premises of a kind are named, mostPremises how many are counted.
const (
	mostGaps     = 50
	mostPremises = 100_000
)

// Run tells which premises have no area, no owner, or shares that do not come to one whole.
func (c ownerGaps) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		house, reg, err := registerOfHouse(ctx, d, c.House)
		if err != nil {
			return err
		}
		areas, err := (&postgres.Owners{DB: d.db}).Gaps(ctx, house.ID, mostPremises)
		if err != nil {
			return err
		}
		nobody := unowned(reg, housing.DateOf(d.now.In(house.Location())))
		var shares []string
		for _, flaw := range reg.Check() {
			shares = append(shares, flaw.Premises.Number)
		}
		if len(areas)+len(nobody)+len(shares) == 0 {
			house := texts.ShortHouse(house.Address)
			return d.say("cli.owner_no_gaps", "House", house, "Count", len(reg.Premises))
		}
		return errors.Join(d.gap("cli.owner_gap_area", areas), d.gap("cli.owner_gap_nobody", nobody),
			d.gap("cli.owner_gap_shares", shares))
	})
}

// unowned are the premises without an owner on a day.
func unowned(reg register.Register, day housing.Date) (numbers []string) {
	owned := map[register.PremisesID]bool{}
	for _, r := range reg.Rights {
		owned[r.Premises] = owned[r.Premises] || r.Holds(day)
	}
	for _, p := range reg.Premises {
		if !owned[p.ID] {
			numbers = append(numbers, p.Number)
		}
	}
	return numbers
}

func (d dispatch) gap(key string, premises []string) error {
	if len(premises) == 0 {
		return nil
	}
	more := max(0, len(premises)-mostGaps)
	return d.say(key, "Premises", strings.Join(premises[:len(premises)-more], ", "), "More", more)
}
