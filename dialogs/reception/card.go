package reception

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// card shows one appeal, and what the reader may do with it.
func (f flow) card() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "card", Load: f.load, Show: f.showCard,
		Next: []string{
			"inbox", "files", "note", "whither", "longer", "dismiss", "answer", "preview", "course",
			"card", "convert",
		},
		Decide: func(s scene, v housing.DeskCase, in dialogs.Input) move {
			switch in.Act.Do {
			case "take", "release":
				return dialogs.Do(s.Draft, in.Act)
			case "inbox":
				return dialogs.To(s.Draft.listed(), "inbox")
			case "files", "note", "whither", "longer", "dismiss", "answer", "preview", "convert":
				return dialogs.To(s.Draft, in.Act.Do)
			case "course":
				s.Draft.Part = 0
				return dialogs.To(s.Draft, "course")
			case "other":
				return dialogs.To(s.Draft.at(in.Act.Arg), "card")
			case "whole":
				m := dialogs.Stay(s.Draft)
				for _, part := range pick.Chunks(v.Text(), oneMessage) {
					m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(part)})
				}
				return m
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			m := dialogs.Stay(s.Draft)
			m.Notice = f.t.T("reception.taken")
			if intent.Do == string(housing.AppealRelease) {
				m.Notice = f.t.T("reception.released")
			}
			return m, f.Work.Handle(ctx, s.Once, deed(s, housing.AppealAct(intent.Do), ""), s.Now)
		},
	}
}

// Bounds of what a card shows.
const (
	cardText     = 1200
	eventText    = 300
	oneMessage   = 3500
	cardEvents   = 12
	shownFurther = 3
)

func (f flow) showCard(s scene, v housing.DeskCase) dialogs.Screen {
	a := &v.Appeal
	text, all := pick.Cut(a.Text(), cardText)
	screen := dialogs.Screen{Text: texts.Join("\n",
		f.t.T("reception.card", "Number", a.Number, "Place", place(a), "Topic", a.Topic.Name),
		f.sort(v.Kind), f.linked(&v), f.standing(s, &v), texts.Escape(text),
		pick.EnclosureNames(f.t, a.Files), f.joined(&v), f.author(&v), f.written(&v), f.history(s, &v))}
	if !all {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("reception.whole"), "whole"))
	}
	if n := filed(&v); n > 0 {
		screen.Rows = append(screen.Rows,
			dialogs.On(f.t.Label("reception.files", "Count", n), "files"))
	}
	if cutShort(&v) {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("reception.course"), "course"))
	}
	screen.Rows = append(screen.Rows, f.others(&v)...)
	screen.Rows = append(screen.Rows, f.deeds(s, &v)...)
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("reception.list"), "inbox"))
	return screen
}

// deeds are the buttons of what the reader may do with an appeal.
func (f flow) deeds(s scene, v *housing.DeskCase) (rows [][]dialogs.Button) {
	add := func(key, do string) { rows = append(rows, dialogs.On(f.t.Label(key), do)) }
	if !v.Role.May(housing.StaffActs) {
		return nil
	}
	f.look(s, v, add)
	mine, open := v.Taken == s.Person.ID, v.State.Open()
	if open && (mine || v.Taken == 0) {
		f.working(v, v.Day(s.Now), add)
	}
	add("reception.note", "note")
	if !open {
		return rows
	}
	switch {
	case mine:
		add("reception.release", string(housing.AppealRelease))
	case v.Taken != 0 && v.Role.May(housing.StaffManages):
		add("reception.release_other", string(housing.AppealRelease))
	}
	return rows
}

// look offers an answer to whoever may sign it.
func (f flow) look(s scene, v *housing.DeskCase, add func(key, do string)) {
	if v.Signing && v.Signs && v.Draft != nil && v.Draft.By != s.Person.ID {
		add("reception.look_to_sign", "preview")
	}
}

// working offers what is done with an appeal that nobody else works on.
func (f flow) working(v *housing.DeskCase, day housing.Date, add func(key, do string)) {
	if v.Taken == 0 {
		add("reception.take", string(housing.AppealTake))
	} else {
		f.answering(v, add)
		if !v.ExtendBy(day).IsZero() {
			add("reception.extend", "longer")
		}
		if v.Kind == housing.AppealSupport {
			add("reception.convert", "convert")
		}
		add("reception.dismiss", "dismiss")
	}
	if !v.RedirectBy().Before(day) {
		add("reception.redirect", "whither")
	}
}

// answering offers what comes next with the answer.
func (f flow) answering(v *housing.DeskCase, add func(key, do string)) {
	switch {
	case v.Draft == nil:
		add("reception.answer", "answer")
	case v.Draft.State == housing.AnswerSigning:
		add("reception.answer_look", "preview")
	default:
		add("reception.answer_on", "answer")
	}
}

// sort says that it is a request, and of which kind.
func (f flow) sort(k housing.AppealSort) texts.Text {
	switch k.Group() {
	case housing.SortMeters:
		return f.t.T("reception.sort_meter")
	case housing.SortSupport:
		return f.t.T("reception.sort_support")
	case housing.SortAppeals:
	}
	return ""
}

// standing says how the term stands, and who works on it.
func (f flow) standing(s scene, v *housing.DeskCase) texts.Text {
	day := v.Day(s.Now)
	status := f.status(s, &v.DeskLine)
	switch {
	case !v.State.Open():
		return f.t.T("reception.standing_over", "Status", status)
	case v.Due.IsZero():
		return f.t.T("reception.standing_termless", "Status", status)
	}
	return f.t.T("reception.standing", "Status", status, "Until", texts.Until(v.Due, day),
		"Term", f.short(s, &v.DeskLine))
}

// author tells who wrote it to whoever took it, and others that it is told then.
func (f flow) author(v *housing.DeskCase) texts.Text {
	switch {
	case v.Author != nil:
		phone := ""
		if v.Author.Phone != "" {
			phone = texts.Phone(v.Author.Phone)
		}
		return f.t.T("reception.author", "Name", v.Author.Name, "Premises", v.Author.Premises,
			"Phone", phone, "Account", v.Author.Account)
	case v.State.Open() && v.Taken == 0 && v.Role.May(housing.StaffActs):
		return f.t.T("reception.author_later")
	}
	return ""
}

// joined counts the neighbours who joined, and names those who stand under it to whoever
// took it; nothing where nobody did.
func (f flow) joined(v *housing.DeskCase) texts.Text {
	if v.Joined.All() == 0 {
		return ""
	}
	text := f.t.T("reception.joined", "N", v.Joined.All())
	if len(v.Named) == 0 {
		return text
	}
	names := make([]string, len(v.Named))
	for i, x := range v.Named {
		names[i] = x.Name
		if x.Premises != "" {
			names[i] = f.t.Label("reception.named_flat", "Name", x.Name, "Premises", x.Premises)
		}
	}
	all, _ := pick.Cut(strings.Join(names, ", "), cardText)
	return texts.Join("\n", text, f.t.T("reception.named", "Names", all))
}

// linked says which appeal it goes on from, and what goes on from it.
func (f flow) linked(v *housing.DeskCase) texts.Text {
	var text texts.Text
	if v.OriginNumber != "" {
		text = f.t.T("reception.origin",
			"Number", v.OriginNumber, "Termless", v.Kind == housing.AppealSupport)
	}
	if len(v.Further) > 0 {
		text = texts.Join("\n", text,
			f.t.T("reception.further_numbers", "Numbers", "№ "+strings.Join(v.Further, ", № ")))
	}
	return text
}

// others open the appeals that it is linked to.
func (f flow) others(v *housing.DeskCase) (rows [][]dialogs.Button) {
	if v.OriginNumber != "" {
		rows = append(rows, dialogs.OnArg(
			f.t.Label("reception.open_origin", "Number", v.OriginNumber), "other", v.OriginNumber))
	}
	for _, number := range v.Further[max(0, len(v.Further)-shownFurther):] {
		rows = append(rows, dialogs.OnArg(
			f.t.Label("reception.open_further", "Number", number), "other", number))
	}
	return rows
}

// written says how far the answer is.
func (f flow) written(v *housing.DeskCase) texts.Text {
	if v.Draft == nil || !v.State.Open() {
		return ""
	}
	key := "reception.draft"
	switch v.Draft.State {
	case housing.AnswerSigning:
		key = "reception.draft_signing"
	case housing.AnswerReturned:
		key = "reception.draft_returned"
	case housing.AnswerDraft, housing.AnswerSent:
	}
	return f.t.T(key, "Who", f.called(v.Draft.Author), "Remark", v.Draft.Remark)
}

// history tells what happened, the newest last; what is long is cut.
func (f flow) history(s scene, v *housing.DeskCase) texts.Text {
	var told texts.Text
	from := max(0, len(v.Events)-cardEvents)
	for i := range v.Events[from:] {
		e := &v.Events[from+i]
		text, _ := pick.Cut(e.Text, eventText)
		told = texts.Join("\n", told, f.event(s, v, e, text))
	}
	return told
}

// event tells of one, with so much of its text; nothing of what is not told.
func (f flow) event(s scene, v *housing.DeskCase, e *housing.DeskEvent, text string) texts.Text {
	key := eventKey(e.Kind)
	if key == "" {
		return ""
	}
	who := f.called(e.By)
	if e.Author {
		who = f.t.Label("reception.by_author")
	}
	until := ""
	if !e.Due.IsZero() {
		until = texts.Date(e.Due, v.Day(s.Now))
	}
	return f.t.T(key, "Who", who, "Text", text, "Until", until,
		"At", e.At.In(v.Location()).Format("02.01 15:04"))
}

// eventKey names how an event is told; empty: it is not.
func eventKey(kind string) string {
	return map[string]string{
		string(housing.AppealTake):      "reception.event_take",
		string(housing.AppealRelease):   "reception.event_release",
		string(housing.AppealAnswer):    "reception.event_answer",
		string(housing.AppealExtend):    "reception.event_extend",
		string(housing.AppealRedirect):  "reception.event_redirect",
		string(housing.AppealConvert):   "reception.event_convert",
		string(housing.AppealDismiss):   "reception.event_close",
		string(housing.AppealNote):      "reception.event_note",
		string(housing.AppealWithdrawn): "reception.event_withdrawn",
		"submit":                        "reception.event_submit",
		"recall":                        "reception.event_recall",
		"return":                        "reception.event_return",
		housing.AppealSupplemented:      "reception.event_append",
	}[kind]
}
