package registration

import (
	"context"
	"io"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ways to sign in.
const (
	None  = "none"  // accounts are proved by a code or a meter, and people by nothing else
	Phone = "phone" // the person's own number, as a hint to the organisation
	ESIA  = "esia"  // Госуслуги
)

// FinishPrefix begins the deep link with which a browser leads back to the chat.
const FinishPrefix = "in_"

// SignIns remembers ways to Госуслуги, and who people are by them.
type SignIns interface {
	Issue(ctx context.Context, p housing.PersonID, link housing.TokenHash, now time.Time) error
	// Arrived returns who came back by the person's own link; Finish makes that the person's identity.
	Arrived(
		ctx context.Context, p housing.PersonID, finish housing.TokenHash, now time.Time,
	) (housing.Identity, error)
	Finish(
		ctx context.Context, once housing.Once, p housing.PersonID, finish housing.TokenHash, now time.Time,
	) error
	Identity(ctx context.Context, p housing.PersonID) (housing.Identity, bool, error)
	SignOut(ctx context.Context, once housing.Once, p housing.PersonID, now time.Time) error
}

// Door is what signing in through Госуслуги needs.
type Door struct {
	SignIns SignIns
	Page    string // the address of the page that a link's token is appended to
	Random  io.Reader
}

// signIn is the flow that leads to Госуслуги; it ends with whether the person is signed in.
func (p Ports) signIn() dialogs.Flow {
	return dialogs.Def[struct{}, draft, bool]{
		ID: SignInFlow, Version: 1, Title: "signin.title", First: "enter", Gated: true,
		Steps: []dialogs.Stepper[draft]{p.enter(false)},
	}.Flow()
}

// enter offers the way to Госуслуги. result is what «Позже» ends the flow with.
func (p Ports) enter(later bool) dialogs.Step[draft, bool] {
	return dialogs.Step[draft, bool]{
		ID: "enter", Bare: true,
		Load: func(ctx context.Context, s scene) (bool, error) {
			_, signed, err := p.Door.SignIns.Identity(ctx, s.Person.ID)
			return signed, err
		},
		Skip: func(s scene, signed bool) (move, bool) {
			m := dialogs.Done(s.Draft, true)
			if !later {
				m.Notice = p.Texts.T("signin.entered")
			}
			return m, signed
		},
		Show: func(s scene, _ bool) dialogs.Screen {
			text, enter := "signin.ask", "signin.enter"
			if s.Draft.Sent {
				text, enter = "signin.sent", "signin.anew"
			}
			return dialogs.Screen{Text: p.Texts.T(text), Rows: [][]dialogs.Button{
				dialogs.On(p.Texts.Label(enter), "enter"),
				dialogs.On(p.Texts.Label("signin.none"), "none"),
				dialogs.On(p.Texts.Label("signin.later"), "later"),
			}}
		},
		Decide: func(s scene, _ bool, in dialogs.Input) move {
			if Enters(in.Text) {
				return dialogs.Do(s.Draft, dialogs.Act{Do: "enter"})
			}
			switch in.Act.Do {
			case "enter":
				return dialogs.Do(s.Draft, in.Act)
			case "none":
				m := dialogs.Stay(s.Draft)
				m.Notice = p.Texts.T("signin.none_help")
				return m
			case "later":
				return dialogs.Done(s.Draft, later)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			message, err := p.Door.link(ctx, s, p.Texts)
			s.Draft.Sent = true
			m := dialogs.Stay(s.Draft)
			m.Asides = []dialogs.Screen{message}
			return m, err
		},
	}
}

// link issues a link and returns the message that carries it: its token is nowhere else. Should the
// confirmation be repeated, another link is issued, and the first one is void.
func (d Door) link(ctx context.Context, s scene, t dialogs.Texter) (dialogs.Screen, error) {
	token, err := housing.NewToken(d.Random)
	if err != nil {
		return dialogs.Screen{}, err
	}
	return dialogs.Screen{
		Text: t.T("signin.link"),
		Rows: [][]dialogs.Button{{{Label: t.Label("signin.open"), URL: d.Page + token}}},
	}, d.SignIns.Issue(ctx, s.Person.ID, housing.HashToken(token), s.Now)
}

// FinishArgs names who came back. The token of the link itself is not kept.
type FinishArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [FinishFlow] for the token of a link.
func OfToken(token string) any { return FinishArgs{Hash: housing.HashToken(token)} }

// finish asks whoever comes back from Госуслуги whether it was them.
func (p Ports) finish() dialogs.Flow {
	type scene = dialogs.Scene[FinishArgs]
	type move = dialogs.Move[FinishArgs]
	home := func(s scene, notice texts.Text) move {
		m := dialogs.Goto(s.Draft, dialogs.Home())
		m.Notice = notice
		return m
	}
	return dialogs.Def[FinishArgs, FinishArgs, struct{}]{
		ID: FinishFlow, Version: 1, Title: "signin.title", First: "ask", Gated: true,
		Open: func(a FinishArgs) FinishArgs { return a },
		Steps: []dialogs.Stepper[FinishArgs]{dialogs.Step[FinishArgs, housing.Identity]{
			ID: "ask", Bare: true,
			Load: func(ctx context.Context, s scene) (housing.Identity, error) {
				return p.Door.SignIns.Arrived(ctx, s.Person.ID, s.Draft.Hash, s.Now)
			},
			Show: func(_ scene, i housing.Identity) dialogs.Screen {
				return dialogs.Screen{
					Text: p.Texts.T("signin.finish_ask", "Name", i.Polite()),
					Rows: [][]dialogs.Button{
						dialogs.OnArg(p.Texts.Label("signin.finish_yes"), "yes", i.Polite()),
						dialogs.On(p.Texts.Label("signin.finish_no"), "no"),
					},
				}
			},
			Decide: func(s scene, _ housing.Identity, in dialogs.Input) move {
				switch in.Act.Do {
				case "yes":
					return dialogs.Do(s.Draft, in.Act)
				case "no":
					return home(s, p.Texts.T("signin.declined"))
				}
				if Enters(in.Text) {
					return dialogs.Refuse(s.Draft, p.Texts.T("signin.finish_press"))
				}
				return dialogs.Unknown(s.Draft)
			},
			Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
				return home(s, p.Texts.T("signin.finished", "Name", intent.Arg)),
					p.Door.SignIns.Finish(ctx, s.Once, s.Person.ID, s.Draft.Hash, s.Now)
			},
		}},
	}.Flow()
}

// signOut asks whether the identity is to be forgotten.
func (p Ports) signOut() dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: SignOutFlow, Version: 1, Title: "signin.title", First: "ask",
		Steps: []dialogs.Stepper[struct{}]{pick.Sure[struct{}, struct{}]{
			ID: "ask", Yes: p.Texts.Label("signin.out_yes"), No: p.Texts.Label("signin.out_no"),
			Ask: func(dialogs.Scene[struct{}], struct{}) texts.Text { return p.Texts.T("signin.out_ask") },
			Commit: func(ctx context.Context, s dialogs.Scene[struct{}]) (dialogs.Move[struct{}], error) {
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("signin.out_done")
				return m, p.Door.SignIns.SignOut(ctx, s.Once, s.Person.ID, s.Now)
			},
		}.Step()},
	}.Flow()
}
