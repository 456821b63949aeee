package outage

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// forceRows offer the mark of force majeure, or to take it off.
func (p Ports) forceRows(o housing.Outage) [][]dialogs.Button {
	switch {
	case o.Force:
		return [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.force_lift"), "lift")}
	case o.Counts():
		return [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.force"), "force")}
	}
	return nil
}

// forced says that an outage counts as force majeure; empty: it does not.
func (p Ports) forced(o housing.Outage) texts.Text {
	if !o.Force {
		return ""
	}
	return p.Texts.T("outage.force_said", "Reason", o.ForceReason)
}

// lift takes the mark off: residents never heard of it.
func (p Ports) lift(ctx context.Context, s cardScene) (cardMove, error) {
	m := dialogs.Stay(s.Draft)
	m.Notice = p.Texts.T("outage.force_lifted")
	return m, p.change(ctx, s, housing.OutageChange{Step: housing.OutageUnforce})
}

// askForce asks once more, and for the reason, which may be left out.
func (p Ports) askForce() dialogs.Step[following, standing] {
	return dialogs.Step[following, standing]{
		ID: "force", Next: []string{"card"}, Load: p.loadCard,
		Show: func(s cardScene, v standing) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("outage.force_ask", "What", p.announcer(s.Now).Past(v.outage)),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("outage.force_yes"), "yes")},
			}
		},
		Decide: func(s cardScene, _ standing, in dialogs.Input) cardMove {
			reason, ok := readLine(in.Text)
			switch {
			case in.Act.Do == "yes":
				reason = ""
			case in.Text == "":
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("outage.force_wrong", "Max", maxCause))
			}
			return dialogs.Do(s.Draft, dialogs.Intend("force", carry{Cause: reason}))
		},
		Commit: func(ctx context.Context, s cardScene, intent dialogs.Act) (cardMove, error) {
			var c carry
			if err := intent.Take(&c); err != nil {
				return cardMove{}, err
			}
			m := dialogs.To(s.Draft, "card")
			m.Notice, m.Final = p.Texts.T("outage.force_done"), true
			return m, p.change(ctx, s, housing.OutageChange{Step: housing.OutageForce, Cause: c.Cause})
		},
	}
}
