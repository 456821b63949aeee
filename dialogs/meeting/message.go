package meeting

import (
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// writing collects the paragraphs of a paper.
type writing struct {
	f     flow
	lines []meeting.Line
}

func (w *writing) say(key string, args ...any) {
	w.lines = append(w.lines, meeting.Line{Text: w.f.t.Label(key, args...)})
}

func (w *writing) head(text string) { w.lines = append(w.lines, meeting.Line{Bold: true, Text: text}) }

// message is the message of a meeting as a paper: what ЖК РФ ст. 45 ч. 5 and ст. 47.1 ask for, part by part.
func (f flow) message(s scene, m *meeting.Meeting) []meeting.Line {
	w := &writing{f: f}
	w.head(f.t.Label("meeting.message_title"))
	w.say("meeting.message_house", "Address", texts.RegionAddress(m.House.Address))
	if f.modeOf(m) != meeting.Official {
		w.say("meeting.message_advisory")
	}
	w.head("1. " + f.t.Label("meeting.general"))
	f.messageGeneral(w, m)
	w.head("2. " + f.t.Label("meeting.admin"))
	phone := m.Admin.Phone
	if phone != "" {
		phone = texts.Phone(phone)
	}
	w.say("meeting.message_admin", "Name", f.said(m.Admin.Name), "Phone", f.said(phone),
		"Address", f.said(m.Admin.Address), "Email", m.Admin.Email)
	w.head("3. " + f.t.Label("meeting.initiators"))
	for _, i := range m.Initiators {
		w.say("meeting.message_caller", "Name", i.Name, "Premises", i.Premises)
	}
	w.head("4. " + f.t.Label("meeting.agenda"))
	for _, q := range m.Questions {
		need := meeting.NeedOn(q.Kind, today(s, m))
		w.say("meeting.message_question", "Number", q.Number, "Name", q.Name, "Need", f.need(need.Majority),
			"Act", need.Act)
		for _, x := range q.Files {
			w.say("meeting.message_file_line", "Name", x.Name)
		}
	}
	w.say("meeting.message_date", "Date", texts.Date(today(s, m), housing.Date{}))
	return w.lines
}

func (f flow) messageGeneral(w *writing, m *meeting.Meeting) {
	dated := func(d housing.Date, clock string) string { return texts.Date(d, housing.Date{}) + ", " + clock }
	start, end := m.Starts.In(m.Location()), m.Ends.In(m.Location())
	w.say("meeting.message_general", "Kind", f.t.Label(kindKey(m.Kind)), "Form", f.t.Label(formKey(m.Form)),
		"Start", dated(housing.DateOf(start), texts.Clock(start)),
		"End", dated(housing.DateOf(end), texts.Clock(end)))
	switch m.Form {
	case meeting.Electronic:
		w.say("meeting.message_system", "System", m.System)
	case meeting.Mixed:
		held := m.Held.In(m.Location())
		w.say(
			"meeting.message_held",
			"Held",
			dated(housing.DateOf(held), texts.Clock(held)),
			"Place",
			m.Place,
		)
	case meeting.Absentee:
	}
	w.say("meeting.message_papers", "Text", m.Papers)
	w.say("meeting.message_acquaint", "Text", m.Acquaint)
}

// letter is the draft of the appeal to the inspectorate of the region, with its question.
func (f flow) letter(s scene, m *meeting.Meeting) []meeting.Line {
	w := &writing{f: f}
	a := m.House.Address
	w.say("meeting.letter_to", "Region", a.Region)
	w.say("meeting.letter_from")
	w.head(f.t.Label("meeting.letter_title"))
	w.say("meeting.letter_body", "Address", texts.RegionAddress(a), "Count", len(m.Questions))
	for _, q := range m.Questions {
		w.say("meeting.letter_question", "Number", q.Number, "Name", q.Name)
	}
	w.say("meeting.letter_ask")
	w.say("meeting.letter_sign", "Date", texts.Date(today(s, m), housing.Date{}))
	return w.lines
}
