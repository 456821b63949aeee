package main

import (
	"dombot/dialogs"
	"dombot/dialogs/appeal"
	"dombot/dialogs/appeal/book"
)

// appealFlow returns the flow of appeals over the lists that the program carries.
func appealFlow(s stores, t dialogs.Texter) (dialogs.Flow, error) {
	lists, err := book.Load()
	if err != nil {
		return dialogs.Flow{}, err
	}
	return appeal.New(appeal.Ports{
		Appeals: s.Appeals, Houses: s.Houses, Accounts: s.Accounts, Services: s.Organisations,
		Book: lists, Texts: t,
	}), nil
}
