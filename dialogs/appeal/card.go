package appeal

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// appealTo is the authority to which an answer that did not help leads.
const appealTo = "inspectorate"

// kept is an appeal with what happened to it.
type kept struct {
	appeal      housing.Appeal
	signers     []housing.AppealSigner
	events      []housing.AppealEvent
	answers     []housing.Answer
	mark        housing.AppealMark
	supplements []housing.AppealSupplement
	service     housing.Service // of the house, where what is being added speaks of a danger
}

func (f flow) loadCard(ctx context.Context, s scene) (v kept, err error) {
	l, err := f.loadLetter(ctx, s)
	if err != nil {
		return v, err
	}
	v.appeal, v.signers = l.Appeal, l.Signers
	if v.events, err = f.Fate.Events(ctx, s.Person.ID, s.Draft.Appeal); err != nil {
		return v, err
	}
	if v.answers, err = f.Answers.Answers(ctx, s.Person.ID, s.Draft.Appeal); err != nil {
		return v, err
	}
	if v.supplements, err = f.Additions.Supplements(ctx, s.Person.ID, s.Draft.Appeal); err != nil {
		return v, err
	}
	v.mark, err = f.Answers.Mark(ctx, s.Person.ID, s.Draft.Appeal)
	return v, err
}

// card shows one appeal, and what its author can do about it.
func (f flow) card() dialogs.Step[draft, kept] {
	return dialogs.Step[draft, kept]{
		ID: "card", Load: f.loadCard,
		Next: nexts("mine", "filed", "withdraw", "answered", "home", "call", "grade", "words", "add"),
		Show: f.showCard,
		Decide: func(s scene, v kept, in dialogs.Input) move {
			a := v.appeal
			if m, ok := f.handed(s, &housing.AppealLetter{Appeal: a, Signers: v.signers}, in); ok {
				return m
			}
			switch in.Act.Do {
			case "withdraw", "answered", "add":
				return dialogs.To(s.Draft, in.Act.Do)
			case "further", "continue", "answer", "dossier":
				return dialogs.Do(s.Draft, in.Act)
			case "regrade":
				return dialogs.To(s.Draft, "grade")
			case "grade":
				s.Draft.Grade = housing.AppealGrade(in.Act.Arg)
				return dialogs.To(s.Draft, "words")
			}
			return toMine(s, a, in)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			switch intent.Do {
			case "answer":
				return f.delivered(ctx, s)
			case "dossier":
				return f.correspondence(ctx, s)
			case "continue":
				return f.goOn(ctx, s)
			}
			return f.further(ctx, s)
		},
	}
}

func (f flow) showCard(s scene, v kept) dialogs.Screen {
	a := v.appeal
	text, _ := pick.Cut(a.Text(), cardText)
	graded, grades := f.graded(s, v)
	screen := dialogs.Screen{Text: texts.Join("\n", "*"+texts.Escape(f.line(&a))+"*",
		f.t.T("appeal.preview_lines", "Address", place(&a), "Topic", a.Topic.Name, "Addressee", a.To.Name),
		f.origin(&a), f.standing(s, &a), texts.Escape(text), f.allFiles(v), f.joinedIn(v), f.history(s, v),
		graded)}
	if a.State == housing.AppealPrepared {
		screen.Rows = f.handing(&a)
	} else {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.pdf"), "pdf"))
	}
	screen.Rows = append(append(screen.Rows, f.answering(v)...), grades...)
	if a.MayClose(housing.AppealAnswered) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.answered"), "answered"))
	}
	if a.Continued() {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.continue"), "continue"))
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

// allFiles names the files of an appeal, and those that were added.
func (f flow) allFiles(v kept) texts.Text {
	all := slices.Clone(v.appeal.Files)
	for _, s := range v.supplements {
		if !s.Sent.IsZero() {
			all = append(all, s.Files...)
		}
	}
	return pick.EnclosureNames(f.t, all)
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

// answering are the rows of what can be read of an appeal, and added to it.
func (f flow) answering(v kept) [][]dialogs.Button {
	var rows [][]dialogs.Button
	files, whole := 0, true
	for i := range v.answers {
		a := &v.answers[i]
		files += len(a.Files)
		whole = whole && len(a.Parts) <= 1 && utf8.RuneCountInString(a.Text()) <= eventText
	}
	switch {
	case files > 0:
		rows = append(rows, dialogs.On(f.t.Label("appeal.answer_files", "Count", files), "answer"))
	case !whole:
		rows = append(rows, dialogs.On(f.t.Label("appeal.answer_whole"), "answer"))
	}
	if v.appeal.Extensible() {
		rows = append(rows, dialogs.On(f.t.Label("appeal.add"), "add"))
	}
	if !v.appeal.Unsent() {
		rows = append(rows, dialogs.On(f.t.Label("appeal.dossier"), "dossier"))
	}
	return rows
}

// Bounds of what a card shows of a text and of each event.
const (
	cardText  = 1200
	eventText = 1500
)

// history tells what the addressee did, the newest last.
func (f flow) history(s scene, v kept) texts.Text {
	var told texts.Text
	day := v.appeal.Day(s.Now)
	for _, e := range v.events {
		if key := eventKey(e.Kind); key != "" {
			text, _ := pick.Cut(e.Text, eventText)
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
	case housing.AppealConvert:
		return "appeal.event_convert"
	case housing.AppealNote, housing.AppealRelease:
	}
	if kind == housing.AppealSupplemented {
		return "appeal.event_supplement"
	}
	return ""
}

// mayGoFurther reports whether there is something to complain of: an answer, or none in time.
func (f flow) mayGoFurther(s scene, a *housing.Appeal) bool {
	if a.Kind == housing.AppealSupport {
		return false // no law sets what is complained of
	}
	late := a.State.Open() && !a.Due.IsZero() && a.Due.Before(a.Day(s.Now))
	return late || a.State == housing.AppealAnswered || a.State == housing.AppealClosed
}

// further begins an appeal about what became of this one. What is being written
// is not given up for it.
func (f flow) further(ctx context.Context, s scene) (move, error) {
	a, err := f.Appeals.Appeal(ctx, s.Person.ID, s.Draft.Appeal)
	if err != nil {
		return move{}, err
	}
	if m, busy, err := f.busy(ctx, s, "appeal.further_busy"); err != nil || busy {
		return m, err
	}
	key := "prosecutor"
	if a.To.Here() || a.To.Supplier() {
		key = appealTo
	}
	authority, _ := f.Book.Authority(key)
	to := f.authority(authority, choosing{appeal: a}).Addressee
	papers, err := f.papers(ctx, s)
	if err != nil {
		return move{}, err
	}
	s.Draft.Appeal = 0
	return f.change(ctx, s, housing.AppealChange{
		House: &a.House.ID, Place: &a.Place, Topic: &a.Topic, Origin: a.ID,
		To: &to, Add: f.complaint(&a) + "\n\n" + a.Text(), File: papers,
	})
}

// busy leads to the draft that has to be ended before another is begun; false: there is none.
func (f flow) busy(ctx context.Context, s scene, key string) (m move, busy bool, err error) {
	if _, busy, err = f.Appeals.Draft(ctx, s.Person.ID, s.Now); err != nil || !busy {
		return m, busy, err
	}
	m = dialogs.To(draft{}, "home")
	m.Notice = f.t.T(key)
	return m, true, nil
}

// goOn begins an appeal to whoever was done with this one: a question about the answer has a
// term of its own.
func (f flow) goOn(ctx context.Context, s scene) (move, error) {
	a, err := f.Appeals.Appeal(ctx, s.Person.ID, s.Draft.Appeal)
	if err != nil {
		return move{}, err
	}
	if m, busy, err := f.busy(ctx, s, "appeal.continue_busy"); err != nil || busy {
		return m, err
	}
	if !a.Continued() {
		return move{}, &housing.Error{Kind: housing.Refused, Text: "error.appeal_closed"}
	}
	s.Draft.Appeal = 0
	return f.change(ctx, s, housing.AppealChange{
		House: &a.House.ID, Place: &a.Place, Topic: &a.Topic, Origin: a.ID, Follow: true, To: &a.To,
	})
}

// origin says which appeal to the same addressee it goes on from.
func (f flow) origin(a *housing.Appeal) texts.Text {
	if a.OriginNumber == "" {
		return ""
	}
	return f.t.T("appeal.origin", "Number", a.OriginNumber, "Termless", a.Kind == housing.AppealSupport)
}

// papers is the whole correspondence as an enclosure; nil if it cannot be made.
func (f flow) papers(ctx context.Context, s scene) (*housing.AppealFile, error) {
	d, err := f.dossier(ctx, s)
	if err != nil {
		return nil, err
	}
	data, err := f.Dossier(d)
	if err != nil || len(data) > housing.AppealFileSize {
		return nil, nil //nolint:nilerr,nilnil // what is written goes on without it
	}
	return &housing.AppealFile{
		Name: f.t.Label("appeal.dossier_name"), Kind: "pdf", Size: int64(len(data)), Data: data,
	}, nil
}

// complaint is the beginning of the text.
func (f flow) complaint(a *housing.Appeal) string {
	key, full := "appeal.further_late", housing.Date{}
	if !a.State.Open() {
		key = "appeal.further_answered"
	}
	return f.t.Label(key, "Addressee", strings.TrimSuffix(a.To.Name, "."),
		"Number", cmp.Or(a.Number, f.t.Label("appeal.further_unnumbered")),
		"Date", texts.Date(housing.DateOf(a.Sent.In(a.Location())), full), "Due", dated(a.Due, full))
}

// standing says how the term stands.
func (f flow) standing(s scene, a *housing.Appeal) texts.Text {
	day := a.Day(s.Now)
	switch {
	case !a.State.Open():
		return ""
	case a.Due.IsZero() && a.Kind == housing.AppealSupport:
		return f.t.T("appeal.support_term")
	case a.Due.IsZero() && a.State == housing.AppealRedirected:
		return f.t.T("appeal.no_term")
	case a.Due.IsZero():
		return ""
	case a.Due.Before(day):
		return f.t.T("appeal.overdue", "Date", texts.Date(a.Due, day))
	}
	return texts.Join("\n", f.until(s, a), f.t.T("appeal.left_days", "N", housing.WorkdaysUntil(day, a.Due)))
}
