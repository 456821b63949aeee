package house

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// review is ‹Отзыв о работе›.
func (p Ports) review() dialogs.Step[draft, one] {
	return dialogs.Step[draft, one]{
		ID: "review", Next: []string{"work", "remark"}, Load: p.loadWork,
		Skip: func(s scene, v one) (move, bool) {
			return dialogs.To(s.Draft, "work"), !v.found || !v.is.Resident
		},
		Show: func(_ scene, v one) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("house.review_ask", "Name", texts.Capital(v.work.Name)),
				Rows: [][]dialogs.Button{
					dialogs.On(p.Texts.Label("house.review_good"), "good"),
					dialogs.On(p.Texts.Label("house.review_bad"), "bad"),
				},
			}
		},
		Decide: func(s scene, _ one, in dialogs.Input) move {
			switch in.Act.Do {
			case "good":
				good := housing.Review{Work: s.Draft.Work, Good: true}
				return dialogs.Do(s.Draft, dialogs.Intend("review", good))
			case "bad":
				return dialogs.To(s.Draft, "remark")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: p.keepReview,
	}
}

// remark asks what is wrong.
func (p Ports) remark() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "remark", Next: []string{"work"},
		Show: func(scene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: p.Texts.T("house.remark", "Most", housing.MaxReview),
				Rows: [][]dialogs.Button{dialogs.On(p.Texts.Label("house.remark_none"), "none")},
			}
		},
		Decide: func(s scene, _ struct{}, in dialogs.Input) move {
			words := strings.Join(strings.Fields(housing.CleanText(in.Text)), " ")
			switch {
			case in.Act.Do == "none":
				words = ""
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case words == "" || len([]rune(words)) > housing.MaxReview:
				return dialogs.Refuse(s.Draft, p.Texts.T("house.remark_wrong", "Most", housing.MaxReview))
			}
			bad := housing.Review{Work: s.Draft.Work, Text: words}
			return dialogs.Do(s.Draft, dialogs.Intend("review", bad))
		},
		Commit: p.keepReview,
	}
}

func (p Ports) keepReview(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var r housing.Review
	if err := intent.Take(&r); err != nil {
		return move{}, err
	}
	m := dialogs.To(s.Draft, "work")
	m.Notice, m.Final = p.Texts.T("house.reviewed"), true
	return m, p.Works.Review(ctx, s.Once, s.Person.ID, r, s.Now)
}
