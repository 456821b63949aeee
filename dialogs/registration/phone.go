package registration

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Phones keeps the numbers that people shared.
type Phones interface {
	KeepPhone(ctx context.Context, once housing.Once, p housing.PersonID, phone string, now time.Time) error
	HasPhone(ctx context.Context, p housing.PersonID) (bool, error)
}

// PhoneArgs is the person's own number, as [housing.ParsePhone] writes it.
type PhoneArgs struct {
	Phone string `json:"phone"`
}

// Shared takes a number that a person shared: the own one alone.
func Shared(t dialogs.Texter) dialogs.Sharing {
	return func(c dialogs.Contact) (dialogs.Start, texts.Text) {
		phone, ok := housing.ParsePhone(c.Phone)
		switch {
		case !c.Own:
			return dialogs.Start{}, t.T("signin.phone_other", "Share", t.Label("signin.phone_share"))
		case !ok:
			return dialogs.Start{}, t.T("signin.phone_foreign")
		}
		return dialogs.Begin(PhoneFlow, PhoneArgs{phone}), ""
	}
}

// share offers to share the own number.
func (p Ports) share() dialogs.Step[draft, bool] {
	return dialogs.Step[draft, bool]{
		ID: "share", Bare: true,
		Load: func(ctx context.Context, s scene) (bool, error) { return p.Phones.HasPhone(ctx, s.Person.ID) },
		Skip: func(s scene, has bool) (move, bool) { return dialogs.Done(s.Draft, true), has },
		Show: func(scene, bool) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("signin.phone_ask"), Rows: [][]dialogs.Button{
				dialogs.On(p.Texts.Label("signin.phone_show"), "show"),
				dialogs.On(p.Texts.Label("signin.later"), "later"),
			}}
		},
		Decide: func(s scene, _ bool, in dialogs.Input) move {
			switch in.Act.Do {
			case "show":
				m := dialogs.Stay(s.Draft)
				m.Asides = []dialogs.Screen{{
					Text: p.Texts.T("signin.phone_below"), Keys: true,
					Share: p.Texts.Label("signin.phone_share"),
				}}
				return m
			case "later":
				return dialogs.Done(s.Draft, true)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// phone asks whether a shared number is to be kept.
func (p Ports) phone() dialogs.Flow {
	return dialogs.Def[PhoneArgs, PhoneArgs, struct{}]{
		ID: PhoneFlow, Version: 1, Title: "registration.title", First: "ask", Gated: true,
		Open: func(a PhoneArgs) PhoneArgs { return a },
		Steps: []dialogs.Stepper[PhoneArgs]{pick.Sure[PhoneArgs, struct{}]{
			ID: "ask", Yes: p.Texts.Label("signin.phone_yes"), No: p.Texts.Label("signin.phone_no"),
			Ask: func(s dialogs.Scene[PhoneArgs], _ struct{}) texts.Text {
				return p.Texts.T("signin.phone_sure", "Phone", texts.Phone(s.Draft.Phone))
			},
			Commit: func(
				ctx context.Context, s dialogs.Scene[PhoneArgs],
			) (dialogs.Move[PhoneArgs], error) {
				m := dialogs.Goto(s.Draft, dialogs.Home())
				m.Notice = p.Texts.T("signin.phone_kept")
				m.Asides = []dialogs.Screen{{Text: p.Texts.T("signin.phone_keys"), Keys: true}}
				return m, p.Phones.KeepPhone(ctx, s.Once, s.Person.ID, s.Draft.Phone, s.Now)
			},
		}.Step()},
	}.Flow()
}
