package main

import (
	"cmp"

	"dombot/dialogs"
	"dombot/dialogs/forum"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/menu"
	"dombot/dialogs/settings"
	"dombot/dialogs/voting"
	"dombot/internal/meeting"
	"dombot/internal/receipt"
)

// meetingFlows are the flows of general meetings, of owners and of the inspectorate.
func meetingFlows(p parts, s stores, photos pictures) []dialogs.Flow {
	discussed := ""
	if p.Forum {
		discussed = forum.Flow
	}
	return meetings.Flows(meetings.Ports{
		Meetings: s.Meetings, Drafts: s.Meetings, Inspectors: s.Inspectors, Houses: s.Houses,
		Accounts: s.Accounts, Owned: s.Owners, Files: enclosures{photos}, Paper: receipt.Message,
		Voting: voting.Flow, Property: settings.PropertyFlow, Mode: cmp.Or(p.Voting, meeting.Advisory),
		Forum: discussed, Texts: p.Texts,
	})
}

// meetingStore keeps meetings.
type meetingStore interface {
	meetings.Meetings
	meetings.Drafts
}

// inspectorStore knows who reviews messages.
type inspectorStore interface {
	meetings.Inspectors
	menu.Inspectors
}

// inspectionEntries are the entries of those who review messages for the inspectorate.
func inspectionEntries() []menu.Entry {
	return []menu.Entry{{Label: "inspect.entry", Start: dialogs.Begin(meetings.InspectFlow, nil)}}
}

// meetingWords are the words that lead to meetings.
func meetingWords() map[string]dialogs.Start {
	return map[string]dialogs.Start{
		"/meetings": dialogs.Begin(meetings.Flow, nil), "/start meetings": dialogs.Begin(meetings.Flow, nil),
		"собрание":            dialogs.Begin(meetings.Flow, nil),
		"собрания":            dialogs.Begin(meetings.Flow, nil),
		"голосование по дому": dialogs.Begin(meetings.Flow, nil),
		"сообщения о проведении общего собрания": dialogs.Begin(meetings.Flow, nil),
		"сообщения на проверку":                  dialogs.Begin(meetings.InspectFlow, nil),
	}
}

// ownerStore knows whose a house is.
type ownerStore interface {
	settings.Rights
	meetings.Owned
}
