// Package registration mirrors the documented flow ‹Регистрация› and asks for
// the consent to the processing of data (152-ФЗ, ст. 9): a document of its own,
// asked once a version, before the first link to an account.
package registration

import (
	"context"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The ids of the flows of this package.
const (
	Flow        = "registration"
	Hello       = "hello"
	SignInFlow  = "signin"
	FinishFlow  = "signedin"
	SignOutFlow = "signout"
	PhoneFlow   = "phone"
)

// Version is the version of the consent that is asked for now where nobody
// signs in, see [VersionOf].
const Version = "4"

// VersionOf returns the version of the consent that is asked for with a way to
// sign in: what is stored differs. A person who agreed to another is asked again.
func VersionOf(signIn string) string {
	switch signIn {
	case ESIA:
		return Version + "Г"
	case Phone:
		return Version + "Т"
	}
	return Version
}

// Consents keeps who agreed to what and when.
type Consents interface {
	Consent(ctx context.Context, p housing.PersonID) (housing.Consent, bool, error)
	GiveConsent(
		ctx context.Context, once housing.Once, p housing.PersonID, version string, now time.Time,
	) error
}

// Organisations names those who run the bot.
type Organisations interface {
	Phones(ctx context.Context) ([]housing.Organisation, error)
}

// Ports is what the flows need.
type Ports struct {
	Consents      Consents
	Organisations Organisations
	Texts         dialogs.Texter
	SignIn        string // how people sign in
	Door          Door   // with [ESIA]
	Phones        Phones // with [Phone]
}

// draft holds nothing but how the question is shown.
type draft struct {
	Full bool `json:"full,omitempty"`
	Sent bool `json:"sent,omitempty"` // a link to Госуслуги stands above the screen
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// view is what the consent says.
type view struct {
	agreed    bool
	operators []housing.Organisation
}

// Flows returns the flow of the consent, which ends with whether it was given,
// the greeting, and with [ESIA] the flows that sign people in and out.
func Flows(p Ports) []dialogs.Flow {
	steps := []dialogs.Stepper[draft]{p.consent()}
	var more []dialogs.Flow
	switch p.SignIn {
	case ESIA:
		steps = append(steps, p.enter(true))
		more = []dialogs.Flow{p.signIn(), p.finish(), p.signOut()}
	case Phone:
		steps = append(steps, p.share())
		more = []dialogs.Flow{p.phone()}
	}
	return append([]dialogs.Flow{
		dialogs.Def[struct{}, draft, bool]{
			ID: Flow, Version: 2, Title: "registration.title", Section: "Регистрация", First: "consent",
			Steps: steps,
		}.Flow(),
		dialogs.Def[struct{}, struct{}, struct{}]{
			ID: Hello, Version: 1, Title: "registration.title", First: "hello",
			Steps: []dialogs.Stepper[struct{}]{p.hello()},
		}.Flow(),
	}, more...)
}

func (p Ports) hello() dialogs.Step[struct{}, struct{}] {
	return dialogs.Step[struct{}, struct{}]{
		ID: "hello", Bare: true,
		Show: func(dialogs.Scene[struct{}], struct{}) dialogs.Screen {
			return dialogs.Screen{Text: texts.Join("\n", p.Texts.T("registration.hello"), p.way(),
				p.Texts.T("registration.never")), Keys: true}
		},
		Decide: func(s dialogs.Scene[struct{}], _ struct{}, _ dialogs.Input) dialogs.Move[struct{}] {
			return dialogs.Unknown(s.Draft)
		},
	}
}

// way says how one signs in, or what stands in the place of it.
func (p Ports) way() texts.Text {
	switch p.SignIn {
	case ESIA:
		return p.Texts.T("registration.signin_esia")
	case Phone:
		return p.Texts.T("registration.signin_phone")
	}
	return p.Texts.T("registration.signin_none")
}

// agreed is what follows the consent.
func (p Ports) agreed(d draft) move {
	for _, step := range p.after() {
		m := dialogs.To(d, step)
		m.Final = true
		return m
	}
	return dialogs.Done(d, true)
}

// after is the step after the consent, none if there is none.
func (p Ports) after() []string {
	switch p.SignIn {
	case ESIA:
		return []string{"enter"}
	case Phone:
		return []string{"share"}
	}
	return nil
}

func (p Ports) consent() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "consent", Bare: true, Next: p.after(),
		Doc:  []dialogs.Documented{{Step: "1"}},
		Load: p.load,
		Skip: func(s scene, v view) (move, bool) { return p.agreed(s.Draft), v.agreed },
		Show: func(s scene, v view) dialogs.Screen {
			said := []any{
				"Operators", operators(v.operators, p.Texts), "ESIA", p.SignIn == ESIA,
				"Phone", p.SignIn == Phone,
			}
			text := p.Texts.T("registration.consent", said...)
			full := dialogs.On(p.Texts.Label("registration.full"), "full")
			if s.Draft.Full {
				text = p.Texts.T("registration.consent_full",
					append(said, "Version", VersionOf(p.SignIn))...)
				full = dialogs.On(p.Texts.Label("registration.short"), "short")
			}
			return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{full, dialogs.Row(
				dialogs.On(p.Texts.Label("registration.agree"), "agree"),
				dialogs.On(p.Texts.Label("registration.refuse"), "refuse"),
			)}}
		},
		Decide: p.decide,
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			m := p.agreed(s.Draft)
			m.Notice = p.Texts.T("registration.agreed")
			return m, p.Consents.GiveConsent(ctx, s.Once, s.Person.ID, VersionOf(p.SignIn), s.Now)
		},
	}
}

func (p Ports) decide(s scene, _ view, in dialogs.Input) move {
	switch in.Act.Do {
	case "full", "short":
		s.Draft.Full = in.Act.Do == "full"
		return dialogs.Stay(s.Draft)
	case "agree":
		return dialogs.Do(s.Draft, in.Act)
	case "refuse":
		m := dialogs.Done(s.Draft, false)
		m.Notice = p.Texts.T("registration.refused")
		return m
	}
	if Enters(in.Text) {
		return dialogs.Refuse(s.Draft, p.Texts.T("registration.consent_first"))
	}
	return dialogs.Unknown(s.Draft)
}

func (p Ports) load(ctx context.Context, s scene) (v view, err error) {
	c, ok, err := p.Consents.Consent(ctx, s.Person.ID)
	if err != nil {
		return v, err
	}
	v.agreed = ok && c.Version == VersionOf(p.SignIn)
	v.operators, err = p.Organisations.Phones(ctx)
	return v, err
}

// operators lists the first organisations by name.
func operators(all []housing.Organisation, t dialogs.Texter) texts.Text {
	const shown = 5
	names := make([]string, 0, shown)
	for _, o := range all[:min(shown, len(all))] {
		names = append(names, o.Name)
	}
	list := texts.Escape(strings.Join(names, ", "))
	switch {
	case len(all) == 0:
		return t.T("registration.no_operator")
	case len(all) > shown:
		return t.T("registration.more_operators", "List", list, "N", len(all)-shown)
	}
	return list
}
