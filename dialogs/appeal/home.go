package appeal

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// counted is how many appeals a person is told of.
const counted = 50

// start is what the first screen shows.
type start struct {
	written housing.Appeal // a draft
	there   bool
	mine    int
	service housing.Service // of the first connected house
}

func (f flow) home() dialogs.Step[draft, start] {
	return dialogs.Step[draft, start]{
		ID: "home", Next: nexts("replace", "where", "mine", "ask", "shared", "card"),
		Doc:  []dialogs.Documented{{Step: "2", Labels: []string{"appeal.title"}}},
		Load: f.loadHome,
		Skip: func(s scene, _ start) (move, bool) {
			switch {
			case s.Draft.Ask.House != 0:
				return dialogs.To(draft{Ask: s.Draft.Ask}, "ask"), true
			case s.Draft.Shared != 0:
				return dialogs.To(draft{Shared: s.Draft.Shared}, "shared"), true
			case s.Draft.Card != 0:
				return dialogs.To(draft{Appeal: s.Draft.Card}, "card"), true
			}
			return dialogs.To(draft{}, "mine"), s.Draft.Mine
		},
		Show: f.showHome,
		Decide: func(s scene, v start, in dialogs.Input) move {
			switch in.Act.Do {
			case "new":
				if v.there {
					return dialogs.To(draft{Appeal: v.written.ID}, "replace")
				}
				return dialogs.To(draft{}, "where")
			case "mine":
				return dialogs.To(draft{}, "mine")
			case "resume":
				return dialogs.To(draft{Appeal: v.written.ID}, next(&v.written))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (f flow) loadHome(ctx context.Context, s scene) (v start, err error) {
	if v.written, v.there, err = f.Appeals.Draft(ctx, s.Person.ID, s.Now); err != nil {
		return v, err
	}
	all, err := f.loadMine(ctx, s)
	if err != nil {
		return v, err
	}
	v.mine = len(all.own) + len(all.joined)
	links, err := f.Accounts.Connections(ctx, s.Person.ID)
	if err != nil || len(links) == 0 {
		return v, err
	}
	v.service, err = f.Services.ServiceOf(ctx, links[0].Account.House.ID)
	return v, err
}

func (f flow) showHome(s scene, v start) dialogs.Screen {
	text := texts.Join("\n", "*"+f.t.T("appeal.title")+"*",
		f.t.T("appeal.first", "Phones", f.phones(v.service)))
	var rows [][]dialogs.Button
	if v.there {
		day := housing.DateOf(v.written.Changed.In(v.written.Location()))
		rows = append(rows, dialogs.On(
			f.t.Label("appeal.resume", "Date", texts.Date(day, v.written.Day(s.Now))), "resume"))
	}
	rows = append(rows, dialogs.On(f.t.Label("appeal.new"), "new"))
	if v.mine == 0 {
		return dialogs.Screen{Text: texts.Join("\n", text, f.t.T("appeal.none")), Rows: rows}
	}
	return dialogs.Screen{
		Text: text, Rows: append(rows, dialogs.On(f.t.Label("appeal.mine_count", "Count", v.mine), "mine")),
	}
}

// replace asks before a draft is given up for a new appeal.
func (f flow) replace() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "replace", Next: nexts("where"), Load: f.load,
		Show: func(_ scene, a housing.Appeal) dialogs.Screen {
			return dialogs.Screen{
				Text: f.t.T("appeal.replace_ask", "What", f.about(&a)),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("appeal.replace_no"), "no"),
					dialogs.On(f.t.Label("appeal.replace_yes"), "yes"),
				},
			}
		},
		Decide: func(s scene, a housing.Appeal, in dialogs.Input) move {
			switch in.Act.Do {
			case "yes": // the draft goes when the new one has its place
				return dialogs.To(draft{}, "where")
			case "no":
				return dialogs.To(s.Draft, next(&a))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// about says in a few words what a draft is about.
func (f flow) about(a *housing.Appeal) string {
	if a.Topic.Name != "" {
		return a.Topic.Name
	}
	return place(a)
}

// place is where an appeal is about, in full.
func place(a *housing.Appeal) string {
	if a.House.ID == 0 {
		return a.Place
	}
	return texts.Address(a.House.Address, "")
}

// phones names the dispatchers of a house, to be called before anything is written.
func (f flow) phones(service housing.Service) texts.Text {
	var phones texts.Text
	for _, d := range service.Dispatchers {
		phones = texts.Join(", ", phones, texts.Escape(texts.Phone(d.Phone)))
	}
	return phones
}

// sent are the appeals of a person, and those that the person joined.
type sent struct {
	own    []housing.Appeal
	joined []housing.AppealShared
}

func (f flow) loadMine(ctx context.Context, s scene) (v sent, err error) {
	if v.own, err = f.Appeals.Appeals(ctx, s.Person.ID, counted); err != nil {
		return v, err
	}
	v.joined, err = f.Joins.Shared(ctx, s.Person.ID, counted)
	return v, err
}

// joinedKey begins the argument of a button of a joined appeal.
const joinedKey = "j"

// mine lists what the person sent, and what the person joined.
func (f flow) mine() dialogs.Step[draft, sent] {
	return dialogs.Step[draft, sent]{
		ID: "mine", Next: []string{"card", "shared", "where", "mine"}, Load: f.loadMine,
		Show: func(s scene, v sent) dialogs.Screen {
			text := texts.Join("\n", "*"+f.t.T("appeal.mine")+"*")
			choices := make([]pick.Choice, 0, len(v.own)+len(v.joined))
			for i := range v.own {
				choices = append(choices, pick.Choice{Label: f.line(&v.own[i]), Arg: pick.Key(v.own[i].ID)})
			}
			for i := range v.joined {
				a := &v.joined[i].Appeal
				label := f.t.Label("appeal.line_joined", "Line", f.line(a))
				choices = append(choices, pick.Choice{Label: label, Arg: joinedKey + pick.Key(a.ID)})
			}
			if len(choices) == 0 {
				text = texts.Join("\n", text, f.t.T("appeal.none"))
			}
			return dialogs.Screen{Text: text, Rows: pick.List(choices, s.Draft.Page, f.t)}
		},
		Decide: func(s scene, v sent, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if id, ok := v.numbered(in.Text); ok {
				return dialogs.To(draft{Appeal: id}, "card")
			}
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			if key, is := strings.CutPrefix(in.Act.Arg, joinedKey); is {
				return dialogs.To(draft{Shared: pick.OfKey[housing.AppealID](key)}, "shared")
			}
			return dialogs.To(draft{Appeal: pick.OfKey[housing.AppealID](in.Act.Arg)}, "card")
		},
	}
}

// numbered finds the one appeal that has a typed number: each organisation counts its own.
func (v sent) numbered(typed string) (id housing.AppealID, ok bool) {
	want := housing.FoldNumber(typed)
	for i := range v.own {
		if want == "" || housing.FoldNumber(v.own[i].Number) != want {
			continue
		}
		if ok {
			return 0, false
		}
		id, ok = v.own[i].ID, true
	}
	return id, ok
}

// line is an appeal in a list: «№ О-118 · в работе · Протечка крыши».
func (f flow) line(a *housing.Appeal) string {
	s := f.t.Label(stateKey(a.State)) + " · " + a.Topic.Name
	if a.Number != "" {
		s = "№ " + a.Number + " · " + s
	}
	return s
}

func stateKey(s housing.AppealState) string {
	switch s {
	case housing.AppealDraft:
		return "appeal.state_draft"
	case housing.AppealPrepared:
		return "appeal.state_prepared"
	case housing.AppealSent:
		return "appeal.state_sent"
	case housing.AppealInWork:
		return "appeal.state_in_work"
	case housing.AppealRedirected:
		return "appeal.state_redirected"
	case housing.AppealExtended:
		return "appeal.state_extended"
	case housing.AppealAnswered:
		return "appeal.state_answered"
	case housing.AppealClosed:
		return "appeal.state_closed"
	case housing.AppealWithdrawn:
	}
	return "appeal.state_withdrawn"
}
