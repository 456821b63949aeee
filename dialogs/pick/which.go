package pick

import (
	"context"
	"encoding/json"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Connections lists what a person is connected to.
type Connections interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Which is a step that asks which of the person's flats is meant. One that is
// known already, or is the only one, is not asked for.
type Which[D any] struct {
	Next     string
	Accounts Connections
	Connect  string // the flow that connects an account and ends with its id
	Texts    dialogs.Texter
	Heading  string // keys: the heading, what is said of no account, the question
	None     string
	Ask      string
	// Right is what the person must be able to do there; empty: any flat will do.
	Right housing.Right
	Of    func(d *D) *housing.AccountID // where the draft keeps it
}

// Step returns the step "account".
func (w Which[D]) Step() dialogs.Step[D, []housing.Connection] {
	return dialogs.Step[D, []housing.Connection]{
		ID: "account", Next: []string{w.Next}, Calls: []string{w.Connect},
		Load: w.load,
		Skip: func(s dialogs.Scene[D], links []housing.Connection) (dialogs.Move[D], bool) {
			at := w.Of(&s.Draft)
			if *at == 0 && len(links) == 1 {
				*at = links[0].Account.ID
			}
			return dialogs.To(s.Draft, w.Next), *at != 0
		},
		Show: w.show,
		Decide: func(s dialogs.Scene[D], _ []housing.Connection, in dialogs.Input) dialogs.Move[D] {
			switch in.Act.Do {
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(w.Connect, nil))
			case "account":
				*w.Of(&s.Draft) = OfKey[housing.AccountID](in.Act.Arg)
				return dialogs.To(s.Draft, w.Next)
			}
			return dialogs.Unknown(s.Draft)
		},
		Resume: func(s dialogs.Scene[D], result json.RawMessage) dialogs.Move[D] {
			var account housing.AccountID
			if json.Unmarshal(result, &account) == nil {
				*w.Of(&s.Draft) = account
			}
			return dialogs.Stay(s.Draft)
		},
	}
}

// load leaves out the links that are to be proved again, and those without the
// right; where none has it, that is why nothing is shown.
func (w Which[D]) load(ctx context.Context, s dialogs.Scene[D]) ([]housing.Connection, error) {
	links, err := w.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return nil, err
	}
	return Able(links, w.Right)
}

// Able returns the flats where their person has a right; an empty right is had
// wherever the link lives. That none of several has it is an error that may be read.
func Able(links []housing.Connection, right housing.Right) (able []housing.Connection, err error) {
	live := 0
	for _, l := range links {
		if l.Suspended {
			continue
		}
		live++
		if right == "" || l.May(right) {
			able = append(able, l)
		}
	}
	if live > 0 && len(able) == 0 {
		return nil, housing.ErrNotAllowed()
	}
	return able, nil
}

func (w Which[D]) show(_ dialogs.Scene[D], links []housing.Connection) dialogs.Screen {
	heading := "*" + w.Texts.T(w.Heading) + "*"
	if len(links) == 0 {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, w.Texts.T(w.None)),
			Rows: [][]dialogs.Button{dialogs.On(w.Texts.Label("account.connect"), "connect")},
		}
	}
	var rows [][]dialogs.Button
	for _, l := range links {
		rows = append(rows, dialogs.OnArg(Title(l), "account", Key(l.Account.ID)))
	}
	return dialogs.Screen{Text: texts.Join("\n", heading, w.Texts.T(w.Ask)), Rows: rows}
}
