package meeting

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// partLabel is the leaflet's name of a part.
func partLabel(p meeting.Part) string {
	return map[meeting.Part]string{
		meeting.General: "meeting.general", meeting.AdminPart: "meeting.admin",
		meeting.Initiators: "meeting.initiators", meeting.Agenda: "meeting.agenda",
		meeting.Paper: "meeting.paper",
	}[p]
}

// partStep is the step in which a part is filled.
func partStep(p meeting.Part) string {
	return map[meeting.Part]string{
		meeting.General: "general", meeting.AdminPart: "admin", meeting.Initiators: "callers",
		meeting.Agenda: "agenda", meeting.Paper: "image",
	}[p]
}

// partSteps are the steps of all parts.
func partSteps(more ...string) []string {
	return append([]string{"general", "admin", "callers", "agenda", "image"}, more...)
}

// parts is the message: its five parts, filled in any order.
func (f flow) parts() dialogs.Step[draft, meeting.Meeting] {
	labels := make([]string, 0, len(meeting.Parts()))
	for _, p := range meeting.Parts() {
		labels = append(labels, partLabel(p))
	}
	return dialogs.Step[draft, meeting.Meeting]{
		ID:   "parts",
		Next: partSteps("gaps", "project", "review", "placed", "drop", "withdraw", "board"),
		Load: f.load,
		Doc: []dialogs.Documented{
			{Step: "4", Labels: labels},
			{Step: "5", Labels: []string{"meeting.place"}},
		},
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			return dialogs.To(s.Draft.at(), stands(&m)), !m.State.Editable()
		},
		Show: f.showParts,
		Decide: func(s scene, m meeting.Meeting, in dialogs.Input) move {
			switch in.Act.Do {
			case "part":
				return dialogs.To(s.Draft.at(), partStep(meeting.Part(in.Act.Arg)))
			case "place":
				if len(m.Gaps(s.Now)) > 0 { // nothing is placed
					return dialogs.To(s.Draft.at(), "gaps")
				}
				return dialogs.Do(s.Draft, in.Act)
			case "drop", "withdraw":
				return dialogs.To(s.Draft.at(), in.Act.Do)
			case "keep":
				done := dialogs.Done(s.Draft, struct{}{})
				done.Notice = f.t.T("meeting.kept")
				return done
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) { return f.submit(ctx, s) },
	}
}

// submit places the message; what it lacks meanwhile is shown instead.
func (f flow) submit(ctx context.Context, s scene) (move, error) {
	err := f.Drafts.Submit(ctx, s.Once, meeting.Submission{
		Person: s.Person.ID, Meeting: s.Draft.Meeting, Mode: f.Mode,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	m := dialogs.To(s.Draft.at(), "project")
	m.Final = true
	return m, nil
}

func (f flow) showParts(s scene, m meeting.Meeting) dialogs.Screen {
	head := "meeting.new"
	if m.State == meeting.Returned {
		head = "meeting.fixing"
	}
	lines := texts.Join("\n", f.heading(head, m.House), f.advisory(f.modeOf(&m)),
		f.t.T("meeting.filled", "Count", m.Filled(s.Now), "Of", len(meeting.Parts())))
	screen := dialogs.Screen{}
	for _, p := range meeting.Parts() {
		gaps, mark := m.PartGaps(p, s.Now), "✓"
		line := f.t.T(partLabel(p))
		if len(gaps) > 0 {
			mark = "○"
			line = texts.Join(": ", line, f.gap(gaps[0]))
		}
		for _, r := range m.Remarks {
			if r.Part == p && m.State == meeting.Returned {
				mark = "!"
				line = texts.Join("\n", line, f.t.T("meeting.remark_line", "Text", r.Text))
			}
		}
		lines = texts.Join("\n", lines, texts.Escape(mark+" ")+line)
		screen.Rows = append(screen.Rows, dialogs.OnArg(mark+" "+f.t.Label(partLabel(p)), "part", string(p)))
	}
	screen.Text = lines
	keep := dialogs.On(f.t.Label("meeting.keep"), "keep")
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.place"), "place"))
	if m.State == meeting.Returned {
		screen.Rows = append(screen.Rows, keep, dialogs.On(f.t.Label("meeting.withdraw"), "withdraw"))
		return screen
	}
	screen.Rows = append(screen.Rows, dialogs.Row(keep, dialogs.On(f.t.Label("meeting.drop"), "drop")))
	return screen
}

// drop asks before a draft goes.
func (f flow) drop() dialogs.Step[draft, meeting.Meeting] {
	return pick.Sure[draft, meeting.Meeting]{
		ID: "drop", Next: []string{"board"}, Load: f.load,
		Yes: f.t.Label("meeting.drop_yes"), No: f.t.Label("meeting.drop_no"),
		Ask: func(scene, meeting.Meeting) texts.Text { return f.t.T("meeting.drop_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(draft{House: s.Draft.House}, "board")
			m.Final, m.Notice = true, f.t.T("meeting.dropped")
			return m, f.Drafts.Drop(ctx, s.Once, s.Person.ID, s.Draft.Meeting, s.Now)
		},
	}.Step()
}

// gaps names everything that is missing, each with a button to it.
func (f flow) gaps() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "gaps", Next: partSteps("parts", "choice", "when", "text", "caller", "question"), Load: f.load,
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			return dialogs.To(s.Draft.at(), "parts"), len(m.Gaps(s.Now)) == 0
		},
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			all := m.Gaps(s.Now)
			screen := dialogs.Screen{Text: f.t.T("meeting.gaps")}
			seen := map[string]bool{}
			for i, g := range all {
				screen.Text = texts.Join(
					"\n",
					screen.Text,
					f.t.T(
						"meeting.gap_line",
						"Number",
						i+1,
						"Part",
						f.t.T(partLabel(g.Part)),
						"What",
						f.gap(g),
					),
				)
				act := gapAct(g)
				if to := act.Do + act.Arg; !seen[to] {
					seen[to] = true
					screen.Rows = append(screen.Rows, []dialogs.Button{{Label: f.gapLabel(g), Act: act}})
				}
			}
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.to_parts"), "parts"))
			return screen
		},
		Decide: func(s scene, m meeting.Meeting, in dialogs.Input) move {
			d := s.Draft.at()
			switch in.Act.Do {
			case "parts", "admin", "callers", "agenda", "image":
				return dialogs.To(d, in.Act.Do)
			case "choice", "when", "text":
				d.Field = meeting.Field(in.Act.Arg)
				return dialogs.To(d, in.Act.Do)
			case "question":
				d.Question = pick.OfKey[meeting.QuestionID](in.Act.Arg)
				return dialogs.To(d, "question")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// gapAct leads to where a gap is filled.
func gapAct(g meeting.Gap) dialogs.Act {
	switch {
	case g.Part == meeting.Agenda && g.Question != 0:
		return dialogs.Act{Do: "question", Arg: pick.Key(g.Question)}
	case g.Part == meeting.General || g.Kind == meeting.NoAdminPhone || g.Kind == meeting.NoAdminAddress:
		field := gapField(g.Kind)
		return dialogs.Act{Do: fieldStep(field), Arg: string(field)}
	}
	return dialogs.Act{Do: partStep(g.Part)}
}

// gapField is the field that fills a gap.
func gapField(k meeting.GapKind) meeting.Field {
	switch k {
	case meeting.StartEarly:
		return meeting.FieldStarts
	case meeting.EndBefore, meeting.TooShort, meeting.TooLong:
		return meeting.FieldEnds
	case meeting.NoStart:
		return meeting.FieldStarts
	case meeting.NoEnd:
		return meeting.FieldEnds
	case meeting.NoHeld, meeting.HeldApart:
		return meeting.FieldHeld
	default:
		return meeting.Field(strings.ToLower(string(k))) // the others are called as their fields
	}
}
