package house

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// LicenceBook is the register of licences.
type LicenceBook interface {
	OfHouse(ctx context.Context, id housing.HouseID) ([]housing.Licence, error)
	Find(ctx context.Context, q housing.LicenceQuery) ([]housing.Licence, error)
	Licence(ctx context.Context, id housing.LicenceID) (housing.Licence, error)
}

// licensed are licences of a house, or those that were found.
type licensed struct {
	asked
	all []housing.Licence
}

// licence is ‹Лицензия управляющей организации› of the house.
func (p Ports) licence() dialogs.Step[draft, licensed] {
	return dialogs.Step[draft, licensed]{
		ID: string(Licence), Next: []string{"licence-card", "licence-ask"}, Calls: []string{p.Appeal},
		Load: func(ctx context.Context, s scene) (v licensed, err error) {
			if v.asked, err = p.asked(ctx, s); err != nil {
				return v, err
			}
			v.all, err = p.Licences.OfHouse(ctx, s.Draft.House)
			return v, err
		},
		Skip: func(s scene, v licensed) (move, bool) {
			if len(v.all) != 1 {
				return move{}, false
			}
			s.Draft.Licence = v.all[0].ID
			return dialogs.To(s.Draft, "licence-card"), true
		},
		Show: func(_ scene, v licensed) dialogs.Screen {
			heading := p.heading("house.licence", v.house)
			if len(v.all) == 0 {
				screen := p.empty(heading, "house.no_licence", v.asked)
				screen.Rows = append(screen.Rows, p.anotherLicence())
				return screen
			}
			return p.licences(texts.Join("\n\n", heading, p.Texts.T("house.licences_several")), v.all)
		},
		Decide: func(s scene, v licensed, in dialogs.Input) move {
			if in.Act.Do == "ask-manager" {
				return p.inquire(s, topicLicence, p.Texts.Label("house.licence"))
			}
			return p.chooseLicence(s, v, in)
		},
	}
}

func (p Ports) anotherLicence() []dialogs.Button {
	return dialogs.On(p.Texts.Label("house.licence_other"), "ask")
}

// licences lists licences to choose from.
func (p Ports) licences(text texts.Text, all []housing.Licence) dialogs.Screen {
	screen := dialogs.Screen{Text: text}
	for _, l := range all[:min(pageSize, len(all))] {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("house.licence_line",
			"Name", l.Name, "INN", l.INN, "State", p.Texts.Label(texts.LicenceStateKey(l.State))))
		label := p.Texts.Label("house.licence_button", "Name", l.Name, "Number", l.Number)
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, pick.Key(l.ID)))
	}
	if more := len(all) - pageSize; more > 0 {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("house.licence_more"))
	}
	screen.Rows = append(screen.Rows, p.anotherLicence())
	return screen
}

func (p Ports) chooseLicence(s scene, _ licensed, in dialogs.Input) move {
	switch in.Act.Do {
	case pick.Choose:
		s.Draft.Licence = pick.OfKey[housing.LicenceID](in.Act.Arg)
		return dialogs.To(s.Draft, "licence-card")
	case "ask":
		return dialogs.To(s.Draft, "licence-ask")
	}
	return dialogs.Unknown(s.Draft)
}

// licenceAsk asks whose licence is looked for.
func (p Ports) licenceAsk() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "licence-ask", Next: []string{"licence-found", "address"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("house.licence_ask"),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("house.licence_by_house"), "house")},
			}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Act.Do == "house" {
				return dialogs.To(draft{Section: Licence}, "address")
			}
			return p.readLicence(s, in)
		},
	}
}

// readLicence takes what is looked for.
func (p Ports) readLicence(s scene, in dialogs.Input) move {
	if in.Pressed() {
		return dialogs.Unknown(s.Draft)
	}
	if _, fault := housing.ParseLicenceQuery(in.Text); fault != "" {
		return dialogs.Refuse(s.Draft, p.Texts.T(licenceFaultKey(fault)))
	}
	s.Draft.Query = in.Text
	return dialogs.To(s.Draft, "licence-found")
}

func licenceFaultKey(f housing.LicenceFault) string {
	switch f {
	case housing.LicenceINN:
		return "house.licence_inn"
	case housing.LicenceOGRN:
		return "house.licence_ogrn"
	case housing.LicenceDigit:
		return "house.licence_digits"
	case housing.LicenceShort:
	}
	return "house.licence_short"
}

// licenceFound shows what was found, and takes another query.
func (p Ports) licenceFound() dialogs.Step[draft, licensed] {
	return dialogs.Step[draft, licensed]{
		ID: "licence-found", Next: []string{"licence-card", "licence-ask", "licence-found"},
		Load: func(ctx context.Context, s scene) (v licensed, err error) {
			q, _ := housing.ParseLicenceQuery(s.Draft.Query)
			v.all, err = p.Licences.Find(ctx, q)
			return v, err
		},
		Skip: func(s scene, v licensed) (move, bool) {
			if len(v.all) != 1 {
				return move{}, false
			}
			s.Draft.Licence = v.all[0].ID
			return dialogs.To(s.Draft, "licence-card"), true
		},
		Show: func(s scene, v licensed) dialogs.Screen {
			if len(v.all) == 0 {
				return dialogs.Screen{
					Text: p.Texts.T("house.licence_none", "Query", pick.Echo(s.Draft.Query)),
					Rows: [][]dialogs.Button{p.anotherLicence()},
				}
			}
			return p.licences(p.Texts.T("house.licence_found"), v.all)
		},
		Decide: func(s scene, v licensed, in dialogs.Input) move {
			if in.Pressed() {
				return p.chooseLicence(s, v, in)
			}
			return p.readLicence(s, in)
		},
	}
}
