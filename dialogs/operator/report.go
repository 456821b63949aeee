package operator

import (
	"strings"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// shownJumps is how many changes the report shows at first.
const shownJumps = 5

// report is what a person looks at before publishing. Its button carries what it told of: what was loaded
// between the look and the press is looked at first.
func (p Ports) report() dialogs.Step[paper, housing.LoadReport] {
	return dialogs.Step[paper, housing.LoadReport]{
		ID: "report", Next: []string{"reason"}, Load: p.load, Show: p.showReport,
		Decide: p.decideReport,
	}
}

func (p Ports) decideReport(s paperScene, r housing.LoadReport, in dialogs.Input) paperMove {
	switch in.Act.Do {
	case "every":
		s.Draft.Every = true
		return dialogs.Stay(s.Draft)
	case "publish":
		if in.Act.Arg != r.Mark {
			m := dialogs.Stay(s.Draft)
			m.Notice = p.Texts.T("operator.publish_changed")
			return m
		}
		s.Draft.Seen = r.Mark
		return dialogs.To(s.Draft, "reason")
	}
	return dialogs.Unknown(s.Draft)
}

func (p Ports) showReport(s paperScene, r housing.LoadReport) dialogs.Screen {
	if r.Documents == 0 {
		return dialogs.Screen{Text: p.Texts.T("operator.publish_none")}
	}
	month := texts.Capital(texts.PeriodOfYear(r.Period))
	text := texts.Join("\n", p.Texts.T("operator.report", "Period", month,
		"Documents", r.Documents, "Charged", texts.Money(r.Charged)), p.change(r))
	if r.Reissued > 0 {
		text = texts.Join("\n", text, p.Texts.T("operator.report_reissued", "N", r.Reissued))
	}
	screen := dialogs.Screen{}
	jumps := r.Jumps
	if len(jumps) > 0 {
		text = texts.Join("\n", text, p.Texts.T("operator.report_jumps"))
	}
	if !s.Draft.Every && len(jumps) > shownJumps {
		jumps = jumps[:shownJumps]
		label := p.Texts.Label("operator.report_every", "More", len(r.Jumps)-shownJumps)
		screen.Rows = append(screen.Rows, dialogs.On(label, "every"))
	}
	for _, j := range jumps {
		text = texts.Join("\n", text, p.Texts.T("operator.report_jump",
			"Number", j.Number, "Was", texts.Money(j.Was), "Is", texts.Money(j.Is)))
	}
	if more := r.Jumped - len(jumps); more > 0 {
		text = texts.Join("\n", text, p.Texts.T("operator.report_jumps_more", "N", more))
	}
	if r.Lacking > 0 {
		text = texts.Join("\n", text, p.Texts.T("operator.report_missing", "N", r.Lacking,
			"Numbers", strings.Join(r.Missing, ", "), "More", r.Lacking-len(r.Missing)))
	}
	screen.Text = text
	screen.Rows = append(screen.Rows, dialogs.OnArg(p.Texts.Label("operator.publish_go"), "publish", r.Mark))
	return screen
}

// change compares with what the same accounts were charged the month before.
func (p Ports) change(r housing.LoadReport) texts.Text {
	if r.Before.IsZero() {
		return p.Texts.T("operator.report_first")
	}
	change := r.Charged.Sub(r.Before)
	percent := change.Mul(decimal.NewFromInt(100)).DivRound(r.Before, 1)
	sign := ""
	if change.IsPositive() {
		sign = "+"
	}
	return p.Texts.T("operator.report_change", "Before", texts.Money(r.Before),
		"Change", sign+texts.Money(change),
		"Percent", sign+strings.ReplaceAll(percent.StringFixed(1), ".", ","))
}
