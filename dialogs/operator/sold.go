package operator

import (
	"context"
	"errors"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// SoldFlow is the id of the flow ‹Квартира продана›.
const SoldFlow = "operator-sold"

// Sales ends what the former owner of a flat has of its account.
type Sales interface {
	Selling(ctx context.Context, x housing.Sale, now time.Time) (housing.Selling, error)
	Sell(ctx context.Context, once housing.Once, x housing.Sale, now time.Time) (housing.Selling, error)
	// HouseByText finds a house of the organisation.
	HouseByText(
		ctx context.Context, org housing.OrganisationID, q housing.AddressQuery,
	) (housing.House, error)
}

// sale is of which account an operator says that its flat was sold.
type sale struct {
	Organisation housing.OrganisationID `json:"organisation"`
	House        string                 `json:"house,omitempty"` // as typed; empty: the number is enough
	Number       housing.Number         `json:"number"`
}

type (
	saleScene = dialogs.Scene[sale]
	saleMove  = dialogs.Move[sale]
)

// said reads an account, perhaps behind its house: «Ленина 12, 1203045».
func (d sale) said(typed string) (sale, bool) {
	house, number := "", typed
	if i := strings.LastIndex(typed, ","); i >= 0 {
		house, number = strings.TrimSpace(typed[:i]), typed[i+1:]
	}
	var ok bool
	d.House = house
	d.Number, ok = housing.ParseNumber(number)
	return d, ok
}

// sellable is what a sale would end; wrong is the key of why nothing is found.
type sellable struct {
	housing.Selling

	wrong string
}

// sold is ‹Квартира продана›.
func (p Ports) sold() dialogs.Flow {
	return dialogs.Def[Args, sale, struct{}]{
		ID: SoldFlow, Version: 1, Title: "operator.sold_title", First: "account",
		Open:  func(a Args) sale { return sale{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[sale]{p.soldAccount(), p.soldSure()},
	}.Flow()
}

func (p Ports) soldAccount() dialogs.Step[sale, struct{}] {
	return dialogs.Step[sale, struct{}]{
		ID: "account", Next: []string{"sure"},
		Show: func(saleScene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("operator.sold_ask")}
		},
		Decide: func(s saleScene, _ struct{}, in dialogs.Input) saleMove {
			d, ok := s.Draft.said(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.sold_wrong"))
			}
			return dialogs.To(d, "sure")
		},
	}
}

// sale is what the person asks of the store; false: there is no such house.
func (p Ports) sale(ctx context.Context, s saleScene) (x housing.Sale, found bool, err error) {
	x = housing.Sale{Organisation: s.Draft.Organisation, By: s.Person.ID, Number: s.Draft.Number}
	if s.Draft.House == "" {
		return x, true, nil
	}
	h, err := p.Sales.HouseByText(ctx, s.Draft.Organisation, housing.ParseQuery(s.Draft.House))
	switch housing.KindOf(err) {
	case housing.NotFound, housing.Refused:
		return x, false, nil
	default:
		x.Houses = []housing.HouseID{h.ID}
		return x, true, err
	}
}

func (p Ports) loadSale(ctx context.Context, s saleScene) (v sellable, err error) {
	if _, err := p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
		return v, err
	}
	x, found, err := p.sale(ctx, s)
	switch {
	case err != nil:
		return v, err
	case !found:
		return sellable{wrong: "operator.sold_house"}, nil
	}
	v.Selling, err = p.Sales.Selling(ctx, x, s.Now)
	said, _ := errors.AsType[*housing.Error](err)
	switch {
	case said != nil && said.Text == "error.account_ambiguous":
		return sellable{wrong: "operator.sold_ambiguous"}, nil
	case said != nil && said.Text == "error.account_unknown":
		return sellable{wrong: "operator.sold_unknown"}, nil
	}
	return v, err
}

func (p Ports) soldSure() dialogs.Step[sale, sellable] {
	return dialogs.Step[sale, sellable]{
		ID: "sure", Load: p.loadSale,
		Show: func(s saleScene, v sellable) dialogs.Screen {
			if v.wrong != "" {
				return dialogs.Screen{Text: p.Texts.T(v.wrong, "House", s.Draft.House,
					"Number", s.Draft.Number.Value)}
			}
			return dialogs.Screen{
				Text: p.Texts.T("operator.sold_sure", "Number", v.Account.Number,
					"Address", texts.Address(v.Account.House.Address, v.Account.Premises),
					"People", v.People, "Guests", v.Guests),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.sold_yes"), "sold")},
			}
		},
		Decide: func(s saleScene, v sellable, in dialogs.Input) saleMove {
			d, ok := s.Draft.said(in.Text)
			switch {
			case in.Act.Do == "sold" && v.wrong == "":
				return dialogs.Do(s.Draft, in.Act)
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.sold_wrong"))
			}
			return dialogs.Stay(d)
		},
		Commit: func(ctx context.Context, s saleScene, _ dialogs.Act) (saleMove, error) {
			x, found, err := p.sale(ctx, s)
			if err == nil && !found {
				err = &housing.Error{Kind: housing.NotFound, Text: "error.account_unknown"}
			}
			if err != nil {
				return saleMove{}, err
			}
			done, err := p.Sales.Sell(ctx, s.Once, x, s.Now)
			m := dialogs.Done(s.Draft, struct{}{})
			m.Final, m.Notice = true, p.Texts.T("operator.sold_done", "Number", done.Account.Number)
			return m, err
		},
	}
}
