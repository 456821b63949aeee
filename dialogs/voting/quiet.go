package voting

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/texts"
)

// QuietFlow is the id of the flow that ends the reminders of a vote.
const QuietFlow = "vote-quiet"

// QuietPrefix begins the deep link to it.
const QuietPrefix = "votequiet_"

// silencing ends the reminders of a vote for somebody, until its results.
func (f flow) silencing() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: QuietFlow, Version: 1, Title: "voting.short", First: "quiet",
		Open:  func(a Args) draft { return draft{Meeting: a.Meeting} },
		Gated: true,
		Steps: []dialogs.Stepper[draft]{f.quiet()},
	}.Flow()
}

func (f flow) quiet() dialogs.Step[draft, poll] {
	return pick.Sure[draft, poll]{
		ID: "quiet", Yes: f.t.Label("voting.quiet_yes"), No: f.t.Label("voting.quiet_no"),
		Load: func(ctx context.Context, s scene) (v poll, err error) {
			v.meeting, err = f.Meetings.Meeting(ctx, s.Person.ID, s.Draft.Meeting)
			return v, err
		},
		Ask: func(_ scene, v poll) texts.Text {
			return texts.Join("\n", f.heading("meeting.board", &v.meeting), f.t.T("voting.quiet_ask"))
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			to := dialogs.Done(s.Draft, struct{}{})
			to.Notice = f.t.T("voting.quiet_done")
			return to, f.Votes.Mute(ctx, s.Once, s.Person.ID, s.Draft.Meeting, s.Now)
		},
	}.Step()
}
