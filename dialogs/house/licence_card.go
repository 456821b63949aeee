package house

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The card of a licence names the first houses and people; all of them have screens of their own.
const (
	cardHouses = 8
	cardPeople = 3
	// listedHouses and listedPeople are one page of those screens.
	listedHouses = 20
	listedPeople = 8
)

func (p Ports) loadLicence(ctx context.Context, s scene) (housing.Licence, error) {
	return p.Licences.Licence(ctx, s.Draft.Licence)
}

// licenceCard is one licence.
func (p Ports) licenceCard() dialogs.Step[draft, housing.Licence] {
	return dialogs.Step[draft, housing.Licence]{
		ID: "licence-card", Next: []string{"licence-ask", "licence-houses", "licence-disqualified"},
		Load: p.loadLicence, Show: p.showLicence,
		Decide: func(s scene, _ housing.Licence, in dialogs.Input) move {
			switch in.Act.Do {
			case "ask":
				return dialogs.To(s.Draft, "licence-ask")
			case "houses", "disqualified":
				s.Draft.Page = 0
				return dialogs.To(s.Draft, "licence-"+in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showLicence(s scene, l housing.Licence) dialogs.Screen {
	today := housing.DateOf(s.Now)
	text := p.Texts.T("house.licence_card", "Section", p.Texts.T("house.licence"), "Name", l.Name,
		"State", p.Texts.Label(texts.LicenceStateKey(l.State)), "Since", day(l.Since, today),
		"Number", l.Number, "Issued", day(l.Issued, today), "Authority", l.Authority,
		"Until", day(l.Until, today), "INN", l.INN, "OGRN", l.OGRN, "Houses", l.Houses)
	text = p.licenceAddresses(text, l.Addresses[:min(cardHouses, len(l.Addresses))])
	if l.State == housing.LicenceActive && !l.Until.IsZero() && l.Until.Before(today) {
		text = texts.Join("\n", text, p.Texts.T("house.licence_over"))
	}
	if len(l.Disqualified) == 0 {
		text = texts.Join("\n", text, p.Texts.T("house.disqualified_none"))
	}
	people := l.Disqualified[:min(cardPeople, len(l.Disqualified))]
	text = p.disqualified(text, people, today)
	screen := dialogs.Screen{Text: texts.Join("\n\n", text, p.sources(statedOf(l, people)...))}
	if all := len(l.Addresses); all > cardHouses {
		label := p.Texts.Label("house.licence_houses", "Value", all)
		screen.Rows = append(screen.Rows, dialogs.On(label, "houses"))
	}
	if all := len(l.Disqualified); all > cardPeople {
		label := p.Texts.Label("house.licence_disqualified", "Value", all)
		screen.Rows = append(screen.Rows, dialogs.On(label, "disqualified"))
	}
	screen.Rows = append(screen.Rows, p.anotherLicence())
	return screen
}

// licenceHouses is every house of a licence, page by page.
func (p Ports) licenceHouses() dialogs.Step[draft, housing.Licence] {
	return dialogs.Step[draft, housing.Licence]{
		ID: "licence-houses", Load: p.loadLicence, Decide: turnLicence,
		Show: func(s scene, l housing.Licence) dialogs.Screen {
			page, rows := pagedBy(p, s, l.Addresses, listedHouses)
			text := p.Texts.T("house.licence_houses_all",
				"Number", l.Number, "Name", l.Name, "Value", len(l.Addresses))
			text = p.licenceAddresses(text, page)
			return dialogs.Screen{Text: texts.Join("\n\n", text, p.sources(l.Stated)), Rows: rows}
		},
	}
}

// licenceDisqualified is everybody disqualified in the organisation of a licence, page by page.
func (p Ports) licenceDisqualified() dialogs.Step[draft, housing.Licence] {
	return dialogs.Step[draft, housing.Licence]{
		ID: "licence-disqualified", Load: p.loadLicence, Decide: turnLicence,
		Show: func(s scene, l housing.Licence) dialogs.Screen {
			page, rows := pagedBy(p, s, l.Disqualified, listedPeople)
			text := p.Texts.T("house.licence_disqualified_all", "Number", l.Number, "Name", l.Name)
			text = p.disqualified(text, page, housing.DateOf(s.Now))
			return dialogs.Screen{
				Text: texts.Join("\n\n", text, p.sources(statedOf(l, page)[1:]...)), Rows: rows,
			}
		},
	}
}

func turnLicence(s scene, _ housing.Licence, in dialogs.Input) move {
	switch in.Act.Do {
	case "more", "less":
		return turned(s, in)
	}
	return dialogs.Unknown(s.Draft)
}

func (p Ports) licenceAddresses(text texts.Text, all []string) texts.Text {
	for _, address := range all {
		text = texts.Join("\n", text, p.Texts.T("house.licence_address", "Address", address))
	}
	return text
}

func (p Ports) disqualified(text texts.Text, all []housing.Disqualified, today housing.Date) texts.Text {
	for _, d := range all {
		key := "house.disqualified"
		if d.To.Before(today) {
			key = "house.disqualified_past"
		}
		text = texts.Join("\n", text, p.Texts.T(key, "Name", d.Name, "Post", d.Post,
			"From", day(d.From, today), "To", day(d.To, today), "Basis", d.Basis))
	}
	return text
}

// statedOf is where a licence is from, and then each of the people.
func statedOf(l housing.Licence, people []housing.Disqualified) []housing.Stated {
	all := make([]housing.Stated, 0, 1+len(people))
	all = append(all, l.Stated)
	for _, d := range people {
		all = append(all, d.Stated)
	}
	return all
}

// day is a date in words; empty where there is none.
func day(d, today housing.Date) string {
	if d.IsZero() {
		return ""
	}
	return texts.Date(d, today)
}
