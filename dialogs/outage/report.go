package outage

import (
	"context"
	"encoding/json"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// ReportArgs starts a report; Too: of what was announced, Still: of what was
// told to be over.
type ReportArgs struct {
	Too   bool `json:"too,omitempty"`
	Still bool `json:"still,omitempty"`
}

// word is what a resident says.
type word struct {
	ReportArgs
	House   housing.HouseID        `json:"house,omitempty"`
	Utility housing.Utility        `json:"utility,omitempty"`
	Said    housing.OutageReported `json:"said,omitzero"`
}

type (
	wordScene = dialogs.Scene[word]
	wordMove  = dialogs.Move[word]
)

// asked is what a report may be about.
type asked struct {
	links   []housing.Connection
	outages []housing.Outage
}

// reporting is ‹Сообщить: у меня отключили›.
func (p Ports) reporting() dialogs.Flow {
	return dialogs.Def[ReportArgs, word, struct{}]{
		ID: ReportFlow, Version: 1, Title: "outage.report_title", First: "house",
		Open:  func(a ReportArgs) word { return word{ReportArgs: a} },
		Wants: []dialogs.Want{pick.Wants(p.Connect, housing.AccountID(0))},
		Steps: []dialogs.Stepper[word]{p.whose(), p.lost(), p.said()},
	}.Flow()
}

func (p Ports) loadAsked(ctx context.Context, s wordScene) (v asked, err error) {
	if v.links, err = p.Accounts.Connections(ctx, s.Person.ID); err != nil {
		return v, err
	}
	v.outages, err = p.Residents.Mine(ctx, s.Person.ID, s.Now.Add(-past), s.Now)
	return v, err
}

// meant returns the outage that «у меня тоже» or «всё ещё нет» is said of: the
// newest that fits.
func (v asked) meant(s wordScene) *housing.Outage {
	for _, o := range slices.Backward(v.outages) {
		fits := s.Draft.Too && o.Kind == housing.OutageEmergency && o.UnderWay(s.Now) ||
			s.Draft.Still && (o.State == housing.OutageEnded || o.Unclosed(s.Now))
		if fits && len(o.Places) > 0 {
			return &o
		}
	}
	return nil
}

func (v asked) houses() (all []housing.House) {
	for _, l := range v.links {
		h := l.Account.House
		if !slices.ContainsFunc(all, func(o housing.House) bool { return o.ID == h.ID }) {
			all = append(all, h)
		}
	}
	return all
}

// whose asks at which of several houses.
func (p Ports) whose() dialogs.Step[word, asked] {
	return dialogs.Step[word, asked]{
		ID: "house", Next: []string{"utility"}, Calls: []string{p.Connect}, Load: p.loadAsked,
		Skip: func(s wordScene, v asked) (wordMove, bool) {
			houses := v.houses()
			if o := v.meant(s); o != nil {
				s.Draft.House = o.Places[0].House
				if len(o.Utilities) == 1 {
					s.Draft.Utility = o.Utilities[0]
				}
			} else if len(houses) == 1 {
				s.Draft.House = houses[0].ID
			}
			return dialogs.To(s.Draft, "utility"), s.Draft.House != 0
		},
		Show: func(_ wordScene, v asked) dialogs.Screen {
			if len(v.links) == 0 {
				return dialogs.Screen{
					Text: p.Texts.T("outage.no_account"),
					Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("account.connect"), "connect")},
				}
			}
			screen := dialogs.Screen{Text: p.Texts.T("outage.report_where")}
			for _, h := range v.houses() {
				screen.Rows = append(
					screen.Rows,
					dialogs.OnArg(texts.ShortHouse(h.Address), "house", pick.Key(h.ID)),
				)
			}
			return screen
		},
		Decide: func(s wordScene, _ asked, in dialogs.Input) wordMove {
			switch in.Act.Do {
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(p.Connect, nil))
			case "house":
				s.Draft.House = pick.OfKey[housing.HouseID](in.Act.Arg)
				return dialogs.To(s.Draft, "utility")
			}
			return dialogs.Unknown(s.Draft)
		},
		Resume: func(s wordScene, _ json.RawMessage) wordMove { return dialogs.Stay(s.Draft) },
	}
}

// reportable are the utilities that a flat can be without.
func reportable() []housing.Utility {
	return slices.DeleteFunc(
		housing.Utilities(),
		func(u housing.Utility) bool { return u == housing.UtilityLift },
	)
}

// sureOf asks whether a utility is off at the person's place too, or still.
func (p Ports) sureOf(u housing.Utility, still bool) dialogs.Screen {
	what, ask, yes := p.Texts.Label(texts.UtilityKeys(u).Off), "outage.report_sure", "outage.report_yes"
	if still {
		ask, yes = "outage.report_still", "outage.report_still_yes"
	}
	return dialogs.Screen{
		Text: p.Texts.T(ask, "What", what),
		Rows: [][]dialogs.Button{dialogs.OnArg(p.Texts.Label(yes), "utility", string(u))},
	}
}

// lost asks what is off, unless it is known, and notes it.
func (p Ports) lost() dialogs.Step[word, struct{}] {
	note := func(s wordScene, u housing.Utility) wordMove {
		s.Draft.Utility = u
		return dialogs.Do(s.Draft, dialogs.Act{Do: "note", Arg: string(u)})
	}
	return dialogs.Step[word, struct{}]{
		ID: "utility", Next: []string{"said"},
		Show: func(s wordScene, _ struct{}) dialogs.Screen {
			if u := s.Draft.Utility; u != "" {
				return p.sureOf(u, s.Draft.Still)
			}
			return dialogs.Screen{Text: p.Texts.T("outage.lost"), Rows: p.utilityRows(reportable())}
		},
		Decide: func(s wordScene, _ struct{}, in dialogs.Input) wordMove {
			if u := housing.Utility(
				in.Act.Arg,
			); in.Act.Do == "utility" &&
				slices.Contains(housing.Utilities(), u) {
				return note(s, u)
			}
			if found, _ := said.Resources(in.Text); len(found) == 1 {
				return note(s, found[0])
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s wordScene, intent dialogs.Act) (wordMove, error) {
			done, err := p.Residents.Report(ctx, s.Once, housing.OutageReport{
				Person:  s.Person.ID,
				House:   s.Draft.House,
				Utility: housing.Utility(intent.Arg),
				Still:   s.Draft.Still,
			}, s.Now)
			s.Draft.Utility, s.Draft.Said = housing.Utility(intent.Arg), done
			m := dialogs.To(s.Draft, "said")
			m.Final = true
			return m, err
		},
	}
}

// said thanks, with whom to call.
func (p Ports) said() dialogs.Step[word, struct{}] {
	return dialogs.Step[word, struct{}]{
		ID: "said",
		Show: func(s wordScene, _ struct{}) dialogs.Screen {
			done := s.Draft.Said
			at := texts.Clock(s.Now.In(done.House.Location()))
			text := p.Texts.T("outage.noted", "At", at, "N", done.Flats)
			if !done.Already.IsZero() {
				at = texts.Clock(done.Already.In(done.House.Location()))
				text = p.Texts.T("outage.noted_already", "At", at)
			}
			if done.Phone != "" {
				text = texts.Join("\n", text, p.Texts.T("outage.phone", "Phone", texts.Phone(done.Phone)))
			}
			if s.Draft.Utility == housing.UtilityGas {
				text = texts.Join("\n\n", p.Texts.T("outage.gas"), text)
			}
			return dialogs.Screen{Text: text}
		},
		Decide: func(s wordScene, _ struct{}, _ dialogs.Input) wordMove { return dialogs.Unknown(s.Draft) },
	}
}
