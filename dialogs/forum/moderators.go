package forum

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// GuardFlow is the flow in which somebody becomes a moderator.
const GuardFlow = "forum-guard"

// GuardPrefix begins the one-time link that makes a moderator.
const GuardPrefix = "fm_"

// moderators lists who looks after the forum, for who says so.
func (p Ports) moderators() dialogs.Step[draft, []forum.Moderator] {
	return dialogs.Step[draft, []forum.Moderator]{
		ID: "moderators", Next: []string{"appoint", "dismiss"},
		Load: func(ctx context.Context, s scene) ([]forum.Moderator, error) {
			return p.Named.Moderators(ctx, s.Person.ID, s.Draft.House, s.Now)
		},
		Show: func(_ scene, all []forum.Moderator) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("forum.moderators")}
			if len(all) == 0 {
				screen.Text = texts.Join("\n", screen.Text, p.Texts.T("forum.moderators_none"))
			}
			for _, m := range all {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(p.Texts.Label("forum.dismiss", "Name", m.Name), "dismiss", pick.Key(m.ID)))
			}
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.appoint"), "appoint"))
			return screen
		},
		Decide: func(s scene, _ []forum.Moderator, in dialogs.Input) move {
			switch in.Act.Do {
			case "appoint":
				return dialogs.To(s.Draft, "appoint")
			case "dismiss":
				s.Draft.Moderator = pick.OfKey[forum.ModeratorID](in.Act.Arg)
				return dialogs.To(s.Draft, "dismiss")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// appoint asks for a name, and gives a link to be passed on.
func (p Ports) appoint() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "appoint", Next: []string{"moderators"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.appoint_ask", "Most", housing.MaxStaffName)}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			name, ok := housing.ParseStaffName(housing.CleanText(in.Text))
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("forum.appoint_wrong", "Most", housing.MaxStaffName))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "appoint", Arg: name})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			token, err := housing.NewToken(p.Random)
			if err != nil {
				return move{}, err
			}
			link := "/start " + GuardPrefix + token
			if address := p.address(); address != "" {
				link = address + "?start=" + GuardPrefix + token
			}
			m := dialogs.To(s.Draft, "moderators")
			m.Final = true
			m.Asides = []dialogs.Screen{{
				Text: p.Texts.T("forum.appointed", "Name", intent.Arg, "Link", link),
				Rows: [][]dialogs.Button{dialogs.Copying(p.Texts.Label("forum.copy_link"), link)},
			}}
			return m, p.Named.Name(ctx, forum.Naming{
				By: s.Person.ID, House: s.Draft.House, Name: intent.Arg, Hash: housing.HashToken(token),
			}, s.Now)
		},
	}
}

// address is that of the bot on the messenger; empty: nobody knows it.
func (p Ports) address() string {
	if p.Address == nil {
		return ""
	}
	return p.Address()
}

// dismiss asks before somebody is no moderator any more.
func (p Ports) dismiss() dialogs.Step[draft, struct{}] {
	return pick.Sure[draft, struct{}]{
		ID: "dismiss", Next: []string{"moderators"},
		Yes: p.Texts.Label("forum.dismiss_yes"), No: p.Texts.Label("forum.dismiss_no"),
		Ask: func(scene, struct{}) texts.Text { return p.Texts.T("forum.dismiss_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(s.Draft, "moderators")
			m.Final, m.Notice = true, p.Texts.T("forum.dismissed")
			n := forum.Naming{By: s.Person.ID, House: s.Draft.House}
			return m, p.Named.Unname(ctx, s.Once, n, s.Draft.Moderator, s.Now)
		},
	}.Step()
}

// GuardArgs names the link that makes a moderator. Its token is not kept.
type GuardArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [GuardFlow] for the token of a link.
func OfToken(token string) any { return GuardArgs{Hash: housing.HashToken(token)} }

// Guard asks somebody whether to look after the forum of a house.
func Guard(p Ports) dialogs.Flow {
	type moved = dialogs.Move[GuardArgs]
	type here = dialogs.Scene[GuardArgs]
	return dialogs.Def[GuardArgs, GuardArgs, struct{}]{
		ID: GuardFlow, Version: 1, Title: "forum.guard_title", First: "ask", Gated: true,
		Open:  func(a GuardArgs) GuardArgs { return a },
		Wants: []dialogs.Want{{Flow: Flow, Args: Args{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[GuardArgs]{pick.Sure[GuardArgs, housing.House]{
			ID: "ask", Calls: []string{Flow},
			Yes: p.Texts.Label("forum.guard_yes"), No: p.Texts.Label("forum.guard_no"),
			Load: func(ctx context.Context, s here) (housing.House, error) {
				return p.Named.Invited(ctx, s.Draft.Hash, s.Now)
			},
			Ask: func(_ here, h housing.House) texts.Text {
				return p.Texts.T("forum.guard_ask", "Organisation", h.Organisation.Name,
					"House", texts.ShortHouse(h.Address))
			},
			Commit: func(ctx context.Context, s here) (moved, error) {
				house, err := p.Named.Accept(ctx, s.Once, s.Person.ID, s.Draft.Hash, s.Now)
				m := dialogs.Goto(s.Draft, dialogs.Begin(Flow, Args{House: house}))
				m.Notice = p.Texts.T("forum.guarding")
				return m, err
			},
		}.Step()},
	}.Flow()
}
