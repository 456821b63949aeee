package main

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/appeal"
	"dombot/dialogs/forum"
	"dombot/dialogs/house"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/outage"
	"dombot/internal/housing"
)

// aboutHouses is ‹Мой дом›.
func aboutHouses(p parts, s stores, photos pictures) dialogs.Flow {
	ports := house.Ports{
		Houses: s.Houses, Services: s.Organisations, Works: s.Works, Licences: s.Licences,
		Photos:   workPhotos{s.Works, photos},
		Accounts: s.Accounts, Texts: p.Texts, Connect: account.ConnectFlow, Outages: outage.Flow,
		Meetings: meetings.Flow,
		Appeal:   appeal.Flow,
	}
	if p.Forum {
		ports.Forum = forum.Flow
	}
	return house.New(ports)
}

// houseWords are the words that open a section of ‹Мой дом›.
func houseWords() map[string]dialogs.Start {
	at := func(s house.Section) dialogs.Start { return dialogs.Begin(house.Flow, house.Args{Section: s}) }
	return map[string]dialogs.Start{
		"информация о доме":  at(house.About),
		"капитальный ремонт": at(house.Repairs), "капремонт": at(house.Repairs),
		"работы по дому": at(house.Works), "работы": at(house.Works),
		"лицензия": at(house.Licence), "лицензия управляющей организации": at(house.Licence),
		"тарифы": at(house.Tariffs), "тариф": at(house.Tariffs),
	}
}

// houseNews is what an organisation decides about its houses.
type houseNews struct {
	houseReviews
	licenceNews
}

type houseReviews interface {
	Reviews(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, limit int,
	) ([]housing.WorkReview, error)
}

type licenceNews interface {
	Changes(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
	) ([]housing.LicenceChange, error)
	Decide(ctx context.Context, once housing.Once, n housing.LicenceNews, now time.Time) (int, error)
	Leavings(
		ctx context.Context, p housing.PersonID, org housing.OrganisationID, now time.Time,
	) ([]housing.LicenceLeaving, error)
	DecideLeaving(ctx context.Context, once housing.Once, n housing.LeavingNews, now time.Time) (int, error)
}

// workStore knows works, and what residents say of them.
type workStore interface {
	house.WorkBook
	houseReviews
	photoStore
}

type photoStore interface {
	WorkPhotos(
		ctx context.Context, p housing.PersonID, w housing.WorkID, now time.Time,
	) ([]housing.WorkPhoto, error)
	AddWorkPhoto(ctx context.Context, o housing.Once, c housing.WorkPhotoChange, now time.Time) error
	DropWorkPhoto(ctx context.Context, o housing.Once, c housing.WorkPhotoChange, now time.Time) error
}

// workPhotos fetches photos of works, one at a time.
type workPhotos struct {
	photoStore

	pictures pictures
}

// Take implements house.WorkPhotos: of the file stays what can be seen, in a bounded size.
func (w workPhotos) Take(
	ctx context.Context, o housing.Once, c housing.WorkPhotoChange, file string, now time.Time,
) error {
	photo, done, err := w.pictures.open(ctx, file)
	if err != nil {
		return err
	}
	c.Data, err = photo.Clean()
	done()
	if err != nil {
		return err
	}
	return w.AddWorkPhoto(ctx, o, c, now)
}
