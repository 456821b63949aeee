package housechat

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// KeepArgs names the link that trusts a resident. Its token is not kept.
type KeepArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [KeepFlow] for the token of a link.
func OfToken(token string) any { return KeepArgs{Hash: housing.HashToken(token)} }

type (
	keepScene = dialogs.Scene[KeepArgs]
	keepMove  = dialogs.Move[KeepArgs]
)

// trusted is what a link trusts the person with.
type trusted struct {
	house   housing.House
	already bool
}

// keeping asks a resident whether to look after the chats of a house.
func (p Ports) keeping() dialogs.Flow {
	toList := func(s keepScene) keepMove {
		m := dialogs.Goto(s.Draft, dialogs.Begin(Flow, nil))
		m.Notice = p.Texts.T("chat.kept")
		return m
	}
	return dialogs.Def[KeepArgs, KeepArgs, struct{}]{
		ID: KeepFlow, Version: 1, Title: "chat.keep_title", First: "ask",
		Open:  func(a KeepArgs) KeepArgs { return a },
		Wants: []dialogs.Want{{Flow: Flow, Args: Args{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[KeepArgs]{pick.Sure[KeepArgs, trusted]{
			ID: "ask", Calls: []string{Flow},
			Yes: p.Texts.Label("chat.keep_yes"), No: p.Texts.Label("chat.keep_no"),
			Load: func(ctx context.Context, s keepScene) (v trusted, err error) {
				v.house, v.already, err = p.Trust.Trust(ctx, s.Person.ID, s.Draft.Hash, s.Now)
				return v, err
			},
			Skip: func(s keepScene, v trusted) (keepMove, bool) { return toList(s), v.already },
			Ask: func(_ keepScene, v trusted) texts.Text {
				return p.Texts.T("chat.keep_ask", "Organisation", v.house.Organisation.Name,
					"House", texts.ShortHouse(v.house.Address))
			},
			Commit: func(ctx context.Context, s keepScene) (keepMove, error) {
				return toList(s), p.Trust.Keep(ctx, s.Once, s.Person.ID, s.Draft.Hash, s.Now)
			},
		}.Step()},
	}.Flow()
}
