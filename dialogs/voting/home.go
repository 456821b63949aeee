package voting

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/ballot"
	"dombot/internal/meeting"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

// which asks for one of the meetings that are voted on now.
func (f flow) which() dialogs.Step[draft, []meeting.Meeting] {
	return dialogs.Step[draft, []meeting.Meeting]{
		ID: "which", Next: []string{"home"}, Calls: []string{f.Agenda},
		Load: func(ctx context.Context, s scene) ([]meeting.Meeting, error) {
			if s.Draft.Meeting != 0 {
				return nil, nil
			}
			return f.Meetings.Running(ctx, s.Person.ID, s.Now)
		},
		Skip: func(s scene, all []meeting.Meeting) (move, bool) {
			if len(all) == 1 {
				s.Draft.Meeting = all[0].ID
			}
			return dialogs.To(s.Draft, "home"), s.Draft.Meeting != 0
		},
		Show: func(s scene, all []meeting.Meeting) dialogs.Screen {
			screen := dialogs.Screen{Text: texts.Join("\n", "*"+f.t.T("meeting.board")+"*",
				f.t.T("voting.which", "None", len(all) == 0))}
			for i := range all {
				m := &all[i]
				screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label("voting.which_line",
					"House", texts.ShortHouse(m.House.Address), "Number", m.Number, "End", f.day(s.Now, m,
						m.Ends)),
					pick.Choose, pick.Key(m.ID)))
			}
			return screen
		},
		Decide: func(s scene, _ []meeting.Meeting, in dialogs.Input) move {
			if in.Act.Do == pick.Choose {
				return dialogs.To(draft{Meeting: pick.OfKey[meeting.ID](in.Act.Arg)}, "home")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// home is ‹Голосование по дому›: what one may vote for, and the way on.
func (f flow) home() dialogs.Step[draft, hall] {
	return dialogs.Step[draft, hall]{
		ID: "home", Next: []string{"premises", "question", "mine", "results"}, Calls: []string{
			f.Agenda,
			PapersFlow,
		},
		Load: f.loadHome, Show: f.showHome, Commit: f.give,
		Decide: func(s scene, v hall, in dialogs.Input) move {
			switch in.Act.Do {
			case "vote":
				return f.begin(s.Draft.at(), &v.poll)
			case "mine", "results":
				return dialogs.To(s.Draft.at(), in.Act.Do)
			case "form", "record":
				return dialogs.Do(s.Draft.at(), in.Act)
			case "papers":
				return dialogs.Goto(s.Draft, dialogs.Begin(PapersFlow, Args{Meeting: s.Draft.Meeting}))
			case "agenda":
				at := struct {
					Meeting meeting.ID `json:"meeting"`
				}{s.Draft.Meeting}
				return dialogs.Goto(s.Draft, dialogs.Begin(f.Agenda, at))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// begin starts with the questions, or asks for which premises first.
func (f flow) begin(d draft, v *poll) move {
	free := v.open()
	if len(free) > 1 {
		return dialogs.To(d, "premises")
	}
	for _, o := range free {
		d.Holdings = append(d.Holdings, o.Holding)
	}
	return dialogs.To(d, "question")
}

func (f flow) showHome(s scene, v hall) dialogs.Screen {
	m := &v.meeting
	text := texts.Join("\n", f.heading("meeting.board", m), f.advisory(m),
		f.t.T("voting.term", "Number", m.Number, "Start", f.moment(s.Now, m, m.Starts), "End", f.moment(s.Now,
			m, m.Ends),
			"Count", len(m.Questions), "Revote", m.Revote, "Over", v.over(s.Now)))
	if v.barred != "" {
		return f.showBarred(texts.Join("\n\n", text, f.t.T(v.barred)), &v)
	}
	text = texts.Join("\n", text, f.progress(s, &v))
	if len(v.own) == 0 {
		text = texts.Join("\n\n", text, f.t.T("ballot.not_owner"))
	} else {
		text = texts.Join("\n\n", text, f.t.T("voting.own", "N", len(v.own)))
	}
	cast := false
	for _, o := range v.own {
		text = texts.Join("\n", text, f.ownLine(s, &v.poll, o))
		cast = cast || slices.ContainsFunc(o.Voted,
			func(d ballot.Decision) bool { return d.Channel == ballot.Electronic })
	}
	return dialogs.Screen{Text: text, Rows: f.homeRows(s, &v, cast)}
}

// homeRows are the ways on; cast: the person has voted by a tap.
func (f flow) homeRows(s scene, v *hall, cast bool) (rows [][]dialogs.Button) {
	if v.runs(s.Now) && len(v.open()) > 0 {
		label := "voting.vote"
		if cast && !slices.ContainsFunc(v.open(), func(o ballot.Own) bool { return v.voted(o) == nil }) {
			label = "voting.revote"
		}
		rows = append(rows, dialogs.On(f.t.Label(label), "vote"))
	}
	if v.over(s.Now) {
		rows = append(rows, dialogs.On(f.t.Label("voting.results"), "results"))
	}
	if len(v.own) > 0 {
		rows = append(rows, dialogs.On(f.t.Label("voting.mine"), "mine"))
	}
	if v.runs(s.Now) && len(v.own) > 0 {
		rows = append(rows, dialogs.On(f.t.Label("papers.own_form"), "form"))
	}
	if v.collects {
		rows = append(rows, dialogs.On(f.t.Label("papers.entry"), "papers"))
	}
	return append(rows, dialogs.On(f.t.Label("voting.record"), "record"),
		dialogs.On(f.t.Label("voting.agenda"), "agenda"))
}

// showBarred is the first screen while nobody can vote.
func (f flow) showBarred(text texts.Text, v *hall) dialogs.Screen {
	screen := dialogs.Screen{Text: text}
	if v.collects {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.entry"), "papers"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.agenda"), "agenda"))
	return screen
}

// give sends a form, or the record of votes.
func (f flow) give(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	if intent.Do == "record" {
		return f.record(ctx, s)
	}
	return f.ownForms(ctx, s)
}

// ownForms sends the forms of the premises that the person may vote for.
func (f flow) ownForms(ctx context.Context, s scene) (move, error) {
	m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	if err != nil {
		return move{}, err
	}
	own, err := f.Collect.Forms(ctx, s.Person.ID, m.ID, false, s.Now)
	if err != nil {
		return move{}, err
	}
	file, err := f.Papers.Forms(&m, own)
	to := dialogs.Stay(s.Draft)
	caption := f.t.T("papers.own_form_file", "End", f.moment(s.Now, &m, m.Ends))
	to.Asides = []dialogs.Screen{dialogs.Attach(file, texts.Join("\n", caption, f.lawful(&m)))}
	return to, err
}

// premises asks for which of the own premises one votes.
func (f flow) premises() dialogs.Step[draft, poll] {
	return dialogs.Step[draft, poll]{
		ID: "premises", Next: []string{"question"}, Load: f.load,
		Show: func(s scene, v poll) dialogs.Screen {
			free := v.open()
			choices := make([]pick.Choice, len(free))
			for i, o := range free {
				choices[i] = pick.Choice{Label: f.ownLabel(o), Arg: pick.Key(o.Holding)}
			}
			rows := [][]dialogs.Button{dialogs.On(f.t.Label("voting.every", "Count", len(free)), "every")}
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.board", &v.meeting), f.advisory(&v.meeting),
					f.t.T("voting.premises_ask")),
				Rows: append(rows, pick.List(choices, s.Draft.Page, f.t)...),
			}
		},
		Decide: func(s scene, v poll, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			d := s.Draft.at()
			switch in.Act.Do {
			case "every":
				for _, o := range v.open() {
					d.Holdings = append(d.Holdings, o.Holding)
				}
				return dialogs.To(d, "question")
			case pick.Choose:
				d.Holdings = []owners.RightID{pick.OfKey[owners.RightID](in.Act.Arg)}
				return dialogs.To(d, "question")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}
