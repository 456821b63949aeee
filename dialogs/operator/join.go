package operator

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// JoinArgs names an invitation. The token of the link itself is not kept.
type JoinArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [JoinFlow] for the token of a link.
func OfToken(token string) any { return JoinArgs{Hash: housing.HashToken(token)} }

type (
	joinScene = dialogs.Scene[JoinArgs]
	joinMove  = dialogs.Move[JoinArgs]
)

// joining asks whoever opens an invitation whether to become an operator.
func (p Ports) joining() dialogs.Flow {
	return dialogs.Def[JoinArgs, JoinArgs, struct{}]{
		ID: JoinFlow, Version: 1, Title: "operator.join_title", First: "ask",
		Open:  func(a JoinArgs) JoinArgs { return a },
		Steps: []dialogs.Stepper[JoinArgs]{p.ask()},
	}.Flow()
}

func (p Ports) ask() dialogs.Step[JoinArgs, housing.Hired] {
	toOffice := func(s joinScene, notice texts.Text) joinMove {
		m := dialogs.Goto(s.Draft, dialogs.Begin(Flow, nil))
		m.Notice = notice
		return m
	}
	return pick.Sure[JoinArgs, housing.Hired]{
		ID: "ask", Calls: []string{Flow},
		Yes: p.Texts.Label("operator.join_yes"), No: p.Texts.Label("operator.join_no"),
		Load: func(ctx context.Context, s joinScene) (housing.Hired, error) {
			return p.Staff.Hired(ctx, s.Person.ID, s.Draft.Hash, s.Now)
		},
		Skip: func(s joinScene, h housing.Hired) (joinMove, bool) {
			return toOffice(s, p.Texts.T("operator.already", "Organisation", h.Organisation.Name,
				"Role", p.role(h.Role))), h.Already
		},
		Ask: func(_ joinScene, h housing.Hired) texts.Text {
			key := "operator.join_ask"
			switch h.Role {
			case housing.StaffAdmin:
				key = "operator.join_ask_admin"
			case housing.StaffViewer:
				key = "operator.join_ask_viewer"
			case housing.StaffOperator:
			}
			return p.Texts.T(key, "Organisation", h.Organisation.Name)
		},
		Commit: func(ctx context.Context, s joinScene) (joinMove, error) {
			org, err := p.Staff.Join(ctx, s.Once, s.Person.ID, s.Draft.Hash, s.Now)
			if err != nil {
				return joinMove{}, err
			}
			work, err := p.Staff.Work(ctx, s.Person.ID, org)
			return toOffice(s, p.Texts.T("operator.joined", "Role", p.role(work.Role))), err
		},
	}.Step()
}
