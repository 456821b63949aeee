package settings

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// SignIns knows who signed in through Госуслуги.
type SignIns interface {
	Identity(ctx context.Context, p housing.PersonID) (housing.Identity, bool, error)
}

// Door is how one signs in and out; the zero Door: nobody does.
type Door struct {
	SignIns SignIns
	In, Out string // the flows
}

func (d Door) open() bool { return d.In != "" }

func (d Door) wants() []dialogs.Want {
	if !d.open() {
		return nil
	}
	return []dialogs.Want{pick.Wants(d.In, false), pick.Wants(d.Out, struct{}{})}
}

func (d Door) flows() []string {
	if !d.open() {
		return nil
	}
	return []string{d.In, d.Out}
}

func (d Door) load(ctx context.Context, s scene) (i housing.Identity, signed bool, err error) {
	if !d.open() {
		return i, false, nil
	}
	return d.SignIns.Identity(ctx, s.Person.ID)
}

// signLine says since when the person is signed in, without the name.
func (p Ports) signLine(s scene, v view) texts.Text {
	if !v.signed {
		return ""
	}
	day := housing.DateOf(v.identity.At.In(s.Now.Location()))
	return p.Texts.T("signin.already", "Date", texts.Date(day, housing.DateOf(s.Now)))
}

// signRows lead in or out.
func (p Ports) signRows(v view) [][]dialogs.Button {
	switch {
	case !p.Door.open():
		return nil
	case v.signed:
		return [][]dialogs.Button{dialogs.On(p.Texts.Label("signin.out"), "out")}
	default:
		return [][]dialogs.Button{dialogs.On(p.Texts.Label("signin.enter"), "in")}
	}
}
