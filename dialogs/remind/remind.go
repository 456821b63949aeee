// Package remind is what people answer to reminders: that they want none, or
// that it is done.
package remind

import (
	"context"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows.
const (
	Flow      = "remind"
	AgainFlow = "remind-again"
	GuideFlow = "remind-guide" // ‹Как поверить›
)

// Reminders keeps the answers.
type Reminders interface {
	// Asked returns what of a topic the person could be reminded of.
	Asked(
		ctx context.Context, p housing.PersonID, topic housing.ReminderTopic, now time.Time,
	) ([]housing.ReminderItem, error)
	Say(ctx context.Context, once housing.Once, say housing.ReminderSaying, now time.Time) error
	// Unquiet takes every wish to be left alone back.
	Unquiet(ctx context.Context, once housing.Once, p housing.PersonID, now time.Time) error
}

// Ports is what the flows need.
type Ports struct {
	Reminders Reminders
	Texts     dialogs.Texter
}

// Args says what is answered, to a reminder of what.
type Args struct {
	Topic housing.ReminderTopic `json:"topic"`
	Said  housing.ReminderSaid  `json:"said"`
}

type (
	scene = dialogs.Scene[Args]
	move  = dialogs.Move[Args]
)

// Flows returns the flows.
func Flows(p Ports) []dialogs.Flow { return []dialogs.Flow{p.answer(), p.again(), p.guide()} }

// answer asks once more before it goes silent.
func (p Ports) answer() dialogs.Flow {
	return dialogs.Def[Args, Args, struct{}]{
		ID: Flow, Version: 1, Title: "remind.title", First: "ask",
		Open:  func(a Args) Args { return a },
		Steps: []dialogs.Stepper[Args]{p.ask()},
	}.Flow()
}

func (p Ports) ask() dialogs.Step[Args, []housing.ReminderItem] {
	return dialogs.Step[Args, []housing.ReminderItem]{
		ID: "ask",
		Load: func(ctx context.Context, s scene) ([]housing.ReminderItem, error) {
			return p.Reminders.Asked(ctx, s.Person.ID, s.Draft.Topic, s.Now)
		},
		Skip: func(s scene, items []housing.ReminderItem) (move, bool) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = p.Texts.T("remind.nothing")
			return m, len(asked(s.Draft, items)) == 0
		},
		Show: func(s scene, items []housing.ReminderItem) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T(question(s.Draft))}
			if s.Draft.Said == housing.SaidQuiet {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(p.Texts.Label("remind.quiet_yes"), "say", "0"),
					dialogs.On(p.Texts.Label("remind.quiet_no"), "no"))
				return screen
			}
			return p.choices(screen, asked(s.Draft, items))
		},
		Decide: func(s scene, _ []housing.ReminderItem, in dialogs.Input) move {
			switch in.Act.Do {
			case "say":
				return dialogs.Do(s.Draft, in.Act)
			case "no":
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("remind.kept")
				return m
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = p.Texts.T("remind.done_done")
			if s.Draft.Said == housing.SaidQuiet {
				m.Notice = p.Texts.T("remind.quiet_done")
			}
			account, subject, _ := strings.Cut(intent.Arg, "|")
			return m, p.Reminders.Say(ctx, s.Once, housing.ReminderSaying{
				Person: s.Person.ID, Topic: s.Draft.Topic, Account: pick.OfKey[housing.AccountID](account),
				Subject: subject, Said: s.Draft.Said,
			}, s.Now)
		},
	}
}

// choices are the flats, or the meters, of which it can be said that they are done.
func (p Ports) choices(screen dialogs.Screen, items []housing.ReminderItem) dialogs.Screen {
	for _, i := range items {
		label := i.Name
		if label == "" {
			label = texts.ShortAddress(i.Account.House.Address, i.Account.Premises)
		}
		if len(i.Missing) > 0 {
			label += ", № " + i.Missing[0].Serial
		}
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "say", pick.Key(i.Account.ID)+"|"+i.Subject))
	}
	if len(items) > 1 {
		screen.Rows = append(screen.Rows, dialogs.OnArg(p.Texts.Label("remind.done_all"), "say", "0"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("remind.done_no"), "no"))
	return screen
}

// asked returns what can be answered: who wants to be left alone means what is
// still to come too.
func asked(a Args, items []housing.ReminderItem) []housing.ReminderItem {
	if a.Said == housing.SaidQuiet {
		return items
	}
	return housing.WorthReminding(items)
}

func question(a Args) string {
	switch {
	case a.Said == housing.SaidDone && a.Topic == housing.RemindMeters:
		return "remind.verified_ask"
	case a.Said == housing.SaidDone:
		return "remind.paid_ask"
	case a.Topic == housing.RemindPayment:
		return "remind.quiet_payment_ask"
	case a.Topic == housing.RemindMeters:
		return "remind.quiet_meters_ask"
	default:
		return "remind.quiet_readings_ask"
	}
}

// again takes wishes to be left alone back.
func (p Ports) again() dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: AgainFlow, Version: 1, Title: "remind.title", First: "again",
		Steps: []dialogs.Stepper[struct{}]{pick.Sure[struct{}, struct{}]{
			ID: "again", Yes: p.Texts.Label("remind.again_yes"), No: p.Texts.Label("remind.again_no"),
			Ask: func(dialogs.Scene[struct{}], struct{}) texts.Text { return p.Texts.T("remind.again_ask") },
			Commit: func(ctx context.Context, s dialogs.Scene[struct{}]) (dialogs.Move[struct{}], error) {
				m := dialogs.Done(s.Draft, struct{}{})
				m.Notice = p.Texts.T("remind.again_done")
				return m, p.Reminders.Unquiet(ctx, s.Once, s.Person.ID, s.Now)
			},
		}.Step()},
	}.Flow()
}

// guide tells how a meter is verified.
func (p Ports) guide() dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: GuideFlow, Version: 1, Title: "remind.title", First: "guide",
		Steps: []dialogs.Stepper[struct{}]{dialogs.Step[struct{}, struct{}]{
			ID: "guide",
			Show: func(dialogs.Scene[struct{}], struct{}) dialogs.Screen {
				return dialogs.Screen{Text: p.Texts.T("remind.guide_text")}
			},
			Decide: func(
				s dialogs.Scene[struct{}], _ struct{}, _ dialogs.Input,
			) dialogs.Move[struct{}] {
				return dialogs.Unknown(s.Draft)
			},
		}},
	}.Flow()
}
