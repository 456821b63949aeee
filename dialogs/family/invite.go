package family

import (
	"context"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// preset asks who is invited.
func (f family) preset() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "preset", Next: []string{"until", "rights", "called"},
		Load: f.load,
		Show: func(scene, housing.Household) dialogs.Screen {
			screen := dialogs.Screen{Text: f.t.T("family.preset_ask")}
			for _, r := range housing.Presets() {
				label := texts.Capital(f.t.Label(texts.RoleKey(r, true)))
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, string(r)))
			}
			return screen
		},
		Decide: func(s scene, _ housing.Household, in dialogs.Input) move {
			role := housing.Role(in.Act.Arg)
			if in.Act.Do != pick.Choose || !slices.Contains(housing.Presets(), role) {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Grant = housing.Grant{Role: role, Rights: role.Preset()}
			s.Draft.Called = ""
			switch role {
			case housing.Tenant:
				return dialogs.To(s.Draft, "until")
			case housing.Guest:
				return dialogs.To(s.Draft, "rights")
			default:
				return dialogs.To(s.Draft, "called")
			}
		},
	}
}

// onwards leads from what was chosen: to the member whom it is about, to the name, or to the invitation.
// What stays as it was is told to nobody.
func (f family) onwards(s scene, h housing.Household) move {
	m, is := memberOf(h, s.Draft.Link)
	switch {
	case is && m.Until == s.Draft.Grant.Until && slices.Equal(m.Rights, s.Draft.Grant.Rights):
		return dialogs.To(s.Draft, "member")
	case s.Draft.Link != 0:
		return dialogs.Do(s.Draft, dialogs.Act{Do: "grant"})
	case s.Draft.Called == "":
		return dialogs.To(s.Draft, "called")
	}
	return dialogs.To(s.Draft, "invite")
}

// grant changes what a member may do.
func (f family) grant(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
	m := dialogs.To(s.Draft, "member")
	m.Final, m.Notice = true, f.t.T("family.changed")
	return m, f.Hosts.Grant(ctx, s.Once, hosted{s}.of(), s.Draft.Grant, s.Now)
}

// terms are the months that are offered for a term.
func terms() []int { return []int{1, 6, 11} }

// until asks for the last day.
func (f family) until() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "until", Next: []string{"called", "invite", "member"},
		Load: f.load,
		Show: func(s scene, _ housing.Household) dialogs.Screen {
			screen := dialogs.Screen{Text: f.t.T("family.until_ask")}
			today := housing.DateOf(s.Now)
			for _, n := range terms() {
				day := housing.DateOf(today.In(s.Now.Location()).AddDate(0, n, 0))
				label := f.t.Label("family.until_day", "Day", texts.Date(day, today))
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, day.String()))
			}
			if s.Draft.Grant.Role != housing.Tenant {
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("family.until_never"), "never"))
			}
			return screen
		},
		Decide: func(s scene, h housing.Household, in dialogs.Input) move {
			today := housing.DateOf(s.Now.In(h.Account.House.Location()))
			said := in.Text
			switch {
			case in.Act.Do == "never" && s.Draft.Grant.Role != housing.Tenant:
				s.Draft.Grant.Until = housing.Date{}
				return f.onwards(s, h)
			case in.Act.Do == pick.Choose:
				said = in.Act.Arg
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			}
			day, ok := pick.Ahead(said, today)
			if !ok {
				return dialogs.Refuse(s.Draft, f.t.T("family.until_wrong", "Text", pick.Echo(said)))
			}
			s.Draft.Grant.Until = day
			if why := s.Draft.Grant.Check(today); strings.HasPrefix(why, "family.until") {
				s.Draft.Grant.Until = housing.Date{}
				return dialogs.Refuse(s.Draft, f.t.T(why))
			}
			return f.onwards(s, h)
		},
		Commit: f.grant,
	}
}

// rightLabels are the keys of what is chosen among.
func rightLabel(r housing.Right) string {
	switch r {
	case housing.MaySee:
		return "family.right_see"
	case housing.MayRead:
		return "family.right_read"
	case housing.MayPay:
		return "family.right_pay"
	default:
		return "family.right_vote"
	}
}

// askRights lets what somebody may do be chosen, and says what it means.
func (f family) askRights(called string, chosen []housing.Right) dialogs.Screen {
	screen := dialogs.Screen{Text: f.t.T("family.rights_ask", "Called", called)}
	for _, r := range housing.Granted() {
		label := f.t.Label(rightLabel(r))
		if slices.Contains(chosen, r) {
			label = "✓ " + label
		}
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, string(r)))
	}
	if slices.Contains(chosen, housing.MayPay) && !slices.Contains(chosen, housing.MaySee) {
		screen.Text = texts.Join("\n", screen.Text, f.t.T("family.rights_month"))
	}
	if slices.Contains(chosen, housing.MayVote) {
		screen.Text = texts.Join("\n", screen.Text, f.t.T("family.rights_vote"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("family.rights_done"), "done"))
	return screen
}

// rights asks what somebody may do.
func (f family) rights() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "rights", Next: []string{"called", "invite", "member"},
		Load: f.load,
		Show: func(s scene, h housing.Household) dialogs.Screen {
			called := s.Draft.Called
			if m, ok := memberOf(h, s.Draft.Link); ok {
				called = m.Called
			}
			return f.askRights(called, s.Draft.Grant.Rights)
		},
		Decide: func(s scene, h housing.Household, in dialogs.Input) move {
			switch in.Act.Do {
			case pick.Choose:
				s.Draft.Grant.Rights = housing.Toggled(s.Draft.Grant.Rights, housing.Right(in.Act.Arg))
				return dialogs.Stay(s.Draft)
			case "done":
				if len(s.Draft.Grant.Rights) == 0 {
					return dialogs.Refuse(s.Draft, f.t.T("family.rights_none"))
				}
				return f.onwards(s, h)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.grant,
	}
}

// called asks for a name.
func (f family) called() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "called", Next: []string{"invite"},
		Load: f.load,
		Show: func(scene, housing.Household) dialogs.Screen {
			return dialogs.Screen{Text: f.t.T("family.called_ask")}
		},
		Decide: func(s scene, _ housing.Household, in dialogs.Input) move {
			called, ok := housing.ParseCalled(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, f.t.T("family.called_wrong"))
			}
			s.Draft.Called = called
			return dialogs.To(s.Draft, "invite")
		},
	}
}

// promised says in words what a grant gives.
func (f family) promised(s scene, g housing.Grant) texts.Text {
	return texts.Join("\n",
		f.t.T("family.granted", "Role", texts.Capital(f.t.Label(texts.RoleKey(g.Role, true))),
			"Until", f.last(s, g.Until)),
		f.t.T("family.may", "List", f.may(g.Rights)))
}

// invite shows the invitation before it is made.
func (f family) invite() dialogs.Step[draft, housing.Household] {
	return dialogs.Step[draft, housing.Household]{
		ID: "invite", Next: []string{"rights", "until", "list"},
		Load: f.load,
		Show: func(s scene, h housing.Household) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n",
					f.t.T("family.invite_heading", "Called", s.Draft.Called,
						"Address", texts.ShortAddress(h.Account.House.Address, h.Account.Premises)),
					f.promised(s, s.Draft.Grant), f.t.T("family.invite_help")),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("family.create"), "create"),
					dialogs.Row(dialogs.On(f.t.Label("family.change_rights"), "rights"),
						dialogs.On(f.t.Label("family.change_until"), "until")),
				},
			}
		},
		Decide: func(s scene, _ housing.Household, in dialogs.Input) move {
			switch in.Act.Do {
			case "create":
				return dialogs.Do(s.Draft, in.Act)
			case "rights", "until":
				return dialogs.To(s.Draft, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.create,
	}
}

// create makes an invitation. Its token is in the message alone.
func (f family) create(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
	h, err := f.load(ctx, s)
	if err != nil {
		return move{}, err
	}
	token, err := housing.NewToken(f.Random)
	if err != nil {
		return move{}, err
	}
	err = f.Hosts.Welcome(ctx, s.Once, housing.Welcoming{
		Person: s.Person.ID, Account: s.Draft.Account, Grant: s.Draft.Grant, Called: s.Draft.Called,
		Hash: housing.HashToken(token),
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	m := dialogs.To(draft{Account: s.Draft.Account}, "list")
	m.Final, m.Notice = true, f.t.T("family.created", "Called", s.Draft.Called)
	m.Asides = []dialogs.Screen{f.letter(h, token)}
	return m, nil
}

// letter is the message to forward. A copy of it keeps its text and loses its button.
func (f family) letter(h housing.Household, token string) dialogs.Screen {
	key, words := "family.letter_words", "/start "+f.Prefix+token
	if f.Address != nil {
		if bot := f.Address(); bot != "" {
			key, words = "family.letter", bot+"?start="+f.Prefix+token
		}
	}
	return dialogs.Screen{
		Text: f.t.T(key, "Words", words, "SignIn", f.SignIn != "",
			"Address", texts.ShortAddress(h.Account.House.Address, h.Account.Premises)),
		Rows: [][]dialogs.Button{dialogs.Copying(f.t.Label("family.copy"), words)},
	}
}
