package voting

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/ballot"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// counted is the result of a meeting.
type counted struct {
	meeting  meeting.Meeting
	outcome  ballot.Outcome
	onPaper  int    // decisions that stand
	entries  int    // in the published chain
	head     string // of the chain
	broken   string // entries that are not what was accepted
	collects bool   // the person answers for the meeting
}

func (f flow) loadResults(ctx context.Context, s scene) (v counted, err error) {
	if v.meeting, err = f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting); err != nil {
		return v, err
	}
	if err := f.Votes.Open(ctx, v.meeting.Ballot(), s.Now); err != nil {
		return v, err
	}
	c, err := f.Results.Count(ctx, v.meeting.ID, s.Now)
	if v.outcome, v.entries, v.head = c.Outcome, len(c.Decisions), c.Head; err != nil {
		return v, err
	}
	v.broken = meeting.BrokenList(c.Broken)
	for _, d := range c.Meeting.Standing(c.Decisions, v.meeting.Mode != meeting.Official) {
		if d.Channel == ballot.Paper {
			v.onPaper++
		}
	}
	v.collects, err = f.Protocols.Collects(ctx, s.Person.ID, v.meeting.ID)
	return v, err
}

// perPage is how many questions of a result stand on a screen.
const perPage = 8

// results tells the quorum and what became of each question.
func (f flow) results() dialogs.Step[draft, counted] {
	return dialogs.Step[draft, counted]{
		ID: "results", Next: []string{
			"home", "results", "announce",
			"requests",
		}, Load: f.loadResults, Show: f.showResults,
		Calls: []string{PapersFlow},
		Decide: func(s scene, _ counted, in dialogs.Input) move {
			switch in.Act.Do {
			case "page":
				s.Draft.Page = int(pick.OfKey[int64](in.Act.Arg))
				return dialogs.To(s.Draft, "results")
			case "home":
				return dialogs.To(s.Draft.at(), "home")
			case "announce", "requests":
				return dialogs.To(s.Draft.at(), in.Act.Do)
			case "papers":
				return dialogs.Goto(s.Draft, dialogs.Begin(PapersFlow, Args{Meeting: s.Draft.Meeting}))
			case "protocol", "register":
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.draw,
	}
}

func (f flow) showResults(s scene, v counted) dialogs.Screen {
	m := &v.meeting
	text := texts.Join("\n", f.heading("voting.results", m), f.advisory(m))
	if v.broken != "" {
		text = texts.Join("\n\n", text, f.t.T("voting.broken", "Entries", v.broken))
	}
	n := len(m.Questions)
	page := min(max(s.Draft.Page, 0), (n-1)/perPage)
	from, to := page*perPage, min(n, (page+1)*perPage)
	for _, t := range f.counts(m, v.outcome) {
		text = texts.Join("\n\n", text, f.count(m, t, from, to))
	}
	if to == n {
		text = texts.Join("\n\n", text, f.t.T("voting.chain_head", "Entries", v.entries, "Head", v.head))
	}
	screen := dialogs.Screen{Text: text}
	if to < n {
		screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label("voting.more"), "page",
			pick.Key(int64(page+1))))
	}
	f.afterwards(s, &v, &screen)
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.to_meeting"), "home"))
	return screen
}

// afterwards is what may be done with a result: announced, taken out, by who answers for the meeting; once it
// was announced, the protocol by everybody.
func (f flow) afterwards(s scene, v *counted, screen *dialogs.Screen) {
	m := &v.meeting
	if v.collects && m.State == meeting.Ended {
		by, act := m.AnnounceBy()
		screen.Text = texts.Join("\n\n", screen.Text, f.t.T("voting.announce_by", "Date", texts.Date(by,
			m.Today(s.Now)),
			"Act", act))
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.announce"), "announce"),
			dialogs.On(f.t.Label("papers.entry"), "papers"))
	}
	switch {
	case v.bare():
		screen.Text = texts.Join("\n\n", screen.Text, f.t.T("voting.bare", "Open",
			m.State == meeting.Ended && v.collects))
	case v.collects:
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.protocol"), "protocol"),
			dialogs.On(f.t.Label("voting.register"), "register"), dialogs.On(f.t.Label("voting.requests"),
				"requests"))
	case m.State == meeting.Protocol:
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.protocol"), "protocol"))
	}
}

// announce asks before the results are told: no paper is taken any more then.
func (f flow) announce() dialogs.Step[draft, counted] {
	return pick.Sure[draft, counted]{
		ID: "announce", Next: []string{"results"}, Load: f.loadResults,
		Yes: f.t.Label("voting.announce_yes"), No: f.t.Label("voting.announce_no"),
		Skip: func(s scene, v counted) (move, bool) {
			return dialogs.To(s.Draft.at(), "results"), !v.collects || v.meeting.State != meeting.Ended
		},
		Ask: func(s scene, v counted) texts.Text {
			m := &v.meeting
			by, act := m.AnnounceBy()
			return texts.Join("\n", f.heading("voting.announce", m), f.advisory(m),
				f.t.T("voting.announce_ask", "Number", m.Number, "Papers", v.onPaper, "Bare", v.bare(),
					"Date", texts.Date(by, m.Today(s.Now)), "Act", act))
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			to := dialogs.To(s.Draft.at(), "results")
			to.Notice, to.Final = f.t.T("voting.announced"), true
			return to, f.Protocols.Announce(ctx, s.Once, s.Person.ID, s.Draft.Meeting, s.Now)
		},
	}.Step()
}

// bare reports whether there is nothing to draw up a protocol from.
func (v *counted) bare() bool { return v.meeting.Mode != meeting.Official && v.onPaper == 0 }

// tally is one count with what it is called.
type tally struct {
	title string
	*ballot.Count
}

// counts are those that stand side by side.
func (f flow) counts(m *meeting.Meeting, o ballot.Outcome) []tally {
	if m.Mode == meeting.Official {
		return []tally{{"", o.All}}
	}
	return []tally{{f.t.Label("voting.count_taps"), o.Taps}, {f.t.Label("voting.count_paper"), o.Paper}}
}

func (f flow) count(m *meeting.Meeting, c tally, from, to int) texts.Text {
	text := f.t.T("voting.quorum", "Title", c.title, "Percent", percent(c.Present, c.All, 2), "Present",
		area(c.Present),
		"All", area(c.All), "Quorum", c.Quorum)
	for i := from; i < to; i++ {
		r := c.Results[i]
		base := c.Present
		if r.Majority.OfAll() {
			base = c.All
		}
		text = texts.Join("\n", text, f.t.T("voting.result", "Number", r.Number, "Name",
			brief(m.Questions[i].Name),
			"Adopted", r.Adopted, "Need", f.need(r.Majority), "Percent", percent(r.For, base,
				2), "OfAll", r.Majority.OfAll(),
			"For", area(r.For), "Against", area(r.Against), "Abstain", area(r.Abstain)))
	}
	return text
}
