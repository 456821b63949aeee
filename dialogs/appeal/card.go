package appeal

import (
	"cmp"
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// appealTo is the authority to which an answer that did not help leads.
const appealTo = "inspectorate"

// card shows one appeal, and what its author can do about it.
func (f flow) card() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "card", Next: nexts("mine", "filed", "withdraw", "answered", "home"), Load: f.load, Show: f.showCard,
		Decide: func(s scene, a housing.Appeal, in dialogs.Input) move {
			if m, ok := f.handed(s, &a, in); ok {
				return m
			}
			switch in.Act.Do {
			case "withdraw", "answered":
				return dialogs.To(s.Draft, in.Act.Do)
			case "further":
				return dialogs.Do(s.Draft, in.Act)
			}
			return toMine(s, a, in)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) { return f.further(ctx, s) },
	}
}

func (f flow) showCard(s scene, a housing.Appeal) dialogs.Screen {
	text, _ := cut(a.Text(), previewed)
	screen := dialogs.Screen{Text: texts.Join("\n", "*"+texts.Escape(f.line(&a))+"*",
		f.t.T("appeal.preview_lines", "Address", place(&a), "Topic", a.Topic.Name, "Addressee", a.To.Name),
		f.standing(s, &a), texts.Escape(text), f.fileList(&a))}
	if a.State == housing.AppealPrepared {
		screen.Rows = f.handing(&a)
	} else {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.pdf"), "pdf"))
	}
	if a.MayClose(housing.AppealAnswered) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.answered"), "answered"))
	}
	if f.mayGoFurther(s, &a) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.further"), "further"))
	}
	if a.MayClose(housing.AppealWithdrawn) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.withdraw"), "withdraw"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.mine"), "mine"))
	return screen
}

// mayGoFurther reports whether there is something to complain of: an answer, or none in time.
func (f flow) mayGoFurther(s scene, a *housing.Appeal) bool {
	late := a.State.Open() && !a.Due.IsZero() && a.Due.Before(today(s, a))
	return late || a.State == housing.AppealAnswered || a.State == housing.AppealClosed
}

// further begins an appeal about what became of this one. What is being written
// is not given up for it.
func (f flow) further(ctx context.Context, s scene) (move, error) {
	a, err := f.Appeals.Appeal(ctx, s.Person.ID, s.Draft.Appeal)
	if err != nil {
		return move{}, err
	}
	if _, busy, err := f.Appeals.Draft(ctx, s.Person.ID, s.Now); err != nil || busy {
		m := dialogs.To(draft{}, "home")
		m.Notice = f.t.T("appeal.further_busy")
		return m, err
	}
	key := "prosecutor"
	if a.To.Here() {
		key = appealTo
	}
	authority, _ := f.Book.Authority(key)
	to := f.authority(authority, choosing{appeal: a}).Addressee
	s.Draft.Appeal = 0
	return f.change(ctx, s, housing.AppealChange{
		House: &a.House.ID, Place: &a.Place, Topic: &a.Topic, Origin: a.ID,
		To: &to, Add: f.complaint(&a) + "\n\n" + a.Text(),
	})
}

// complaint is the beginning of the text.
func (f flow) complaint(a *housing.Appeal) string {
	key, full := "appeal.further_late", housing.Date{}
	if !a.State.Open() {
		key = "appeal.further_answered"
	}
	return f.t.Label(key, "Addressee", a.To.Name,
		"Number", cmp.Or(a.Number, f.t.Label("appeal.further_unnumbered")),
		"Date", texts.Date(housing.DateOf(a.Sent.In(a.Location())), full), "Due", texts.Date(a.Due, full))
}

// standing says how the term stands.
func (f flow) standing(s scene, a *housing.Appeal) texts.Text {
	day := today(s, a)
	switch {
	case a.Due.IsZero() || !a.State.Open():
		return ""
	case a.Due.Before(day):
		return f.t.T("appeal.overdue", "Date", texts.Date(a.Due, day))
	}
	return texts.Join("\n", f.until(s, a), f.t.T("appeal.left_days", "N", housing.WorkdaysUntil(day, a.Due)))
}
