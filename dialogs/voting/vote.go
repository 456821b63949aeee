package voting

import (
	"context"
	"slices"
	"strconv"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/ballot"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// closed leads back to the start of the flow where nothing can be voted any more.
func closed(s scene, v poll) (move, bool) {
	return dialogs.To(s.Draft.at(), "home"), !v.runs(s.Now) || len(v.chosen(s.Draft)) == 0
}

// question asks the questions one by one.
func (f flow) question() dialogs.Step[draft, poll] {
	return dialogs.Step[draft, poll]{
		ID: "question", Next: []string{"question", "summary", "home"}, Load: f.load, Skip: closed,
		Show: f.showQuestion,
		Decide: func(s scene, v poll, in dialogs.Input) move {
			d, n := s.Draft, len(v.meeting.Questions)
			a := ballot.Answer(in.Act.Do)
			switch {
			case in.Act.Do == "file":
				return dialogs.Do(d, in.Act)
			case !slices.Contains(ballot.Answers(), a) || d.At >= n:
				return dialogs.Unknown(d)
			}
			d.Answers = append(slices.Clone(d.Answers), make([]ballot.Answer, max(0, n-len(d.Answers)))...)
			d.Answers[d.At] = a
			if d.Fix || d.At+1 == n {
				d.Fix, d.At = false, 0
				return dialogs.To(d, "summary")
			}
			d.At++
			return dialogs.To(d, "question")
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			file, err := f.Meetings.OpenFile(ctx, s.Person.ID, s.Draft.Meeting, pick.OfKey[int64](intent.Arg))
			if err != nil {
				return move{}, err
			}
			m := dialogs.Stay(s.Draft)
			m.Asides = []dialogs.Screen{{
				Text: f.t.T("voting.material"), File: &dialogs.Attachment{Name: file.Name, Data: file.Data},
			}}
			return m, nil
		},
	}
}

func (f flow) showQuestion(s scene, v poll) dialogs.Screen {
	m := &v.meeting
	q := m.Questions[min(s.Draft.At, len(m.Questions)-1)]
	given := ballot.Answer("")
	if s.Draft.At < len(s.Draft.Answers) {
		given = s.Draft.Answers[s.Draft.At]
	}
	screen := dialogs.Screen{
		Text: texts.Join("\n", f.t.T("voting.position", "Number", s.Draft.At+1, "Of", len(m.Questions)),
			f.advisory(m),
			f.t.T("voting.question", "Number", q.Number, "Name", q.Name, "Need", f.need(q.Majority), "Act",
				q.Act)),
	}
	for _, a := range ballot.Answers() {
		label := f.t.Label(meeting.AnswerKey(a))
		if a == given {
			label += " ✓"
		}
		screen.Rows = append(screen.Rows, dialogs.On(label, string(a)))
	}
	for _, x := range q.Files {
		screen.Rows = append(screen.Rows,
			dialogs.OnArg(f.t.Label("meeting.file_open", "Name", x.Name), "file", strconv.FormatInt(x.ID,
				10)))
	}
	return screen
}

// summary shows all answers with the weight before they are confirmed.
func (f flow) summary() dialogs.Step[draft, poll] {
	return dialogs.Step[draft, poll]{
		ID: "summary", Next: []string{"sure", "fix", "home", "question"}, Load: f.load,
		Skip: func(s scene, v poll) (move, bool) {
			if m, gone := closed(s, v); gone {
				return m, true
			}
			s.Draft.At = 0
			return dialogs.To(s.Draft, "question"), !s.Draft.whole(&v.meeting)
		},
		Show: func(s scene, v poll) dialogs.Screen {
			m := &v.meeting
			text := texts.Join("\n", f.heading("voting.summary", m), f.advisory(m))
			text = texts.Join("\n\n", text, f.answers(m, s.Draft.Answers), f.weight(v.chosen(s.Draft)))
			return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{
				dialogs.On(f.t.Label("voting.send"), "sure"), dialogs.On(f.t.Label("voting.fix"), "fix"),
			}}
		},
		Decide: func(s scene, _ poll, in dialogs.Input) move {
			if in.Act.Do == "sure" || in.Act.Do == "fix" {
				return dialogs.To(s.Draft, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// fix asks which answer is to be changed.
func (f flow) fix() dialogs.Step[draft, poll] {
	return dialogs.Step[draft, poll]{
		ID: "fix", Next: []string{"question", "home"}, Load: f.load, Skip: closed,
		Show: func(s scene, v poll) dialogs.Screen {
			choices := make([]pick.Choice, 0, len(s.Draft.Answers))
			for i, a := range s.Draft.Answers {
				choices = append(choices, pick.Choice{
					Label: f.t.Label("voting.fix_line", "Number", i+1, "Answer",
						f.t.Label(meeting.AnswerKey(a))), Arg: strconv.Itoa(i),
				})
			}
			return dialogs.Screen{
				Text: texts.Join("\n", f.t.T("voting.fix_ask"), f.advisory(&v.meeting)),
				Rows: pick.List(choices, s.Draft.Page, f.t),
			}
		},
		Decide: func(s scene, _ poll, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			i, err := strconv.Atoi(in.Act.Arg)
			if err != nil || i < 0 || i >= len(s.Draft.Answers) {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.At, s.Draft.Fix = i, true
			return dialogs.To(s.Draft, "question")
		},
	}
}

// sure asks before the vote is cast.
func (f flow) sure() dialogs.Step[draft, poll] {
	return pick.Sure[draft, poll]{
		ID: "sure", Next: []string{"mine", "home"}, Load: f.load, Skip: closed,
		Yes: f.t.Label("voting.sure_yes"), No: f.t.Label("voting.sure_no"),
		Ask: func(s scene, v poll) texts.Text {
			return texts.Join("\n", f.t.T("voting.sure", "Revote", v.meeting.Revote,
				"End", f.moment(s.Now, &v.meeting,
					v.meeting.Ends)), f.advisory(&v.meeting), f.weight(v.chosen(s.Draft)))
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
			if err != nil {
				return move{}, err
			}
			receipts, err := f.Votes.Cast(ctx, s.Once, ballot.Cast{
				Meeting: m.Ballot(), Person: s.Person.ID, Holdings: s.Draft.Holdings,
				Answers: s.Draft.Answers,
			}, s.Now)
			if err != nil {
				return move{}, err
			}
			codes := make([]string, len(receipts))
			for i, r := range receipts {
				codes[i] = f.t.Label("voting.code", "Seq", r.Seq, "Code", r.Hash.Code())
			}
			to := dialogs.To(s.Draft.at(), "mine")
			to.Final = true
			to.Notice = f.t.T("voting.accepted", "At", f.moment(s.Now, &m, s.Now), "Codes", joined(codes),
				"Official", m.Mode == meeting.Official)
			return to, nil
		},
	}.Step()
}
