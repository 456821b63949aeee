package outage

import (
	"context"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/outage/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// correct offers what can be put right. Who reads it, and where it is off, stays:
// another place is another announcement.
func (p Ports) correct() dialogs.Step[following, standing] {
	steps := []string{"fix-what", "fix-when", "fix-cause", "fix-note"}
	return dialogs.Step[following, standing]{
		ID: "correct", Next: steps, Load: p.loadCard,
		Show: func(s cardScene, v standing) dialogs.Screen {
			announced := p.announcer(s.Now).Announced(v.outage)
			return dialogs.Screen{
				Text: texts.Join("\n\n", announced, p.Texts.T("outage.correct_ask")),
				Rows: [][]dialogs.Button{
					dialogs.Row(dialogs.On(p.Texts.Label("outage.fix_what"), "fix-what"),
						dialogs.On(p.Texts.Label("outage.fix_when"), "fix-when")),
					dialogs.Row(dialogs.On(p.Texts.Label("outage.fix_cause"), "fix-cause"),
						dialogs.On(p.Texts.Label("outage.fix_note"), "fix-note")),
				},
			}
		},
		Decide: func(s cardScene, v standing, in dialogs.Input) cardMove {
			switch {
			case in.Text != "":
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.correct_choose"))
			case !slices.Contains(steps, in.Act.Do):
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Picked = v.outage.Utilities
			return dialogs.To(s.Draft, in.Act.Do)
		},
	}
}

// correction is the intent to put something right, and its commit.
func (p Ports) correction(ctx context.Context, s cardScene, intent dialogs.Act) (cardMove, error) {
	var c housing.OutageCorrection
	if err := intent.Take(&c); err != nil {
		return cardMove{}, err
	}
	m := dialogs.To(s.Draft, "card")
	m.Notice, m.Final = p.Texts.T("outage.correct_done"), true
	return m, p.change(ctx, s, housing.OutageChange{Step: housing.OutageCorrect, Correct: c})
}

func correcting(s cardScene, c housing.OutageCorrection) cardMove {
	return dialogs.Do(s.Draft, dialogs.Intend("correct", c))
}

func (p Ports) fixWhat() dialogs.Step[following, struct{}] {
	return dialogs.Step[following, struct{}]{
		ID: "fix-what", Next: []string{"card"}, Commit: p.correction,
		Show: func(s cardScene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.plan_what"), Rows: p.whatRows(s.Draft.Picked)}
		},
		Decide: func(s cardScene, _ struct{}, in dialogs.Input) cardMove {
			switch {
			case in.Act.Do == "utility":
				s.Draft.Picked = toggled(s.Draft.Picked, in.Act.Arg)
				return dialogs.Stay(s.Draft)
			case in.Act.Do == "further" && len(s.Draft.Picked) > 0:
				return correcting(s, housing.OutageCorrection{Utilities: s.Draft.Picked})
			case in.Text != "":
				found, _ := said.Resources(in.Text)
				if len(found) == 0 {
					return dialogs.Refuse(s.Draft, p.Texts.T("outage.what_unknown"))
				}
				return correcting(s, housing.OutageCorrection{Utilities: found})
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) fixWhen() dialogs.Step[following, standing] {
	return dialogs.Step[following, standing]{
		ID: "fix-when", Next: []string{"card"}, Load: p.loadCard, Commit: p.correction,
		Show: func(cardScene, standing) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("outage.plan_when")}
		},
		Decide: func(s cardScene, v standing, in dialogs.Input) cardMove {
			if in.Text == "" {
				return dialogs.Unknown(s.Draft)
			}
			spans, why := p.corrected(v.outage, in.Text, s.Now)
			if why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			return correcting(s, housing.OutageCorrection{Spans: spans})
		},
	}
}

// corrected reads the right times; a start that is not told stays as it was.
func (p Ports) corrected(o housing.Outage, typed string, now time.Time) ([]housing.Span, texts.Text) {
	local := localTo(now, o.Places[0].Zone)
	v, err := said.When(typed, local)
	switch {
	case err != nil:
		return nil, p.fault(err)
	case v.Open && o.Kind != housing.OutageEmergency:
		return nil, p.Texts.T("outage.time_no_end")
	}
	spans := spansOf(v)
	if spans[0].From.Equal(local) && len(spans) == 1 {
		if len(o.Windows) > 0 || !spans[0].To.IsZero() && !spans[0].To.After(o.From) {
			return nil, p.Texts.T("outage.when_unknown")
		}
		spans[0].From = o.From
	}
	return spans, ""
}

// fixLine is a step that takes one line, or none: ‹Убрать›.
func (p Ports) fixLine(
	id, ask string, of func(string) housing.OutageCorrection,
) dialogs.Step[following, struct{}] {
	return dialogs.Step[following, struct{}]{
		ID: id, Next: []string{"card"}, Commit: p.correction,
		Show: func(cardScene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T(ask),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.remove"), "none")},
			}
		},
		Decide: func(s cardScene, _ struct{}, in dialogs.Input) cardMove {
			line, ok := readLine(in.Text)
			switch {
			case in.Act.Do == "none":
				line = ""
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.cause_wrong", "Max", maxCause))
			}
			return correcting(s, of(line))
		},
	}
}

func (p Ports) fixCause() dialogs.Step[following, struct{}] {
	return p.fixLine("fix-cause", "outage.cause_ask",
		func(line string) housing.OutageCorrection { return housing.OutageCorrection{Cause: &line} })
}

func (p Ports) fixNote() dialogs.Step[following, struct{}] {
	return p.fixLine("fix-note", "outage.note_ask",
		func(line string) housing.OutageCorrection { return housing.OutageCorrection{Note: &line} })
}

// spoken is ‹Текст для телефона›.
func (p Ports) spoken() dialogs.Step[following, standing] {
	return dialogs.Step[following, standing]{
		ID: "phone", Load: p.loadCard,
		Show: func(s cardScene, v standing) dialogs.Screen {
			return dialogs.Screen{Text: texts.Escape(p.announcer(s.Now).Spoken(v.outage))}
		},
		Decide: func(s cardScene, _ standing, _ dialogs.Input) cardMove { return dialogs.Unknown(s.Draft) },
	}
}
