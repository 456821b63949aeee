package voting

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
	"dombot/internal/texts"
)

// PapersFlow is the id of the flow of those who collect decisions on paper.
const PapersFlow = "papers"

// paper is a decision on paper that is being entered.
type paper struct {
	Meeting  meeting.ID      `json:"meeting,omitempty"`
	Typed    string          `json:"typed,omitempty"` // the number of premises
	Holding  owners.RightID  `json:"holding,omitempty"`
	Owner    owners.OwnerID  `json:"owner,omitempty"`
	Answers  []ballot.Answer `json:"answers,omitempty"`
	At       int             `json:"at,omitempty"`      // the question that is asked, from 0
	Day      housing.Date    `json:"day,omitzero"`      // when it was handed in
	InTime   bool            `json:"in_time,omitempty"` // it was asked, of a doubtful day
	Document string          `json:"document,omitempty"`
	File     string          `json:"file,omitempty"` // of the messenger
	Name     string          `json:"name,omitempty"`
	Kind     string          `json:"kind,omitempty"`  // of File, by its content
	Pages    []string        `json:"pages,omitempty"` // photos of the pages behind File, of the messenger
	Size     int             `json:"size,omitempty"`  // of all of them, bytes
	Corrects int64           `json:"corrects,omitempty"`
	Back     bool            `json:"back,omitempty"` // the one that is corrected is taken back
	Reason   string          `json:"reason,omitempty"`
	Page     int             `json:"page,omitempty"`
}

// at keeps of a draft which meeting it is about.
func (d paper) at() paper { return paper{Meeting: d.Meeting} }

// of keeps which owner it is about, too.
func (d paper) of() paper { return paper{Meeting: d.Meeting, Holding: d.Holding, Owner: d.Owner} }

type (
	paperScene = dialogs.Scene[paper]
	paperMove  = dialogs.Move[paper]
)

func (f flow) collectors() dialogs.Flow {
	return dialogs.Def[Args, paper, struct{}]{
		ID: PapersFlow, Version: 1, Title: "papers.short", First: "collect",
		Open:  func(a Args) paper { return paper{Meeting: a.Meeting} },
		Gated: true, Left: "papers.left",
		Steps: []dialogs.Stepper[paper]{
			f.collect(), f.missing(), f.number(), f.owner(), f.holding(), f.reason(), f.mark(), f.received(),
			f.inTime(), f.signer(), f.scan(), f.enter(),
		},
	}.Flow()
}

// collectionKey remembers a collection during a turn.
type collectionKey meeting.ID

func (f flow) loadPapers(ctx context.Context, s paperScene) (meeting.Collection, error) {
	return dialogs.Recall(ctx, collectionKey(s.Draft.Meeting), func() (meeting.Collection, error) {
		return f.Collect.Collection(ctx, s.Person.ID, s.Draft.Meeting, s.Now)
	})
}

// taken reports whether papers are entered now.
func taken(s paperScene, c *meeting.Collection) bool {
	return !s.Now.Before(c.Meeting.Starts) && c.Meeting.State != meeting.Protocol
}

// collect tells how far the collecting has come.
func (f flow) collect() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "collect", Next: []string{
			"number", "missing",
			"collect",
		}, Load: f.loadPapers, Show: f.showCollect,
		Decide: func(s paperScene, _ meeting.Collection, in dialogs.Input) paperMove {
			switch in.Act.Do {
			case "number", "missing":
				return dialogs.To(s.Draft.at(), in.Act.Do)
			case "forms":
				return dialogs.Do(s.Draft.at(), in.Act)
			case "voting":
				return dialogs.Goto(s.Draft, dialogs.Begin(Flow, Args{Meeting: s.Draft.Meeting}))
			}
			return dialogs.Unknown(s.Draft)
		},
		Calls: []string{Flow},
		Commit: func(ctx context.Context, s paperScene, _ dialogs.Act) (paperMove, error) {
			m, err := f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
			if err != nil {
				return paperMove{}, err
			}
			all, err := f.Collect.Forms(ctx, s.Person.ID, m.ID, true, s.Now)
			if err != nil {
				return paperMove{}, err
			}
			aside, err := f.forms(&m, all)
			to := dialogs.Stay(s.Draft)
			to.Asides = append(to.Asides, aside)
			return to, err
		},
	}
}

// forms are the papers of owners as one file.
func (f flow) forms(m *meeting.Meeting, all []meeting.Holder) (dialogs.Screen, error) {
	file, err := f.Papers.Forms(m, all)
	return dialogs.Attach(file, f.t.T("papers.forms_file", "Count", len(all), "Official",
		m.Mode == meeting.Official)), err
}

func (f flow) showCollect(s paperScene, c meeting.Collection) dialogs.Screen {
	m, p := &c.Meeting, c.Progress()
	text := texts.Join("\n", f.heading("papers.title", m), f.lawful(m),
		f.t.T("papers.progress", "Number", m.Number, "Count", p.Count, "Of", p.Of, "Area", area(p.Area),
			"All", area(p.All),
			"Percent", percent(p.Area, p.All, 2)))
	var screen dialogs.Screen
	switch {
	case s.Now.Before(m.Starts):
		text = texts.Join("\n", text, f.t.T("papers.before", "Start", f.moment(s.Now, m, m.Starts)))
	case m.State == meeting.Protocol:
		text = texts.Join("\n", text, f.t.T("ballot.announced"))
	default:
		text = texts.Join("\n", text, f.t.T("papers.until", "End", f.moment(s.Now, m, m.Ends), "Over",
			!s.Now.Before(m.Ends)))
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.enter"), "number"))
	}
	if n := len(c.Missing()); n > 0 && !s.Now.Before(m.Starts) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.missing", "Count", n), "missing"))
	}
	screen.Text = text
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("papers.forms"), "forms"),
		dialogs.On(f.t.Label("voting.to_meeting"), "voting"))
	return screen
}

// lawful is said of papers of a meeting that is held elsewhere: when they bind.
func (f flow) lawful(m *meeting.Meeting) texts.Text {
	if m.Mode == meeting.Official {
		return ""
	}
	return f.t.T("papers.lawful")
}

// holderLabel names an owner with his premises: «кв. 45 · Иванова А. П. · 45,3 м²».
func (f flow) holderLabel(h *meeting.Holder) string {
	return f.t.Label("papers.holder", "Premises", f.place(h.Premises), "Name", h.Name, "Area", area(h.Weight))
}

// missing lists of whom there is no decision yet.
func (f flow) missing() dialogs.Step[paper, meeting.Collection] {
	return dialogs.Step[paper, meeting.Collection]{
		ID: "missing", Next: []string{"holding"}, Load: f.loadPapers,
		Show: func(s paperScene, c meeting.Collection) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("papers.missing_title", &c.Meeting),
					f.t.T("papers.missing_note")),
				Rows: pick.List(f.holderChoices(c.Missing()), s.Draft.Page, f.t),
			}
		},
		Decide: f.chooseHolder,
	}
}

func (f flow) holderChoices(all []meeting.Holder) []pick.Choice {
	choices := make([]pick.Choice, len(all))
	for i := range all {
		choices[i] = pick.Choice{
			Label: f.holderLabel(&all[i]), Arg: pick.Key(all[i].Holding) + "/" + pick.Key(all[i].Owner),
		}
	}
	return choices
}
