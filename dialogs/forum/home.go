package forum

import (
	"context"
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

func (p Ports) showWhich(_ scene, all []housing.House) dialogs.Screen {
	if len(all) == 0 {
		return dialogs.Screen{
			Text: p.Texts.T("forum.nowhere"),
			Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("account.connect"), "connect")},
		}
	}
	screen := dialogs.Screen{Text: p.Texts.T("forum.which")}
	for _, h := range all {
		label := texts.ShortHouse(h.Address)
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, pick.Choose, pick.Key(h.ID)))
	}
	return screen
}

// listed is the list of topics.
type listed struct {
	place forum.Place
	found forum.Found
}

// listSize is how many topics a screen lists.
const listSize = pick.PageSize

func (p Ports) home() dialogs.Step[draft, listed] {
	return dialogs.Step[draft, listed]{
		ID: "home", Next: []string{"topic", "search", "category", "me", "desk", "moderators", "letters"},
		Load: func(ctx context.Context, s scene) (v listed, err error) {
			if v.place, err = p.Reading.Place(ctx, s.Person.ID, s.Draft.House, s.Now); err != nil {
				return v, err
			}
			q := forum.Search{
				House: s.Draft.House, Words: s.Draft.Words, Skip: s.Draft.List * listSize, Limit: listSize,
			}
			v.found, err = p.Reading.Topics(ctx, s.Person.ID, q, s.Now)
			return v, err
		},
		Show:   p.showHome,
		Decide: p.chosen,
	}
}

func (p Ports) showHome(s scene, v listed) dialogs.Screen {
	text := p.Texts.T("forum.home", "House", texts.ShortHouse(v.place.House.Address), "N", v.place.Unread)
	switch {
	case s.Draft.Words != "" && len(v.found.Topics) == 0:
		text = texts.Join("\n", text, p.Texts.T("forum.not_found", "Words", s.Draft.Words))
	case s.Draft.Words != "":
		found := p.Texts.T("forum.found", "Words", s.Draft.Words, "Count", v.found.Total)
		text = texts.Join("\n", text, found)
	case len(v.found.Topics) == 0:
		text = texts.Join("\n", text, p.Texts.T("forum.empty"))
	}
	if !v.place.Muted.IsZero() {
		text = texts.Join("\n", text, p.mutedUntil(s, v.place))
	}
	screen := dialogs.Screen{Text: text}
	for _, t := range v.found.Topics {
		screen.Rows = append(screen.Rows, dialogs.OnArg(p.line(t), "topic", pick.Key(t.ID)))
	}
	if pages := (v.found.Total + listSize - 1) / listSize; pages > 1 {
		screen.Rows = append(screen.Rows, pick.Turns(s.Draft.List, pages, p.Texts))
	}
	if s.Draft.Words != "" {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.all"), "all"))
	}
	return p.withRest(screen, v)
}

// withRest adds what can be done beside reading.
func (p Ports) withRest(screen dialogs.Screen, v listed) dialogs.Screen {
	add := func(label, do string) { screen.Rows = append(screen.Rows, dialogs.On(label, do)) }
	if v.place.Guards {
		add(p.Texts.Label("forum.guard_desk", "Count", v.place.Waiting), "desk")
	}
	if v.place.Manages {
		add(p.Texts.Label("forum.moderators_entry"), "moderators")
	}
	if v.place.Lives {
		add(p.Texts.Label("forum.new"), "new")
	}
	add(p.Texts.Label("forum.search"), "search")
	if v.place.Lives {
		add(p.Texts.Label("forum.letters"), "letters")
		add(p.Texts.Label("forum.me", "As", p.signed(v.place)), "me")
	}
	return screen
}

// line is «📌 Парковка · 2».
func (p Ports) line(t forum.Topic) string {
	return p.Texts.Label("forum.line", "Title", t.Title, "New", t.Unread, "Pinned", t.Pinned,
		"Closed", t.Closed)
}

// signed is how the person is shown now; empty: it was not said.
func (p Ports) signed(v forum.Place) string {
	if v.As == (forum.Author{}) {
		return ""
	}
	return p.author(v.As)
}

// author is how neighbours see who wrote.
func (p Ports) author(a forum.Author) string { return texts.Neighbour(p.Texts.Label, a) }

func (p Ports) chosen(s scene, _ listed, in dialogs.Input) move {
	if page, ok := pick.Turned(in, s.Draft.List); ok {
		s.Draft.List = page
		return dialogs.Stay(s.Draft)
	}
	switch in.Act.Do {
	case "topic":
		s.Draft.Topic, s.Draft.Page = pick.OfKey[forum.TopicID](in.Act.Arg), -1
		return dialogs.To(s.Draft, "topic")
	case "all":
		s.Draft.Words, s.Draft.List = "", 0
		return dialogs.Stay(s.Draft)
	case "new":
		return dialogs.To(begun(s.Draft, opening), "category")
	case "search", "desk", "moderators", "letters":
		return dialogs.To(s.Draft, in.Act.Do)
	case "me":
		s.Draft.Then = ""
		return dialogs.To(s.Draft, "me")
	}
	return dialogs.Unknown(s.Draft)
}

// begun is a draft with nothing written yet.
func begun(d draft, k kind) draft {
	d.Kind, d.Text, d.File, d.Waits = k, "", "", false
	if k == opening {
		d.Topic, d.Post, d.Title, d.Category = 0, 0, "", ""
	}
	return d
}

// search asks for words.
func (p Ports) search() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "search", Next: []string{"home"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.search_ask")}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			words := strings.Join(strings.Fields(housing.CleanText(in.Text)), " ")
			switch n := len([]rune(words)); {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case n < forum.MinTitle || n > forum.MaxTitle:
				return dialogs.Refuse(s.Draft, p.Texts.T("forum.search_wrong",
					"Least", strconv.Itoa(forum.MinTitle), "Most", strconv.Itoa(forum.MaxTitle)))
			}
			s.Draft.Words, s.Draft.List = words, 0
			return dialogs.To(s.Draft, "home")
		},
	}
}
