// Package settings is ‹Настройки›: what is stored about a person, and how to
// have it deleted.
package settings

import (
	"context"
	"slices"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Flow is the id of the flow of settings.
const Flow = "settings"

// Consents keeps and withdraws the person's consent.
type Consents interface {
	Consent(ctx context.Context, p housing.PersonID) (housing.Consent, bool, error)
	WithdrawConsent(ctx context.Context, once housing.Once, p housing.PersonID, now time.Time) error
	// Manner tells whether sums are hidden, and Veil hides or shows them.
	Manner(ctx context.Context, p housing.PersonID) (housing.Manner, error)
	Veil(ctx context.Context, once housing.Once, p housing.PersonID, veiled bool, now time.Time) error
}

// Accounts lists what the person is connected to.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Ports is what the flow needs.
type Ports struct {
	Consents Consents
	Accounts Accounts
	Mails    Mails
	Wishes   Wishes
	Texts    dialogs.Texter
	Consent  string // the flow that asks for consent
	Premises string // the flow ‹Жилые помещения›
	Door     Door
}

// view is what is stored about a person.
type view struct {
	consent housing.Consent
	agreed  bool
	links   int
	email   string // confirmed; empty: none
	veiled  bool
	wishes  housing.Wishes

	identity housing.Identity
	signed   bool // in through Госуслуги
}

type (
	scene = dialogs.Scene[struct{}]
	move  = dialogs.Move[struct{}]
)

// New returns the flow of settings.
func New(p Ports) dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: Flow, Version: 1, Title: "settings.title", First: "main",
		Wants: append([]dialogs.Want{
			pick.Wants(p.Consent, false),
			{Flow: NoticesFlow, Args: pick.NoticeArgs{}, Result: struct{}{}},
			pick.Wants(DataFlow, struct{}{}), pick.Wants(PropertyFlow, struct{}{}), pick.Wants(p.Premises,
				struct{}{}),
			{Flow: pick.EmailFlow, Args: pick.EmailArgs{}, Result: ""},
		}, p.Door.wants()...),
		Steps: []dialogs.Stepper[struct{}]{p.main(), p.email(), p.unmail(), p.withdraw()},
	}.Flow()
}

func (p Ports) load(ctx context.Context, s scene) (v view, err error) {
	if v.consent, v.agreed, err = p.Consents.Consent(ctx, s.Person.ID); err != nil {
		return v, err
	}
	links, err := p.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return v, err
	}
	v.links = len(links)
	if v.email, _, err = p.Mails.Address(ctx, s.Person.ID); err != nil {
		return v, err
	}
	if v.identity, v.signed, err = p.Door.load(ctx, s); err != nil {
		return v, err
	}
	if v.wishes, err = p.Wishes.Of(ctx, s.Person.ID); err != nil {
		return v, err
	}
	manner, err := p.Consents.Manner(ctx, s.Person.ID)
	v.veiled = manner.Veiled
	return v, err
}

func (p Ports) main() dialogs.Step[struct{}, view] {
	return dialogs.Step[struct{}, view]{
		ID: "main", Next: []string{"withdraw", "email"},
		Calls: append([]string{
			p.Consent, pick.EmailFlow, NoticesFlow, DataFlow, PropertyFlow, p.Premises,
		}, p.Door.flows()...),
		Load: p.load,
		Show: func(s scene, v view) dialogs.Screen {
			heading := "*" + p.Texts.T("settings.heading") + "*"
			if !v.agreed {
				return dialogs.Screen{
					Text: texts.Join("\n", heading, p.Texts.T("settings.no_consent")),
					Rows: [][]dialogs.Button{
						dialogs.On(p.Texts.Label("settings.consent"), "consent"),
						dialogs.Row(dialogs.On(p.Texts.Label("wish.button"), "notices"),
							dialogs.On(p.Texts.Label("settings.mine"), "mine")),
					},
				}
			}
			day := housing.DateOf(v.consent.At.In(s.Now.Location()))
			data := p.Texts.T("settings.data", "Version", v.consent.Version,
				"Date", texts.Date(day, housing.DateOf(s.Now)), "N", v.links)
			return dialogs.Screen{
				Text: texts.Join("\n", heading, data, p.signLine(s, v), p.emailLine(v),
					toldClock(p.Texts, v.wishes)),
				Rows: p.rows(v),
			}
		},
		Decide: p.decide,
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.Stay(s.Draft)
			m.Notice = p.Texts.T("settings.unveiled")
			if intent.Do == "veil" {
				m.Notice = p.Texts.T("settings.veiled")
			}
			return m, p.Consents.Veil(ctx, s.Once, s.Person.ID, intent.Do == "veil", s.Now)
		},
	}
}

func (p Ports) rows(v view) [][]dialogs.Button {
	return slices.Concat(
		[][]dialogs.Button{
			dialogs.On(p.Texts.Label("settings.accounts"), "accounts"),
			dialogs.Row(dialogs.On(p.Texts.Label("wish.button"), "notices"),
				dialogs.On(p.Texts.Label("wish.zone_button"), "zone")),
		},
		p.emailRow(v),
		[][]dialogs.Button{p.veilRow(v)}, p.signRows(v),
		[][]dialogs.Button{
			dialogs.Row(dialogs.On(p.Texts.Label("owner.button"), "property"),
				dialogs.On(p.Texts.Label("settings.mine"), "mine")),
			dialogs.On(p.Texts.Label("settings.withdraw"), "withdraw"),
		},
	)
}

func (p Ports) decide(s scene, v view, in dialogs.Input) move {
	switch in.Act.Do {
	case "email":
		if v.email == "" {
			return dialogs.Call(s.Draft, dialogs.Begin(pick.EmailFlow, pick.EmailArgs{}))
		}
		return dialogs.To(s.Draft, "email")
	case "accounts":
		return dialogs.Call(s.Draft, dialogs.Begin(p.Premises, nil))
	case "notices":
		return dialogs.Call(s.Draft, dialogs.Begin(NoticesFlow, nil))
	case "zone":
		return dialogs.Call(s.Draft, dialogs.Begin(NoticesFlow, pick.NoticeArgs{Zone: true}))
	case "mine", "property":
		flow := map[string]string{"mine": DataFlow, "property": PropertyFlow}[in.Act.Do]
		return dialogs.Call(s.Draft, dialogs.Begin(flow, nil))
	case "veil", "unveil":
		return dialogs.Do(s.Draft, in.Act)
	case "in":
		return dialogs.Call(s.Draft, dialogs.Begin(p.Door.In, nil))
	case "out":
		return dialogs.Call(s.Draft, dialogs.Begin(p.Door.Out, nil))
	case "withdraw":
		return dialogs.To(s.Draft, "withdraw")
	case "consent":
		return dialogs.Call(s.Draft, dialogs.Begin(p.Consent, nil))
	}
	return dialogs.Unknown(s.Draft)
}

// veilRow hides the sums in messages from whoever looks over the shoulder, or shows them again.
func (p Ports) veilRow(v view) []dialogs.Button {
	if v.veiled {
		return dialogs.On(p.Texts.Label("settings.unveil"), "unveil")
	}
	return dialogs.On(p.Texts.Label("settings.veil"), "veil")
}

func (p Ports) withdraw() dialogs.Step[struct{}, struct{}] {
	return pick.Sure[struct{}, struct{}]{
		ID:  "withdraw",
		Yes: p.Texts.Label("settings.withdraw_yes"), No: p.Texts.Label("settings.withdraw_no"),
		Ask: func(scene, struct{}) texts.Text { return p.Texts.T("settings.withdraw_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.Done(s.Draft, struct{}{})
			m.Notice = p.Texts.T("settings.withdrawn")
			return m, p.Consents.WithdrawConsent(ctx, s.Once, s.Person.ID, s.Now)
		},
	}.Step()
}
