package operator

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

// OwnerFlow is the id of the flow ‹Подтвердить собственника›.
const OwnerFlow = "operator-owner"

// Owning notes who is an owner, or acts for one, by papers that an operator has seen: a resident sends them
// with an appeal, which is answered as any other.
type Owning interface {
	Asked(ctx context.Context, a owners.Asked, now time.Time) (owners.Answer, error)
	Confirm(ctx context.Context, o housing.Once, c owners.Confirmation, now time.Time) error
	Revoke(ctx context.Context, o housing.Once, c owners.Confirmation, now time.Time) error
}

// ownership is what is said of a person so far.
type ownership struct {
	Organisation housing.OrganisationID `json:"organisation"`
	House        housing.HouseID        `json:"house,omitempty"`
	Premises     string                 `json:"premises,omitempty"` // as they were typed
	Person       housing.PersonID       `json:"person,omitempty"`
	Owner        owners.OwnerID         `json:"owner,omitempty"`
	Document     string                 `json:"document,omitempty"` // of a representative; empty: the owner
	Until        housing.Date           `json:"until,omitzero"`
}

type (
	ownerScene = dialogs.Scene[ownership]
	ownerMove  = dialogs.Move[ownership]
)

// owning is ‹Подтвердить собственника›.
func (p Ports) owning() dialogs.Flow {
	return dialogs.Def[Args, ownership, struct{}]{
		ID: OwnerFlow, Version: 1, Title: "operator.owner_title", First: "premises",
		Open: func(a Args) ownership { return ownership{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[ownership]{
			p.ownerPremises(), p.ownerPerson(), p.ownerWhich(), p.ownerActs(), p.ownerUntil(), p.ownerSure(),
		},
	}.Flow()
}

// ownerPremises asks for the house and the number of premises.
func (p Ports) ownerPremises() dialogs.Step[ownership, struct{}] {
	return dialogs.Step[ownership, struct{}]{
		ID: "premises", Next: []string{"person"},
		Show: func(ownerScene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("operator.owner_premises")}
		},
		Decide: func(s ownerScene, _ struct{}, in dialogs.Input) ownerMove {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			i := strings.LastIndex(in.Text, ",")
			if i < 1 || strings.TrimSpace(in.Text[i+1:]) == "" {
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.owner_premises_wrong"))
			}
			return dialogs.Do(s.Draft, dialogs.Intend("find", []string{
				strings.TrimSpace(in.Text[:i]), strings.TrimSpace(in.Text[i+1:]),
			}))
		},
		Commit: func(ctx context.Context, s ownerScene, intent dialogs.Act) (ownerMove, error) {
			var typed []string
			if err := intent.Take(&typed); err != nil {
				return ownerMove{}, err
			}
			h, err := p.Sales.HouseByText(ctx, s.Draft.Organisation, housing.ParseQuery(typed[0]))
			switch housing.KindOf(err) {
			case housing.NotFound, housing.Refused:
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.owner_house", "House",
					pick.Echo(typed[0]))), nil
			default:
				s.Draft.House, s.Draft.Premises = h.ID, typed[1]
				return dialogs.To(s.Draft, "person"), err
			}
		},
	}
}

// ownerPerson asks for the number that ‹Моя собственность› and the appeal show.
func (p Ports) ownerPerson() dialogs.Step[ownership, struct{}] {
	return dialogs.Step[ownership, struct{}]{
		ID: "person", Next: []string{"which"},
		Show: func(ownerScene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("operator.owner_person")}
		},
		Decide: func(s ownerScene, _ struct{}, in dialogs.Input) ownerMove {
			n, err := strconv.ParseInt(strings.Trim(in.Text, " №."), 10, 64)
			switch {
			case in.Pressed() || in.File != nil:
				return dialogs.Unknown(s.Draft)
			case err != nil || n < 1:
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.owner_person_wrong"))
			}
			s.Draft.Person = housing.PersonID(n)
			return dialogs.To(s.Draft, "which")
		},
	}
}

// candidates is what is known; wrong: a key of why nothing can be done.
type candidates struct {
	owners.Answer

	wrong string
}

func (p Ports) loadOwners(ctx context.Context, s ownerScene) (v candidates, err error) {
	d := s.Draft
	v.Answer, err = p.Owning.Asked(ctx, owners.Asked{
		Organisation: d.Organisation, By: s.Person.ID, Person: d.Person, House: d.House, Premises: d.Premises,
	}, s.Now)
	switch {
	case housing.KindOf(err) == housing.NotFound:
		return candidates{wrong: "owner.person_unknown"}, nil
	case err == nil && len(v.Owners) == 0:
		v.wrong = "operator.owner_nobody"
	}
	return v, err
}

// of is the owner who was chosen.
func (v candidates) of(id owners.OwnerID) (owners.Candidate, bool) {
	i := slices.IndexFunc(v.Owners, func(c owners.Candidate) bool { return c.Owner == id })
	if i < 0 {
		return owners.Candidate{}, false
	}
	return v.Owners[i], true
}

// ownerWhich asks whom the person is, or acts for, of the owners of the premises.
func (p Ports) ownerWhich() dialogs.Step[ownership, candidates] {
	return dialogs.Step[ownership, candidates]{
		ID: "which", Next: []string{"acts"}, Load: p.loadOwners,
		Show: func(s ownerScene, v candidates) dialogs.Screen {
			if v.wrong != "" {
				return dialogs.Screen{Text: p.Texts.T(v.wrong, "Person", int64(s.Draft.Person), "Premises",
					s.Draft.Premises)}
			}
			screen := dialogs.Screen{Text: p.Texts.T("operator.owner_which", "Person", int64(s.Draft.Person),
				"Homes", strings.Join(v.Homes, ", "))}
			for _, c := range v.Owners {
				screen.Rows = append(screen.Rows, dialogs.OnArg(p.Texts.Label("operator.owner_one", "Name",
					c.Name,
					"Held", c.Acts != ""), pick.Choose, pick.Key(c.Owner)))
			}
			return screen
		},
		Decide: func(s ownerScene, v candidates, in dialogs.Input) ownerMove {
			id := pick.OfKey[owners.OwnerID](in.Act.Arg)
			if _, known := v.of(id); in.Act.Do != pick.Choose || !known {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Owner = id
			return dialogs.To(s.Draft, "acts")
		},
	}
}

// lost leads back where the owner is not among those of the premises any more.
func lost(s ownerScene, v candidates) (ownerMove, bool) {
	_, known := v.of(s.Draft.Owner)
	return dialogs.To(s.Draft, "which"), !known
}

// ownerActs asks whether the person is the owner, or by which document a representative.
func (p Ports) ownerActs() dialogs.Step[ownership, candidates] {
	return dialogs.Step[ownership, candidates]{
		ID: "acts", Next: []string{"until", "sure"}, Load: p.loadOwners, Skip: lost,
		Show: func(s ownerScene, v candidates) dialogs.Screen {
			c, _ := v.of(s.Draft.Owner)
			rows := [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.owner_self"), "self")}
			if c.Acts != "" {
				rows = append(rows, dialogs.On(p.Texts.Label("operator.owner_revoke"), "revoke"))
			}
			return dialogs.Screen{Text: p.Texts.T("operator.owner_acts", "Name", c.Name, "Held",
				c.Acts != ""), Rows: rows}
		},
		Decide: func(s ownerScene, v candidates, in dialogs.Input) ownerMove {
			c, _ := v.of(s.Draft.Owner)
			kind, number := documentTyped(in.Text)
			switch {
			case in.Act.Do == "self":
				s.Draft.Document, s.Draft.Until = "", housing.Date{}
				return dialogs.To(s.Draft, "sure")
			case in.Act.Do == "revoke" && c.Acts != "":
				return dialogs.Do(s.Draft, in.Act)
			case in.Pressed() || in.File != nil:
				return dialogs.Unknown(s.Draft)
			case kind == "" || number == "" || len([]rune(in.Text)) > ownerDocumentMax:
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.owner_document_wrong"))
			}
			s.Draft.Document = kind + " " + number
			return dialogs.To(s.Draft, "until")
		},
		Commit: func(ctx context.Context, s ownerScene, _ dialogs.Act) (ownerMove, error) {
			err := p.Owning.Revoke(ctx, s.Once, s.Draft.confirmation(s), s.Now)
			m := dialogs.Done(s.Draft, struct{}{})
			m.Final, m.Notice = true, p.Texts.T("operator.owner_revoked")
			return m, err
		},
	}
}

// ownerDocumentMax bounds the name of a document.
const ownerDocumentMax = 150

// documentTyped takes a document apart: «доверенность № 54/12-н» is «доверенность» and «54/12-н».
func documentTyped(s string) (kind, number string) {
	s = housing.CleanText(s)
	i := strings.IndexFunc(s, unicode.IsDigit)
	if i < 0 {
		return s, ""
	}
	return strings.Trim(s[:i], " №,."), strings.TrimSpace(s[i:])
}

// confirmation is what is noted.
func (d ownership) confirmation(s ownerScene) owners.Confirmation {
	c := owners.Confirmation{
		Organisation: d.Organisation, By: s.Person.ID, Owner: d.Owner, Person: d.Person, Acts: owners.Self,
	}
	if d.Document != "" {
		c.Acts = owners.Representative
		c.Document.Kind, c.Document.Number = documentTyped(d.Document)
		c.Document.Until = d.Until
	}
	return c
}

// ownerUntil asks for the last day of the document.
func (p Ports) ownerUntil() dialogs.Step[ownership, candidates] {
	return dialogs.Step[ownership, candidates]{
		ID: "until", Next: []string{"sure"}, Load: p.loadOwners, Skip: lost,
		Show: func(ownerScene, candidates) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("operator.owner_until"),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.owner_forever"), "forever")},
			}
		},
		Decide: func(s ownerScene, _ candidates, in dialogs.Input) ownerMove {
			if in.Act.Do == "forever" {
				s.Draft.Until = housing.Date{}
				return dialogs.To(s.Draft, "sure")
			}
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			today := housing.DateOf(s.Now)
			day, ok := pick.Day(in.Text, today)
			if !ok || day.Before(today) {
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.owner_until_wrong"))
			}
			s.Draft.Until = day
			return dialogs.To(s.Draft, "sure")
		},
	}
}

// ownerSure shows all that was said before it is noted.
func (p Ports) ownerSure() dialogs.Step[ownership, candidates] {
	return dialogs.Step[ownership, candidates]{
		ID: "sure", Load: p.loadOwners, Skip: lost,
		Show: func(s ownerScene, v candidates) dialogs.Screen {
			d := s.Draft
			c, _ := v.of(d.Owner)
			until := ""
			if !d.Until.IsZero() {
				until = texts.Date(d.Until, housing.DateOf(s.Now))
			}
			return dialogs.Screen{
				Text: p.Texts.T("operator.owner_sure", "Person", int64(d.Person), "Homes",
					strings.Join(v.Homes, ", "),
					"Premises", d.Premises, "Name", c.Name, "Document", d.Document, "Until", until),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.owner_yes"), "confirm")},
			}
		},
		Decide: func(s ownerScene, _ candidates, in dialogs.Input) ownerMove {
			if in.Act.Do != "confirm" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s ownerScene, _ dialogs.Act) (ownerMove, error) {
			err := p.Owning.Confirm(ctx, s.Once, s.Draft.confirmation(s), s.Now)
			m := dialogs.Done(s.Draft, struct{}{})
			m.Final, m.Notice = true, p.Texts.T("operator.owner_done", "Person", int64(s.Draft.Person))
			return m, err
		},
	}
}
