package forum

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// denounced is a letter before a moderator, who is not told whose it is.
type denounced struct {
	place  forum.Place
	letter forum.Letter
}

// judgeLetter is what a moderator decides about a letter.
func (p Ports) judgeLetter() dialogs.Step[draft, denounced] {
	return dialogs.Step[draft, denounced]{
		ID: "judge_letter", Next: []string{"desk"},
		Load: func(ctx context.Context, s scene) (v denounced, err error) {
			if v.place, err = p.place(ctx, s); err != nil {
				return v, err
			}
			all, err := p.Guarding.Letters(ctx, s.Person.ID, s.Draft.House, s.Now)
			if err != nil {
				return v, err
			}
			for _, l := range all {
				if l.ID == s.Draft.Letter {
					v.letter = l
					return v, nil
				}
			}
			return v, &housing.Error{Kind: housing.NotFound, Text: "forum.letter_gone"}
		},
		Show: func(s scene, v denounced) dialogs.Screen {
			loc := v.place.House.Location()
			on := texts.Date(housing.DateOf(v.letter.At.In(loc)), housing.DateOf(s.Now.In(loc)))
			text := p.Texts.T("forum.judge_letter", "On", on, "At", texts.Clock(v.letter.At.In(loc)))
			screen := dialogs.Screen{Text: texts.Join("\n\n", text, texts.Escape(v.letter.Text))}
			add := func(label string, days int) {
				screen.Rows = append(screen.Rows, dialogs.OnArg(label, "judge", pick.Key(int64(days))))
			}
			add(p.Texts.Label("forum.letter_keep"), 0)
			for _, n := range forum.Mutes() {
				add(p.Texts.Label("forum.letter_mute", "N", n), n)
			}
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("forum.to_desk"), "desk"))
			return screen
		},
		Decide: func(s scene, _ denounced, in dialogs.Input) move {
			switch in.Act.Do {
			case "judge":
				return dialogs.Do(s.Draft, in.Act)
			case "desk":
				return dialogs.To(s.Draft, "desk")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.To(s.Draft, "desk")
			m.Final, m.Notice = true, p.Texts.T("forum.judged")
			return m, p.Guarding.JudgeLetter(ctx, s.Once, forum.LetterVerdict{
				Person: s.Person.ID, Letter: s.Draft.Letter, Days: int(pick.OfKey[int64](intent.Arg)),
			}, s.Now)
		},
	}
}
