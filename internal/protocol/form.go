package protocol

import (
	"strings"

	"dombot/internal/ballot"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// Form is the paper on which an owner decides (ЖК РФ ст. 47 ч. 3): who decides by which right, the questions
// with a box for each answer, where it is handed in and until when.
func Form(m *meeting.Meeting, h meeting.Holder, say Say) []meeting.Line {
	line := func(key string, args ...any) meeting.Line { return meeting.Line{Text: say(key, args...)} }
	share := h.Share.RatString()
	if h.Share.IsInt() {
		share = say("protocol.form_whole")
	}
	registered := ""
	if !h.Registered.IsZero() {
		registered = day(h.Registered)
	}
	lines := []meeting.Line{
		line("protocol.form_of", "Address", texts.RegionAddress(m.House.Address), "Number", m.Number,
			"Annual", m.Kind == meeting.Annual),
		line("protocol.form_term", "Start", moment(m.Starts, m), "End", moment(m.Ends, m)),
		line("protocol.form_owner", "Name", h.Name, "Organisation", h.Organisation),
		line("protocol.form_place", "Premises", meeting.PlaceName(h.Premises, say),
			"Area", comma(h.Premises.Area.String()),
			"Share", share, "Joint", h.Joint, "Weight", decimal2(h.Weight)),
		line("protocol.form_right", "Number", h.Number, "Date", registered, "On", day(m.Ballot().Day())),
		line("protocol.form_how"),
	}
	if m.Mode != meeting.Official {
		lines = append(lines, line("protocol.form_advisory"))
	}
	boxes := make([]string, 0, len(ballot.Answers()))
	for _, a := range ballot.Answers() {
		boxes = append(boxes, say(meeting.AnswerKey(a)))
	}
	for _, q := range m.Questions {
		lines = append(lines, meeting.Line{
			Bold: true,
			Text: say("protocol.question", "Number", q.Number, "Name", q.Name),
		},
			meeting.Line{Boxes: boxes})
	}
	return append(lines,
		line("protocol.form_where", "Papers", strings.TrimRight(m.Papers, " ."), "End", moment(m.Ends, m),
			"Admin", m.Admin.Name,
			"Address", m.Admin.Address, "Phone", texts.Phone(m.Admin.Phone)),
		line("protocol.form_sign"), line("protocol.form_proxy"))
}

// FormName is the file of one form, or, of nobody, of all of a meeting.
func FormName(m *meeting.Meeting, p string, say Say) string {
	return say("protocol.form_file", "Number", m.Number, "Premises", strings.ReplaceAll(p, "/", "-"))
}

func comma(s string) string { return strings.ReplaceAll(s, ".", ",") }
