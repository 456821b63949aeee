package postgres_test

import (
	"reflect"
	"slices"
)

// Why a method of those that an organisation works with asks for nobody.
const (
	byCommand   = "it is of the command line, which asks whoever may enter the server"
	byClock     = "it comes when its time has come, for everybody alike"
	byMessenger = "the messenger tells it of a group; the bot asked there who may, or the query finds the flats of who pressed"
	bySecret    = "a one-time link opens it, while its person may act for the organisation"
	afterLink   = "it is asked with the organisation of a link, after WebLinks.Use let that through"
	toAll       = "everybody may know it"
)

// unasked are the methods that are told of nobody, and why they need no row.
func unasked() map[string]string {
	return map[string]string{
		"Chats.Answer":       byMessenger,
		"Chats.Ask":          byMessenger,
		"Chats.Boards":       byClock,
		"Chats.ChooseByLink": "a one-time link opens it to the one whom the bot gave it to; Chats.Save asks again",
		"Chats.Fare":         byMessenger,
		"Chats.Here":         byMessenger,
		"Chats.Retitle":      byMessenger,

		"Licences.Find":    toAll,
		"Licences.Licence": toAll,
		"Licences.OfHouse": toAll,
		"Mailings.Tell":    byClock,

		"Operators.Of":     byCommand + "; Operators.Crew asks a person first",
		"Operators.Person": byCommand,
		"Operators.Zone":   toAll,

		"Organisations.Add":            byCommand,
		"Organisations.ByINN":          byCommand,
		"Organisations.CommonServices": toAll,
		"Organisations.HouseByText":    byCommand,
		"Organisations.Invite":         byCommand,
		"Organisations.Pass":           byCommand,
		"Organisations.Phones":         toAll,
		"Organisations.ServiceOf":      toAll,
		"Organisations.SetChatContent": byCommand,
		"Organisations.SetDispatchers": byCommand,
		"Organisations.SetDueDay":      byCommand,
		"Organisations.SetPhone":       byCommand,
		"Organisations.SetWindow":      byCommand,
		"Organisations.Settle":         byClock,

		"Outages.Ask":                byClock,
		"Outages.Entries":            afterLink,
		"Outages.NoteFilings":        afterLink,
		"Outages.RemindOfPrevention": byClock,
		"Outages.TellPlanned":        byClock,
		"Outages.Untold":             afterLink + "; it drops from a file what was told already",

		"Documents.Loaded":   byCommand + "; Operators.Loaded asks a person first",
		"Documents.SetPayee": byCommand,
		"Documents.Withdraw": byCommand,

		"WebLinks.Forget": byClock,
		"WebLinks.Peek":   bySecret,
		"WebLinks.Take":   bySecret,
		"WebLinks.Use":    bySecret,
	}
}

// worked are the stores of what an organisation works with.
func (e *estate) worked() []any {
	return []any{
		e.chats, e.documents, e.licences, e.mailings, e.operators, e.orgs, e.outages, e.register, e.suspensions, e.links,
	}
}

// checkUnasked wants a reason for each method that asks for nobody.
func (e *estate) checkUnasked() {
	e.t.Helper()
	reasons, personal := unasked(), e.personal()
	for _, s := range e.worked() {
		of := reflect.TypeOf(s)
		for m := range of.Methods() {
			name := of.Elem().Name() + "." + m.Name
			why, there := reasons[name]
			delete(reasons, name)
			if asks := slices.Contains(personal, name); asks == there || there && why == "" {
				e.t.Errorf("%s: asks for a person: %t, and is listed: %t, because %q", name, asks, there, why)
			}
		}
	}
	for name := range reasons {
		e.t.Errorf("%s: no store has it", name)
	}
}
