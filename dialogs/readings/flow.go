package readings

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// draft is what has been entered so far.
type draft struct {
	Account housing.AccountID                  `json:"account,omitempty"`
	Line    string                             `json:"line,omitempty"`  // typed, not yet heard
	From    origin                             `json:"from,omitempty"`  // where the line at hand was typed
	Parts   []part                             `json:"parts,omitempty"` // of the line, not yet taken
	Values  map[housing.MeterID]housing.Values `json:"values,omitempty"`
	Period  housing.Period                     `json:"period,omitzero"` // the month that the page showed
	Day     housing.Date                       `json:"day,omitzero"`    // the day on which it did
	Taken   housing.Date                       `json:"taken,omitzero"`  // zero: Day
	Meter   housing.MeterID                    `json:"meter,omitempty"` // the one being entered
	Doubt   housing.Values                     `json:"doubt,omitempty"` // typed, to be confirmed
	Kept    bool                               `json:"kept,omitempty"`  // cold and hot were said to be right
	Photos  map[housing.MeterID]photo          `json:"photos,omitempty"`
	Photo   housing.PictureID                  `json:"photo,omitempty"` // its meter is being asked
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
		ID: HandInFlow, Version: 2, Title: "readings.title", Section: "Передача показаний ИПУ",
		First: "account", Gated: true, Left: "readings.left",
		Before: []dialogs.Mirror{
			mirror("1", "menu", "main"),
			mirror("3", "menu", "main", "menu.readings"),
			mirror("3", "card", "card", "account.hand_in"),
			mirror("3", "premises", "list", "account.premises"),
		},
		Open:  open,
		Half:  h.half,
		Wants: []dialogs.Want{pick.Wants(p.Connect, housing.AccountID(0))},
		Steps: []dialogs.Stepper[draft]{
			h.account(), h.page(), h.line(), h.which(), h.number(), h.confirm(), h.value(), h.doubt(),
			h.replaced(), h.date(), h.swapped(), h.missing(), h.photo(), h.receipt(),
		},
	}.Flow()
}

// mirror says that another flow's step is a documented one.
func mirror(documented, flow, step string, labels ...string) dialogs.Mirror {
	return dialogs.Mirror{
		Flow: flow, Step: step, Documented: dialogs.Documented{Step: documented, Labels: labels},
	}
}

func open(args pick.AccountArgs) draft {
	d := draft{Account: args.Account, Line: args.Line}
	if d.Line != "" {
		d.From = fromMenu
	}
	return d
}

func (h handIn) half(d draft) (texts.Text, bool) {
	n := len(d.entered())
	switch {
	case d.Receipt != nil:
		return "", false
	case n > 0:
		return h.t.T("readings.half", "N", n), true
	case d.Line != "":
		return h.t.T("readings.half_line", "Said", pick.Echo(d.Line)), true
	case len(d.Parts) > 0:
		return h.t.T("readings.half_line", "Said", pick.Echo(d.Parts[0].Text)), true
	case d.lonely():
		return h.t.T("readings.half_photo"), true
	}
	return "", false
}

// load reads the page of the chosen account.
func (h handIn) load(ctx context.Context, s scene) (housing.Page, error) {
	return h.Readings.Page(ctx, s.Person.ID, s.Draft.Account, s.Now)
}
