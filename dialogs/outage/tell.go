package outage

import (
	"context"
	"slices"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// TellArgs starts an announcement; Line is one that was typed whole:
// «авария хвс ленина 12 п2 до 9».
type TellArgs struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Line         string                 `json:"line,omitempty"`
}

// report is an announcement in the making.
type report struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Line         string                 `json:"line,omitempty"` // typed, and not looked at yet
	Utilities    []housing.Utility      `json:"utilities,omitempty"`
	Places       []housing.OutagePlace  `json:"places,omitempty"`
	Timed        bool                   `json:"timed,omitempty"` // the end was told, or is not known
	To           time.Time              `json:"to,omitzero"`
	Danger       bool                   `json:"danger,omitempty"`
}

type (
	tellScene = dialogs.Scene[report]
	tellMove  = dialogs.Move[report]
)

// nextMessage is within what time residents hear more where the end is not known.
const nextMessage = time.Hour

// outage is what would be announced now.
func (r report) outage(org housing.Organisation, now time.Time) housing.Outage {
	o := housing.Outage{
		Organisation: org, Kind: housing.OutageEmergency, Danger: r.Danger, Utilities: r.Utilities,
		From: now, To: r.To, Places: r.Places, State: housing.OutageAnnounced, At: now, Edition: 1,
		Phone: org.Phone,
	}
	if o.To.IsZero() {
		o.Next = now.Add(nextMessage)
	}
	return o
}

// telling is ‹Авария сейчас›.
func (p Ports) telling() dialogs.Flow {
	return dialogs.Def[TellArgs, report, housing.OutageID]{
		ID: TellFlow, Version: 1, Title: "outage.tell_title", First: "what",
		Open:  func(a TellArgs) report { return report{Organisation: a.Organisation, Line: a.Line} },
		Wants: []dialogs.Want{{Flow: CardFlow, Args: CardArgs{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[report]{p.what(), p.where(), p.when(), p.preview(), p.loud()},
	}.Flow()
}

// what asks what is off. A line that was typed whole is taken apart first.
func (p Ports) what() dialogs.Step[report, struct{}] {
	return dialogs.Step[report, struct{}]{
		ID: "what", Next: []string{"where"},
		Skip: func(s tellScene, _ struct{}) (tellMove, bool) {
			if len(s.Draft.Utilities) == 0 && s.Draft.Line != "" {
				s.Draft.Utilities, s.Draft.Line = readUtilities(s.Draft.Line)
			}
			return dialogs.To(s.Draft, "where"), len(s.Draft.Utilities) > 0
		},
		Show: func(tellScene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.what"), Rows: p.utilityRows(housing.Utilities())}
		},
		Decide: func(s tellScene, _ struct{}, in dialogs.Input) tellMove {
			if u := housing.Utility(
				in.Act.Arg,
			); in.Act.Do == "utility" &&
				slices.Contains(housing.Utilities(), u) {
				s.Draft.Utilities = []housing.Utility{u}
				return dialogs.To(s.Draft, "where")
			}
			found, rest := readUtilities(in.Text)
			if len(found) == 0 {
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.what_unknown"))
			}
			s.Draft.Utilities, s.Draft.Line = found, rest
			return dialogs.To(s.Draft, "where")
		},
	}
}

// lately is how many houses have a button.
const lately = 4

// searched is what the place that was typed may be.
type searched struct {
	houses  []housing.House // with a button
	places  []housing.OutagePlace
	unknown []string
	till    till
}

// where asks at which houses. What was typed is looked up here, among the
// houses of the organisation alone.
func (p Ports) where() dialogs.Step[report, searched] {
	return dialogs.Step[report, searched]{
		ID: "where", Next: []string{"when", "where"},
		Load: func(ctx context.Context, s tellScene) (v searched, err error) {
			if s.Draft.Line != "" {
				return p.find(ctx, s)
			}
			v.houses, err = p.Houses.Lately(ctx, s.Draft.Organisation, lately)
			return v, err
		},
		Skip: func(s tellScene, v searched) (tellMove, bool) {
			if len(v.places) == 0 || len(v.unknown) > 0 {
				return tellMove{}, false
			}
			return p.placed(s, v), true
		},
		Show: p.showWhere,
		Decide: func(s tellScene, v searched, in dialogs.Input) tellMove {
			switch {
			case in.Act.Do == "house":
				id := pick.OfKey[housing.HouseID](in.Act.Arg)
				i := slices.IndexFunc(v.houses, func(h housing.House) bool { return h.ID == id })
				if i < 0 {
					return dialogs.Unknown(s.Draft)
				}
				v.places = []housing.OutagePlace{whole(v.houses[i])}
				return p.placed(s, v)
			case in.Act.Do == "found" && len(v.places) > 0:
				return p.placed(s, v)
			case in.Text != "":
				s.Draft.Line = in.Text
				return dialogs.To(s.Draft, "where")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) placed(s tellScene, v searched) tellMove {
	s.Draft.Places, s.Draft.Line = v.places, ""
	if v.till.told {
		to, ok := v.till.at(s.Now.In(housing.House{Zone: v.places[0].Zone}.Location()))
		s.Draft.Timed, s.Draft.To = ok, to
	}
	return dialogs.To(s.Draft, "when")
}

func (p Ports) showWhere(s tellScene, v searched) dialogs.Screen {
	screen := dialogs.Screen{Text: p.Texts.T("outage.where")}
	if len(v.unknown) > 0 {
		screen.Text = p.Texts.T("outage.where_unknown", "Unknown", quoted(v.unknown))
		if len(v.places) > 0 {
			screen.Rows = append(
				screen.Rows,
				dialogs.On(p.Texts.Label("outage.where_rest", "N", len(v.places)), "found"),
			)
		}
	}
	for _, h := range v.houses {
		screen.Rows = append(screen.Rows, dialogs.OnArg(texts.ShortHouse(h.Address), "house", pick.Key(h.ID)))
	}
	return screen
}

// quoted lists what was not understood: «„ленина 112“, „садовая“».
func quoted(all []string) string {
	list := make([]string, len(all))
	for i, s := range all {
		list[i] = "„" + s + "“"
	}
	return strings.Join(list, ", ")
}

// when asks for how long.
func (p Ports) when() dialogs.Step[report, struct{}] {
	return dialogs.Step[report, struct{}]{
		ID: "when", Next: []string{"preview"},
		Skip: func(s tellScene, _ struct{}) (tellMove, bool) {
			return dialogs.To(s.Draft, "preview"), s.Draft.Timed
		},
		Show: func(tellScene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.when"), Rows: p.endRows()}
		},
		Decide: func(s tellScene, _ struct{}, in dialogs.Input) tellMove {
			to, why := p.endOf(s.Now, s.Draft.Places[0].Zone, in)
			if why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			s.Draft.Timed, s.Draft.To = true, to
			return dialogs.To(s.Draft, "preview")
		},
	}
}

func (p Ports) endRows() [][]dialogs.Button {
	return [][]dialogs.Button{
		dialogs.OnArg(p.Texts.Label("outage.open"), "open", ""),
		append(dialogs.OnArg(p.Texts.Label("outage.two_hours"), "for", "2"),
			dialogs.OnArg(p.Texts.Label("outage.four_hours"), "for", "4")...),
	}
}

// endOf reads when it will be over; the zero time: not known yet.
func (p Ports) endOf(now time.Time, zone string, in dialogs.Input) (to time.Time, why texts.Text) {
	local := now.In(housing.House{Zone: zone}.Location())
	switch in.Act.Do {
	case "open":
		return to, ""
	case "for":
		hours := pick.OfKey[int64](in.Act.Arg)
		return now.Add(time.Duration(hours) * time.Hour).Truncate(time.Minute), ""
	}
	t, rest := readTill(in.Text)
	to, ok := t.at(local)
	switch {
	case !t.told || rest != "":
		return to, p.Texts.T("outage.when_unknown")
	case !ok:
		return to, p.Texts.T("outage.end_past")
	}
	return to, ""
}
