package pick

import "dombot/internal/housing"

// AppealArgs starts the flow of appeals.
type AppealArgs struct {
	Mine   bool             `json:"mine,omitempty"`   // with what the person sent
	Ask    AppealAsk        `json:"ask,omitzero"`     // with a question to whoever manages a house
	Card   housing.AppealID `json:"card,omitempty"`   // with one that the person sent
	Shared housing.AppealID `json:"shared,omitempty"` // with one of a neighbour that the person joined
}

// AppealAsk is what a question to whoever manages a house is about.
type AppealAsk struct {
	House housing.HouseID `json:"house"`
	Topic string          `json:"topic"` // its key in the tree of topics
	About string          `json:"about"` // the first line of the text
}
