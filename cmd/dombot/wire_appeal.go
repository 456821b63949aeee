package main

import (
	"cmp"
	"context"

	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/appeal"
	"dombot/dialogs/appeal/book"
	"dombot/dialogs/operator"
	"dombot/dialogs/reception"
	"dombot/internal/enclosure"
	"dombot/internal/housing"
	"dombot/internal/receipt"
)

// appealFlows returns the flows of appeals over the lists that the program carries.
func appealFlows(p parts, s stores, photos pictures) ([]dialogs.Flow, error) {
	lists, err := book.Load()
	if err != nil {
		return nil, err
	}
	return appeal.Flows(appeal.Ports{
		Appeals: s.Appeals, Fate: s.Appeals, Houses: s.Houses, Accounts: s.Accounts,
		Services: s.Organisations,
		Files:    enclosures{photos}, Paper: receipt.Appeal, Word: receipt.AppealWord,
		Dossier: receipt.Dossier,
		Answers: s.Appeals, Additions: s.Appeals, Book: lists, Texts: p.Texts,
		Calls: s.Appeals, Joins: s.Appeals, Requests: s.Requests,
		Random: p.Random, Address: p.Address, Connect: account.ConnectFlow,
	}), nil
}

// receptionFlow returns the flow of those who answer appeals.
func receptionFlow(s stores, t dialogs.Texter, photos pictures) dialogs.Flow {
	return reception.New(reception.Ports{
		Staff: s.Operators, Desk: s.Reception, Work: s.Reception,
		Templates: s.Reception, Files: enclosures{photos}, Texts: t, Export: operator.AppealsFlow,
	})
}

// receptionStore keeps what an organisation does with appeals.
type receptionStore interface {
	reception.Desk
	reception.Work
	reception.Templates
	operator.Inbox
}

// appealStore keeps appeals.
type appealStore interface {
	appeal.Appeals
	appeal.Fate
	appeal.Calls
	appeal.Joins
	appeal.Answers
	appeal.Additions
}

// enclosures fetches files, one photo at a time.
type enclosures struct{ pictures }

// Enclose implements appeal.Files. Of a photo stays what can be seen.
func (e enclosures) Enclose(ctx context.Context, file, name string) (housing.AppealFile, error) {
	data, err := e.files.Fetch(ctx, file)
	if err != nil {
		return housing.AppealFile{}, err
	}
	f, err := enclosure.Judge(cmp.Or(name, "photo"), data)
	if err != nil || f.Kind != "jpg" && f.Kind != "png" {
		return f, err
	}
	photo, done, err := e.opened(ctx, data)
	if err != nil {
		return housing.AppealFile{}, err
	}
	defer done()
	if data, err = photo.Within(scanSide, scanSize); err != nil {
		return housing.AppealFile{}, err
	}
	return enclosure.Judge(f.Name, data)
}

// Bounds of a photo that is enclosed: the small print of a page can be read.
const (
	scanSide = 2400    // pixels of the longer side
	scanSize = 2 << 20 // bytes
)
