package appeal

import (
	"cmp"
	"context"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// appealTo is the authority to which an answer that did not help leads.
const appealTo = "inspectorate"

// kept is an appeal with what happened to it.
type kept struct {
	appeal  housing.Appeal
	signers []housing.AppealSigner
	events  []housing.AppealEvent
}

func (f flow) loadCard(ctx context.Context, s scene) (v kept, err error) {
	l, err := f.loadLetter(ctx, s)
	if err != nil {
		return v, err
	}
	v.appeal, v.signers = l.Appeal, l.Signers
	v.events, err = f.Fate.Events(ctx, s.Person.ID, s.Draft.Appeal)
	return v, err
}

// card shows one appeal, and what its author can do about it.
func (f flow) card() dialogs.Step[draft, kept] {
	return dialogs.Step[draft, kept]{
		ID: "card", Next: nexts("mine", "filed", "withdraw", "answered", "home", "call"), Load: f.loadCard,
		Show: f.showCard,
		Decide: func(s scene, v kept, in dialogs.Input) move {
			a := v.appeal
			if m, ok := f.handed(s, &housing.AppealLetter{Appeal: a, Signers: v.signers}, in); ok {
				return m
			}
			switch in.Act.Do {
			case "withdraw", "answered":
				return dialogs.To(s.Draft, in.Act.Do)
			case "further":
				return dialogs.Do(s.Draft, in.Act)
			case "answer":
				m := dialogs.Stay(s.Draft)
				for _, part := range chunks(v.answer(), copied) {
					m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(part)})
				}
				return m
			}
			return toMine(s, a, in)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) { return f.further(ctx, s) },
	}
}

func (f flow) showCard(s scene, v kept) dialogs.Screen {
	a := v.appeal
	text, _ := cut(a.Text(), cardText)
	screen := dialogs.Screen{Text: texts.Join("\n", "*"+texts.Escape(f.line(&a))+"*",
		f.t.T("appeal.preview_lines", "Address", place(&a), "Topic", a.Topic.Name, "Addressee", a.To.Name),
		f.standing(s, &a), texts.Escape(text), f.fileList(&a), f.joinedIn(v), f.history(s, v))}
	if a.State == housing.AppealPrepared {
		screen.Rows = f.handing(&a)
	} else {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.pdf"), "pdf"))
	}
	if utf8.RuneCountInString(v.answer()) > eventText {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.answer_whole"), "answer"))
	}
	if a.MayClose(housing.AppealAnswered) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.answered"), "answered"))
	}
	if f.mayGoFurther(s, &a) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.further"), "further"))
	}
	screen.Rows = append(screen.Rows, f.calling(&a)...)
	if a.MayClose(housing.AppealWithdrawn) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.withdraw"), "withdraw"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.mine"), "mine"))
	return screen
}

// joinedIn tells who joined; nothing where nobody did.
func (f flow) joinedIn(v kept) texts.Text {
	if v.appeal.Joined.All() == 0 {
		return ""
	}
	text := f.joined(v.appeal.Joined)
	if len(v.signers) > 0 {
		text = texts.Join("\n", text, f.t.T("appeal.signed", "Names", signed(v.signers)))
	}
	return text
}

// answer is the text of the answer; empty: there is none.
func (v kept) answer() string {
	for _, e := range v.events {
		if e.Kind == string(housing.AppealAnswer) {
			return e.Text
		}
	}
	return ""
}

// Bounds of what a card shows of a text and of each event.
const (
	cardText  = 1200
	eventText = 1500
)

// history tells what the addressee did, the newest last.
func (f flow) history(s scene, v kept) texts.Text {
	var told texts.Text
	day := today(s, &v.appeal)
	for _, e := range v.events {
		if key := eventKey(e.Kind); key != "" {
			text, _ := cut(e.Text, eventText)
			told = texts.Join("\n", told, f.t.T(key, "Text", text, "Until", dated(e.Due, day),
				"Date", texts.Date(housing.DateOf(e.At.In(v.appeal.Location())), day)))
		}
	}
	return told
}

// dated is a day as it is told; empty for none.
func dated(d, today housing.Date) string {
	if d.IsZero() {
		return ""
	}
	return texts.Date(d, today)
}

func eventKey(kind string) string {
	switch housing.AppealAct(kind) {
	case housing.AppealTake:
		return "appeal.event_take"
	case housing.AppealAnswer:
		return "appeal.event_answer"
	case housing.AppealExtend:
		return "appeal.event_extend"
	case housing.AppealRedirect:
		return "appeal.event_redirect"
	case housing.AppealDismiss:
		return "appeal.event_close"
	case housing.AppealNote:
	}
	return ""
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
		"Date", texts.Date(housing.DateOf(a.Sent.In(a.Location())), full), "Due", dated(a.Due, full))
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
