package house

import (
	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/texts"
)

// The topics of questions, by their keys in the tree of topics.
const (
	topicPrice   = "charges_tariff"
	topicFacts   = "managing_disclosure"
	topicRepair  = "repair_capital"
	topicLicence = "managing_licence"
)

// askRow is ‹Спросить УК›.
func (p Ports) askRow() []dialogs.Button {
	return dialogs.On(p.Texts.Label("house.ask"), "ask-manager")
}

// inquire opens a question to whoever manages the house. It leads back here.
func (p Ports) inquire(s scene, topic, about string) move {
	return dialogs.Call(s.Draft, dialogs.Begin(p.Appeal, pick.AppealArgs{
		Ask: pick.AppealAsk{House: s.Draft.House, Topic: topic, About: about},
	}))
}

// aboutWork is the first line of a question about a work.
func (p Ports) aboutWork(v one) string {
	return p.Texts.Label("house.ask_work",
		"Name", texts.Capital(v.work.Name), "Month", texts.PeriodOfYear(v.work.Month))
}
