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
	collects bool   // the person answers for the meeting
}

func (f flow) loadResults(ctx context.Context, s scene) (v counted, err error) {
	if v.meeting, err = f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting); err != nil {
		return v, err
	}
	if err = f.Votes.Open(ctx, v.meeting.Ballot(), s.Now); err != nil {
		return v, err
	}
	c, err := f.Results.Count(ctx, v.meeting.ID, s.Now)
	if v.outcome, v.entries, v.head = c.Outcome, len(c.Decisions), c.Head; err != nil {
		return v, err
	}
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
		ID: "results", Next: []string{"home", "results", "announce"}, Load: f.loadResults, Show: f.showResults,
		Decide: func(s scene, _ counted, in dialogs.Input) move {
			switch in.Act.Do {
			case "page":
				s.Draft.Page = int(pick.OfKey[int64](in.Act.Arg))
				return dialogs.To(s.Draft, "results")
			case "home":
				return dialogs.To(s.Draft.at(), "home")
			case "announce":
				return dialogs.To(s.Draft.at(), "announce")
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
		screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label("voting.more"), "page", pick.Key(int64(page+1))))
	}
	if v.collects {
		by, act := m.AnnounceBy()
		if m.State == meeting.Ended {
			screen.Text = texts.Join("\n\n", screen.Text,
				f.t.T("voting.announce_by", "Date", texts.Date(by, m.Today(s.Now)), "Act", act))
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.announce"), "announce"))
		}
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.protocol"), "protocol"),
			dialogs.On(f.t.Label("voting.register"), "register"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("voting.to_meeting"), "home"))
	return screen
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

// draw gives the papers out.
func (f flow) draw(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	to := dialogs.Stay(s.Draft)
	r, err := f.Protocols.Record(ctx, s.Person.ID, s.Draft.Meeting, s.Now)
	if err != nil {
		return move{}, err
	}
	key, make := "voting.protocol_file", f.Papers.Protocol
	if intent.Do == "register" {
		key, make = "voting.register_file", f.Papers.Register
	}
	file, err := make(r, s.Now)
	if err != nil {
		return move{}, err
	}
	to.Asides = []dialogs.Screen{{Text: f.t.T(key, "Official", r.Meeting.Mode == meeting.Official), File: &file}}
	return to, nil
}

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
	text := f.t.T("voting.quorum", "Title", c.title, "Percent", percent(c.Present, c.All, 2), "Present", area(c.Present),
		"All", area(c.All), "Quorum", c.Quorum)
	for i := from; i < to; i++ {
		r := c.Results[i]
		base := c.Present
		if r.Majority.OfAll() {
			base = c.All
		}
		text = texts.Join("\n", text, f.t.T("voting.result", "Number", r.Number, "Name", brief(m.Questions[i].Name),
			"Adopted", r.Adopted, "Need", f.need(r.Majority), "Percent", percent(r.For, base, 2), "OfAll", r.Majority.OfAll(),
			"For", area(r.For), "Against", area(r.Against), "Abstain", area(r.Abstain)))
	}
	return text
}
