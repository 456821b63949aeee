package outage

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// PlanArgs starts planned work or prevention; Text is what was typed or pasted of it.
type PlanArgs struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Kind         housing.OutageKind     `json:"kind"`
	Text         string                 `json:"text,omitempty"`
}

// plan is what will be announced, in the making.
type plan struct {
	PlanArgs
	Whole   bool                 `json:"whole,omitempty"` // nothing follows the text
	Items   []housing.PlannedRow `json:"items,omitempty"`
	At      int                  `json:"at,omitempty"`   // the item on the screen
	Line    string               `json:"line,omitempty"` // places that were typed, and not looked at yet
	Unknown []string             `json:"unknown,omitempty"`
	Foreign []string             `json:"foreign,omitempty"`
	Faults  []string             `json:"faults,omitempty"`
}

// missed is what was not understood, and not taken.
func (d plan) missed() looked {
	return looked{unknown: d.Unknown, foreign: d.Foreign, faults: d.Faults}
}

// miss takes note of it.
func (d *plan) miss(v looked) { d.Unknown, d.Foreign, d.Faults = v.unknown, v.foreign, v.faults }

type (
	planScene = dialogs.Scene[plan]
	planMove  = dialogs.Move[plan]
)

// item is the one on the screen.
func (d *plan) item() *housing.PlannedRow {
	if len(d.Items) == 0 {
		d.Items = append(d.Items, housing.PlannedRow{})
	}
	d.At = min(max(d.At, 0), len(d.Items)-1)
	return &d.Items[d.At]
}

// on goes to what is missing, or to the preview.
func (d plan) on() planMove {
	d.item()
	for i, r := range d.Items {
		step := ""
		switch {
		case len(r.Utilities) == 0:
			step = "what"
		case len(r.Places) == 0:
			step = "where"
		case len(r.Spans) == 0:
			step = "when"
		}
		if step != "" {
			d.At = i
			return dialogs.To(d, step)
		}
	}
	return dialogs.To(d, "preview")
}

// outages are what would be announced now.
func (d plan) outages(org housing.Organisation, now time.Time) []housing.Outage {
	return housing.PlanOutages(housing.Outage{
		Organisation: org, Kind: d.Kind, State: housing.OutageAnnounced, At: now, Edition: 1,
	}, d.Items)
}

// planning is ‹Плановое› and ‹Горячая вода: профилактика›.
func (p Ports) planning() dialogs.Flow {
	return dialogs.Def[PlanArgs, plan, struct{}]{
		ID: PlanFlow, Version: 1, Title: "outage.plan_title", First: "paste",
		Open: func(a PlanArgs) plan { return plan{PlanArgs: a, Whole: a.Text != ""} },
		Wants: []dialogs.Want{
			{Flow: CardFlow, Args: CardArgs{}, Result: struct{}{}},
			{Flow: DeskFlow, Args: Args{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[plan]{
			p.paste(), p.read(),
			p.planWhat(), p.planWhere(), p.planLook(), p.planWhen(), p.planWhy(), p.planPreview(),
		},
	}.Flow()
}

// longMessage is from how many signs on a message may be one of several: Telegram
// divides what is pasted.
const longMessage = 3500

// paste takes the text, in one message or several.
func (p Ports) paste() dialogs.Step[plan, struct{}] {
	return dialogs.Step[plan, struct{}]{
		ID: "paste", Next: []string{"read", "what", "where"},
		Skip: func(s planScene, _ struct{}) (planMove, bool) {
			whole := s.Draft.Whole
			s.Draft.Whole = false
			return dialogs.To(s.Draft, "read"), whole
		},
		Show: func(s planScene, _ struct{}) dialogs.Screen {
			key := "outage.paste"
			if s.Draft.Kind == housing.OutagePrevention {
				key = "outage.paste_table"
			}
			screen := dialogs.Screen{Text: p.Texts.T(key)}
			if s.Draft.Text == "" {
				screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("outage.by_steps"), "steps"))
				return screen
			}
			screen.Text = p.Texts.T("outage.pasted", "Signs", utf8.RuneCountInString(s.Draft.Text))
			screen.Rows = append(screen.Rows, append(dialogs.On(p.Texts.Label("outage.ready"), "ready"),
				dialogs.On(p.Texts.Label("outage.wipe"), "wipe")...))
			return screen
		},
		Decide: func(s planScene, _ struct{}, in dialogs.Input) planMove {
			switch {
			case in.Act.Do == "steps":
				s.Draft.Items = nil
				if s.Draft.Kind == housing.OutagePrevention {
					s.Draft.item().Utilities = []housing.Utility{housing.UtilityHotWater}
				}
				return s.Draft.on()
			case in.Act.Do == "ready" && s.Draft.Text != "":
				return dialogs.To(s.Draft, "read")
			case in.Act.Do == "wipe":
				s.Draft.Text = ""
				return dialogs.Stay(s.Draft)
			case in.Text != "":
				return p.pasted(s, in.Text)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) pasted(s planScene, text string) planMove {
	if s.Draft.Text != "" {
		text = s.Draft.Text + "\n" + text
	}
	if utf8.RuneCountInString(text) > mostPasted {
		return dialogs.Refuse(s.Draft, p.Texts.T("outage.paste_long", "Max", mostPasted))
	}
	more := utf8.RuneCountInString(text)-utf8.RuneCountInString(s.Draft.Text) >= longMessage
	s.Draft.Text = text
	if more {
		return dialogs.Stay(s.Draft)
	}
	return dialogs.To(s.Draft, "read")
}

// mostPasted bounds the text of one announcement.
const mostPasted = 20_000

// gist is what a text says.
type gist struct {
	looked
	rows []housing.PlannedRow
}

// read takes the text apart and looks its houses up.
func (p Ports) read() dialogs.Step[plan, gist] {
	return dialogs.Step[plan, gist]{
		ID: "read", Next: []string{"read", "what", "where", "when", "preview"}, Load: p.takeApart,
		Skip: func(s planScene, v gist) (planMove, bool) {
			if len(v.rows) == 0 {
				return planMove{}, false
			}
			s.Draft.Text = ""
			s.Draft.miss(v.looked)
			s.Draft.Items = merged(append(slices.Clone(s.Draft.Items), v.rows...))
			return s.Draft.on(), true
		},
		Show: func(_ planScene, v gist) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", p.missing(v.looked), p.Texts.T("outage.paste_again")),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.by_steps"), "steps")},
			}
		},
		Decide: func(s planScene, _ gist, in dialogs.Input) planMove {
			switch {
			case in.Act.Do == "steps":
				s.Draft.Text = ""
				return s.Draft.on()
			case in.Text != "":
				s.Draft.Text = in.Text
				return dialogs.To(s.Draft, "read")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// merged makes one of the rows whose readers would get one message.
func merged(rows []housing.PlannedRow) (all []housing.PlannedRow) {
	rows = slices.DeleteFunc(rows, func(r housing.PlannedRow) bool {
		return len(r.Utilities)+len(r.Places)+len(r.Spans) == 0
	})
	if slices.ContainsFunc(rows, func(r housing.PlannedRow) bool { return len(r.Spans) == 0 }) {
		return rows
	}
	for _, o := range housing.PlanOutages(housing.Outage{}, rows) {
		all = append(all, housing.PlannedRow{
			Utilities: o.Utilities, Places: o.Places, Spans: o.Spans(), Cause: o.Cause,
		})
	}
	return all
}

// sayings are the parts of a text, before its houses are looked up.
type sayings struct {
	utilities []housing.Utility
	places    []said.Place
	times     said.Times
	fault     error
	text      string
}

func (p Ports) takeApart(ctx context.Context, s planScene) (v gist, err error) {
	d := s.Draft
	if d.Text == "" {
		return v, nil
	}
	zone, err := p.zoneOf(ctx, d.Organisation)
	if err != nil {
		return v, err
	}
	parts, cause, unknown := sayingsOf(d, localTo(s.Now, zone))
	v.unknown = unknown
	for _, part := range parts {
		l, err := p.look(ctx, d.Organisation, part.places)
		if err != nil {
			return v, err
		}
		v.unknown, v.foreign = append(v.unknown, l.unknown...), append(v.foreign, l.foreign...)
		why := p.fault(part.fault)
		if part.times.Open {
			why = p.Texts.T("outage.time_no_end")
		}
		if why != "" {
			v.faults = append(v.faults, strings.TrimPrefix(part.text+": "+why.Plain(), ": "))
			continue
		}
		if len(l.places) > 0 {
			v.rows = append(v.rows, zoned(part, l.places, zone, cause)...)
		}
	}
	return v, nil
}

// zoneOf is where an organisation is: the zone of a house of its last outages.
func (p Ports) zoneOf(ctx context.Context, org housing.OrganisationID) (string, error) {
	houses, err := p.Houses.Lately(ctx, org, 1)
	if err != nil || len(houses) == 0 {
		return "", err
	}
	return houses[0].Zone, nil
}

// sayingsOf takes a text apart by its kind: a table of prevention, or an announcement.
func sayingsOf(d plan, now time.Time) (parts []sayings, cause string, unknown []string) {
	if d.Kind == housing.OutagePrevention {
		for _, r := range said.Table(d.Text, now) {
			unknown = append(unknown, r.Unknown...)
			if len(r.Places) > 0 {
				parts = append(parts, sayings{
					[]housing.Utility{housing.UtilityHotWater}, r.Places, r.Times, errorOf(r.Fault), r.Text,
				})
			}
		}
		return parts, "", unknown
	}
	n := said.Announcement(d.Text, now)
	for _, part := range n.Parts {
		parts = append(parts, sayings{
			part.Utilities, part.Places, part.Times, errorOf(part.Fault), placeTexts(part.Places),
		})
	}
	if len(parts) == 0 { // no time yet
		r, _ := said.Line(d.Text, now) // a time would have made a part
		if len(r.Places) > 0 {
			return []sayings{{r.Utilities, r.Places, said.Times{}, nil, ""}}, n.Cause, r.Unknown
		}
	}
	return parts, n.Cause, n.Unknown
}

// errorOf avoids an error that holds no fault.
func errorOf(f *said.TimeError) error {
	if f == nil {
		return nil
	}
	return f
}

func placeTexts(places []said.Place) string {
	all := make([]string, len(places))
	for i, p := range places {
		all[i] = p.Text
	}
	return pick.Echo(strings.Join(all, "; "))
}

// zoned makes a row for each zone of the places: the hours are those of the houses.
func zoned(part sayings, places []housing.OutagePlace, read, cause string) (rows []housing.PlannedRow) {
	for _, place := range places {
		i := slices.IndexFunc(rows, func(r housing.PlannedRow) bool { return r.Places[0].Zone == place.Zone })
		if i >= 0 {
			rows[i].Places = append(rows[i].Places, place)
			continue
		}
		row := housing.PlannedRow{
			Utilities: part.utilities, Places: []housing.OutagePlace{place},
			Spans: spansOf(part.times), Cause: cause,
		}
		if place.Zone != read {
			for i, s := range row.Spans {
				row.Spans[i].From, row.Spans[i].To = sameHour(s.From, place.Zone), sameHour(s.To, place.Zone)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// sameHour is the same hour on the clock of a zone.
func sameHour(t time.Time, zone string) time.Time {
	there := housing.House{Zone: zone}.Location()
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, there)
}
