package readings

import (
	"context"
	"encoding/json"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// draft is what has been entered so far.
type draft struct {
	Account housing.AccountID                  `json:"account,omitempty"`
	Line    string                             `json:"line,omitempty"` // typed before the flow began
	Values  map[housing.MeterID]housing.Values `json:"values,omitempty"`
	Period  housing.Period                     `json:"period,omitzero"` // the month that the page showed
	Day     housing.Date                       `json:"day,omitzero"`    // the day on which it did
	Taken   housing.Date                       `json:"taken,omitzero"`  // zero: Day
	Meter   housing.MeterID                    `json:"meter,omitempty"` // the one being entered
	Doubt   housing.Values                     `json:"doubt,omitempty"` // typed, to be confirmed
	Kept    bool                               `json:"kept,omitempty"`  // cold and hot were said to be right
	Receipt *housing.Receipt                   `json:"receipt,omitempty"`
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// handIn is the flow ‹Передача показаний ИПУ›.
type handIn struct {
	Ports
	t dialogs.Texter
}

func handInFlow(p Ports) dialogs.Flow {
	h := handIn{p, p.Texts}
	return dialogs.Def[pick.AccountArgs, draft, struct{}]{
		ID: HandInFlow, Version: 1, Title: "readings.title", Section: "Передача показаний ИПУ",
		First: "account", Gated: true, Left: "readings.left",
		Before: []dialogs.Mirror{
			mirror("1", "menu", "main"),
			mirror("3", "menu", "main", "menu.readings"),
			mirror("3", "card", "card", "account.hand_in"),
			mirror("3", "premises", "list", "account.premises"),
		},
		Open:  func(args pick.AccountArgs) draft { return draft{Account: args.Account, Line: args.Line} },
		Half:  h.half,
		Wants: []dialogs.Want{pick.Wants(p.Connect, housing.AccountID(0))},
		Steps: []dialogs.Stepper[draft]{
			h.account(), h.page(), h.value(), h.doubt(), h.replaced(), h.date(), h.swapped(), h.missing(),
			h.receipt(),
		},
	}.Flow()
}

// mirror says that another flow's step is a documented one.
func mirror(documented, flow, step string, labels ...string) dialogs.Mirror {
	return dialogs.Mirror{
		Flow: flow, Step: step, Documented: dialogs.Documented{Step: documented, Labels: labels},
	}
}

func (h handIn) half(d draft) (texts.Text, bool) {
	if len(d.Values) == 0 || d.Receipt != nil {
		return "", false
	}
	return h.t.T("readings.half", "N", len(d.Values)), true
}

// choice is what the question «По какой квартире?» shows.
type choice struct {
	links   []housing.Connection
	pending map[housing.AccountID]int
}

func (h handIn) account() dialogs.Step[draft, choice] {
	return dialogs.Step[draft, choice]{
		ID: "account", Next: []string{"page"}, Calls: []string{h.Connect},
		Doc:  []dialogs.Documented{{Step: "2"}},
		Load: h.loadChoice,
		Skip: func(s scene, c choice) (move, bool) {
			if s.Draft.Account == 0 && len(c.links) == 1 {
				s.Draft.Account = c.links[0].Account.ID
			}
			return dialogs.To(s.Draft, "page"), s.Draft.Account != 0
		},
		Show: h.showChoice,
		Decide: func(s scene, _ choice, in dialogs.Input) move {
			switch in.Act.Do {
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(h.Connect, nil))
			case "account":
				s.Draft.Account = pick.OfKey[housing.AccountID](in.Act.Arg)
				return dialogs.To(s.Draft, "page")
			}
			return dialogs.Unknown(s.Draft)
		},
		Resume: func(s scene, result json.RawMessage) move {
			var account housing.AccountID
			if json.Unmarshal(result, &account) == nil {
				s.Draft.Account = account
			}
			return dialogs.Stay(s.Draft)
		},
	}
}

// loadChoice lists the accounts that readings may be given for.
func (h handIn) loadChoice(ctx context.Context, s scene) (choice, error) {
	links, err := h.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return choice{}, err
	}
	var c choice
	for _, l := range links {
		if !l.Suspended {
			c.links = append(c.links, l)
		}
	}
	c.pending, err = h.Readings.Pending(ctx, s.Person.ID, s.Now)
	return c, err
}

func (h handIn) showChoice(_ scene, c choice) dialogs.Screen {
	heading := "*" + h.t.T("menu.readings") + "*"
	if len(c.links) == 0 {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, h.t.T("readings.no_account")),
			Rows: [][]dialogs.Button{dialogs.On(h.t.Label("account.connect"), "connect")},
		}
	}
	var rows [][]dialogs.Button
	for _, l := range c.links {
		label := pick.Title(l)
		if n, known := c.pending[l.Account.ID]; known {
			label = h.t.Label("readings.choice", "Name", label, "N", n)
		}
		rows = append(rows, dialogs.OnArg(label, "account", pick.Key(l.Account.ID)))
	}
	return dialogs.Screen{Text: texts.Join("\n", heading, h.t.T("readings.which")), Rows: rows}
}

// load reads the page of the chosen account.
func (h handIn) load(ctx context.Context, s scene) (housing.Page, error) {
	return h.Readings.Page(ctx, s.Person.ID, s.Draft.Account, s.Now)
}
