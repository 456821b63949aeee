package housechat

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// CardArgs names a group that is known, or one that was chosen just now; empty:
// the one that was chosen last by a link.
type CardArgs struct {
	ID    housing.HouseChatID `json:"id,omitempty"`
	Place housing.ChatPlace   `json:"place,omitzero"`
}

// setting is what is being decided about a group.
type setting struct {
	ID           housing.HouseChatID    `json:"id,omitempty"`
	Place        housing.ChatPlace      `json:"place,omitzero"`
	Organisation housing.OrganisationID `json:"organisation,omitempty"`
	Houses       []picked               `json:"houses,omitempty"`
	Kinds        []housing.ChatKind     `json:"kinds,omitempty"`
	Query        string                 `json:"query,omitempty"`
}

type (
	cardScene = dialogs.Scene[setting]
	cardMove  = dialogs.Move[setting]
)

func (p Ports) card() dialogs.Flow {
	return dialogs.Def[CardArgs, setting, struct{}]{
		ID: CardFlow, Version: 1, Title: "chat.card_title", First: "begin",
		Open: func(a CardArgs) setting { return setting{ID: a.ID, Place: a.Place} },
		Wants: []dialogs.Want{
			{Flow: Flow, Args: Args{}, Result: struct{}{}},
			{Flow: PollFlow, Args: PollArgs{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[setting]{p.begin(), p.decide(), p.detach()},
	}.Flow()
}

// start is what the flow begins with.
type start struct {
	offices []housing.ChatOffice
	draft   setting
}

// begin finds out which group it is, and asks whose if there are several.
func (p Ports) begin() dialogs.Step[setting, start] {
	return dialogs.Step[setting, start]{
		ID: "begin", Next: []string{"card"},
		Load: p.loadStart,
		Skip: func(_ cardScene, v start) (cardMove, bool) {
			return dialogs.To(v.draft, "card"), v.draft.Organisation != 0
		},
		Show: func(_ cardScene, v start) dialogs.Screen { return p.askOffice(v.offices) },
		Decide: func(s cardScene, v start, in dialogs.Input) cardMove {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			v.draft.Organisation = pick.OfKey[housing.OrganisationID](in.Act.Arg)
			return dialogs.To(v.draft, "card")
		},
	}
}

func (p Ports) loadStart(ctx context.Context, s cardScene) (v start, err error) {
	v.draft = s.Draft
	if s.Draft.ID != 0 {
		c, err := p.Chats.Chat(ctx, s.Person.ID, s.Draft.ID)
		v.draft.Place, v.draft.Organisation, v.draft.Kinds = c.ChatPlace, c.Organisation.ID, c.Kinds
		for _, h := range c.Houses {
			v.draft.Houses = append(v.draft.Houses, pickedOf(h))
		}
		return v, err
	}
	v.draft.Kinds = []housing.ChatKind{housing.ChatOutages, housing.ChatMeetings, housing.ChatAppeals}
	if v.offices, err = p.offices(ctx, s.Person.ID); err != nil {
		return v, err
	}
	if s.Draft.Place.Chat == 0 {
		v.draft.Organisation, v.draft.Place, err = p.Trust.Chosen(ctx, s.Person.ID, s.Now)
	} else if len(v.offices) == 1 {
		v.draft.Organisation = v.offices[0].Organisation.ID
	}
	return v, err
}

// sheet is what the card shows: the group, if it is known, and houses to choose from.
type sheet struct {
	chat   housing.HouseChat
	houses []housing.House
	none   bool // what was typed fits no house: the houses are those before any search
}

func (p Ports) decide() dialogs.Step[setting, sheet] {
	return dialogs.Step[setting, sheet]{
		ID: "card", Next: []string{"detach"}, Calls: []string{Flow, PollFlow},
		Load: func(ctx context.Context, s cardScene) (v sheet, err error) {
			if s.Draft.ID != 0 {
				if v.chat, err = p.Chats.Chat(ctx, s.Person.ID, s.Draft.ID); err != nil {
					return v, err
				}
			}
			find := func(typed string) ([]housing.House, error) {
				q := housing.ParseQuery(typed)
				return p.Chats.Houses(ctx, s.Person.ID, s.Draft.Organisation, q, shown)
			}
			if v.houses, err = find(s.Draft.Query); err != nil || len(v.houses) > 0 {
				return v, err
			}
			v.none = true
			v.houses, err = find("")
			return v, err
		},
		Show:   p.showCard,
		Decide: p.decided,
		Commit: p.save,
	}
}

func (p Ports) showCard(s cardScene, v sheet) dialogs.Screen {
	text := p.Texts.T("chat.card", "Title", s.Draft.Place.Title)
	if s.Draft.ID != 0 {
		text = texts.Join("\n", text, p.state(v.chat), p.topic(v.chat.ChatPlace))
	}
	screen := dialogs.Screen{Text: texts.Join("\n", text, p.Texts.T("chat.card_houses"))}
	if v.none {
		screen.Text = texts.Join("\n", screen.Text, p.Texts.T("chat.house_none", "Query", s.Draft.Query))
	}
	for _, h := range s.Draft.Houses {
		screen.Rows = append(screen.Rows, dialogs.OnArg(h.Name+" ✓", "house", pick.Key(h.ID)))
	}
	for _, h := range v.houses {
		if one := pickedOf(h); !slices.Contains(s.Draft.Houses, one) {
			screen.Rows = append(screen.Rows, dialogs.OnArg(one.Name, "house", pick.Key(h.ID)))
		}
	}
	screen.Rows = append(append(screen.Rows, p.kindRows(s.Draft.Kinds)...),
		dialogs.On(p.Texts.Label("chat.save"), "save"))
	if s.Draft.ID != 0 {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("chat.poll_entry"), "poll"),
			dialogs.On(p.Texts.Label("chat.detach"), "detach"))
	}
	return screen
}

// halfRow is how many signs a telephone shows of a button that shares its row with another.
const halfRow = 15

// kindRows are what may be written to a group, two short ones to a row.
func (p Ports) kindRows(marked []housing.ChatKind) (rows [][]dialogs.Button) {
	room := false // in the last row
	for _, k := range housing.ChatKinds() {
		label := kindLabel(p.Texts, k)
		short := utf8.RuneCountInString(label) <= halfRow
		if slices.Contains(marked, k) {
			label += " ✓"
		}
		one := dialogs.OnArg(label, "kind", string(k))
		if room && short {
			rows[len(rows)-1] = dialogs.Row(rows[len(rows)-1], one)
			room = false
			continue
		}
		rows, room = append(rows, one), short
	}
	return rows
}

// topic tells where in the group announcements go.
func (p Ports) topic(place housing.ChatPlace) texts.Text {
	if place.Thread == 0 {
		return p.Texts.T("chat.topic_none")
	}
	return p.Texts.T("chat.topic", "Topic", place.Topic)
}

func (p Ports) decided(s cardScene, v sheet, in dialogs.Input) cardMove {
	switch in.Act.Do {
	case "house":
		s.Draft.Houses = toggled(s.Draft.Houses, v.houses, in.Act.Arg)
		return dialogs.Stay(s.Draft)
	case "kind":
		s.Draft.Kinds = withKind(s.Draft.Kinds, housing.ChatKind(in.Act.Arg))
		return dialogs.Stay(s.Draft)
	case "save":
		return dialogs.Do(s.Draft, in.Act)
	case "poll":
		args := PollArgs{Chat: s.Draft.ID, Title: s.Draft.Place.Title}
		return dialogs.Call(s.Draft, dialogs.Begin(PollFlow, args))
	case "detach":
		return dialogs.To(s.Draft, "detach")
	}
	if in.Pressed() || strings.TrimSpace(in.Text) == "" {
		return dialogs.Unknown(s.Draft)
	}
	s.Draft.Query = pick.Echo(in.Text)
	return dialogs.Stay(s.Draft)
}

// toggled takes a house out of those that are chosen, or chooses it.
func toggled(chosen []picked, offered []housing.House, key string) []picked {
	rest := slices.DeleteFunc(slices.Clone(chosen), func(h picked) bool { return pick.Key(h.ID) == key })
	if len(rest) < len(chosen) {
		return rest
	}
	for _, h := range offered {
		if pick.Key(h.ID) == key {
			return append(rest, pickedOf(h))
		}
	}
	return rest
}

func withKind(kinds []housing.ChatKind, k housing.ChatKind) []housing.ChatKind {
	if i := slices.Index(kinds, k); i >= 0 {
		return slices.Delete(slices.Clone(kinds), i, i+1)
	}
	return append(slices.Clone(kinds), k)
}

// save keeps what was decided. A new group is one that its person administers:
// else anybody who looks after a house could write to any group.
func (p Ports) save(ctx context.Context, s cardScene, _ dialogs.Act) (cardMove, error) {
	if s.Draft.ID == 0 {
		admin, err := p.Rights.Administers(ctx, s.Draft.Place.Chat, s.Person.User)
		if err == nil && !admin {
			err = &housing.Error{Kind: housing.Refused, Text: "chat.not_admin"}
		}
		if err != nil {
			return cardMove{}, err
		}
	}
	c := housing.ChatSetting{
		ID: s.Draft.ID, Place: s.Draft.Place, Organisation: s.Draft.Organisation, Kinds: s.Draft.Kinds,
	}
	for _, h := range s.Draft.Houses {
		c.Houses = append(c.Houses, h.ID)
	}
	_, err := p.Chats.Save(ctx, s.Once, s.Person.ID, c, s.Now)
	key := "chat.saved"
	if s.Draft.ID == 0 {
		key = "chat.attached"
	}
	return p.back(s, key), err
}

// back returns to the list and says what was done.
func (p Ports) back(s cardScene, key string) cardMove {
	m := dialogs.Goto(s.Draft, dialogs.Begin(Flow, Args{Organisation: s.Draft.Organisation}))
	m.Notice = p.Texts.T(key)
	return m
}

func (p Ports) detach() dialogs.Step[setting, struct{}] {
	return pick.Sure[setting, struct{}]{
		ID: "detach", Calls: []string{Flow},
		Yes: p.Texts.Label("chat.detach_yes"), No: p.Texts.Label("chat.detach_no"),
		Ask: func(s cardScene, _ struct{}) texts.Text {
			return p.Texts.T("chat.detach_ask", "Title", s.Draft.Place.Title)
		},
		Commit: func(ctx context.Context, s cardScene) (cardMove, error) {
			return p.back(s, "chat.detached"), p.Chats.Detach(ctx, s.Once, s.Person.ID, s.Draft.ID, s.Now)
		},
	}.Step()
}
