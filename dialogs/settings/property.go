package settings

import (
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

// PropertyFlow is the id of ‹Моя собственность›.
const PropertyFlow = "property"

// Rights tells what the register of owners says of a person.
type Rights interface {
	Mine(ctx context.Context, p housing.PersonID, now time.Time) ([]owners.Mine, error)
}

// PropertyPorts is what ‹Моя собственность› needs.
type PropertyPorts struct {
	Rights   Rights
	Accounts Accounts
	Texts    dialogs.Texter
	Appeal   string // the flow ‹Обращение граждан›
}

// topicOwners is the topic of what is wrong with the register, by its key in the tree of topics.
const topicOwners = "managing_disclosure"

// Property returns the flow of what the register of owners says of a person. What is wrong there is told to
// whoever manages the house, who keeps the register: nobody changes it from a chat.
func Property(p PropertyPorts) dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: PropertyFlow, Version: 1, Title: "owner.flow", First: "main",
		Wants: []dialogs.Want{{Flow: p.Appeal, Args: pick.AppealArgs{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[struct{}]{p.main()},
	}.Flow()
}

// property is what is known of a person, and the houses in which something may be wrong.
type property struct {
	rights []owners.Mine
	houses []housing.House
}

func (p PropertyPorts) load(ctx context.Context, s scene) (v property, err error) {
	if v.rights, err = p.Rights.Mine(ctx, s.Person.ID, s.Now); err != nil {
		return v, err
	}
	links, err := p.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return v, err
	}
	seen := map[housing.HouseID]bool{}
	add := func(h housing.House) {
		if !seen[h.ID] {
			seen[h.ID] = true
			v.houses = append(v.houses, h)
		}
	}
	for _, r := range v.rights {
		add(r.House)
	}
	for _, l := range links {
		if !l.Suspended {
			add(l.Account.House)
		}
	}
	return v, nil
}

func (p PropertyPorts) main() dialogs.Step[struct{}, property] {
	return dialogs.Step[struct{}, property]{
		ID: "main", Calls: []string{p.Appeal}, Load: p.load,
		Show: func(s scene, v property) dialogs.Screen {
			parts := []texts.Text{"*" + p.Texts.T("owner.heading") + "*"}
			for _, r := range v.rights {
				parts = append(parts, p.right(s, r))
			}
			if len(v.rights) == 0 {
				parts = append(parts, p.Texts.T("owner.none", "Person", int64(s.Person.ID)))
			}
			screen := dialogs.Screen{Text: texts.Join("\n\n", parts...)}
			for _, h := range v.houses {
				key := "owner.wrong"
				if len(v.rights) == 0 {
					key = "owner.prove"
				}
				label := p.Texts.Label(key, "House", texts.ShortHouse(h.Address), "Many", len(v.houses) > 1)
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, "wrong", pick.Key(h.ID)))
			}
			return screen
		},
		Decide: func(s scene, v property, in dialogs.Input) move {
			id := pick.OfKey[housing.HouseID](in.Act.Arg)
			ours := slices.ContainsFunc(v.houses, func(h housing.House) bool { return h.ID == id })
			if in.Act.Do != "wrong" || !ours {
				return dialogs.Unknown(s.Draft)
			}
			about := "owner.about"
			if len(v.rights) == 0 {
				about = "owner.about_prove"
			}
			return dialogs.Call(s.Draft, dialogs.Begin(p.Appeal, pick.AppealArgs{
				Ask: pick.AppealAsk{
					House: id, Topic: topicOwners, About: p.Texts.Label(about, "Person", int64(s.Person.ID)),
				},
			}))
		},
	}
}

// right tells of one right.
func (p PropertyPorts) right(s scene, r owners.Mine) texts.Text {
	today := housing.DateOf(s.Now)
	share := r.Right.Share.String()
	if r.Right.Share.Num == r.Right.Share.Den {
		share = ""
	}
	weight, _ := decimal.NewFromString(r.Weight.FloatString(2)) // it is a number
	return p.Texts.T("owner.right",
		"Address", texts.House(r.House.Address), "Number", r.Premises.Number, "Room", r.Premises.Room,
		"Parking", r.Premises.Kind == owners.Parking, "Other", r.Premises.Kind == owners.NonResidential,
		"Area", texts.Number(r.Premises.Area), "Share", share, "Joint", r.Right.Joint,
		"Right", r.Right.Number, "Since", texts.Date(r.Right.From, today), "Weight", texts.Number(weight),
		"For", p.owner(r), "Source", r.Stated.Source, "On", texts.Date(r.Stated.On, today))
}

// owner is for whom somebody acts; empty: for himself.
func (p PropertyPorts) owner(r owners.Mine) string {
	if r.Acts == owners.Self {
		return ""
	}
	return r.Owner.Name
}
