package housechat

import (
	"context"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// draft is whose groups are looked at, and whom to trust with which house.
type draft struct {
	Organisation housing.OrganisationID `json:"organisation,omitempty"`
	Query        string                 `json:"query,omitempty"` // of the house of a keeper
	House        picked                 `json:"house,omitzero"`
	Keeper       housing.ChatKeeperID   `json:"keeper,omitempty"`
}

// picked is a house that was chosen, with its name.
type picked struct {
	ID   housing.HouseID `json:"id"`
	Name string          `json:"name"`
}

func pickedOf(h housing.House) picked { return picked{h.ID, texts.ShortHouse(h.Address)} }

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// shelf is what the list shows.
type shelf struct {
	office  housing.ChatOffice
	chats   []housing.HouseChat
	keepers []housing.ChatKeeper
}

// shown is how many groups, keepers and houses have a button.
const shown = 8

func (p Ports) listing() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 1, Title: "chat.list_title", First: "which",
		Open:  func(a Args) draft { return draft{Organisation: a.Organisation} },
		Wants: []dialogs.Want{{Flow: CardFlow, Args: CardArgs{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[draft]{
			p.which(), p.list(), p.attach(), p.houseOfKeeper(), p.nameOfKeeper(), p.dismiss(),
		},
	}.Flow()
}

func (p Ports) which() dialogs.Step[draft, []housing.ChatOffice] {
	return dialogs.Step[draft, []housing.ChatOffice]{
		ID: "which", Next: []string{"list"},
		Load: func(ctx context.Context, s scene) ([]housing.ChatOffice, error) {
			return p.offices(ctx, s.Person.ID)
		},
		Skip: func(s scene, offices []housing.ChatOffice) (move, bool) {
			if s.Draft.Organisation == 0 && len(offices) == 1 {
				s.Draft.Organisation = offices[0].Organisation.ID
			}
			return dialogs.To(s.Draft, "list"), s.Draft.Organisation != 0
		},
		Show: func(_ scene, offices []housing.ChatOffice) dialogs.Screen { return p.askOffice(offices) },
		Decide: func(s scene, _ []housing.ChatOffice, in dialogs.Input) move {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Organisation = pick.OfKey[housing.OrganisationID](in.Act.Arg)
			return dialogs.To(s.Draft, "list")
		},
	}
}

func (p Ports) list() dialogs.Step[draft, shelf] {
	return dialogs.Step[draft, shelf]{
		ID: "list", Next: []string{"attach", "trust", "dismiss"}, Calls: []string{CardFlow},
		Load: func(ctx context.Context, s scene) (v shelf, err error) {
			if v.office, err = p.office(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
				return v, err
			}
			if v.chats, err = p.Chats.List(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
				return v, err
			}
			v.keepers, err = p.Trust.Keepers(ctx, s.Person.ID, s.Draft.Organisation)
			return v, err
		},
		Show: p.showList,
		Decide: func(s scene, _ shelf, in dialogs.Input) move {
			switch in.Act.Do {
			case "card":
				args := CardArgs{ID: pick.OfKey[housing.HouseChatID](in.Act.Arg)}
				return dialogs.Call(s.Draft, dialogs.Begin(CardFlow, args))
			case "attach":
				m := dialogs.To(s.Draft, "attach")
				m.Asides = []dialogs.Screen{{
					Text: p.Texts.T("chat.choose_below"), Keys: true, Choose: p.Texts.Label("chat.choose"),
				}}
				return m
			case "trust":
				s.Draft.Query, s.Draft.House = "", picked{}
				return dialogs.To(s.Draft, "trust")
			case "dismiss":
				s.Draft.Keeper = pick.OfKey[housing.ChatKeeperID](in.Act.Arg)
				return dialogs.To(s.Draft, "dismiss")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showList(_ scene, v shelf) dialogs.Screen {
	text := p.Texts.T("chat.list", "Organisation", v.office.Organisation.Name)
	if len(v.chats) == 0 {
		text = texts.Join("\n", text, p.Texts.T("chat.list_none"))
	}
	screen := dialogs.Screen{}
	for _, c := range v.chats[:min(shown, len(v.chats))] {
		line := p.Texts.T("chat.line", "Title", c.Title, "Houses", texts.Houses(c.Houses))
		text = texts.Join("\n", text, line)
		if state := p.state(c); state != "" {
			text = texts.Join(" ", text, state)
		}
		screen.Rows = append(screen.Rows, dialogs.OnArg(c.Title, "card", pick.Key(c.ID)))
	}
	screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("chat.attach"), "attach"))
	if v.office.Operator {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("chat.trust"), "trust"))
	}
	for _, k := range v.keepers[:min(shown, len(v.keepers))] {
		label := p.Texts.Label("chat.dismiss", "Name", k.Name, "House", texts.ShortHouse(k.House.Address))
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "dismiss", pick.Key(k.ID)))
	}
	screen.Text = text
	return screen
}

// attach waits until a group is chosen by the key below; a link is the other way.
func (p Ports) attach() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "attach",
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("chat.attach_how", "Choose", p.Texts.Label("chat.choose")),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("chat.by_link"), "link")},
			}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Act.Do == "link" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			address, err := p.link(ctx, housing.ChatLink{
				Kind: housing.ChatLinkGroup, Person: s.Person.ID, Organisation: s.Draft.Organisation,
			}, s.Now)
			m := dialogs.Stay(s.Draft)
			m.Asides = []dialogs.Screen{{
				Text: p.Texts.T("chat.link", "Address", address),
				Rows: [][]dialogs.Button{{{Label: p.Texts.Label("chat.link_open"), URL: address}}},
			}}
			return m, err
		},
	}
}

func (p Ports) houseOfKeeper() dialogs.Step[draft, []housing.House] {
	return dialogs.Step[draft, []housing.House]{
		ID: "trust", Next: []string{"name"},
		Load: func(ctx context.Context, s scene) ([]housing.House, error) {
			q := housing.ParseQuery(s.Draft.Query)
			return p.Chats.Houses(ctx, s.Person.ID, s.Draft.Organisation, q, shown)
		},
		Show: func(s scene, houses []housing.House) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("chat.trust_house")}
			if len(houses) == 0 {
				none := p.Texts.T("chat.house_none", "Query", s.Draft.Query)
				screen.Text = texts.Join("\n", screen.Text, none)
			}
			for _, h := range houses {
				label := texts.ShortHouse(h.Address)
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, pick.Key(h.ID)))
			}
			return screen
		},
		Decide: func(s scene, houses []housing.House, in dialogs.Input) move {
			if !in.Pressed() && strings.TrimSpace(in.Text) != "" {
				s.Draft.Query = pick.Echo(in.Text)
				return dialogs.Stay(s.Draft)
			}
			for _, h := range houses {
				if in.Act.Do == pick.Choose && in.Act.Arg == pick.Key(h.ID) {
					s.Draft.House = pickedOf(h)
					return dialogs.To(s.Draft, "name")
				}
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// maxKeeper is how long the name of a keeper may be.
const maxKeeper = 60

func (p Ports) nameOfKeeper() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "name", Next: []string{"list"},
		Show: func(s scene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("chat.trust_name", "House", s.Draft.House.Name)}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			name := strings.Join(strings.Fields(in.Text), " ")
			if n := utf8.RuneCountInString(name); n == 0 || n > maxKeeper {
				return dialogs.Refuse(s.Draft, p.Texts.T("chat.trust_long", "Max", maxKeeper))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "trust", Arg: name})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			address, err := p.link(ctx, housing.ChatLink{
				Kind: housing.ChatLinkKeeper, Person: s.Person.ID, Organisation: s.Draft.Organisation,
				House: housing.House{ID: s.Draft.House.ID}, Name: intent.Arg,
			}, s.Now)
			m := dialogs.To(s.Draft, "list")
			m.Final = true
			m.Asides = []dialogs.Screen{{
				Text: p.Texts.T("chat.trust_link", "Name", intent.Arg, "House", s.Draft.House.Name,
					"Address", address),
				Rows: [][]dialogs.Button{dialogs.Copying(p.Texts.Label("chat.trust_copy"), address)},
			}}
			return m, err
		},
	}
}

func (p Ports) dismiss() dialogs.Step[draft, housing.ChatKeeper] {
	return pick.Sure[draft, housing.ChatKeeper]{
		ID: "dismiss", Next: []string{"list"},
		Yes: p.Texts.Label("chat.dismiss_yes"), No: p.Texts.Label("chat.dismiss_no"),
		Load: func(ctx context.Context, s scene) (housing.ChatKeeper, error) {
			keepers, err := p.Trust.Keepers(ctx, s.Person.ID, s.Draft.Organisation)
			for _, k := range keepers {
				if k.ID == s.Draft.Keeper {
					return k, nil
				}
			}
			return housing.ChatKeeper{}, err
		},
		Ask: func(_ scene, k housing.ChatKeeper) texts.Text {
			return p.Texts.T("chat.dismiss_ask", "Name", k.Name, "House", texts.ShortHouse(k.House.Address))
		},
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(s.Draft, "list")
			m.Final, m.Notice = true, p.Texts.T("chat.dismissed")
			return m, p.Trust.Dismiss(ctx, s.Once, s.Person.ID, s.Draft.Keeper, s.Now)
		},
	}.Step()
}
