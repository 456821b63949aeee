package voting

import (
	"context"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

// number asks of which premises a decision is.
func (f flow) number() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "number", Next: []string{"owner"}, Load: f.loadPapers,
		Show: func(_ paperScene, c meeting.Collection) dialogs.Screen {
			return dialogs.Screen{Text: texts.Join("\n", f.heading("papers.title", &c.Meeting),
				f.t.T("papers.number_ask"))}
		},
		Decide: func(s paperScene, c meeting.Collection, in dialogs.Input) paperMove {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			if len(meeting.Numbered(c.Holders, in.Text)) == 0 {
				return dialogs.Refuse(s.Draft, f.t.T("papers.number_none", "Typed", pick.Echo(in.Text)))
			}
			d := s.Draft.at()
			d.Typed = in.Text
			return dialogs.To(d, "owner")
		},
	}
}

// owner asks which of the owners decided, where there are several.
func (f flow) owner() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "owner", Next: []string{"holding", "number"}, Load: f.loadPapers,
		Skip: func(s paperScene, c meeting.Collection) (paperMove, bool) {
			found := meeting.Numbered(c.Holders, s.Draft.Typed)
			if len(found) != 1 {
				return dialogs.To(s.Draft.at(), "number"), len(found) == 0
			}
			d := s.Draft.at()
			d.Holding, d.Owner = found[0].Holding, found[0].Owner
			return dialogs.To(d, "holding"), true
		},
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("papers.title", &c.Meeting), f.t.T("papers.owner_ask")),
				Rows: pick.List(f.holderChoices(meeting.Numbered(c.Holders, s.Draft.Typed)), s.Draft.Page,
					f.t),
			}
		},
		Decide: f.chooseHolder,
	}
}

// chooseHolder takes one of a list of owners.
func (f flow) chooseHolder(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
	if page, ok := pick.Turned(in, s.Draft.Page); ok {
		s.Draft.Page = page
		return dialogs.Stay(s.Draft)
	}
	holding, owner, ok := strings.Cut(in.Act.Arg, "/")
	if in.Act.Do != pick.Choose || !ok {
		return dialogs.Unknown(s.Draft)
	}
	d := s.Draft.at()
	d.Holding, d.Owner = pick.OfKey[owners.RightID](holding), pick.OfKey[owners.OwnerID](owner)
	return dialogs.To(d, "holding")
}

// gone leads back where the owner is not known, or nothing may be entered.
func gone(s paperScene, c meeting.Collection) (paperMove, bool) {
	_, known := c.Holder(s.Draft.Holding, s.Draft.Owner)
	return dialogs.To(s.Draft.at(), "collect"), !known || !taken(s, &c)
}

// holding is an owner with what was given for his premises.
func (f flow) holding() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "holding", Next: []string{"mark", "reason", "collect", "number"}, Load: f.loadPapers,
		Skip: func(s paperScene, c meeting.Collection) (paperMove, bool) {
			_, known := c.Holder(s.Draft.Holding, s.Draft.Owner)
			return dialogs.To(s.Draft.at(), "collect"), !known
		},
		Show: f.showHolding,
		Decide: func(s paperScene, c meeting.Collection, in dialogs.Input) paperMove {
			d := s.Draft.of()
			switch in.Act.Do {
			case "mark":
				return dialogs.To(d, "mark")
			case "correct", "back":
				d.Corrects, d.Back = c.Entries[d.Holding].Seq, in.Act.Do == "back"
				return dialogs.To(d, "reason")
			case "form", "scan":
				return dialogs.Do(d, in.Act)
			case "number", "collect":
				return dialogs.To(s.Draft.at(), in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.handHolding,
	}
}

func (f flow) showHolding(s paperScene, c meeting.Collection) dialogs.Screen {
	m := &c.Meeting
	h, _ := c.Holder(s.Draft.Holding, s.Draft.Owner)
	e, handed := c.Entries[h.Holding]
	tapped, voted := c.Tapped[h.Holding]
	text := texts.Join("\n", f.heading("papers.title", m), texts.Escape(f.holderLabel(&h)))
	var screen dialogs.Screen
	switch {
	case handed:
		who, _ := c.Holder(e.Holding, e.Owner)
		text = texts.Join("\n", text, f.t.T("papers.handed", "Seq", e.Seq, "Received", f.day(s.Now, m,
			e.Received),
			"At", f.moment(s.Now, m,
				e.At), "Other", e.Owner != h.Owner, "Name", who.Name, "Document", e.Document))
		if taken(s, &c) {
			screen.Rows = append(screen.Rows, dialogs.Row(dialogs.On(f.t.Label("papers.correct"), "correct"),
				dialogs.On(f.t.Label("papers.back"), "back")))
		}
		if !s.Now.Before(m.Ends) {
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.scan_open"), "scan"))
		}
	case voted:
		text = texts.Join("\n", text, f.t.T("papers.tapped", "Premises", f.place(h.Premises),
			"At", f.day(s.Now, m, tapped)))
	case taken(s, &c):
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.enter"), "mark"))
	}
	screen.Text = text
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.form"), "form"),
		dialogs.On(f.t.Label("papers.another"), "number"), dialogs.On(f.t.Label("papers.to_collect"),
			"collect"))
	return screen
}

// handHolding sends the form of an owner, or what he handed in.
func (f flow) handHolding(ctx context.Context, s paperScene, intent dialogs.Act) (paperMove, error) {
	c, err := f.Collect.Collection(ctx, s.Person.ID, s.Draft.Meeting, s.Now)
	if err != nil {
		return paperMove{}, err
	}
	h, known := c.Holder(s.Draft.Holding, s.Draft.Owner)
	if !known {
		return paperMove{}, &housing.Error{Kind: housing.Refused, Text: "ballot.not_owner_paper"}
	}
	to := dialogs.Stay(s.Draft)
	var aside dialogs.Screen
	if intent.Do == "form" {
		aside, err = f.forms(&c.Meeting, []meeting.Holder{h})
	} else {
		var file ballot.File
		file, err = f.Collect.Scan(ctx, s.Person.ID, c.Meeting.ID, c.Entries[h.Holding].Seq, s.Now)
		aside = dialogs.Attach(dialogs.Attachment{Name: file.Name, Data: file.Data}, f.t.T("papers.scan_file",
			"Premises", f.place(h.Premises), "Name", h.Name))
	}
	to.Asides = append(to.Asides, aside)
	return to, err
}

// reason asks why a decision is corrected or taken back.
func (f flow) reason() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "reason", Next: []string{"mark", "enter", "collect"}, Load: f.loadPapers, Skip: gone,
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			return dialogs.Screen{Text: texts.Join("\n", f.heading("papers.title", &c.Meeting),
				f.t.T("papers.reason_ask", "Back", s.Draft.Back))}
		},
		Decide: func(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			why := housing.CleanText(in.Text)
			if n := len([]rune(why)); n < ballot.ReasonMin || n > ballot.ReasonMax {
				return dialogs.Refuse(s.Draft, f.t.T("ballot.no_reason"))
			}
			s.Draft.Reason = why
			if s.Draft.Back {
				return dialogs.To(s.Draft, "enter")
			}
			return dialogs.To(s.Draft, "mark")
		},
	}
}

// mark asks which box of each question is ticked.
func (f flow) mark() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "mark", Next: []string{"mark", "received", "collect"}, Load: f.loadPapers, Skip: gone,
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			m := &c.Meeting
			h, _ := c.Holder(s.Draft.Holding, s.Draft.Owner)
			q := m.Questions[min(s.Draft.At, len(m.Questions)-1)]
			screen := dialogs.Screen{Text: texts.Join("\n", f.t.T("voting.position", "Number", s.Draft.At+1,
				"Of", len(m.Questions)), texts.Escape(f.holderLabel(&h)),
				f.t.T("papers.question", "Number", q.Number, "Name", q.Name))}
			for _, a := range ballot.Answers() {
				screen.Rows = append(screen.Rows, dialogs.On(f.t.Label(meeting.AnswerKey(a)), string(a)))
			}
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.invalid"), "invalid"))
			return screen
		},
		Decide: func(s paperScene, c meeting.Collection, in dialogs.Input) paperMove {
			d, n, a := s.Draft, len(c.Meeting.Questions), ballot.Answer(in.Act.Do)
			if a == "invalid" {
				a = ""
			} else if !slices.Contains(ballot.Answers(), a) || d.At >= n {
				return dialogs.Unknown(d)
			}
			d.Answers = append(slices.Clone(d.Answers), make([]ballot.Answer, max(0, n-len(d.Answers)))...)
			d.Answers[d.At] = a
			if d.At+1 < n {
				d.At++
				return dialogs.To(d, "mark")
			}
			if (ballot.Decision{Answers: d.Answers}).Void() {
				d.At, d.Answers = 0, nil
				return dialogs.Refuse(d, f.t.T("papers.void"))
			}
			return dialogs.To(d, "received")
		},
	}
}

// received asks when the decision was handed in.
func (f flow) received() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "received", Next: []string{"in_time", "collect"}, Load: f.loadPapers, Skip: gone,
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			m := &c.Meeting
			screen := dialogs.Screen{Text: texts.Join("\n", f.heading("papers.title", m),
				f.t.T("papers.received_ask",
					"Start", f.day(s.Now, m, m.Starts), "End", f.moment(s.Now, m, m.Ends),
					"Example", firstDay(m)))}
			today := m.Today(s.Now)
			for _, x := range []struct {
				key string
				day housing.Date
			}{{"papers.today", today}, {"papers.yesterday", today.Add(-1)}} {
				if _, ok := m.HandedIn(x.day, s.Now); ok {
					screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label(x.key), pick.Choose,
						x.day.String()))
				}
			}
			return screen
		},
		Decide: func(s paperScene, c meeting.Collection, in dialogs.Input) paperMove {
			m := &c.Meeting
			typed := in.Text
			if in.Act.Do == pick.Choose {
				typed = in.Act.Arg
			} else if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			day, ok := pick.Day(typed, m.Today(s.Now))
			if _, within := m.HandedIn(day, s.Now); !ok || !within {
				return dialogs.Refuse(s.Draft, f.t.T("papers.received_wrong", "Typed", pick.Echo(typed),
					"Start", f.day(s.Now, m, m.Starts), "End", f.moment(s.Now, m, m.Ends),
					"Example", firstDay(m)))
			}
			s.Draft.Day, s.Draft.InTime = day, false
			return dialogs.To(s.Draft, "in_time")
		},
	}
}

// inTime asks of a paper that is entered after the end, and of whose day the end was a part, whether it came
// before.
func (f flow) inTime() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "in_time", Next: []string{"signer", "holding", "collect"}, Load: f.loadPapers,
		Skip: func(s paperScene, c meeting.Collection) (paperMove, bool) {
			if to, away := gone(s, c); away {
				return to, true
			}
			return dialogs.To(s.Draft, "signer"), !c.Meeting.Ballot().Doubtful(s.Draft.Day, s.Now)
		},
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			m := &c.Meeting
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("papers.title", m), f.t.T("papers.in_time_ask",
					"End", f.moment(s.Now, m, m.Ends))),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("papers.in_time"),
						"before"), dialogs.On(f.t.Label("papers.too_late"), "after"),
				},
			}
		},
		Decide: func(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
			switch in.Act.Do {
			case "before":
				s.Draft.InTime = true
				return dialogs.To(s.Draft, "signer")
			case "after":
				to := dialogs.To(s.Draft.of(), "holding")
				to.Notice = f.t.T("papers.late")
				return to
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// firstDay is the first day of the vote, as one types it.
func firstDay(m *meeting.Meeting) string { return m.Starts.In(m.Location()).Format("02.01") }
