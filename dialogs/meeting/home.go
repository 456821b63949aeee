package meeting

import (
	"context"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// listed is how many meetings of a house are looked at.
const listed = 60

// which asks for one of the person's houses; a meeting that is named opens at once.
func (f flow) which() dialogs.Step[draft, which] {
	return dialogs.Step[draft, which]{
		ID: "which", Next: []string{"home", "parts", "project", "review", "approved", "placed", "board"},
		Load: f.loadWhich,
		Skip: func(s scene, v which) (move, bool) {
			switch {
			case s.Draft.Meeting != 0:
				s.Draft.House = v.meeting.House.ID
				return dialogs.To(s.Draft, stands(&v.meeting)), true
			case s.Draft.House != 0:
				return dialogs.To(s.Draft, "home"), true
			case len(v.houses) == 1:
				s.Draft.House = v.houses[0].ID
				return dialogs.To(s.Draft, "home"), true
			}
			return move{}, false
		},
		Show: func(_ scene, v which) dialogs.Screen {
			screen := dialogs.Screen{Text: texts.Join("\n", f.heading("meeting.title", housing.House{}),
				f.t.T("meeting.which", "None", len(v.houses) == 0))}
			for _, h := range v.houses {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(texts.ShortHouse(h.Address), pick.Choose, pick.Key(h.ID)))
			}
			return screen
		},
		Decide: func(s scene, _ which, in dialogs.Input) move {
			if in.Act.Do == pick.Choose {
				return dialogs.To(draft{House: pick.OfKey[housing.HouseID](in.Act.Arg)}, "home")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// which is what is chosen from.
type which struct {
	houses  []housing.House
	meeting meeting.Meeting
}

// add puts a house among the others, once.
func (v *which) add(h housing.House) {
	if !slices.ContainsFunc(v.houses, func(other housing.House) bool { return other.ID == h.ID }) {
		v.houses = append(v.houses, h)
	}
}

func (f flow) loadWhich(ctx context.Context, s scene) (v which, err error) {
	if s.Draft.Meeting != 0 {
		v.meeting, err = f.load(ctx, s)
		return v, err
	}
	links, err := f.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return v, err
	}
	owned, err := f.Owned.Houses(ctx, s.Person.ID, s.Now)
	for _, l := range links {
		if !l.Suspended {
			v.add(l.Account.House)
		}
	}
	for _, h := range owned {
		v.add(h)
	}
	return v, err
}

// hall is what is known of the meetings of a house.
type hall struct {
	house  housing.House
	caller meeting.Caller
	now    []meeting.Meeting // that are prepared or held
	past   []meeting.Meeting
}

func (f flow) loadHall(ctx context.Context, s scene) (v hall, err error) {
	if v.house, err = f.Houses.House(ctx, s.Draft.House); err != nil {
		return v, err
	}
	if v.caller, err = f.Meetings.Caller(ctx, s.Person.ID, s.Draft.House, s.Now); err != nil {
		return v, err
	}
	all, err := f.Meetings.Meetings(ctx, s.Person.ID, s.Draft.House, listed)
	for _, m := range all {
		if m.State == meeting.Ended || m.State == meeting.Protocol {
			v.past = append(v.past, m)
		} else {
			v.now = append(v.now, m)
		}
	}
	return v, err
}

// home is «Сообщения о проведении общего собрания».
func (f flow) home() dialogs.Step[draft, hall] {
	return dialogs.Step[draft, hall]{
		ID: "home", Next: []string{"board", "past"}, Load: f.loadHall,
		Doc: []dialogs.Documented{{Step: "2", Labels: []string{"meeting.title"}}},
		Show: func(_ scene, v hall) dialogs.Screen {
			text := f.heading("meeting.title", v.house)
			rows := [][]dialogs.Button{dialogs.On(f.t.Label("meeting.board"), "board")}
			switch {
			case len(v.past) > 0:
				rows = append(rows, dialogs.On(f.t.Label("meeting.past_count", "Count", len(v.past)), "past"))
			case len(v.now) == 0:
				text = texts.Join("\n", text, f.t.T("meeting.none"))
			}
			return dialogs.Screen{Text: text, Rows: rows}
		},
		Decide: func(s scene, _ hall, in dialogs.Input) move {
			if in.Act.Do == "board" || in.Act.Do == "past" {
				return dialogs.To(draft{House: s.Draft.House}, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// board is «Голосование по дому»: what is held and what is prepared.
func (f flow) board() dialogs.Step[draft, hall] {
	return dialogs.Step[draft, hall]{
		ID:   "board",
		Next: []string{"parts", "project", "review", "approved", "placed", "board"},
		Load: f.loadHall, Calls: []string{f.Property},
		Doc: []dialogs.Documented{
			{Step: "3", Labels: []string{"meeting.board"}}, {Step: "4", Labels: []string{"meeting.add"}},
		},
		Show: func(s scene, v hall) dialogs.Screen {
			text := texts.Join("\n", f.heading("meeting.board", v.house), f.advisory(f.Mode))
			choices := make([]pick.Choice, len(v.now))
			for i := range v.now {
				choices[i] = pick.Choice{Label: f.line(s, &v.now[i]), Arg: pick.Key(v.now[i].ID)}
			}
			if len(v.now) == 0 {
				text = texts.Join("\n\n", text, f.t.T("meeting.board_none", "May", v.caller.May))
			}
			if !v.caller.May {
				text = texts.Join("\n\n", text, f.t.T("meeting.not_owner"))
			}
			last := dialogs.On(f.t.Label("meeting.add"), "add")
			if !v.caller.May {
				last = dialogs.On(f.t.Label("meeting.prove"), "prove")
			}
			return dialogs.Screen{Text: text, Rows: append(pick.List(choices, s.Draft.Page, f.t), last)}
		},
		Decide: f.decideBoard,
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			id, err := f.Drafts.Begin(ctx, s.Once, s.Person.ID, s.Draft.House, s.Now)
			return dialogs.To(draft{House: s.Draft.House, Meeting: id}, "parts"), err
		},
	}
}

func (f flow) decideBoard(s scene, v hall, in dialogs.Input) move {
	if page, ok := pick.Turned(in, s.Draft.Page); ok {
		s.Draft.Page = page
		return dialogs.Stay(s.Draft)
	}
	switch in.Act.Do {
	case "prove":
		return dialogs.Goto(s.Draft, dialogs.Begin(f.Property, nil))
	case "add":
		if !v.caller.May {
			return dialogs.Refuse(s.Draft, f.t.T("error.meeting_not_owner"))
		}
		return dialogs.Do(s.Draft, in.Act)
	case pick.Choose:
		id := pick.OfKey[meeting.ID](in.Act.Arg)
		for i := range v.now {
			if v.now[i].ID == id {
				return dialogs.To(draft{House: s.Draft.House, Meeting: id}, stands(&v.now[i]))
			}
		}
	}
	return dialogs.Unknown(s.Draft)
}

// past lists the meetings that are over.
func (f flow) past() dialogs.Step[draft, hall] {
	return dialogs.Step[draft, hall]{
		ID: "past", Next: []string{"placed"}, Load: f.loadHall,
		Show: func(s scene, v hall) dialogs.Screen {
			choices := make([]pick.Choice, len(v.past))
			for i := range v.past {
				choices[i] = pick.Choice{Label: f.line(s, &v.past[i]), Arg: pick.Key(v.past[i].ID)}
			}
			return dialogs.Screen{
				Text: f.heading("meeting.past", v.house), Rows: pick.List(choices, s.Draft.Page, f.t),
			}
		},
		Decide: func(s scene, _ hall, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do == pick.Choose {
				return dialogs.To(
					draft{House: s.Draft.House, Meeting: pick.OfKey[meeting.ID](in.Act.Arg)},
					"placed",
				)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// line is a meeting in a list: «№ 3 · голосование до 29 декабря».
func (f flow) line(s scene, m *meeting.Meeting) string {
	day := func(key string, d housing.Date) string {
		return f.t.Label(key, "Date", texts.Date(d, today(s, m)))
	}
	local := func(at time.Time) housing.Date { return housing.DateOf(at.In(m.Location())) }
	name := f.t.Label("meeting.numbered", "Number", m.Number) + " · "
	switch m.State {
	case meeting.Draft:
		return day("meeting.line_draft", local(m.Changed))
	case meeting.Submitted:
		return name + f.t.Label("meeting.line_submitted")
	case meeting.Review:
		return name + day("meeting.line_review", m.Due)
	case meeting.Returned:
		return name + f.t.Label("meeting.line_returned")
	case meeting.Approved:
		return name + f.t.Label("meeting.line_approved")
	case meeting.Placed:
		return name + day("meeting.line_placed", local(m.Starts))
	case meeting.Voting:
		return name + day("meeting.line_voting", local(m.Ends))
	case meeting.Ended, meeting.Protocol, meeting.Withdrawn:
	}
	return name + day("meeting.line_ended", local(m.Ends))
}
