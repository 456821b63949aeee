package settings

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Mails keeps the person's e-mail address.
type Mails interface {
	// Able reports whether letters are sent at all.
	Able() bool
	Address(ctx context.Context, p housing.PersonID) (address string, confirmed bool, err error)
	Forget(ctx context.Context, once housing.Once, p housing.PersonID, now time.Time) error
}

// emailLine says which address is kept. Where letters are not sent, only an
// address that is kept from before is worth a line.
func (p Ports) emailLine(v view) texts.Text {
	switch {
	case v.email != "":
		return p.Texts.T("email.is", "Address", texts.MaskEmail(v.email))
	case p.Mails.Able():
		return p.Texts.T("email.none")
	}
	return ""
}

func (p Ports) emailRow(v view) [][]dialogs.Button {
	if v.email == "" && !p.Mails.Able() {
		return nil
	}
	return [][]dialogs.Button{dialogs.On(p.Texts.Label("email.button"), "email")}
}

// email shows the address, to change or delete it.
func (p Ports) email() dialogs.Step[struct{}, view] {
	return dialogs.Step[struct{}, view]{
		ID: "email", Next: []string{"unmail"}, Calls: []string{pick.EmailFlow}, Load: p.load,
		Show: func(_ scene, v view) dialogs.Screen {
			if v.email == "" {
				return dialogs.Screen{Text: p.Texts.T("email.gone")}
			}
			text := p.Texts.T("email.is", "Address", texts.MaskEmail(v.email))
			remove := dialogs.On(p.Texts.Label("email.delete"), "unmail")
			if !p.Mails.Able() {
				text = texts.Join("\n", text, p.Texts.T("email.off"))
				return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{remove}}
			}
			change := dialogs.On(p.Texts.Label("email.change"), "change")
			return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{change, remove}}
		},
		Decide: func(s scene, _ view, in dialogs.Input) move {
			switch in.Act.Do {
			case "change":
				return dialogs.Call(s.Draft, dialogs.Begin(pick.EmailFlow, pick.EmailArgs{Change: true}))
			case "unmail":
				return dialogs.To(s.Draft, "unmail")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) unmail() dialogs.Step[struct{}, view] {
	return pick.Sure[struct{}, view]{
		ID: "unmail", Next: []string{"main"}, Load: p.load,
		Yes: p.Texts.Label("email.delete_yes"), No: p.Texts.Label("email.delete_no"),
		Ask: func(_ scene, v view) texts.Text {
			return p.Texts.T("email.delete_ask", "Address", texts.MaskEmail(v.email))
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(s.Draft, "main")
			m.Notice, m.Final = p.Texts.T("email.deleted"), true
			return m, p.Mails.Forget(ctx, s.Once, s.Person.ID, s.Now)
		},
	}.Step()
}
