package meeting

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// inspection is the inspectorate's side: the queue, a message with its five parts, the decision.
func (f flow) inspection() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: InspectFlow, Version: 1, Title: "inspect.short", First: "queue",
		Open:  func(a Args) draft { return draft{Meeting: a.Meeting} },
		Steps: []dialogs.Stepper[draft]{f.queue(), f.inspected(), f.approve(), f.objection()},
	}.Flow()
}

// queued is how many messages are listed.
const queued = 60

func (f flow) queue() dialogs.Step[draft, []meeting.Meeting] {
	return dialogs.Step[draft, []meeting.Meeting]{
		ID: "queue", Next: []string{"card", "queue"},
		Load: func(ctx context.Context, s scene) ([]meeting.Meeting, error) {
			return f.Inspectors.Queue(ctx, s.Person.ID, queued)
		},
		Show: func(s scene, all []meeting.Meeting) dialogs.Screen {
			choices := make([]pick.Choice, len(all))
			for i := range all {
				choices[i] = pick.Choice{Label: f.queueLine(s, &all[i]), Arg: pick.Key(all[i].ID)}
			}
			waiting := f.t.T("inspect.queue", "N", len(all))
			if len(all) == 0 {
				waiting = f.t.T("inspect.queue_none")
			}
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+f.t.T("inspect.title")+"*", waiting),
				Rows: pick.List(choices, s.Draft.Page, f.t),
			}
		},
		Decide: func(s scene, _ []meeting.Meeting, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do == pick.Choose {
				return dialogs.To(draft{Meeting: pick.OfKey[meeting.ID](in.Act.Arg)}, "card")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// queueLine is a message in the queue: «Ленина, 12 · осталось 4 рабочих дня».
func (f flow) queueLine(s scene, m *meeting.Meeting) string {
	place := texts.ShortHouse(m.House.Address)
	if m.Due.Before(today(s, m)) {
		return f.t.Label("inspect.line_late", "House", place, "Number", m.Number)
	}
	return f.t.Label("inspect.line", "House", place, "Number", m.Number,
		"N", housing.WorkdaysUntil(today(s, m), m.Due))
}

// inspected shows a message: as one paper, and part by part.
func (f flow) inspected() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "card", Next: []string{"approve", "objection", "queue"}, Load: f.load, Show: f.showInspected,
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			switch in.Act.Do {
			case "approve", "objection":
				return dialogs.To(draft{Meeting: s.Draft.Meeting}, in.Act.Do)
			case "image", "file":
				return dialogs.Do(s.Draft, in.Act)
			case "queue":
				return dialogs.To(draft{}, "queue")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.commitPapers,
	}
}

func (f flow) showInspected(s scene, m meeting.Meeting) dialogs.Screen {
	name := func(p meeting.Part) texts.Text { return "*" + f.t.T(partLabel(p)) + "*" }
	text := texts.Join(
		"\n",
		"*"+texts.Escape(texts.Address(m.House.Address, ""))+"*",
		f.t.T("inspect.head", "Number", m.Number, "Until", texts.Until(m.Due, today(s, &m)),
			"Left", max(0, housing.WorkdaysUntil(today(s, &m), m.Due))),
		name(meeting.General),
		f.generalLines(s, &m),
		name(meeting.AdminPart),
		f.t.T(
			"inspect.admin",
			"Name",
			m.Admin.Name,
			"Phone",
			texts.Phone(m.Admin.Phone),
			"Address",
			m.Admin.Address,
		),
		name(meeting.Initiators),
	)
	for n, i := range m.Initiators {
		text = texts.Join("\n", text, f.t.T("meeting.caller_line", "Number", n+1, "Own", false,
			"Name", i.Name, "Premises", i.Premises))
	}
	text = texts.Join("\n", text, name(meeting.Agenda))
	screen := dialogs.Screen{}
	for _, q := range m.Questions {
		text = texts.Join("\n", text, f.t.T("meeting.agenda_line", "Number", q.Number, "Name", brief(q.Name),
			"Need", f.need(q.Majority)))
		for _, x := range q.Files {
			screen.Rows = append(screen.Rows,
				dialogs.OnArg(f.t.Label("meeting.file_open", "Name", x.Name), "file", pick.Key(fileID(x.ID))))
		}
	}
	screen.Text = texts.Join("\n", text, name(meeting.Paper), f.t.T("inspect.image", "Name", m.Image.Name))
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.message_pdf"), "image"))
	if m.State == meeting.Review {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("inspect.approve"), "approve"),
			dialogs.On(f.t.Label("inspect.return"), "objection"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("inspect.to_queue"), "queue"))
	return screen
}

// approve asks before a message is approved.
func (f flow) approve() dialogs.Step[draft, meeting.Meeting] {
	return pick.Sure[draft, meeting.Meeting]{
		ID: "approve", Next: []string{"queue"}, Load: f.load,
		Yes: f.t.Label("inspect.approve_yes"), No: f.t.Label("inspect.no"),
		Ask: func(_ scene, m meeting.Meeting) texts.Text {
			return f.t.T(
				"inspect.approve_ask",
				"Number",
				m.Number,
				"House",
				texts.ShortHouse(m.House.Address),
			)
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			return f.decide(ctx, s, meeting.Act{Do: meeting.DoApprove}, f.t.T("inspect.approved"))
		},
	}.Step()
}

// objection takes a remark: the part, the words, a preview.
func (f flow) objection() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "objection", Next: []string{"objection", "queue"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen { return f.showRemark(s.Draft, &m) },
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			m := f.decideRemark(s.Draft, in)
			if m.To != "" {
				m.To = "objection"
			}
			return m
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return f.decide(ctx, s, meeting.Act{Do: meeting.DoReturn, Remarks: []meeting.Remark{
				{Part: s.Draft.Part, Text: intent.Arg},
			}}, f.t.T("inspect.returned"))
		},
	}
}

// decide carries a decision of the inspectorate out and returns to its queue.
func (f flow) decide(ctx context.Context, s scene, a meeting.Act, said texts.Text) (move, error) {
	a.Person, a.Meeting = s.Person.ID, s.Draft.Meeting
	_, err := f.Drafts.Act(ctx, s.Once, a, s.Now)
	m := dialogs.To(draft{}, "queue")
	m.Final, m.Notice = true, said
	return m, err
}

// JoinArgs names an invitation. The token of the link itself is not kept.
type JoinArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [JoinFlow] for the token of a link.
func OfToken(token string) any { return JoinArgs{Hash: housing.HashToken(token)} }

type (
	joinScene = dialogs.Scene[JoinArgs]
	joinMove  = dialogs.Move[JoinArgs]
)

// invited is what an invitation is to.
type invited struct {
	region  string
	already bool
}

// joining asks whoever opens an invitation whether to review messages for the inspectorate.
func (f flow) joining() dialogs.Flow {
	return dialogs.Def[JoinArgs, JoinArgs, struct{}]{
		ID: JoinFlow, Version: 1, Title: "inspect.join_title", First: "ask",
		Open:  func(a JoinArgs) JoinArgs { return a },
		Steps: []dialogs.Stepper[JoinArgs]{f.join()},
	}.Flow()
}

func (f flow) join() dialogs.Step[JoinArgs, invited] {
	toQueue := func(s joinScene, notice texts.Text) joinMove {
		m := dialogs.Goto(s.Draft, dialogs.Begin(InspectFlow, nil))
		m.Notice = notice
		return m
	}
	return pick.Sure[JoinArgs, invited]{
		ID:    "ask",
		Calls: []string{InspectFlow},
		Yes:   f.t.Label("inspect.join_yes"),
		No:    f.t.Label("inspect.no"),
		Load: func(ctx context.Context, s joinScene) (v invited, err error) {
			v.region, v.already, err = f.Inspectors.Invited(ctx, s.Person.ID, s.Draft.Hash, s.Now)
			return v, err
		},
		Skip: func(s joinScene, v invited) (joinMove, bool) {
			return toQueue(s, f.t.T("inspect.joined", "Region", v.region)), v.already
		},
		Ask: func(_ joinScene, v invited) texts.Text { return f.t.T("inspect.join_ask", "Region", v.region) },
		Commit: func(ctx context.Context, s joinScene) (joinMove, error) {
			err := f.Inspectors.Join(ctx, s.Once, s.Person.ID, s.Draft.Hash, s.Now)
			return toQueue(s, ""), err
		},
	}.Step()
}
