package account

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// claim is the intent of a typed proof.
func claim(secret string) dialogs.Act { return dialogs.Act{Do: "claim", Arg: secret} }

// proving is what the question of a proof knows.
type proving struct {
	house housing.House
	own   housing.AccountID // held by the signed-in person: there is nothing to ask; 0: no
}

func (c connect) loadProof(ctx context.Context, s scene) (v proving, err error) {
	if v.house, err = c.house(ctx, s); err != nil || c.SignIn == "" {
		return v, err
	}
	v.own, err = c.SignIns.Own(ctx, housing.Claim{
		Person: s.Person.ID, House: s.Draft.House, Number: s.Draft.Number,
	})
	return v, err
}

func (c connect) proof() dialogs.Step[draft, proving] {
	return dialogs.Step[draft, proving]{
		ID: "proof", Next: []string{"check", "number", "window", "asked"},
		Load: c.loadProof,
		Skip: func(s scene, v proving) (move, bool) {
			s.Draft.Account = v.own
			m := dialogs.To(s.Draft, "check")
			m.Notice = c.t.T("signin.own")
			return m, v.own != 0
		},
		Show: func(s scene, v proving) dialogs.Screen {
			return dialogs.Screen{
				Text: c.t.T("account.proof_ask", "Number", s.Draft.Number.Value,
					"Address", texts.Address(v.house.Address, "")),
				Rows: [][]dialogs.Button{
					dialogs.On(c.t.Label("account.proof_where"), "where"),
					dialogs.On(c.t.Label("account.proof_none"), "none"),
					dialogs.Row(
						dialogs.On(c.t.Label("account.fix_address"), "address"),
						dialogs.On(c.t.Label("account.fix_number"), "number"),
					),
				},
			}
		},
		Decide: c.decideProof,
		Commit: c.commitProof,
	}
}

func (c connect) decideProof(s scene, v proving, in dialogs.Input) move {
	switch in.Act.Do {
	case "where":
		m := dialogs.Stay(s.Draft)
		m.Notice = c.t.T("account.proof_help", "Organisation", v.house.Organisation.Name)
		return m
	case "address":
		return dialogs.To(s.Draft, "window")
	case "number":
		return dialogs.To(s.Draft, "number")
	case "none":
		return dialogs.Do(s.Draft, in.Act)
	}
	secret := housing.FoldSecret(in.Text)
	if n := len([]rune(secret)); n < 3 || n > 50 {
		return dialogs.Refuse(s.Draft, c.t.T("account.proof_unclear"))
	}
	return dialogs.Do(s.Draft, claim(secret))
}

func (c connect) commitProof(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	if intent.Do == "claim" {
		return c.claim(ctx, s, intent.Arg)
	}
	h, err := c.house(ctx, s)
	if err != nil {
		return move{}, err
	}
	number, org, err := c.Requests.File(ctx, s.Once, housing.Request{
		Kind: housing.AskCode, Person: s.Person.ID, House: h.ID, Text: s.Draft.Number.Value,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	s.Draft.Request, s.Draft.Phone = number, org.Phone
	m := dialogs.To(s.Draft, "asked")
	m.Final = true
	return m, nil
}

func (c connect) claim(ctx context.Context, s scene, secret string) (move, error) {
	proof, err := c.Accounts.Claim(ctx, s.Once, housing.Claim{
		Person: s.Person.ID, House: s.Draft.House, Number: s.Draft.Number, Secret: secret,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	switch {
	case proof.OK:
		s.Draft.Account = proof.Account
		return dialogs.To(s.Draft, "check"), nil
	case proof.Limited:
		return dialogs.Refuse(s.Draft, c.t.T("account.proof_limited")), nil
	}
	return dialogs.Refuse(s.Draft, c.t.T("account.proof_wrong", "N", proof.Left)), nil
}

// asked tells that the organisation was asked for a code.
func (c connect) asked() dialogs.Step[draft, housing.House] {
	return dialogs.Step[draft, housing.House]{
		ID: "asked", Next: []string{"proof"}, Bare: true,
		Load: c.house,
		Show: func(s scene, h housing.House) dialogs.Screen {
			text := c.t.T("account.asked", "Request", s.Draft.Request, "Organisation", h.Organisation.Name)
			if s.Draft.Phone != "" {
				text = texts.Join(" ", text, c.t.T("account.asked_phone", "Phone", s.Draft.Phone))
			}
			return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
				dialogs.On(c.t.Label("account.have_code"), "code"),
				dialogs.On(c.t.Label("engine.home"), "home"),
			}}
		},
		Decide: func(s scene, _ housing.House, in dialogs.Input) move {
			switch in.Act.Do {
			case "home":
				return dialogs.Goto(s.Draft, dialogs.Home())
			case "code":
				s.Draft.Request = ""
				return dialogs.To(s.Draft, "proof")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}
