package account

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// proven is what the person checks before connecting.
type proven struct {
	account housing.Account
	meters  int
}

func (c connect) proven(ctx context.Context, s scene) (p proven, err error) {
	p.account, p.meters, err = c.Accounts.Proven(ctx, s.Person.ID, s.Draft.Account, s.Now)
	return p, err
}

func (c connect) check() dialogs.Step[draft, proven] {
	return dialogs.Step[draft, proven]{
		ID: "check", Next: []string{"role", "name"},
		Doc:  []dialogs.Documented{{Step: "5", Labels: []string{"account.do_connect"}}},
		Load: c.proven,
		Show: func(s scene, p proven) dialogs.Screen {
			role := c.t.Label(texts.RoleKey(s.Draft.Role, false))
			return dialogs.Screen{
				Text: c.t.T("account.check",
					"Address", texts.Address(p.account.House.Address, p.account.Premises),
					"Number", p.account.Number, "Organisation", p.account.House.Organisation.Name,
					"Holder", p.account.Holder, "Role", role),
				Rows: [][]dialogs.Button{
					dialogs.On(c.t.Label("account.role_button", "Role", role)+" ›", "role"),
					dialogs.On(c.t.Label("account.do_connect"), "connect"),
				},
			}
		},
		Decide: func(s scene, p proven, in dialogs.Input) move {
			switch in.Act.Do {
			case "role":
				return dialogs.To(s.Draft, "role")
			case "connect":
				s.Draft.Meters = p.meters
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			_, err := c.Accounts.Connect(ctx, s.Once, housing.Connecting{
				Person: s.Person.ID, Account: s.Draft.Account, Role: s.Draft.Role,
			}, s.Now)
			s.Draft.Ready = true
			m := dialogs.To(s.Draft, "name")
			m.Final = true
			return m, err
		},
	}
}

func (c connect) role() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "role", Next: []string{"check"},
		Show: func(scene, struct{}) dialogs.Screen {
			screen := dialogs.Screen{Text: c.t.T("account.role_ask")}
			for _, r := range housing.Roles() {
				label := texts.Capital(c.t.Label(texts.RoleKey(r, false)))
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, "role", string(r)))
			}
			return screen
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Act.Do != "role" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Role = housing.Role(in.Act.Arg)
			return dialogs.To(s.Draft, "check")
		},
	}
}

// naming is the intent of a name.
func naming(name string) dialogs.Act { return dialogs.Act{Do: "name", Arg: name} }

// maxName is how long an own name may be, so that buttons show it whole.
const maxName = 24

func (c connect) name() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "name", Bare: true,
		Show: func(s scene, _ struct{}) dialogs.Screen {
			home, flat := c.t.Label("account.name_home"), c.t.Label("account.name_flat")
			return dialogs.Screen{
				Text: texts.Join("\n",
					c.t.T("account.connected", "N", s.Draft.Meters), c.t.T("account.name_ask")),
				Rows: [][]dialogs.Button{
					dialogs.Row(dialogs.OnArg(home, "name", home), dialogs.OnArg(flat, "name", flat)),
					dialogs.On(c.t.Label("account.name_skip"), "skip"),
				},
			}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			switch in.Act.Do {
			case "skip":
				return done(s.Draft, "")
			case "name":
				return dialogs.Do(s.Draft, naming(in.Act.Arg))
			}
			name, ok := ownName(in.Text)
			if !ok {
				return dialogs.Refuse(s.Draft, c.t.T("account.name_wrong"))
			}
			return dialogs.Do(s.Draft, naming(name))
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			err := c.Accounts.Rename(ctx, s.Once, s.Person.ID, s.Draft.Account, intent.Arg)
			return done(s.Draft, c.t.T("account.named", "Name", intent.Arg)), err
		},
	}
}

func done(d draft, notice texts.Text) move {
	m := dialogs.Done(d, d.Account)
	m.Notice = notice
	return m
}

// ownName returns a typed name with single spaces; false if it is empty or too long.
func ownName(text string) (string, bool) {
	name := strings.Join(strings.Fields(housing.CleanText(text)), " ")
	n := len([]rune(name))
	return name, n > 0 && n <= maxName
}
