package voting

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// draw gives the papers out.
func (f flow) draw(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	to := dialogs.Stay(s.Draft)
	r, err := f.minutes(ctx, s, intent.Do == "protocol")
	if err != nil {
		return move{}, err
	}
	key, draw := "voting.protocol_file", f.Papers.Protocol
	if intent.Do == "register" {
		key, draw = "voting.register_file", f.Papers.Register
	}
	file, err := draw(r, s.Now)
	if err != nil {
		return move{}, err
	}
	to.Asides = []dialogs.Screen{{
		Text: f.t.T(key, "Official", r.Meeting.Mode == meeting.Official),
		File: &file,
	}}
	return to, nil
}

// minutes are what a person may know of a meeting that is over.
func (f flow) minutes(ctx context.Context, s scene, public bool) (r meeting.Record, err error) {
	if public {
		may, err := f.Protocols.Collects(ctx, s.Person.ID, s.Draft.Meeting)
		if err != nil {
			return r, err
		}
		if !may {
			return f.Protocols.Public(ctx, s.Person.ID, s.Draft.Meeting, s.Now)
		}
	}
	return f.Protocols.Record(ctx, s.Person.ID, s.Draft.Meeting, s.Now)
}

// requests asks under which numbers ГИС ЖКХ knows the voting, and makes what it is to be told.
func (f flow) requests() dialogs.Step[draft, counted] {
	return dialogs.Step[draft, counted]{
		ID: "requests", Next: []string{"results"}, Load: f.loadResults,
		Skip: func(s scene, v counted) (move, bool) {
			return dialogs.To(s.Draft.at(), "results"), !v.collects || v.bare()
		},
		Show: func(_ scene, v counted) dialogs.Screen {
			return dialogs.Screen{Text: texts.Join("\n", f.heading("voting.requests", &v.meeting),
				f.advisory(&v.meeting),
				f.t.T("voting.requests_ask"))}
		},
		Decide: func(s scene, _ counted, in dialogs.Input) move {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			if numbers := strings.Fields(in.Text); len(numbers) == 2 {
				return dialogs.Do(s.Draft, dialogs.Intend("requests", numbers))
			}
			return dialogs.Refuse(s.Draft, f.t.T("protocol.no_numbers"))
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			var numbers []string
			if err := intent.Take(&numbers); err != nil {
				return move{}, err
			}
			r, err := f.minutes(ctx, s, false)
			if err != nil {
				return move{}, err
			}
			file, left, err := f.Papers.Requests(r, numbers, s.Now)
			to := dialogs.To(s.Draft.at(), "results")
			to.Asides = []dialogs.Screen{dialogs.Attach(file, f.t.T("voting.requests_file", "Left", left))}
			return to, err
		},
	}
}
