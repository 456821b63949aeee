package main

import (
	"dombot/dialogs"
	"dombot/dialogs/account"
	"dombot/dialogs/house"
	"dombot/dialogs/outage"
	"dombot/internal/texts"
)

// aboutHouses is ‹Мой дом›.
func aboutHouses(s stores, t *texts.Catalogue) dialogs.Flow {
	return house.New(house.Ports{
		Houses: s.Houses, Services: s.Organisations, Accounts: s.Accounts, Texts: t,
		Connect: account.ConnectFlow, Outages: outage.Flow,
	})
}

// houseWords are the words that open a section of ‹Мой дом›.
func houseWords() map[string]dialogs.Start {
	at := func(s house.Section) dialogs.Start { return dialogs.Begin(house.Flow, house.Args{Section: s}) }
	return map[string]dialogs.Start{
		"информация о доме": at(house.About), "капитальный ремонт": at(house.Repairs), "капремонт": at(house.Repairs),
		"тарифы": at(house.Tariffs), "тариф": at(house.Tariffs),
	}
}
