package operator

import (
	"context"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// paper is which month is published, and why.
type paper struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Period       housing.Period         `json:"period,omitzero"`
	Every        bool                   `json:"every,omitempty"` // every jump is shown
	Seen         string                 `json:"seen,omitempty"`  // the report that was looked at
	Reason       string                 `json:"reason,omitempty"`
	Done         housing.Published      `json:"done,omitzero"`
}

type (
	paperScene = dialogs.Scene[paper]
	paperMove  = dialogs.Move[paper]
)

// maxReason is how long the reason of a re-issue may be.
const maxReason = 200

// publishing is ‹Начисления: опубликовать›.
func (p Ports) publishing() dialogs.Flow {
	return dialogs.Def[Args, paper, struct{}]{
		ID: PublishFlow, Version: 1, Title: "operator.publish_title", First: "month",
		Open: func(a Args) paper { return paper{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[paper]{
			p.month(), p.report(), p.reason(), p.sure(), p.published(),
		},
	}.Flow()
}

// month asks which of several months.
func (p Ports) month() dialogs.Step[paper, []housing.Period] {
	return dialogs.Step[paper, []housing.Period]{
		ID: "month", Next: []string{"report"},
		Load: func(ctx context.Context, s paperScene) ([]housing.Period, error) {
			return p.Office.Waiting(ctx, s.Person.ID, s.Draft.Organisation)
		},
		Skip: func(s paperScene, waiting []housing.Period) (paperMove, bool) {
			if len(waiting) != 1 {
				return paperMove{}, false
			}
			s.Draft.Period = waiting[0]
			return dialogs.To(s.Draft, "report"), true
		},
		Show: func(_ paperScene, waiting []housing.Period) dialogs.Screen {
			if len(waiting) == 0 {
				return dialogs.Screen{Text: p.Texts.T("operator.publish_none")}
			}
			screen := dialogs.Screen{Text: p.Texts.T("operator.publish_which")}
			for _, period := range waiting {
				label := texts.Capital(texts.PeriodOfYear(period))
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, period.String()))
			}
			return screen
		},
		Decide: func(s paperScene, waiting []housing.Period, in dialogs.Input) paperMove {
			period, err := housing.ParsePeriod(in.Act.Arg)
			if in.Act.Do != pick.Choose || err != nil || !slices.Contains(waiting, period) {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Period = period
			return dialogs.To(s.Draft, "report")
		},
	}
}

// load reads what waits for the month.
func (p Ports) load(ctx context.Context, s paperScene) (housing.LoadReport, error) {
	return p.Office.Loaded(ctx, s.Person.ID, s.Draft.Organisation, s.Draft.Period)
}

// reason asks why documents are re-issued.
func (p Ports) reason() dialogs.Step[paper, housing.LoadReport] {
	return dialogs.Step[paper, housing.LoadReport]{
		ID: "reason", Next: []string{"sure"}, Load: p.load,
		Skip: func(s paperScene, r housing.LoadReport) (paperMove, bool) {
			return dialogs.To(s.Draft, "sure"), r.Reissued == 0
		},
		Show: func(_ paperScene, r housing.LoadReport) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("operator.reason", "N", r.Reissued),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.reason_skip"), "skip")},
			}
		},
		Decide: func(s paperScene, _ housing.LoadReport, in dialogs.Input) paperMove {
			reason := strings.TrimSpace(in.Text)
			switch {
			case in.Act.Do == "skip":
				reason = ""
			case in.Pressed() || reason == "":
				return dialogs.Unknown(s.Draft)
			case len([]rune(reason)) > maxReason:
				return dialogs.Refuse(s.Draft, p.Texts.T("operator.reason_long", "Most", maxReason))
			}
			s.Draft.Reason = reason
			return dialogs.To(s.Draft, "sure")
		},
	}
}

func (p Ports) sure() dialogs.Step[paper, housing.LoadReport] {
	return pick.Sure[paper, housing.LoadReport]{
		ID: "sure", Next: []string{"published", "report"},
		Yes: p.Texts.Label("operator.publish_yes"), No: p.Texts.Label("operator.publish_no"),
		Load: p.load,
		Ask: func(s paperScene, r housing.LoadReport) texts.Text {
			return p.Texts.T("operator.publish_ask", "Period", texts.PeriodOfYear(s.Draft.Period),
				"N", r.Documents)
		},
		Commit: p.publish,
	}.Step()
}

// publish shows residents what the operator looked at, and nothing else: documents that were loaded since
// are looked at first.
func (p Ports) publish(ctx context.Context, s paperScene) (paperMove, error) {
	done, err := p.Office.Publish(ctx, s.Once, housing.Publishing{
		Organisation: s.Draft.Organisation, Period: s.Draft.Period, Reason: s.Draft.Reason, By: s.Person.ID,
		Seen: s.Draft.Seen,
	}, s.Now)
	if housing.KindOf(err) == housing.Conflict {
		m := dialogs.To(s.Draft, "report")
		m.Notice = p.Texts.T("operator.publish_changed")
		return m, nil
	}
	s.Draft.Done = done
	m := dialogs.To(s.Draft, "published")
	m.Final = true
	return m, err
}

// published tells what came of it.
func (p Ports) published() dialogs.Step[paper, struct{}] {
	return dialogs.Step[paper, struct{}]{
		ID: "published", Bare: true,
		Show: func(s paperScene, _ struct{}) dialogs.Screen {
			text := p.Texts.T("operator.published", "Period", texts.PeriodOfYear(s.Draft.Period),
				"Documents", s.Draft.Done.Documents, "Told", s.Draft.Done.Told)
			if s.Draft.Done.Documents == 0 {
				text = p.Texts.T("operator.published_none")
			}
			return dialogs.Screen{
				Text: text, Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("operator.to_menu"), "menu")},
			}
		},
		Decide: func(s paperScene, _ struct{}, in dialogs.Input) paperMove {
			if in.Act.Do == "menu" {
				return dialogs.Done(s.Draft, struct{}{})
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}
