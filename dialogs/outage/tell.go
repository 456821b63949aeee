package outage

import (
	"context"
	"slices"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
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
	From         time.Time              `json:"from,omitzero"`   // told to be earlier than now
	To           time.Time              `json:"to,omitzero"`
	Danger       bool                   `json:"danger,omitempty"`
}

type (
	tellScene = dialogs.Scene[report]
	tellMove  = dialogs.Move[report]
)

// begun is since when it is off.
func (r report) begun(now time.Time) time.Time {
	if r.From.IsZero() {
		return now
	}
	return r.From
}

// nextMessage is within what time residents hear more where the end is not known.
const nextMessage = time.Hour

// outage is what would be announced now.
func (r report) outage(org housing.Organisation, now time.Time) housing.Outage {
	o := housing.Outage{
		Organisation: org, Kind: housing.OutageEmergency, Danger: r.Danger, Utilities: r.Utilities,
		From: r.begun(now), To: r.To, Places: r.Places, State: housing.OutageAnnounced, At: now, Edition: 1,
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
				s.Draft.Utilities, s.Draft.Line = said.Resources(s.Draft.Line)
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
			found, rest := said.Resources(in.Text)
			if len(found) == 0 {
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.what_unknown"))
			}
			s.Draft.Utilities, s.Draft.Line = found, rest
			return dialogs.To(s.Draft, "where")
		},
	}
}

// searched is what the place that was typed may be.
type searched struct {
	looked
	houses    []housing.House // with a button
	entrances map[housing.HouseID][]string
	timed     bool
	to        housing.Span
	why       texts.Text // the time that was told cannot be used
}

// where asks at which houses. What was typed is looked up here, among the
// houses of the organisation alone.
func (p Ports) where() dialogs.Step[report, searched] {
	return dialogs.Step[report, searched]{
		ID: "where", Next: []string{"when", "where"},
		Load: func(ctx context.Context, s tellScene) (v searched, err error) {
			if s.Draft.Line != "" {
				if v, err = p.search(ctx, s); err != nil {
					return v, err
				}
			}
			return p.withButtons(ctx, s.Draft.Organisation, v)
		},
		Skip: func(s tellScene, v searched) (tellMove, bool) {
			if len(v.places) == 0 || len(v.unknown)+len(v.foreign) > 0 {
				return tellMove{}, false
			}
			return p.placed(s, v), true
		},
		Show:   p.showWhere,
		Decide: p.chooseWhere,
	}
}

func (p Ports) chooseWhere(s tellScene, v searched, in dialogs.Input) tellMove {
	switch {
	case in.Act.Do == "house", in.Act.Do == "entrance":
		place, ok := v.chosen(in.Act)
		if !ok {
			return dialogs.Unknown(s.Draft)
		}
		v.places = []housing.OutagePlace{place}
		return p.placed(s, v)
	case in.Act.Do == "found" && len(v.places) > 0:
		return p.placed(s, v)
	case in.Text != "":
		s.Draft.Line = in.Text
		return dialogs.To(s.Draft, "where")
	}
	return dialogs.Unknown(s.Draft)
}

// chosen is the house or the entrance of a button.
func (v searched) chosen(a dialogs.Act) (place housing.OutagePlace, ok bool) {
	if a.Do == "entrance" {
		return v.entrance(a.Arg)
	}
	id := pick.OfKey[housing.HouseID](a.Arg)
	i := slices.IndexFunc(v.houses, func(h housing.House) bool { return h.ID == id })
	if i < 0 {
		return place, false
	}
	return whole(v.houses[i]), true
}

func (p Ports) placed(s tellScene, v searched) tellMove {
	s.Draft.Places, s.Draft.Line = v.places, ""
	if v.timed && v.why == "" {
		s.Draft.Timed, s.Draft.From, s.Draft.To = true, v.to.From, v.to.To
	}
	m := dialogs.To(s.Draft, "when")
	m.Notice = v.why
	return m
}

// search takes a line apart and looks its places up. Its time is that of the
// clock of its houses.
func (p Ports) search(ctx context.Context, s tellScene) (v searched, err error) {
	line, _ := said.Line(s.Draft.Line, s.Now) // the time is read below
	if v.looked, err = p.look(ctx, s.Draft.Organisation, line.Places); err != nil {
		return v, err
	}
	v.unknown = append(v.unknown, line.Unknown...)
	if len(v.places) == 0 || !line.Timed {
		return v, nil
	}
	local := localTo(s.Now, v.places[0].Zone)
	line, fault := said.Line(s.Draft.Line, local)
	v.timed, v.why = true, p.fault(fault)
	if fault == nil {
		v.to, v.why = p.emergencyOf(line.Times, local)
	}
	return v, nil
}

// withButtons adds the houses that have a button: those that the words may name,
// else those of the last outages.
func (p Ports) withButtons(
	ctx context.Context, org housing.OrganisationID, v searched,
) (_ searched, err error) {
	v.houses = v.near
	if len(v.places)+len(v.unknown)+len(v.foreign) == 0 {
		if v.houses, err = p.Houses.Lately(ctx, org, lately); err != nil {
			return v, err
		}
	}
	ids := make([]housing.HouseID, len(v.houses))
	for i, h := range v.houses {
		ids[i] = h.ID
	}
	v.entrances, err = p.Houses.Entrances(ctx, org, ids)
	return v, err
}

// entrance is the place that a button of an entrance means.
func (v searched) entrance(arg string) (housing.OutagePlace, bool) {
	id, entrance, _ := strings.Cut(arg, "/")
	i := slices.IndexFunc(v.houses, func(h housing.House) bool { return pick.Key(h.ID) == id })
	if i < 0 || !slices.Contains(v.entrances[v.houses[i].ID], entrance) {
		return housing.OutagePlace{}, false
	}
	place := whole(v.houses[i])
	place.Entrance = entrance
	return place, true
}

func (p Ports) showWhere(_ tellScene, v searched) dialogs.Screen {
	screen := dialogs.Screen{Text: p.Texts.T("outage.where")}
	if len(v.unknown)+len(v.foreign) > 0 {
		screen.Text = texts.Join("\n", p.missing(v.looked), p.Texts.T("outage.where_again"))
		if len(v.places) > 0 {
			screen.Rows = append(
				screen.Rows,
				dialogs.On(p.Texts.Label("outage.where_rest", "N", len(v.places)), "found"),
			)
		}
	}
	screen.Rows = append(screen.Rows, p.houseRows(v)...)
	return screen
}

// missing says what was not found, and what is another organisation's.
func (p Ports) missing(v looked) (text texts.Text) {
	if len(v.unknown) > 0 {
		text = p.Texts.T("outage.where_unknown", "Unknown", quoted(v.unknown))
	}
	if len(v.foreign) > 0 {
		text = texts.Join("\n", text, p.Texts.T("outage.where_foreign", "Foreign", quoted(v.foreign)))
	}
	for _, f := range v.faults[:min(shownUnknown, len(v.faults))] {
		text = texts.Join("\n", text, texts.Escape(f))
	}
	return text
}

// entrancesInRow is how many entrances of a house stand in a row.
const entrancesInRow = 4

// houseRows offers houses, and below each its entrances where they are known.
func (p Ports) houseRows(v searched) (rows [][]dialogs.Button) {
	for _, h := range v.houses {
		rows = append(rows, dialogs.OnArg(texts.ShortHouse(h.Address), "house", pick.Key(h.ID)))
		for some := range slices.Chunk(v.entrances[h.ID], entrancesInRow) {
			row := make([]dialogs.Button, 0, len(some))
			for _, e := range some {
				label := p.Texts.Label("outage.entrance_short",
					"House", texts.HouseNumber(h.Address), "Entrance", e)
				row = append(row, dialogs.OnArg(label, "entrance", pick.Key(h.ID)+"/"+e)...)
			}
			rows = append(rows, row)
		}
	}
	return rows
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
			v, why := p.endOf(s.Now, s.Draft.Places[0].Zone, in)
			if why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			s.Draft.Timed, s.Draft.From, s.Draft.To = true, v.From, v.To
			return dialogs.To(s.Draft, "preview")
		},
	}
}
