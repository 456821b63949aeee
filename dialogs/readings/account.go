package readings

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/dialogs/readings/said"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// choice is what the question «По какой квартире?» shows.
type choice struct {
	links   []housing.Connection
	pending map[housing.AccountID]int
	meant   []housing.AccountID // those that a typed line may be about
}

// account asks for which flat readings are given. A line that fits one flat
// alone needs no question.
func (h handIn) account() dialogs.Step[draft, choice] {
	return dialogs.Step[draft, choice]{
		ID: "account", Next: []string{"page", "line"}, Calls: []string{h.Connect},
		Doc:  []dialogs.Documented{{Step: "2"}},
		Load: h.loadChoice,
		Skip: func(s scene, c choice) (move, bool) {
			switch {
			case s.Draft.Account != 0:
			case len(c.links) == 1:
				s.Draft.Account = c.links[0].Account.ID
			case s.Draft.Line != "" && len(c.meant) == 1:
				s.Draft.Account = c.meant[0]
			}
			return onwards(s.Draft), s.Draft.Account != 0
		},
		Show:   h.showChoice,
		Decide: h.decideChoice,
		Resume: func(s scene, result json.RawMessage) move {
			var account housing.AccountID
			if json.Unmarshal(result, &account) == nil {
				s.Draft.Account = account
			}
			return dialogs.Stay(s.Draft)
		},
	}
}

// onwards leads from the chosen flat to its page, or to what was typed for it.
func onwards(d draft) move {
	if d.Line != "" {
		return dialogs.To(d, "line")
	}
	return dialogs.To(d, "page")
}

func (h handIn) decideChoice(s scene, c choice, in dialogs.Input) move {
	switch in.Act.Do {
	case "connect":
		return dialogs.Call(s.Draft, dialogs.Begin(h.Connect, nil))
	case "account":
		s.Draft.Account = pick.OfKey[housing.AccountID](in.Act.Arg)
		return onwards(s.Draft)
	}
	if in.Pressed() || len(c.links) == 0 {
		return dialogs.Unknown(s.Draft)
	}
	var named []housing.AccountID
	for _, l := range c.links {
		if strings.EqualFold(strings.TrimSpace(in.Text), pick.Title(l)) {
			named = append(named, l.Account.ID)
		}
	}
	switch {
	case len(named) == 1:
		s.Draft.Account = named[0]
		return onwards(s.Draft)
	case said.Likely(in.Text):
		s.Draft.Line, s.Draft.From = in.Text, fromMenu
		return dialogs.Stay(s.Draft)
	}
	return dialogs.Unknown(s.Draft)
}

// loadChoice lists the accounts that readings may be given for.
func (h handIn) loadChoice(ctx context.Context, s scene) (choice, error) {
	links, err := h.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return choice{}, err
	}
	var c choice
	if c.links, err = pick.Able(links, housing.MayRead); err != nil {
		return c, err
	}
	if c.pending, err = h.Readings.Pending(ctx, s.Person.ID, s.Now); err != nil {
		return c, err
	}
	if s.Draft.Line != "" && s.Draft.Account == 0 && len(c.links) > 1 {
		c.meant, err = h.meant(ctx, s, c)
	}
	return c, err
}

// reading is what a line says where it is about one of the person's flats.
type reading struct {
	account housing.AccountID
	line    said.Line
}

// meant returns the accounts that a line may be about: those that it names,
// else those whose meters fit all of it; of these the ones where the fewest
// words are strange.
func (h handIn) meant(ctx context.Context, s scene, c choice) ([]housing.AccountID, error) {
	var all []reading
	for _, l := range c.links {
		if _, may := c.pending[l.Account.ID]; !may {
			continue
		}
		page, err := h.Readings.Page(ctx, s.Person.ID, l.Account.ID, s.Now)
		if err != nil {
			return nil, err
		}
		all = append(all, reading{l.Account.ID, said.Read(s.Draft.Line, flatOf(page))})
	}
	right := func(r reading) bool { return r.line.Fits() }
	if slices.ContainsFunc(all, func(r reading) bool { return r.line.Named }) {
		right = func(r reading) bool { return r.line.Named }
	}
	all = slices.DeleteFunc(all, func(r reading) bool { return !right(r) })
	return clearest(all), nil
}

// clearest returns the accounts where a line has the fewest strange words.
func clearest(all []reading) []housing.AccountID {
	var meant []housing.AccountID
	for _, r := range all {
		better := func(o reading) bool { return len(o.line.Unclear) < len(r.line.Unclear) }
		if !slices.ContainsFunc(all, better) {
			meant = append(meant, r.account)
		}
	}
	return meant
}

func (h handIn) showChoice(s scene, c choice) dialogs.Screen {
	heading := "*" + h.t.T("menu.readings") + "*"
	if len(c.links) == 0 {
		return dialogs.Screen{
			Text: texts.Join("\n", heading, h.t.T("readings.no_account")),
			Rows: [][]dialogs.Button{dialogs.On(h.t.Label("account.connect"), "connect")},
		}
	}
	text := h.t.T("readings.which")
	if s.Draft.Line != "" {
		text = texts.Join("\n", text, h.t.T("readings.which_line", "Said", pick.Echo(s.Draft.Line)))
	}
	var rows [][]dialogs.Button
	for _, l := range c.links {
		if len(c.meant) > 0 && !slices.Contains(c.meant, l.Account.ID) {
			continue
		}
		rows = append(rows, dialogs.OnArg(h.flatButton(l, c.pending), "account", pick.Key(l.Account.ID)))
	}
	return dialogs.Screen{Text: texts.Join("\n", heading, text), Rows: rows}
}

// flatButton names a flat and how many meters wait: «Дом · осталось 2».
func (h handIn) flatButton(l housing.Connection, pending map[housing.AccountID]int) string {
	label := pick.Title(l)
	switch n, known := pending[l.Account.ID]; {
	case known && n == 0:
		return h.t.Label("readings.choice_done", "Name", label)
	case known:
		return h.t.Label("readings.choice", "Name", label, "N", n)
	}
	return label
}
