package meeting

import (
	"context"
	"fmt"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// gis is where a message is handed in.
const gis = "https://dom.gosuslugi.ru"

// project tells that the draft of the appeal is made and, where nobody sends it, what its author does with
// it.
func (f flow) project() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "project", Next: []string{"filed", "review", "withdraw", "board", "parts"}, Load: f.load,
		Doc: []dialogs.Documented{{Step: "5", Labels: []string{"meeting.project"}}},
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			to := stands(&m)
			return dialogs.To(s.Draft.at(), to), to != "project" && to != "review"
		},
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			here := m.Mode == meeting.Official
			first := ""
			if len(m.Questions) > 0 {
				first = m.Questions[0].Name
			}
			screen := dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.project", m.House), f.advisory(m.Mode),
					f.t.T("meeting.project_lines", "Number", m.Number, "Region", m.House.Address.Region,
						"Question", brief(first), "More", len(m.Questions)-1, "Here", here)),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("meeting.project_pdf"), "letter"),
					dialogs.On(f.t.Label("meeting.message_pdf"), "image"),
				},
			}
			if here {
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.to_review"), "review"))
				return screen
			}
			screen.Rows = append(screen.Rows, []dialogs.Button{
				{Label: f.t.Label("meeting.open_gis"), URL: gis},
			},
				dialogs.On(f.t.Label("meeting.filed"), "filed"),
				dialogs.On(f.t.Label("meeting.withdraw"), "withdraw"))
			return screen
		},
		Decide: f.decidePending,
		Commit: f.commitPapers,
	}
}

// decidePending answers the screens of a message that waits.
func (f flow) decidePending(s scene, _ meeting.Meeting, in dialogs.Input) move {
	switch in.Act.Do {
	case "letter", "image", "approve", "file":
		return dialogs.Do(s.Draft, in.Act)
	case "filed", "review", "withdraw", "remark", "board":
		return dialogs.To(s.Draft.at(), in.Act.Do)
	}
	return dialogs.Unknown(s.Draft)
}

// commitPapers hands out papers, and carries out what the author says of the review.
func (f flow) commitPapers(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
	if err != nil {
		return move{}, err
	}
	switch intent.Do {
	case "letter":
		data, err := f.Paper(f.t.Label("meeting.letter_title"), f.letter(s, &m))
		next := dialogs.Stay(s.Draft)
		next.Asides = append(next.Asides, f.attached(meeting.File{
			Name: f.t.Label("meeting.letter_file"),
			Data: data,
		}))
		return next, err
	case "approve":
		return f.act(ctx, s, meeting.Act{Do: meeting.DoApprove})
	case "file":
		return f.hand(ctx, s, pick.OfKey[fileID](intent.Arg).int())
	}
	return f.hand(ctx, s, m.Image.ID)
}

// fileID is the key of a file on a button.
type fileID int64

func (id fileID) int() int64 { return int64(id) }

// act carries a deed out and shows the meeting as it stands then.
func (f flow) act(ctx context.Context, s scene, a meeting.Act) (move, error) {
	a.Person, a.Meeting = s.Person.ID, s.Draft.Meeting
	state, err := f.Drafts.Act(ctx, s.Once, a, s.Now)
	m := dialogs.To(s.Draft.at(), stands(&meeting.Meeting{State: state}))
	m.Final = true
	return m, err
}

// filed asks when the message was handed in.
func (f flow) filed() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "filed", Next: []string{"review", "parts", "project", "approved", "placed", "board"},
		Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			day := today(s, &m)
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.filed_title", m.House), f.t.T("meeting.filed_ask",
					"Example", fmt.Sprintf("%02d.%02d", day.Day, day.Month))),
				Rows: [][]dialogs.Button{dialogs.On(f.t.Label("meeting.filed_today"), "today")},
			}
		},
		Decide: func(s scene, m meeting.Meeting, in dialogs.Input) move {
			day := today(s, &m)
			if in.Act.Do != "today" {
				typed, ok := pick.Day(in.Text, day)
				if in.Pressed() || !ok || day.Before(typed) {
					return dialogs.Refuse(s.Draft, f.t.T("error.meeting_filed"))
				}
				day = typed
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "file", Arg: day.String()})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			var day housing.Date
			if err := day.UnmarshalText([]byte(intent.Arg)); err != nil {
				return move{}, err
			}
			return f.act(ctx, s, meeting.Act{Do: meeting.DoFile, On: day})
		},
	}
}

// review shows how the review stands; where nobody answers here, the author says what the inspectorate
// answered.
func (f flow) review() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "review", Next: []string{"remark", "withdraw", "parts", "approved", "placed", "board", "project"},
		Load: f.load, Doc: []dialogs.Documented{{Step: "6", Labels: []string{"meeting.review"}}},
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			to := stands(&m)
			return dialogs.To(s.Draft.at(), to), to != "review"
		},
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			screen := dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.review", m.House), f.advisory(m.Mode),
					f.reviewLines(s, &m)),
				Rows: [][]dialogs.Button{dialogs.On(f.t.Label("meeting.message_pdf"), "image")},
			}
			if m.Mode != meeting.Official {
				screen.Rows = append(screen.Rows, dialogs.Row(dialogs.On(f.t.Label("meeting.passed"),
					"approve"),
					dialogs.On(f.t.Label("meeting.has_remarks"), "remark")))
			}
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.withdraw"), "withdraw"))
			return screen
		},
		Decide: f.decidePending,
		Commit: f.commitPapers,
	}
}

func (f flow) reviewLines(s scene, m *meeting.Meeting) texts.Text {
	day := today(s, m)
	text := f.t.T("meeting.review_lines", "Number", m.Number, "Days", meeting.TermsOn(m.Filed).Review,
		"Until", texts.Until(m.Due, day), "Filed", texts.Date(m.Filed, day))
	if m.Due.Before(day) {
		key := "meeting.review_over"
		if m.Mode == meeting.Official {
			key = "meeting.review_over_here"
		}
		text = texts.Join("\n", text, f.t.T(key))
	} else {
		text = texts.Join("\n", text, f.t.T("meeting.days_left", "N", housing.WorkdaysUntil(day, m.Due)))
	}
	if !meeting.EarliestFrom(m.Filed).Settled {
		text = texts.Join("\n", text, f.t.T("meeting.unsettled", "Year", m.Due.Year))
	}
	return texts.Join("\n", text, f.t.T("meeting.leaflet_term"))
}

// remark takes what the inspectorate found: the part, then the words. It is the author's where the
// inspectorate answers elsewhere.
func (f flow) remark() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "remark", Next: []string{"remark", "parts", "review", "placed", "approved", "project", "board"},
		Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen { return f.showRemark(s.Draft, &m) },
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			return f.decideRemark(s.Draft, in)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return f.act(ctx, s, meeting.Act{Do: meeting.DoReturn, Remarks: []meeting.Remark{
				{Part: s.Draft.Part, Text: intent.Arg},
			}})
		},
	}
}

// showRemark asks for the part that a remark is about, then for its words, then whether that is all.
func (f flow) showRemark(d draft, m *meeting.Meeting) dialogs.Screen {
	screen := dialogs.Screen{Text: f.heading("meeting.remarks", m.House)}
	switch {
	case d.Part == "":
		screen.Text = texts.Join("\n", screen.Text, f.t.T("meeting.remark_part"))
		for _, p := range meeting.Parts() {
			screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label(partLabel(p)), "part", string(p)))
		}
	case d.Text == "":
		screen.Text = texts.Join("\n", screen.Text,
			f.t.T("meeting.remark_ask", "Part", f.t.T(partLabel(d.Part))))
	default:
		screen.Text = texts.Join("\n", screen.Text,
			f.t.T("meeting.remark_preview", "Part", f.t.T(partLabel(d.Part)), "Text", d.Text))
		screen.Rows = [][]dialogs.Button{
			dialogs.On(f.t.Label("meeting.remark_send"), "send"),
			dialogs.On(f.t.Label("meeting.remark_edit"), "edit"),
		}
	}
	return screen
}

func (f flow) decideRemark(d draft, in dialogs.Input) move {
	switch {
	case d.Part == "" && in.Act.Do == "part":
		d.Part = meeting.Part(in.Act.Arg)
		return dialogs.To(d, "remark")
	case d.Part == "" || in.File != nil:
		return dialogs.Unknown(d)
	case d.Text != "" && in.Act.Do == "send":
		return dialogs.Do(d, dialogs.Act{Do: "return", Arg: d.Text})
	case d.Text != "" && in.Act.Do == "edit":
		d.Text = ""
		return dialogs.Stay(d)
	case in.Pressed():
		return dialogs.Unknown(d)
	}
	r := meeting.Remark{Part: d.Part, Text: housing.CleanText(in.Text)}
	if r.Check() != nil {
		return dialogs.Refuse(d, f.t.T("error.meeting_remark"))
	}
	d.Text = r.Text
	return dialogs.To(d, "remark")
}

// withdraw asks before a message is taken back.
func (f flow) withdraw() dialogs.Step[draft, meeting.Meeting] {
	return pick.Sure[draft, meeting.Meeting]{
		ID: "withdraw", Next: []string{"board"}, Load: f.load,
		Yes: f.t.Label("meeting.withdraw_yes"), No: f.t.Label("meeting.withdraw_no"),
		Ask: func(_ scene, m meeting.Meeting) texts.Text {
			return f.t.T("meeting.withdraw_ask", "Elsewhere", m.Mode != meeting.Official && !m.Filed.IsZero())
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			m, err := f.act(ctx, s, meeting.Act{Do: meeting.DoWithdraw})
			m.Notice = f.t.T("meeting.withdrawn")
			return m, err
		},
	}.Step()
}

// approved asks for new days where the review took longer than they leave room for.
func (f flow) approved() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "approved", Next: []string{"placed", "withdraw", "board", "parts", "review", "project"},
		Load: f.load,
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			to := stands(&m)
			return dialogs.To(s.Draft.at(), to), to != "approved"
		},
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			starts, ends := m.Moved(s.Now)
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.approved", m.House), f.advisory(m.Mode),
					f.t.T("meeting.approved_lines", "Notice", meeting.TermsOn(today(s, &m)).Notice,
						"Was", f.moment(s, &m, m.Starts), "Start", f.moment(s, &m, starts),
						"End", f.moment(s, &m, ends))),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("meeting.move"), "move"),
					dialogs.On(f.t.Label("meeting.withdraw"), "withdraw"),
				},
			}
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			switch in.Act.Do {
			case "move":
				return dialogs.Do(s.Draft, in.Act)
			case "withdraw":
				return dialogs.To(s.Draft.at(), "withdraw")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
			if err != nil {
				return move{}, err
			}
			m.Starts, m.Ends = m.Moved(s.Now)
			file, err := f.paper(s, &m)
			if err != nil {
				return move{}, err
			}
			return f.act(ctx, s, meeting.Act{Do: meeting.DoMove, Image: &file})
		},
	}
}

// placed shows a meeting that everybody of the house may read.
func (f flow) placed() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "placed", Next: []string{"board", "parts", "review", "project", "approved"}, Load: f.load,
		Calls: f.beside(),
		Doc:   []dialogs.Documented{{Step: "7", Labels: []string{"meeting.placed"}}},
		Skip: func(s scene, m meeting.Meeting) (move, bool) {
			to := stands(&m)
			return dialogs.To(s.Draft.at(), to), to != "placed"
		},
		Show: f.showPlaced,
		Decide: func(s scene, m meeting.Meeting, in dialogs.Input) move {
			switch in.Act.Do {
			case "image", "file":
				return dialogs.Do(s.Draft, in.Act)
			case "board":
				return dialogs.To(draft{House: s.Draft.House}, "board")
			case "voting":
				return dialogs.Goto(s.Draft, dialogs.Begin(f.Voting, Args{Meeting: s.Draft.Meeting}))
			case "discuss":
				return dialogs.Goto(s.Draft, dialogs.Begin(f.Forum, discussing{
					m.ID, f.t.Label("forum.discuss_title", "Number", m.Number),
				}))
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.commitPapers,
	}
}

// discussing starts the forum at the topic of a meeting.
type discussing struct {
	Meeting meeting.ID `json:"meeting"`
	Title   string     `json:"title"`
}

// beside are the flows that a meeting which is placed leads to.
func (f flow) beside() []string {
	if f.Forum == "" {
		return []string{f.Voting}
	}
	return []string{f.Voting, f.Forum}
}

func (f flow) showPlaced(s scene, m meeting.Meeting) dialogs.Screen {
	head, key := "meeting.board", "meeting.over_lines"
	switch m.State {
	case meeting.Placed:
		head, key = "meeting.placed", "meeting.placed_lines"
	case meeting.Voting:
		key = "meeting.voting_lines"
	}
	text := texts.Join("\n", f.heading(head, m.House), f.advisory(m.Mode), f.t.T(key, "Number", m.Number,
		"Kind", f.t.Label(kindKey(m.Kind)), "Start", f.moment(s, &m, m.Starts),
		"End", f.moment(s, &m, m.Ends),
		"Official", m.Mode == meeting.Official))
	screen := dialogs.Screen{}
	if m.State != meeting.Placed {
		label := "voting.results"
		if m.State == meeting.Voting {
			label = "voting.open"
		}
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label(label), "voting"))
	}
	for _, q := range m.Questions {
		text = texts.Join("\n", text, f.t.T("meeting.agenda_line", "Number", q.Number, "Name", brief(q.Name),
			"Need", f.need(q.Majority)))
		for _, x := range q.Files {
			screen.Rows = append(screen.Rows,
				dialogs.OnArg(f.t.Label("meeting.file_open", "Name", x.Name), "file", pick.Key(fileID(x.ID))))
		}
	}
	screen.Text = texts.Join("\n", text, f.t.T("meeting.placed_order", "Papers", brief(m.Papers),
		"Acquaint", brief(m.Acquaint), "Admin", m.Admin.Name, "Phone", texts.Phone(m.Admin.Phone)))
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.message_pdf"), "image"))
	if f.Forum != "" {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("forum.discuss"), "discuss"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.to_board"), "board"))
	return screen
}
