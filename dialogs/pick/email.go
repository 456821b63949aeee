package pick

import (
	"context"
	"strings"
	"time"
	"unicode"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// EmailFlow is the id of the flow that asks for an e-mail address and confirms
// it by a code. It ends with the confirmed address, or with none. Where letters
// are not sent it ends at once.
const EmailFlow = "email"

// EmailArgs starts the flow of the address. An address that is confirmed already
// is the result at once, unless it is to be changed.
type EmailArgs struct {
	Change bool `json:"change,omitempty"`
}

// Mails keeps addresses and sends letters with codes.
type Mails interface {
	// Able reports whether letters are sent at all.
	Able() bool
	Address(ctx context.Context, p housing.PersonID) (address string, confirmed bool, err error)
	// Undelivered reports whether the letter with the code was given up.
	Undelivered(ctx context.Context, p housing.PersonID) (bool, error)
	Ask(
		ctx context.Context, once housing.Once, p housing.AddressNamed, now time.Time,
	) (housing.CodeAsked, error)
	Confirm(
		ctx context.Context, once housing.Once, p housing.PersonID, code string, now time.Time,
	) (housing.CodeChecked, error)
}

// EmailPorts is what the flow needs.
type EmailPorts struct {
	Mails Mails
	Code  func() (string, error) // draws the code of a letter
	Texts dialogs.Texter
}

// emailDraft is the address that a code was sent to.
type emailDraft struct {
	Change  bool   `json:"change,omitempty"`
	Address string `json:"address,omitempty"`
	Asked   bool   `json:"asked,omitempty"` // a letter is on its way already
}

type (
	emailScene = dialogs.Scene[emailDraft]
	emailMove  = dialogs.Move[emailDraft]
)

type email struct {
	EmailPorts
	t dialogs.Texter
}

// Email returns the flow that asks for an e-mail address.
func Email(p EmailPorts) dialogs.Flow {
	e := email{p, p.Texts}
	return dialogs.Def[EmailArgs, emailDraft, string]{
		ID: EmailFlow, Version: 1, Title: "email.title", First: "address", Gated: true,
		Open:  func(a EmailArgs) emailDraft { return emailDraft{Change: a.Change} },
		Steps: []dialogs.Stepper[emailDraft]{e.address(), e.code()},
	}.Flow()
}

// known is the address that is confirmed.
type known struct{ address string }

func (e email) address() dialogs.Step[emailDraft, known] {
	return dialogs.Step[emailDraft, known]{
		ID: "address", Next: []string{"code"},
		Load: func(ctx context.Context, s emailScene) (v known, err error) {
			v.address, _, err = e.Mails.Address(ctx, s.Person.ID)
			return v, err
		},
		Skip: func(s emailScene, v known) (emailMove, bool) {
			return dialogs.Done(s.Draft, v.address), !e.Mails.Able() || v.address != "" && !s.Draft.Change
		},
		Show: func(s emailScene, _ known) dialogs.Screen {
			return dialogs.Screen{
				Text: e.t.T("email.ask"),
				Rows: [][]dialogs.Button{e.skip(s.Draft)},
			}
		},
		Decide: func(s emailScene, v known, in dialogs.Input) emailMove {
			if in.Act.Do == "skip" {
				return dialogs.Done(s.Draft, v.address)
			}
			return e.hear(s.Draft, in)
		},
		Commit: e.commit,
	}
}

// skip is the way on without another address.
func (e email) skip(d emailDraft) []dialogs.Button {
	if d.Change {
		return dialogs.On(e.t.Label("email.keep"), "skip")
	}
	return dialogs.On(e.t.Label("email.skip"), "skip")
}

// hear takes a typed address.
func (e email) hear(d emailDraft, in dialogs.Input) emailMove {
	if in.Pressed() {
		return dialogs.Unknown(d)
	}
	address, ok := ParseEmail(in.Text)
	switch {
	case ok:
		d.Address = address
		return dialogs.Do(d, dialogs.Act{Do: "ask"})
	case strings.Contains(in.Text, "@") && strings.ContainsFunc(beforeAt(in.Text), foreign):
		return dialogs.Refuse(d, e.t.T("email.letters", "Text", Echo(in.Text)))
	}
	return dialogs.Refuse(d, e.t.T("email.wrong", "Text", Echo(in.Text)))
}

func beforeAt(s string) string {
	name, _, _ := strings.Cut(s, "@")
	return name
}

func foreign(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }

// codeView tells whether the letter was given up.
type codeView struct{ undelivered bool }

func (e email) code() dialogs.Step[emailDraft, codeView] {
	return dialogs.Step[emailDraft, codeView]{
		ID: "code", Next: []string{"address", "code"},
		Load: func(ctx context.Context, s emailScene) (v codeView, err error) {
			v.undelivered, err = e.Mails.Undelivered(ctx, s.Person.ID)
			return v, err
		},
		Show: func(s emailScene, v codeView) dialogs.Screen {
			key := "email.sent"
			if v.undelivered {
				key = "email.undelivered"
			}
			return dialogs.Screen{
				Text: e.t.T(key, "Address", texts.MaskEmail(s.Draft.Address)),
				Rows: [][]dialogs.Button{
					dialogs.Row(dialogs.On(e.t.Label("email.again"), "ask"),
						dialogs.On(e.t.Label("email.another"), "other")),
					e.skip(s.Draft),
				},
			}
		},
		Decide: e.decideCode,
		Commit: e.commit,
	}
}

func (e email) decideCode(s emailScene, _ codeView, in dialogs.Input) emailMove {
	switch {
	case in.Act.Do == "other":
		return dialogs.To(s.Draft, "address")
	case in.Act.Do == "ask", in.Act.Do == "skip":
		return dialogs.Do(s.Draft, in.Act)
	case in.Pressed():
		return dialogs.Unknown(s.Draft)
	case strings.Contains(in.Text, "@"): // a slip was noticed: the address once more
		return e.hear(s.Draft, in)
	}
	code, ok := parseCode(in.Text)
	if !ok {
		return dialogs.Refuse(s.Draft, e.t.T("email.code_unclear", "Text", Echo(in.Text)))
	}
	return dialogs.Do(s.Draft, dialogs.Act{Do: "code", Arg: code})
}

// parseCode takes six digits, written in groups or not.
func parseCode(typed string) (string, bool) {
	digits := strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(typed)
	number := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) < 0
	return digits, number && len(digits) == 6
}

func (e email) commit(ctx context.Context, s emailScene, intent dialogs.Act) (emailMove, error) {
	switch intent.Do {
	case "ask":
		return e.ask(ctx, s)
	case "code":
		return e.confirm(ctx, s, intent.Arg)
	}
	address, _, err := e.Mails.Address(ctx, s.Person.ID)
	return dialogs.Done(s.Draft, address), err
}

// ask sends a letter with a new code.
func (e email) ask(ctx context.Context, s emailScene) (emailMove, error) {
	code, err := e.Code()
	if err != nil {
		return emailMove{}, err
	}
	asked, err := e.Mails.Ask(ctx, s.Once, housing.AddressNamed{
		Person: s.Person.ID, Address: s.Draft.Address, Code: code,
	}, s.Now)
	switch {
	case err != nil:
		return emailMove{}, err
	case asked.Known:
		return e.done(s.Draft, s.Draft.Address), nil
	case !asked.Again.IsZero():
		at := asked.Again.In(s.Now.Location())
		return dialogs.Refuse(s.Draft, e.t.T("email.limited", "Date",
			texts.Date(housing.DateOf(at), housing.DateOf(s.Now)), "Time", texts.Clock(at))), nil
	}
	m := dialogs.To(s.Draft, "code")
	if s.Draft.Asked {
		m.Notice = e.t.T("email.resent")
	}
	m.Draft.Asked = true
	return m, nil
}

// confirm compares a typed code with the one in the letter.
func (e email) confirm(ctx context.Context, s emailScene, code string) (emailMove, error) {
	checked, err := e.Mails.Confirm(ctx, s.Once, s.Person.ID, code, s.Now)
	if err != nil {
		return emailMove{}, err
	}
	switch checked.Outcome {
	case housing.CodeRight:
		address, _, err := e.Mails.Address(ctx, s.Person.ID)
		return e.done(s.Draft, address), err
	case housing.CodeWrong:
		return dialogs.Refuse(s.Draft, e.t.T("email.code_wrong", "N", checked.Left)), nil
	case housing.CodeSpent:
		return dialogs.Refuse(s.Draft, e.t.T("email.code_spent")), nil
	default:
		return dialogs.Refuse(s.Draft, e.t.T("email.code_late")), nil
	}
}

func (e email) done(d emailDraft, address string) emailMove {
	m := dialogs.Done(d, address)
	m.Notice = e.t.T("email.done", "Address", texts.MaskEmail(address))
	return m
}
