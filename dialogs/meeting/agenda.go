package meeting

import (
	"context"
	"slices"
	"strconv"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// agenda is «повестка».
func (f flow) agenda() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "agenda", Next: []string{"kinds", "templates", "question", "parts"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			screen := dialogs.Screen{Text: f.heading("meeting.agenda", m.House)}
			choices := make([]pick.Choice, len(m.Questions))
			for i, q := range m.Questions {
				mark := "✓"
				if f.flawed(s, &m, q) {
					mark = "○"
				}
				need := meeting.NeedOn(q.Kind, today(s, &m))
				screen.Text = texts.Join("\n", screen.Text, f.t.T("meeting.question_line", "Mark", mark,
					"Number", q.Number, "Name", brief(q.Name), "Need", f.need(need.Majority)))
				name, _ := questionKeys(q.Kind)
				choices[i] = pick.Choice{
					Label: f.t.Label("meeting.question_button", "Number", q.Number, "Kind", f.t.Label(name)),
					Arg:   pick.Key(q.ID),
				}
			}
			if len(m.Questions) == 0 {
				screen.Text = texts.Join("\n", screen.Text, f.t.T("meeting.agenda_none"))
			}
			screen.Rows = append(pick.List(choices, s.Draft.Page, f.t),
				dialogs.Row(dialogs.On(f.t.Label("meeting.question_add"), "add"),
					dialogs.On(f.t.Label("meeting.templates"), "templates")),
				dialogs.On(f.t.Label("meeting.to_parts"), "parts"))
			return screen
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			d := s.Draft.at()
			switch in.Act.Do {
			case "add":
				return dialogs.To(d, "kinds")
			case "templates", "parts":
				return dialogs.To(d, in.Act.Do)
			case pick.Choose:
				d.Question = pick.OfKey[meeting.QuestionID](in.Act.Arg)
				return dialogs.To(d, "question")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// flawed reports whether a question is among the gaps.
func (f flow) flawed(s scene, m *meeting.Meeting, q meeting.Question) bool {
	return slices.ContainsFunc(m.PartGaps(meeting.Agenda, s.Now), func(g meeting.Gap) bool {
		return g.Question == q.ID
	})
}

// templates offers typical agendas; their questions are added to what is there.
func (f flow) templates() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "templates", Next: []string{"agenda"}, Load: f.load,
		Show: func(_ scene, m meeting.Meeting) dialogs.Screen {
			screen := dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.agenda", m.House), f.t.T("meeting.templates_ask")),
			}
			for _, x := range meeting.Templates() {
				screen.Rows = append(
					screen.Rows,
					dialogs.OnArg(f.t.Label(templateKey(x.Name)), "use", x.Name),
				)
			}
			return screen
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if in.Act.Do == "use" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
			if err != nil {
				return move{}, err
			}
			return f.change(ctx, s, meeting.Change{Add: f.typical(&m, intent.Arg)}, "agenda")
		},
	}
}

// typical are the questions of a typical agenda that are not there yet.
func (f flow) typical(m *meeting.Meeting, template string) []meeting.Question {
	var added []meeting.Question
	for _, x := range meeting.Templates() {
		if x.Name != template {
			continue
		}
		for _, k := range x.Kinds {
			there := slices.ContainsFunc(m.Questions, func(q meeting.Question) bool { return q.Kind == k })
			if !there {
				_, sentence := questionKeys(k)
				added = append(added, meeting.Question{Kind: k, Name: f.t.Label(sentence)})
			}
		}
	}
	return added
}

// kinds asks what a question is about: its majority depends on that.
func (f flow) kinds() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "kinds", Next: []string{"ask", "question"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			all := meeting.Kinds()
			choices := make([]pick.Choice, len(all))
			for i, k := range all {
				name, _ := questionKeys(k)
				choices[i] = pick.Choice{Label: f.t.Label(name), Arg: string(k)}
			}
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.agenda", m.House), f.t.T("meeting.kinds_ask")),
				Rows: pick.List(choices, s.Draft.Page, f.t),
			}
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Kind, s.Draft.Page = meeting.QuestionKind(in.Act.Arg), 0
			if s.Draft.Question != 0 {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.To(s.Draft, "ask")
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m, err := f.change(ctx, s, meeting.Change{
				Question: s.Draft.Question, Kind: meeting.QuestionKind(intent.Arg),
			}, "question")
			m.Draft.Question = s.Draft.Question
			return m, err
		},
	}
}

// ask takes the words of a question; a sentence to begin with is shown to be copied.
func (f flow) ask() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "ask", Next: []string{"question", "agenda"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			k, now := s.Draft.Kind, ""
			if q, ok := m.Question(s.Draft.Question); ok {
				k, now = q.Kind, q.Name
			}
			need := meeting.NeedOn(k, today(s, &m))
			name, sentence := questionKeys(k)
			if now == "" {
				now = f.t.Label(sentence)
			}
			screen := dialogs.Screen{Text: texts.Join("\n", f.heading("meeting.agenda", m.House),
				f.t.T("meeting.question_ask", "Kind", f.t.Label(name), "Need", f.need(need.Majority),
					"Act", need.Act, "Example", now))}
			if n := len([]rune(now)); n <= copyMost {
				screen.Rows = append(screen.Rows, dialogs.Copying(f.t.Label("meeting.question_copy"), now))
			}
			return screen
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			return f.worded(s, in.Text)
		},
		Commit: f.write,
	}
}

// worded takes the words of a question, but none that ask nothing.
func (f flow) worded(s scene, typed string) move {
	name := housing.CleanText(typed)
	if warnings := meeting.Lint(name); slices.Contains(warnings, meeting.Various) {
		return dialogs.Refuse(s.Draft, f.t.T("meeting.warn_various"))
	}
	return dialogs.Do(s.Draft, dialogs.Act{Do: "write", Arg: name})
}

// copyMost is how many signs a button copies.
const copyMost = 256

// write stores the words of a question and shows what is odd about them.
func (f flow) write(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	if s.Draft.Question != 0 {
		m, err := f.change(ctx, s, meeting.Change{Question: s.Draft.Question, Name: intent.Arg}, "question")
		m.Draft.Question = s.Draft.Question
		return m, err
	}
	m, err := f.change(ctx, s, meeting.Change{
		Add: []meeting.Question{{Kind: s.Draft.Kind, Name: intent.Arg}},
	}, "agenda")
	if err != nil {
		return m, err
	}
	now, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	if err != nil || len(now.Questions) == 0 {
		return m, err
	}
	last := now.Questions[len(now.Questions)-1]
	if f.flawed(s, &now, last) {
		m.To, m.Draft.Question = "question", last.ID
	}
	return m, nil
}

// question shows one question: its words, its majority, what is odd, what is attached.
func (f flow) question() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "question", Next: []string{"ask", "kinds", "agenda", "question"}, Load: f.load, Files: true,
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			_, there := m.Question(s.Draft.Question)
			return dialogs.To(s.Draft.at(), "agenda"), !there
		},
		Show:   f.showQuestion,
		Decide: f.decideQuestion,
		Commit: f.commitQuestion,
	}
}

func (f flow) showQuestion(s scene, m meeting.Meeting) dialogs.Screen {
	q, _ := m.Question(s.Draft.Question)
	need := meeting.NeedOn(q.Kind, today(s, &m))
	name, _ := questionKeys(q.Kind)
	screen := dialogs.Screen{Text: texts.Join("\n", f.heading("meeting.agenda", m.House),
		f.t.T("meeting.question_lines", "Number", q.Number, "Name", q.Name, "Kind", f.t.Label(name),
			"Need", f.need(need.Majority), "Act", need.Act))}
	soft := false
	for _, g := range m.PartGaps(meeting.Agenda, s.Now) {
		if g.Question == q.ID {
			screen.Text = texts.Join("\n", screen.Text, "○ "+f.gap(g))
			soft = soft || !g.Warning.Hard() || g.Kind == meeting.QuestionAttach
		}
	}
	screen.Rows = append(screen.Rows, dialogs.Row(dialogs.On(f.t.Label("meeting.question_edit"), "edit"),
		dialogs.On(f.t.Label("meeting.question_kind"), "kind")))
	if soft {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.question_stands"), "stands"))
	}
	for _, x := range q.Files {
		screen.Rows = append(screen.Rows, dialogs.OnArg(
			f.t.Label("meeting.file_drop", "Name", x.Name), "unfile", strconv.FormatInt(x.ID, 10)))
	}
	screen.Text = texts.Join("\n", screen.Text, f.t.T("meeting.question_files", "Count", len(q.Files)))
	last := dialogs.On(f.t.Label("meeting.question_drop"), "drop")
	if q.Number > 1 {
		last = dialogs.Row(dialogs.On(f.t.Label("meeting.question_up"), "up"), last)
	}
	screen.Rows = append(screen.Rows, last, dialogs.On(f.t.Label("meeting.to_agenda"), "agenda"))
	return screen
}

func (f flow) decideQuestion(s scene, _ meeting.Meeting, in dialogs.Input) move {
	if in.File != nil {
		return f.enclose(s.Draft, in.File)
	}
	switch in.Act.Do {
	case "edit":
		return dialogs.To(s.Draft, "ask")
	case "kind":
		return dialogs.To(s.Draft, "kinds")
	case "agenda":
		return dialogs.To(s.Draft.at(), "agenda")
	case "stands", "up", "drop", "unfile":
		return dialogs.Do(s.Draft, in.Act)
	}
	if in.Text != "" && !in.Pressed() { // the words again, without «Изменить текст» first
		return f.worded(s, in.Text)
	}
	return dialogs.Unknown(s.Draft)
}

func (f flow) commitQuestion(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	c, to := meeting.Change{Question: s.Draft.Question}, "question"
	switch intent.Do {
	case "write":
		return f.write(ctx, s, intent)
	case "stands":
		c.Stands = true
	case "up":
		c.Up = true
	case "drop":
		c.Drop, to = true, "agenda"
	case "unfile":
		c.DropFile, _ = strconv.ParseInt(intent.Arg, 10, 64)
	case "file":
		file, err := f.fetch(ctx, intent)
		if err != nil {
			return move{}, err
		}
		c.File = &file
	}
	m, err := f.change(ctx, s, c, to)
	if to == "question" {
		m.Draft.Question = s.Draft.Question
	}
	return m, err
}
