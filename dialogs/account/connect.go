package account

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// draft is what the person has told so far.
type draft struct {
	House   housing.HouseID   `json:"house,omitempty"`
	Number  housing.Number    `json:"number,omitzero"`
	Payee   *payee            `json:"payee,omitempty"`   // a code was read
	Account housing.AccountID `json:"account,omitempty"` // proven, not yet connected
	Role    housing.Role      `json:"role,omitempty"`
	Request string            `json:"request,omitempty"`
	Phone   string            `json:"phone,omitempty"`
	Meters  int               `json:"meters,omitempty"`
	Ready   bool              `json:"ready,omitempty"` // connected
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// connect is the flow ‹Подключение лицевого счёта›.
type connect struct {
	Ports
	t dialogs.Texter
}

func connectFlow(p Ports) dialogs.Flow {
	c := connect{p, p.Texts}
	return dialogs.Def[struct{}, draft, housing.AccountID]{
		ID: ConnectFlow, Version: 1, Title: "account.title", Section: "Подключение лицевого счёта",
		First: "list", Gated: true, Left: "account.left",
		Before: []dialogs.Mirror{{Flow: "menu", Step: "main", Documented: dialogs.Documented{
			Step: "1", Labels: []string{"menu.connect"},
		}}},
		Open:  func(struct{}) draft { return draft{Role: housing.Owner} },
		Half:  c.half,
		Wants: c.wants(),
		Steps: []dialogs.Stepper[draft]{
			c.list(), c.window(), c.number(), c.proof(), c.asked(), c.check(), c.role(), c.name(),
		},
	}.Flow()
}

func (c connect) wants() []dialogs.Want {
	wants := []dialogs.Want{{Flow: pick.AddressFlow, Args: pick.AddressArgs{}, Result: housing.HouseID(0)}}
	if c.SignIn != "" {
		wants = append(wants, pick.Wants(c.SignIn, false))
	}
	return wants
}

func (c connect) half(d draft) (texts.Text, bool) {
	if d.House == 0 || d.Ready || d.Request != "" {
		return "", false
	}
	return c.t.T("account.half"), true
}

// listed is what the list shows.
type listed struct {
	links []housing.Connection
	// barred: the person has to sign in first.
	barred bool
}

func (c connect) list() dialogs.Step[draft, listed] {
	calls := []string{CardFlow, pick.AddressFlow}
	if c.SignIn != "" {
		calls = append(calls, c.SignIn)
	}
	return dialogs.Step[draft, listed]{
		ID: "list", Next: []string{"window"}, Calls: calls, Files: true,
		Doc:  []dialogs.Documented{{Step: "2", Labels: []string{"account.list", "account.connect"}}},
		Load: c.loadList,
		Show: func(_ scene, v listed) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+c.t.T("account.list")+"*", listText(v.links, c.t)),
				Rows: append(linkRows(v.links), dialogs.On(c.t.Label("account.connect"), "connect")),
			}
		},
		Decide: func(s scene, v listed, in dialogs.Input) move {
			switch {
			case in.Act.Do == "card":
				return dialogs.Call(s.Draft, openCard(in))
			case v.barred && (in.File != nil || in.Act.Do == "connect"):
				m := dialogs.Call(s.Draft, dialogs.Begin(c.SignIn, nil))
				m.Notice = c.t.T("signin.needed")
				return m
			case in.File != nil:
				return c.decideSlip(s.Draft, in.File)
			case in.Act.Do == "connect":
				return dialogs.To(s.Draft, "window")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: c.commitSlip("window"),
	}
}

func (c connect) loadList(ctx context.Context, s scene) (v listed, err error) {
	if v.links, err = c.Accounts.Connections(ctx, s.Person.ID); err != nil || c.SignIn == "" {
		return v, err
	}
	_, signed, err := c.SignIns.Identity(ctx, s.Person.ID)
	v.barred = !signed
	return v, err
}

func listText(links []housing.Connection, t dialogs.Texter) texts.Text {
	if len(links) == 0 {
		return t.T("account.list_empty")
	}
	var lines texts.Text
	for i, l := range links {
		line := t.T("account.list_line", "Index", i+1, "Number", l.Account.Number,
			"Address", texts.ShortAddress(l.Account.House.Address, l.Account.Premises), "Name", l.Name)
		if l.Suspended {
			line += " · " + t.T("account.suspended_mark")
		}
		lines = texts.Join("\n", lines, line)
	}
	return lines
}

func linkRows(links []housing.Connection) [][]dialogs.Button {
	rows := make([][]dialogs.Button, 0, len(links))
	for _, l := range links {
		rows = append(rows, dialogs.OnArg(pick.Title(l), "card", pick.Key(l.Account.ID)))
	}
	return rows
}

func (c connect) window() dialogs.Step[draft, housing.House] {
	return dialogs.Step[draft, housing.House]{
		ID: "window", Next: []string{"number", "proof"}, Calls: []string{pick.AddressFlow}, Files: true,
		Doc: []dialogs.Documented{
			{Step: "2", Labels: []string{"account.window"}},
			{Step: "3", Labels: []string{"account.address_none"}},
		},
		Load: c.house,
		Show: c.showWindow,
		Decide: func(s scene, _ housing.House, in dialogs.Input) move {
			switch {
			case in.File != nil:
				return c.decideSlip(s.Draft, in.File)
			case in.Act.Do == "address":
				return dialogs.Call(s.Draft, askAddress(""))
			case in.Act.Do == "number" && s.Draft.House != 0:
				return dialogs.To(s.Draft, "number")
			case in.Act.Do == "right" && s.Draft.read():
				return dialogs.To(s.Draft, "proof")
			}
			return hearWindow(s.Draft, in.Text)
		},
		Commit: c.commitSlip(""),
		Resume: func(s scene, result json.RawMessage) move {
			var house housing.HouseID
			if json.Unmarshal(result, &house) != nil || house == 0 {
				return dialogs.Stay(s.Draft)
			}
			s.Draft.House = house
			if s.Draft.Payee != nil {
				return dialogs.Stay(s.Draft)
			}
			return dialogs.To(s.Draft, "number")
		},
	}
}

// hearWindow takes what is typed without pressing a line first: an address, or the
// number once there is a house.
func hearWindow(d draft, typed string) move {
	street := func(number housing.Number) bool { // «мира 3» could be a number too
		return number.Kind == housing.AccountNumber && strings.ContainsFunc(number.Value, unicode.IsLetter)
	}
	if number, ok := housing.ParseNumber(typed); ok && d.House != 0 && !street(number) {
		d.Number, d.Payee = number, nil
		return dialogs.To(d, "proof")
	}
	if q := housing.ParseQuery(typed); q.Place != "" && q.Number != "" && len([]rune(typed)) <= 200 {
		return dialogs.Call(d, askAddress(typed))
	}
	return dialogs.Unknown(d)
}

func (c connect) showWindow(s scene, h housing.House) dialogs.Screen {
	address := c.t.Label("account.address_none")
	if s.Draft.House != 0 {
		address = c.t.Label("account.address_chosen", "Address", texts.ShortHouse(h.Address))
	}
	rows := [][]dialogs.Button{dialogs.On(address+" ›", "address")}
	number := c.t.Label("account.number_none")
	if s.Draft.Number.Value != "" {
		number = c.t.Label("account.number_chosen", "Number", s.Draft.Number.Value)
	}
	if s.Draft.House != 0 {
		rows = append(rows, dialogs.On(number+" ›", "number"))
	}
	help := c.t.T("account.window_help")
	switch {
	case s.Draft.Payee != nil:
		help = c.slipText(s.Draft, h)
	case s.Draft.House != 0:
		help = c.t.T("account.window_fix")
	}
	if s.Draft.read() {
		rows = append(rows, dialogs.On(c.t.Label("account.slip_right"), "right"))
	}
	return dialogs.Screen{
		Text: texts.Join("\n",
			c.t.T("account.window_heading"), texts.Escape(address), texts.Escape(number), help),
		Rows: rows,
	}
}

// read reports whether a code filled what there is to fill.
func (d draft) read() bool { return d.Payee != nil && d.House != 0 && d.Number.Value != "" }

// house loads the house chosen so far; the zero House before.
func (c connect) house(ctx context.Context, s scene) (housing.House, error) {
	if s.Draft.House == 0 {
		return housing.House{}, nil
	}
	return c.Houses.House(ctx, s.Draft.House)
}

func (c connect) number() dialogs.Step[draft, housing.House] {
	return dialogs.Step[draft, housing.House]{
		ID: "number", Next: []string{"proof", "window"}, Calls: []string{pick.AddressFlow}, Files: true,
		Doc:  []dialogs.Documented{{Step: "4"}},
		Load: c.house,
		Show: func(_ scene, h housing.House) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", c.t.T("account.number_heading"),
					texts.Escape(texts.Address(h.Address, "")), c.t.T("account.number_ask")),
				Rows: [][]dialogs.Button{dialogs.On(c.t.Label("account.where"), "where")},
			}
		},
		Decide: func(s scene, _ housing.House, in dialogs.Input) move {
			if in.Act.Do == "where" {
				m := dialogs.Stay(s.Draft)
				m.Notice = c.t.T("account.where_help")
				return m
			}
			if in.File != nil {
				return c.decideSlip(s.Draft, in.File)
			}
			number, ok := housing.ParseNumber(in.Text)
			if in.Pressed() || !ok {
				return dialogs.Refuse(s.Draft, c.t.T("account.number_wrong", "Text", pick.Echo(in.Text)))
			}
			s.Draft.Number, s.Draft.Payee = number, nil
			return dialogs.To(s.Draft, "proof")
		},
		Commit: c.commitSlip("window"),
	}
}
