package outage

import (
	"context"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// MailingFlow is the id of the flow that steers a mailing.
const MailingFlow = "outage-mailing"

// Mailings knows how what was sent to many goes. What a person may do about it
// is decided there.
type Mailings interface {
	// Going lists those that are not over, of the organisations that the person acts for.
	Going(ctx context.Context, p housing.PersonID, now time.Time) ([]housing.Mailing, error)
	// OfOutage returns that of an outage; the zero one if there is none.
	OfOutage(
		ctx context.Context, p housing.PersonID, id housing.OutageID, now time.Time,
	) (housing.Mailing, error)
	Steer(ctx context.Context, once housing.Once, o housing.MailingOrder, now time.Time) error
}

// MailingArgs says what is to become of a mailing; without an ID, of the one
// that goes.
type MailingArgs struct {
	ID housing.MailingID    `json:"id,omitempty"`
	To housing.MailingState `json:"to"`
}

type (
	mailScene = dialogs.Scene[MailingArgs]
	mailMove  = dialogs.Move[MailingArgs]
)

// steering asks which mailing is meant, and once more.
func (p Ports) steering() dialogs.Flow {
	return dialogs.Def[MailingArgs, MailingArgs, struct{}]{
		ID: MailingFlow, Version: 1, Title: "mailing.title", First: "which",
		Open:  func(a MailingArgs) MailingArgs { return a },
		Steps: []dialogs.Stepper[MailingArgs]{p.whichMailing(), p.steer()},
	}.Flow()
}

func (p Ports) loadMailings(ctx context.Context, s mailScene) ([]housing.Mailing, error) {
	all, err := p.Mailings.Going(ctx, s.Person.ID, s.Now)
	return slices.DeleteFunc(all, func(m housing.Mailing) bool {
		return !slices.Contains(texts.MailingOrders(m), s.Draft.To) || s.Draft.ID != 0 && m.ID != s.Draft.ID
	}), err
}

func (p Ports) whichMailing() dialogs.Step[MailingArgs, []housing.Mailing] {
	return dialogs.Step[MailingArgs, []housing.Mailing]{
		ID: "which", Next: []string{"sure"}, Load: p.loadMailings,
		Skip: func(s mailScene, all []housing.Mailing) (mailMove, bool) {
			if len(all) == 0 {
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("mailing.none")
				return m, true
			}
			s.Draft.ID = all[0].ID
			return dialogs.To(s.Draft, "sure"), len(all) == 1
		},
		Show: func(_ mailScene, all []housing.Mailing) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("mailing.which")}
			for _, m := range all {
				screen.Text = texts.Join("\n", screen.Text, texts.Mailing(p.Texts.T, m))
				screen.Rows = append(screen.Rows, dialogs.OnArg(m.Number, pick.Choose, pick.Key(m.ID)))
			}
			return screen
		},
		Decide: func(s mailScene, _ []housing.Mailing, in dialogs.Input) mailMove {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.ID = pick.OfKey[housing.MailingID](in.Act.Arg)
			return dialogs.To(s.Draft, "sure")
		},
	}
}

func (p Ports) steer() dialogs.Step[MailingArgs, []housing.Mailing] {
	return dialogs.Step[MailingArgs, []housing.Mailing]{
		ID: "sure", Bare: true, Load: p.loadMailings,
		Skip: func(s mailScene, all []housing.Mailing) (mailMove, bool) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = p.Texts.T("mailing.over")
			return m, len(all) == 0
		},
		Show: func(s mailScene, all []housing.Mailing) dialogs.Screen {
			words := texts.MailingOrder(s.Draft.To)
			return dialogs.Screen{
				Text: texts.Join("\n\n", texts.Mailing(p.Texts.T, all[0]),
					p.Texts.T(words.Ask, "Number", all[0].Number)),
				Rows: [][]dialogs.Button{
					dialogs.On(p.Texts.Label(words.Yes), "yes"), dialogs.On(p.Texts.Label(words.No), "no"),
				},
			}
		},
		Decide: func(s mailScene, _ []housing.Mailing, in dialogs.Input) mailMove {
			switch in.Act.Do {
			case "yes":
				return dialogs.Do(s.Draft, in.Act)
			case "no":
				return dialogs.Done(s.Draft, struct{}{})
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s mailScene, _ dialogs.Act) (mailMove, error) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = p.Texts.T(texts.MailingOrder(s.Draft.To).Done)
			return m, p.Mailings.Steer(ctx, s.Once, housing.MailingOrder{
				Person: s.Person.ID, Mailing: s.Draft.ID, To: s.Draft.To,
			}, s.Now)
		},
	}
}

// mailingRows are what can be done about the mailing of an outage.
func (p Ports) mailingRows(m housing.Mailing) (rows [][]dialogs.Button) {
	for _, to := range texts.MailingOrders(m) {
		rows = append(rows, dialogs.OnArg(p.Texts.Label(texts.MailingOrder(to).Label), "mailing", string(to)))
	}
	return rows
}
