package operator

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// CrewFlow is the id of the flow ‹Сотрудники›.
const CrewFlow = "operator-crew"

// Crew is those who work for an organisation, to its administrators.
type Crew interface {
	Crew(ctx context.Context, by housing.PersonID, org housing.OrganisationID) ([]housing.Operator, error)
	// Pending lists the invitations that can still be used.
	Pending(
		ctx context.Context, by housing.PersonID, org housing.OrganisationID, now time.Time,
	) ([]housing.Hiring, error)
	Hire(ctx context.Context, h housing.Hiring) error
	Revoke(ctx context.Context, once housing.Once, m housing.Managing, now time.Time) error
	Assign(ctx context.Context, once housing.Once, m housing.Managing, now time.Time) error
	Dismiss(ctx context.Context, once housing.Once, m housing.Managing, now time.Time) error
}

// Signing says who signs answers that others wrote.
type Signing interface {
	Sign(ctx context.Context, once housing.Once, m housing.Managing, now time.Time) error
}

// roster is about whom an administrator decides.
type roster struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Operator     housing.OperatorID     `json:"operator,omitempty"`
	Role         housing.StaffRole      `json:"role,omitempty"` // of who is invited
}

type (
	rosterScene = dialogs.Scene[roster]
	rosterMove  = dialogs.Move[roster]
)

// crewed is those who work for an organisation, and who is asked to.
type crewed struct {
	org     housing.Organisation
	all     []housing.Operator
	pending []housing.Hiring
}

// of returns one of them; false: no more.
func (v crewed) of(id housing.OperatorID) (housing.Operator, bool) {
	for _, o := range v.all {
		if o.ID == id {
			return o, true
		}
	}
	return housing.Operator{}, false
}

// crew is ‹Сотрудники›.
func (p Ports) crew() dialogs.Flow {
	return dialogs.Def[Args, roster, struct{}]{
		ID: CrewFlow, Version: 1, Title: "operator.crew_title", First: "list",
		Open: func(a Args) roster { return roster{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[roster]{
			p.crewList(), p.crewRole(), p.crewName(), p.crewOne(), p.crewDismiss(),
		},
	}.Flow()
}

func (p Ports) loadCrew(ctx context.Context, s rosterScene) (v crewed, err error) {
	if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
		return v, err
	}
	if v.all, err = p.Crew.Crew(ctx, s.Person.ID, v.org.ID); err != nil {
		return v, err
	}
	v.pending, err = p.Crew.Pending(ctx, s.Person.ID, v.org.ID, s.Now)
	return v, err
}

func (p Ports) managing(s rosterScene) housing.Managing {
	return housing.Managing{
		By: s.Person.ID, Organisation: s.Draft.Organisation, Operator: s.Draft.Operator, Role: s.Draft.Role,
	}
}

func (p Ports) crewList() dialogs.Step[roster, crewed] {
	return dialogs.Step[roster, crewed]{
		ID: "list", Next: []string{"role", "one"}, Load: p.loadCrew, Show: p.showCrew,
		Decide: func(s rosterScene, _ crewed, in dialogs.Input) rosterMove {
			switch in.Act.Do {
			case "invite":
				return dialogs.To(s.Draft, "role")
			case pick.Choose:
				s.Draft.Operator = pick.OfKey[housing.OperatorID](in.Act.Arg)
				return dialogs.To(s.Draft, "one")
			case "revoke":
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s rosterScene, intent dialogs.Act) (rosterMove, error) {
			m := p.managing(s)
			m.Hiring = pick.OfKey[housing.HiringID](intent.Arg)
			move := dialogs.Stay(s.Draft)
			move.Notice = p.Texts.T("operator.revoked")
			return move, p.Crew.Revoke(ctx, s.Once, m, s.Now)
		},
	}
}

func (p Ports) showCrew(s rosterScene, v crewed) dialogs.Screen {
	screen := dialogs.Screen{Text: p.heading("operator.crew", v.org)}
	today := housing.DateOf(s.Now)
	for _, o := range v.all {
		key := "operator.crew_line"
		if !o.Shift.IsZero() {
			key = "operator.crew_line_shift"
		}
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T(key,
			"Name", p.called(o), "Role", p.role(o.Role), "Since", texts.Date(housing.DateOf(o.Since), today)))
		screen.Rows = append(screen.Rows, dialogs.OnArg(p.called(o), pick.Choose, pick.Key(o.ID)))
	}
	if len(v.pending) > 0 {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("operator.crew_pending", "N", len(v.pending)))
	}
	for _, h := range v.pending {
		name := h.Name
		if name == "" {
			name = p.role(h.Role)
		}
		screen.Rows = append(screen.Rows, dialogs.OnArg(
			p.Texts.Label("operator.revoke", "Name", name), "revoke", pick.Key(h.ID)))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("operator.invite"), "invite"))
	return screen
}

// called is how a person of the crew is named on screens.
func (p Ports) called(o housing.Operator) string {
	if o.Name != "" {
		return o.Name
	}
	return p.Texts.Label("operator.numbered", "Number", int64(o.ID))
}

func (p Ports) crewRole() dialogs.Step[roster, struct{}] {
	return dialogs.Step[roster, struct{}]{
		ID: "role", Next: []string{"name"},
		Show: func(rosterScene, struct{}) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("operator.invite_role")}
			for _, r := range housing.StaffRoles() {
				label := texts.Capital(p.role(r))
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, string(r)))
			}
			return screen
		},
		Decide: func(s rosterScene, _ struct{}, in dialogs.Input) rosterMove {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Role = housing.StaffRole(in.Act.Arg)
			return dialogs.To(s.Draft, "name")
		},
	}
}

func (p Ports) crewName() dialogs.Step[roster, struct{}] {
	return dialogs.Step[roster, struct{}]{
		ID: "name", Next: []string{"list"},
		Show: func(rosterScene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("operator.invite_name"),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.invite_nameless"), "nameless")},
			}
		},
		Decide: func(s rosterScene, _ struct{}, in dialogs.Input) rosterMove {
			name, ok := housing.ParseStaffName(in.Text)
			switch {
			case in.Act.Do == "nameless":
				name = ""
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft,
					p.Texts.T("operator.invite_name_wrong", "Most", housing.MaxStaffName))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "hire", Arg: name})
		},
		Commit: p.hire,
	}
}

// hire issues an invitation. Its token is in the message alone, as that of a page.
func (p Ports) hire(ctx context.Context, s rosterScene, intent dialogs.Act) (rosterMove, error) {
	org, err := p.works(ctx, s.Person.ID, s.Draft.Organisation)
	if err != nil {
		return rosterMove{}, err
	}
	token, err := housing.NewToken(p.Random)
	if err != nil {
		return rosterMove{}, err
	}
	err = p.Crew.Hire(ctx, housing.Hiring{
		Organisation: org.ID, Name: intent.Arg, Role: s.Draft.Role, Hash: housing.HashToken(token),
		Issued: s.Now, By: s.Person.ID,
	})
	if err != nil {
		return rosterMove{}, err
	}
	m := dialogs.To(s.Draft, "list")
	m.Final, m.Asides = true, []dialogs.Screen{p.invitation(org, s.Draft.Role, token)}
	return m, nil
}

// invitation is the message to forward. A copy of it keeps its text and loses its button.
func (p Ports) invitation(org housing.Organisation, role housing.StaffRole, token string) dialogs.Screen {
	key, words := "operator.invitation_words", "/start "+p.Prefix+token
	if p.Address != nil {
		if bot := p.Address(); bot != "" {
			key, words = "operator.invitation", bot+"?start="+p.Prefix+token
		}
	}
	return dialogs.Screen{
		Text: p.Texts.T(key, "Organisation", org.Name, "Role", p.role(role), "Words", words),
		Rows: [][]dialogs.Button{dialogs.Copying(p.Texts.Label("operator.copy"), words)},
	}
}

func (p Ports) crewOne() dialogs.Step[roster, crewed] {
	return dialogs.Step[roster, crewed]{
		ID: "one", Next: []string{"dismiss", "list"}, Load: p.loadCrew,
		Skip: func(s rosterScene, v crewed) (rosterMove, bool) {
			_, ok := v.of(s.Draft.Operator)
			return dialogs.To(s.Draft, "list"), !ok
		},
		Show: func(s rosterScene, v crewed) dialogs.Screen {
			o, _ := v.of(s.Draft.Operator)
			since := texts.Date(housing.DateOf(o.Since), housing.DateOf(s.Now))
			screen := dialogs.Screen{Text: p.Texts.T("operator.crew_one",
				"Name", p.called(o), "Role", p.role(o.Role), "Since", since)}
			screen.Rows = p.signsRow(o)
			if o.Signs || o.Role == housing.StaffAdmin {
				screen.Text = texts.Join("\n", screen.Text, p.Texts.T("operator.signs_line"))
			}
			for _, r := range housing.StaffRoles() {
				if r != o.Role {
					label := p.Texts.Label("operator.assign", "Role", p.role(r))
					screen.Rows = append(screen.Rows, dialogs.OnArg(label, "assign", string(r)))
				}
			}
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("operator.dismiss"), "dismiss"))
			return screen
		},
		Decide: func(s rosterScene, _ crewed, in dialogs.Input) rosterMove {
			switch in.Act.Do {
			case "dismiss":
				return dialogs.To(s.Draft, "dismiss")
			case "assign", "signs":
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s rosterScene, intent dialogs.Act) (rosterMove, error) {
			m := p.managing(s)
			if intent.Do == "signs" {
				return p.sign(ctx, s, intent.Arg == "give")
			}
			m.Role = housing.StaffRole(intent.Arg)
			move := dialogs.To(s.Draft, "list")
			move.Notice, move.Final = p.Texts.T("operator.assigned", "Role", p.role(m.Role)), true
			return move, p.Crew.Assign(ctx, s.Once, m, s.Now)
		},
	}
}

// signsRow gives an operator the right to sign, or takes it.
func (p Ports) signsRow(o housing.Operator) [][]dialogs.Button {
	switch {
	case o.Role != housing.StaffOperator:
		return nil
	case o.Signs:
		return [][]dialogs.Button{dialogs.OnArg(p.Texts.Label("operator.signs_take"), "signs", "take")}
	}
	return [][]dialogs.Button{dialogs.OnArg(p.Texts.Label("operator.signs_give"), "signs", "give")}
}

func (p Ports) sign(ctx context.Context, s rosterScene, may bool) (rosterMove, error) {
	m, move := p.managing(s), dialogs.Stay(s.Draft)
	m.Signs = may
	move.Notice = p.Texts.T("operator.signs_taken")
	if may {
		move.Notice = p.Texts.T("operator.signs_given")
	}
	return move, p.Signing.Sign(ctx, s.Once, m, s.Now)
}

func (p Ports) crewDismiss() dialogs.Step[roster, crewed] {
	return pick.Sure[roster, crewed]{
		ID: "dismiss", Next: []string{"list"}, Load: p.loadCrew,
		Yes: p.Texts.Label("operator.dismiss_yes"), No: p.Texts.Label("operator.dismiss_no"),
		Ask: func(s rosterScene, v crewed) texts.Text {
			o, _ := v.of(s.Draft.Operator)
			return p.Texts.T("operator.dismiss_ask", "Name", p.called(o))
		},
		Commit: func(ctx context.Context, s rosterScene) (rosterMove, error) {
			m := dialogs.To(s.Draft, "list")
			m.Notice, m.Final = p.Texts.T("operator.dismissed"), true
			return m, p.Crew.Dismiss(ctx, s.Once, p.managing(s), s.Now)
		},
	}.Step()
}
