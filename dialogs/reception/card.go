package reception

import (
	"context"
	"strconv"

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
			"inbox", "files", "note", "whither", "longer", "dismiss", "answer", "preview",
		},
		Decide: func(s scene, v housing.DeskCase, in dialogs.Input) move {
			switch in.Act.Do {
			case "take", "release":
				return dialogs.Do(s.Draft, in.Act)
			case "inbox":
				return dialogs.To(s.Draft.listed(), "inbox")
			case "files", "note", "whither", "longer", "dismiss", "answer", "preview":
				return dialogs.To(s.Draft, in.Act.Do)
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
	cardText   = 1200
	eventText  = 300
	oneMessage = 3500
	cardEvents = 12
)

func (f flow) showCard(s scene, v housing.DeskCase) dialogs.Screen {
	a := &v.Appeal
	text, all := pick.Cut(a.Text(), cardText)
	screen := dialogs.Screen{Text: texts.Join("\n",
		f.t.T("reception.card", "Number", a.Number, "Place", place(a), "Topic", a.Topic.Name),
		f.sort(v.Kind), f.standing(s, &v), texts.Escape(text), pick.EnclosureNames(f.t, a.Files), f.joined(a),
		f.author(s, &v),
		f.written(&v), f.history(s, &v))}
	if !all {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("reception.whole"), "whole"))
	}
	if n := filed(&v); n > 0 {
		screen.Rows = append(screen.Rows,
			dialogs.On(f.t.Label("reception.files", "Count", n), "files"))
	}
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
	if v.Signing && v.Signs && v.Draft != nil && v.Draft.By != s.Person.ID {
		add("reception.look_to_sign", "preview")
	}
	mine, open := v.Taken == s.Person.ID, v.State.Open()
	day := v.Appeal.Day(s.Now)
	switch {
	case open && v.Taken == 0:
		add("reception.take", string(housing.AppealTake))
	case open && mine:
		f.answering(v, add)
		if !v.ExtendBy(day).IsZero() {
			add("reception.extend", "longer")
		}
		add("reception.dismiss", "dismiss")
	}
	if open && (mine || v.Taken == 0) && !v.RedirectBy().Before(day) {
		add("reception.redirect", "whither")
	}
	add("reception.note", "note")
	switch {
	case open && mine:
		add("reception.release", string(housing.AppealRelease))
	case open && v.Taken != 0 && v.Role.May(housing.StaffManages):
		add("reception.release_other", string(housing.AppealRelease))
	}
	return rows
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
	day := v.Appeal.Day(s.Now)
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
func (f flow) author(s scene, v *housing.DeskCase) texts.Text {
	switch {
	case v.Author != nil:
		phone := ""
		if v.Author.Phone != "" {
			phone = texts.Phone(v.Author.Phone)
		}
		return f.t.T("reception.author", "Name", v.Author.Name, "Premises", v.Author.Premises, "Phone", phone,
			"Account", v.Author.Account)
	case v.State.Open() && v.Taken == 0 && v.Role.May(housing.StaffActs):
		return f.t.T("reception.author_later")
	}
	return ""
}

// joined counts the neighbours who joined; nothing where nobody did.
func (f flow) joined(a *housing.Appeal) texts.Text {
	if a.Joined.All() == 0 {
		return ""
	}
	return f.t.T("reception.joined", "N", a.Joined.All())
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

// history tells what happened, the newest last.
func (f flow) history(s scene, v *housing.DeskCase) texts.Text {
	var told texts.Text
	day := v.Appeal.Day(s.Now)
	from := max(0, len(v.Events)-cardEvents)
	for _, e := range v.Events[from:] {
		key := eventKey(e.Kind)
		if key == "" {
			continue
		}
		who := f.called(e.By)
		if e.Author {
			who = f.t.Label("reception.by_author")
		}
		text, _ := pick.Cut(e.Text, eventText)
		until := ""
		if !e.Due.IsZero() {
			until = texts.Date(e.Due, day)
		}
		told = texts.Join("\n", told, f.t.T(key, "Who", who, "Text", text, "Until", until,
			"At", e.At.In(v.Location()).Format("02.01 15:04")))
	}
	return told
}

// eventKey names how an event is told; empty: it is not.
func eventKey(kind string) string {
	return map[string]string{
		string(housing.AppealTake):      "reception.event_take",
		string(housing.AppealRelease):   "reception.event_release",
		string(housing.AppealAnswer):    "reception.event_answer",
		string(housing.AppealExtend):    "reception.event_extend",
		string(housing.AppealRedirect):  "reception.event_redirect",
		string(housing.AppealDismiss):   "reception.event_close",
		string(housing.AppealNote):      "reception.event_note",
		string(housing.AppealWithdrawn): "reception.event_withdrawn",
		"submit":                        "reception.event_submit",
		"recall":                        "reception.event_recall",
		"return":                        "reception.event_return",
		housing.AppealSupplemented:      "reception.event_append",
	}[kind]
}

// filed counts the files of the appeal and of its answers.
func filed(v *housing.DeskCase) int {
	n := len(v.Files)
	for i := range v.Answers {
		n += len(v.Answers[i].Files)
	}
	return n
}

// files hands the files of an appeal and of its answers out, one at a press.
func (f flow) files() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "files", Load: f.load,
		Show: func(_ scene, v housing.DeskCase) dialogs.Screen {
			screen := dialogs.Screen{Text: f.t.T("reception.files_ask", "Number", v.Number)}
			add := func(key string, all []housing.AppealFile) {
				for i := range all {
					screen.Rows = append(screen.Rows, dialogs.OnArg(f.t.Label(key, "Name", all[i].Name), "open",
						strconv.FormatInt(all[i].ID, 10)))
				}
			}
			add("reception.file_of_appeal", v.Files)
			for i := range v.Answers {
				add("reception.file_of_answer", v.Answers[i].Files)
			}
			return screen
		},
		Decide: func(s scene, _ housing.DeskCase, in dialogs.Input) move {
			if in.Act.Do == "open" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			id, _ := strconv.ParseInt(intent.Arg, 10, 64)
			d := s.Draft
			file, err := f.Desk.FileOf(ctx, s.Person.ID, d.Organisation, d.Number, id)
			m := dialogs.Stay(d)
			m.Asides = []dialogs.Screen{dialogs.Attach(
				dialogs.Attachment{Name: file.Name, Data: file.Data}, texts.Escape(file.Name))}
			return m, err
		},
	}
}
