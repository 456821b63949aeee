package forum

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"dombot/dialogs"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// me asks how the person is shown.
func (p Ports) me() dialogs.Step[draft, forum.Place] {
	return dialogs.Step[draft, forum.Place]{
		ID: "me", Next: []string{"pseudonym", "home", "write", "naming", "me"}, Load: p.place,
		Show: func(s scene, v forum.Place) dialogs.Screen {
			text := p.Texts.T("forum.me_ask", "House", texts.ShortHouse(v.House.Address))
			if as := p.signed(v); as != "" {
				text = p.Texts.T("forum.me_now", "House", texts.ShortHouse(v.House.Address), "As", as)
			}
			screen := dialogs.Screen{Text: text}
			for _, flat := range v.Flats {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(p.author(forum.Author{Flat: flat}), "flat", flat))
			}
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.pseudonym"), "pseudonym"))
			if s.Draft.Then == "" {
				screen.Rows = append(screen.Rows, p.wish("forum.wish_digest", v.Digest, forum.WantsDigest),
					p.wish("forum.wish_pings", v.Pings, forum.WantsPings))
			}
			return screen
		},
		Decide: func(s scene, _ forum.Place, in dialogs.Input) move {
			switch in.Act.Do {
			case "pseudonym":
				return dialogs.To(s.Draft, "pseudonym")
			case "flat", "wish", "unwish":
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			if intent.Do != "flat" {
				return dialogs.Stay(s.Draft), p.Own.Wish(ctx, forum.Wished{
					Person: s.Person.ID, House: s.Draft.House, Wish: forum.Wish(intent.Arg),
					On: intent.Do == "wish",
				}, s.Now)
			}
			return p.sign(ctx, s, forum.Signing{Flat: intent.Arg})
		},
	}
}

// wish is the key of something that the person wants, or does not.
func (p Ports) wish(key string, on bool, w forum.Wish) []dialogs.Button {
	do, label := "wish", p.Texts.Label(key)
	if on {
		do, label = "unwish", label+" ✓"
	}
	return dialogs.OnArg(label, do, string(w))
}

// pseudonym asks for a name.
func (p Ports) pseudonym() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "pseudonym", Next: []string{"home", "write", "naming", "me"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{Text: p.Texts.T("forum.name_ask",
				"Least", strconv.Itoa(forum.MinName), "Most", strconv.Itoa(forum.MaxName))}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			if in.Pressed() {
				return dialogs.Unknown(s.Draft)
			}
			name, _, ok := forum.ParseName(in.Text)
			if !ok {
				return dialogs.Refuse(s.Draft, p.Texts.T("forum.name_wrong"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "name", Arg: name})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return p.sign(ctx, s, forum.Signing{Name: intent.Arg})
		},
	}
}

// sign keeps how the person is shown, and goes on to what was begun.
func (p Ports) sign(ctx context.Context, s scene, how forum.Signing) (move, error) {
	how.Person, how.House = s.Person.ID, s.Draft.House
	if err := p.Own.Sign(ctx, s.Once, how, s.Now); err != nil {
		return move{}, err
	}
	to := s.Draft.Then
	if s.Draft.Then = ""; to == "" {
		to = "home"
	}
	m := dialogs.To(s.Draft, to)
	as := p.author(forum.Author{Flat: how.Flat, Name: how.Name})
	m.Final, m.Notice = true, p.Texts.T("forum.signed", "As", as)
	return m, nil
}

// mutedUntil says until when the person may not write, and why.
func (p Ports) mutedUntil(s scene, v forum.Place) texts.Text {
	loc := v.House.Location()
	until, today := housing.DateOf(v.Muted.In(loc)), housing.DateOf(s.Now.In(loc))
	return p.Texts.T("forum.muted", "Until", texts.Date(until, today), "At", texts.Clock(v.Muted.In(loc)),
		"Reason", p.Texts.Label(texts.ForumReasonKey(forum.Reason(v.Because))))
}

// categoryKey names a category.
func categoryKey(c forum.Category) string {
	return map[forum.Category]string{
		forum.Yard: "forum.category_yard", forum.Repair: "forum.category_repair",
		forum.Neighbours: "forum.category_neighbours", forum.Market: "forum.category_market",
		forum.Questions: "forum.category_questions",
	}[c]
}

// limitOf is the sentence of an error that a person may read.
func limitOf(err error) string {
	if known, ok := errors.AsType[*housing.Error](err); ok {
		return known.Text
	}
	return ""
}

// cut shortens a text to so many signs.
func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return text
}

// oneLine is a text in one line, shortened.
func oneLine(text string, most int) string { return cut(strings.Join(strings.Fields(text), " "), most) }
