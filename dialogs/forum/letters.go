package forum

import (
	"context"
	"strconv"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Letters carries letters between neighbours who do not know each other by it.
type Letters interface {
	Box(ctx context.Context, p housing.PersonID, h housing.HouseID, now time.Time) (forum.Box, error)
	Talk(ctx context.Context, p housing.PersonID, id forum.TalkID, now time.Time) (forum.Talk, error)
	// Send says the same whether there is somebody to read the letter or not.
	Send(ctx context.Context, o housing.Once, l forum.Posting, now time.Time) (forum.TalkID, error)
	Refuse(ctx context.Context, o housing.Once, e forum.Ending, now time.Time) error
	Relent(ctx context.Context, p housing.PersonID) error
	ComplainOfLetter(ctx context.Context, o housing.Once, e forum.Ending, now time.Time) error
}

// LetterPrefix begins a deep link to a talk with a neighbour: «letter_12».
const LetterPrefix = "letter_"

// OfLetter returns the arguments for a link to a talk.
func OfLetter(arg string) any { return Args{Talk: pick.OfKey[forum.TalkID](arg)} }

// box lists the talks of a person, and says what is wanted of neighbours.
func (p Ports) box() dialogs.Step[draft, forum.Box] {
	return dialogs.Step[draft, forum.Box]{
		ID: "letters", Next: []string{"talk", "flat", "home"},
		Load: func(ctx context.Context, s scene) (forum.Box, error) {
			return p.Letters.Box(ctx, s.Person.ID, s.Draft.House, s.Now)
		},
		Show: p.showBox,
		Decide: func(s scene, _ forum.Box, in dialogs.Input) move {
			switch in.Act.Do {
			case "talk":
				s.Draft.Talk = pick.OfKey[forum.TalkID](in.Act.Arg)
				return dialogs.To(s.Draft, "talk")
			case "write":
				s.Draft.Talk, s.Draft.Flat = 0, ""
				return dialogs.To(begun(s.Draft, lettering), "flat")
			case "wish", "unwish", "relent":
				return dialogs.Do(s.Draft, in.Act)
			case "list":
				return dialogs.To(s.Draft, "home")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do == "relent" {
				return dialogs.Stay(s.Draft), p.Letters.Relent(ctx, s.Person.ID)
			}
			return dialogs.Stay(s.Draft), p.Own.Wish(ctx, forum.Wished{
				Person: s.Person.ID, House: s.Draft.House, Wish: forum.WantsLetters, On: intent.Do == "wish",
			}, s.Now)
		},
	}
}

func (p Ports) showBox(s scene, v forum.Box) dialogs.Screen {
	screen := dialogs.Screen{Text: p.Texts.T("forum.letters_about",
		"House", texts.ShortHouse(v.Place.House.Address), "Wanted", v.Wanted)}
	if !v.Place.Muted.IsZero() {
		screen.Text = texts.Join("\n", screen.Text, p.mutedUntil(s, v.Place))
	}
	for _, t := range v.Talks {
		at := t.Last.In(t.House.Location())
		label := p.Texts.Label("forum.talk_line", "Flat", t.Flat,
			"On", texts.Date(housing.DateOf(at), housing.DateOf(s.Now.In(t.House.Location()))))
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "talk", pick.Key(t.ID)))
	}
	add := func(key, do string) { screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label(key), do)) }
	if v.Wanted {
		add("forum.letter_write", "write")
		add("forum.letters_refuse", "unwish")
	} else {
		add("forum.letters_want", "wish")
	}
	if v.Picky {
		add("forum.letters_relent", "relent")
	}
	add("forum.topics", "list")
	return screen
}

// flat asks for the flat that is written to.
func (p Ports) flat() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "flat", Next: []string{"letter"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.letter_flat_ask")}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			flat, ok := forum.ParseFlat(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, p.Texts.T("forum.letter_flat_wrong"))
			}
			s.Draft.Flat = flat
			return dialogs.To(s.Draft, "letter")
		},
	}
}

// letter takes what is written to a neighbour.
func (p Ports) letter() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "letter", Next: []string{"sealed", "talk"},
		Show: func(s scene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.letter_ask",
				"Flat", s.Draft.Flat, "Most", strconv.Itoa(forum.MaxLetter))}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Pressed() {
				return dialogs.Unknown(s.Draft)
			}
			text, ok := forum.ParseLetter(in.Text)
			if !ok {
				return dialogs.Refuse(s.Draft, p.Texts.T("forum.letter_wrong",
					"Most", strconv.Itoa(forum.MaxLetter)))
			}
			s.Draft.Text = text
			if housing.Dangerous(text) || forum.Reveals(text) {
				return dialogs.To(s.Draft, "sealed")
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "post"})
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) { return p.posted(ctx, s) },
	}
}

// sealed says what speaks against sending a letter, and asks.
func (p Ports) sealed() dialogs.Step[draft, housing.Service] {
	return pick.Sure[draft, housing.Service]{
		ID: "sealed", Next: []string{"talk"},
		Yes: p.Texts.Label("forum.send"), No: p.Texts.Label("forum.rewrite"),
		Load: func(ctx context.Context, s scene) (housing.Service, error) {
			return p.Services.ServiceOf(ctx, s.Draft.House)
		},
		Ask: func(s scene, v housing.Service) texts.Text {
			text := texts.Text("")
			if housing.Dangerous(s.Draft.Text) {
				text = p.Texts.T("forum.letter_danger", "Phones", phones(v))
			}
			if forum.Reveals(s.Draft.Text) {
				text = texts.Join("\n\n", text, p.Texts.T("forum.letter_reveals"))
			}
			yours := p.Texts.T("forum.letter_sure", "Text", cut(s.Draft.Text, excerpt))
			return texts.Join("\n\n", text, yours)
		},
		Commit: p.posted,
	}.Step()
}

// posted sends a letter.
func (p Ports) posted(ctx context.Context, s scene) (move, error) {
	talk, err := p.Letters.Send(ctx, s.Once, forum.Posting{
		Person: s.Person.ID, House: s.Draft.House, Talk: s.Draft.Talk, Flat: s.Draft.Flat, Text: s.Draft.Text,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	s.Draft.Text, s.Draft.Talk = "", talk
	m := dialogs.To(s.Draft, "talk")
	m.Final, m.Notice = true, p.Texts.T("forum.letter_sent")
	return m, nil
}

// talk shows the letters between the person and a neighbour.
func (p Ports) talk() dialogs.Step[draft, forum.Talk] {
	return dialogs.Step[draft, forum.Talk]{
		ID: "talk", Next: []string{"letter", "refuse", "denounce", "letters"},
		Load: func(ctx context.Context, s scene) (forum.Talk, error) {
			return p.Letters.Talk(ctx, s.Person.ID, s.Draft.Talk, s.Now)
		},
		Show: p.showTalk,
		Decide: func(s scene, v forum.Talk, in dialogs.Input) move {
			s.Draft.House, s.Draft.Flat = v.House.ID, v.Flat
			switch in.Act.Do {
			case "letter":
				return dialogs.To(begun(s.Draft, lettering), "letter")
			case "refuse", "denounce", "letters":
				return dialogs.To(s.Draft, in.Act.Do)
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showTalk(s scene, v forum.Talk) dialogs.Screen {
	text := p.Texts.T("forum.talk", "Flat", v.Flat, "House", texts.ShortHouse(v.House.Address))
	theirs := false
	for _, l := range v.Letters {
		theirs = theirs || !l.Mine
		text = texts.Join("\n\n", text, p.letterText(s, v.House, l, v.Flat))
	}
	screen := dialogs.Screen{Text: text}
	add := func(key, do string) { screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label(key), do)) }
	add("forum.letter_more", "letter")
	if theirs {
		add("forum.letter_refuse", "refuse")
		add("forum.letter_complain", "denounce")
	}
	add("forum.to_letters", "letters")
	return screen
}

// letterText is one letter, as who takes part reads it.
func (p Ports) letterText(s scene, h housing.House, l forum.Letter, flat string) texts.Text {
	at := l.At.In(h.Location())
	by := p.Texts.Label("forum.letter_neighbour")
	switch {
	case l.Mine:
		by = p.Texts.Label("forum.letter_you")
	case flat != "":
		by = texts.Capital(p.author(forum.Author{Flat: flat}))
	}
	head := p.Texts.T("forum.letter_head", "By", by, "At", texts.Clock(at),
		"On", texts.Date(housing.DateOf(at), housing.DateOf(s.Now.In(h.Location()))))
	return texts.Join("\n", head, texts.Escape(l.Text))
}

// refuse asks before letters of a neighbour are wanted no more.
func (p Ports) refuse() dialogs.Step[draft, struct{}] {
	return pick.Sure[draft, struct{}]{
		ID: "refuse", Next: []string{"letters"},
		Yes: p.Texts.Label("forum.refuse_yes"), No: p.Texts.Label("forum.refuse_no"),
		Ask: func(scene, struct{}) texts.Text { return p.Texts.T("forum.refuse_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(s.Draft, "letters")
			m.Final, m.Notice = true, p.Texts.T("forum.refused")
			e := forum.Ending{Person: s.Person.ID, Talk: s.Draft.Talk}
			return m, p.Letters.Refuse(ctx, s.Once, e, s.Now)
		},
	}.Step()
}

// denounce asks before the moderators read a letter.
func (p Ports) denounce() dialogs.Step[draft, struct{}] {
	return pick.Sure[draft, struct{}]{
		ID: "denounce", Next: []string{"talk"},
		Yes: p.Texts.Label("forum.denounce_yes"), No: p.Texts.Label("forum.denounce_no"),
		Ask: func(scene, struct{}) texts.Text { return p.Texts.T("forum.denounce_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(s.Draft, "talk")
			m.Final, m.Notice = true, p.Texts.T("forum.denounced")
			e := forum.Ending{Person: s.Person.ID, Talk: s.Draft.Talk}
			return m, p.Letters.ComplainOfLetter(ctx, s.Once, e, s.Now)
		},
	}.Step()
}
