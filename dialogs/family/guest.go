package family

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// GuestArgs names an invitation. The token of the link itself is not kept.
type GuestArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [InvitedFlow] for the token of a link.
func OfToken(token string) any { return GuestArgs{Hash: housing.HashToken(token)} }

type (
	guestScene = dialogs.Scene[GuestArgs]
	guestMove  = dialogs.Move[GuestArgs]
)

// offered is what an invitation offers.
type offered struct {
	invitation housing.Invitation
	barred     bool // signing in comes first
}

// invited asks whoever opens an invitation whether they take it.
func (f family) invited() dialogs.Flow {
	def := dialogs.Def[GuestArgs, GuestArgs, struct{}]{
		ID: InvitedFlow, Version: 1, Title: "family.invited_title", First: "ask", Gated: true,
		Open:  func(a GuestArgs) GuestArgs { return a },
		Steps: []dialogs.Stepper[GuestArgs]{f.ask(), f.wait()},
	}
	return def.Flow()
}

func (f family) loadOffer(ctx context.Context, s guestScene) (v offered, err error) {
	v.invitation, err = f.Guests.Opened(ctx, s.Person.ID, s.Draft.Hash, s.Now)
	if err != nil || f.SignIn == "" {
		return v, err
	}
	_, signed, err := f.SignIns.Identity(ctx, s.Person.ID)
	v.barred = !signed
	return v, err
}

func (f family) ask() dialogs.Step[GuestArgs, offered] {
	var calls []string
	if f.SignIn != "" {
		calls = []string{f.SignIn}
	}
	return dialogs.Step[GuestArgs, offered]{
		ID: "ask", Bare: true, Next: []string{"wait"}, Calls: calls,
		Load: f.loadOffer,
		Skip: func(s guestScene, v offered) (guestMove, bool) {
			return dialogs.To(s.Draft, "wait"), v.invitation.Came
		},
		Show: func(s guestScene, v offered) dialogs.Screen {
			i := v.invitation
			until := ""
			if !i.Until.IsZero() {
				until = texts.Date(i.Until, housing.DateOf(s.Now))
			}
			return dialogs.Screen{
				Text: texts.Join("\n",
					f.t.T("family.guest_ask", "Address", texts.Address(i.House.Address, i.Flat)),
					f.t.T("family.granted",
						"Role", texts.Capital(f.t.Label(texts.RoleKey(i.Role, true))), "Until", until),
					f.t.T("family.may", "List", f.may(i.Rights)), f.t.T("family.guest_help")),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("family.accept"), "accept"),
					dialogs.On(f.t.Label("family.refuse"), "refuse"),
				},
			}
		},
		Decide: func(s guestScene, v offered, in dialogs.Input) guestMove {
			switch {
			case in.Act.Do == "refuse":
				return dialogs.Goto(s.Draft, dialogs.Home())
			case in.Act.Do != "accept":
				return dialogs.Unknown(s.Draft)
			case v.barred:
				m := dialogs.Call(s.Draft, dialogs.Begin(f.SignIn, nil))
				m.Notice = f.t.T("signin.needed")
				return m
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s guestScene, _ dialogs.Act) (guestMove, error) {
			word, err := f.word()
			if err != nil {
				return guestMove{}, err
			}
			m := dialogs.To(s.Draft, "wait")
			m.Final = true
			_, err = f.Guests.Come(ctx, s.Once, housing.Coming{
				Person: s.Person.ID, Hash: s.Draft.Hash, Word: word,
			}, s.Now)
			return m, err
		},
	}
}

// word draws the number of three digits by which both sides know that they mean one another.
func (f family) word() (string, error) {
	n, err := rand.Int(f.Random, big.NewInt(900))
	if err != nil {
		return "", fmt.Errorf("draw number: %w", err)
	}
	return strconv.FormatInt(100+n.Int64(), 10), nil
}

// wait tells somebody who came that an answer is awaited.
func (f family) wait() dialogs.Step[GuestArgs, offered] {
	return dialogs.Step[GuestArgs, offered]{
		ID: "wait", Bare: true,
		Load: f.loadOffer,
		Show: func(_ guestScene, v offered) dialogs.Screen {
			return dialogs.Screen{
				Text: f.t.T("family.wait", "Word", v.invitation.Word),
				Rows: [][]dialogs.Button{dialogs.On(f.t.Label("engine.home"), "home")},
			}
		},
		Decide: func(s guestScene, _ offered, in dialogs.Input) guestMove {
			if in.Act.Do != "home" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Goto(s.Draft, dialogs.Home())
		},
	}
}
