package outage

import (
	"context"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// estimates are what could be taken off the charges of this month and the last.
func estimates(losses []housing.Loss, now time.Time) (all []housing.Recalculation) {
	for _, l := range losses {
		all = append(all, l.Recalculations(now)...)
	}
	return all
}

// recalculation is ‹Возможный перерасчёт›.
func (p Ports) recalculation() dialogs.Step[struct{}, seen] {
	return dialogs.Step[struct{}, seen]{
		ID: "recalculation", Next: []string{"list"}, Load: p.loadMine,
		Show: func(s mineScene, v seen) dialogs.Screen {
			all := estimates(v.losses, s.Now)
			text := "*" + p.Texts.T("outage.recalculation_heading") + "*"
			if len(all) == 0 {
				return dialogs.Screen{Text: texts.Join("\n", text, p.Texts.T("outage.recalculation_none"))}
			}
			for i := range all {
				text = texts.Join("\n\n", text, p.estimate(all[i], s.Now))
			}
			return dialogs.Screen{
				Text: texts.Join("\n\n", text, p.Texts.T("outage.recalculation_note", "Rule", all[0].Rule)),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.recalculation_keep"), "keep")},
			}
		},
		Decide: func(s mineScene, _ seen, in dialogs.Input) mineMove {
			if in.Act.Do != "keep" {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, in.Act)
		},
		Commit: func(ctx context.Context, s mineScene, _ dialogs.Act) (mineMove, error) {
			n, err := p.Residents.KeepRecalculations(ctx, s.Once, s.Person.ID, s.Now)
			m := dialogs.To(s.Draft, "list")
			m.Notice, m.Final = p.Texts.T("outage.recalculation_kept", "N", n), true
			return m, err
		},
	}
}

// estimate tells how an estimate is made.
func (p Ports) estimate(r housing.Recalculation, now time.Time) texts.Text {
	today, once := housing.DateOf(now.In(r.Account.House.Location())), ""
	if r.Norm.Once != 0 && r.Norm.Once != r.Norm.Month {
		once = texts.Length(r.Norm.Once)
	}
	off := p.Texts.T("outage.recalculation_off", "Name", lossName(r.Name, r.Account), "Utility",
		p.utilityLabel(r.Utility), "Month", texts.Period(r.Period, today), "Length", texts.Length(r.Off),
		"Norm", texts.Length(r.Norm.Month), "Once", once)
	args := []any{"Hours", r.Hours, "Percent", strings.ReplaceAll(r.Percent.String(), ".", ",")}
	if !r.Sum.Valid {
		return texts.Join("\n", off, p.Texts.T("outage.recalculation_sum", append(args, "Sum", "", "Base", "",
			"BaseOf", "")...), p.Texts.T("outage.recalculation_unknown"))
	}
	args = append(args, "Sum", texts.Money(r.Sum.Decimal), "Base", texts.Money(r.Base.Decimal), "BaseOf",
		texts.Period(r.BaseOf, today))
	return texts.Join("\n", off, p.Texts.T("outage.recalculation_sum", args...))
}
