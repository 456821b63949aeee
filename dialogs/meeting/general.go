package meeting

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// fieldStep is the step in which a field is asked for.
func fieldStep(x meeting.Field) string {
	switch x {
	case meeting.FieldStarts, meeting.FieldEnds, meeting.FieldHeld:
		return "when"
	case meeting.FieldKind, meeting.FieldForm, meeting.FieldSystem, meeting.FieldRevote:
		return "choice"
	default:
		return "text"
	}
}

// general is «общая информация»: each line has its button.
func (f flow) general() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "general", Next: []string{"choice", "when", "text", "parts"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			field := func(key string, x meeting.Field) []dialogs.Button {
				return dialogs.OnArg(f.t.Label(key), "field", string(x))
			}
			rows := [][]dialogs.Button{
				dialogs.Row(
					field("meeting.set_kind", meeting.FieldKind),
					field("meeting.set_form", meeting.FieldForm),
				),
				dialogs.Row(
					field("meeting.set_start", meeting.FieldStarts),
					field("meeting.set_end", meeting.FieldEnds),
				),
			}
			switch m.Form {
			case meeting.Mixed:
				rows = append(rows, dialogs.Row(field("meeting.set_held", meeting.FieldHeld),
					field("meeting.set_place", meeting.FieldPlace)))
			case meeting.Electronic:
				rows = append(rows, field("meeting.set_system", meeting.FieldSystem))
			case meeting.Absentee:
			}
			rows = append(
				rows,
				dialogs.Row(field("meeting.set_papers", meeting.FieldPapers),
					field("meeting.set_acquaint", meeting.FieldAcquaint)),
				field(
					"meeting.set_revote",
					meeting.FieldRevote,
				),
				dialogs.On(f.t.Label("meeting.to_parts"), "parts"),
			)
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.general", m.House), f.generalLines(s, &m),
					f.partGaps(s, &m, meeting.General)),
				Rows: rows,
			}
		},
		Decide: toField,
	}
}

// toField leads to the question for one field.
func toField(s scene, _ meeting.Meeting, in dialogs.Input) move {
	switch in.Act.Do {
	case "field":
		d := s.Draft.at()
		d.Field = meeting.Field(in.Act.Arg)
		return dialogs.To(d, fieldStep(d.Field))
	case "parts":
		return dialogs.To(s.Draft.at(), "parts")
	}
	return dialogs.Unknown(s.Draft)
}

// partGaps says what a part lacks.
func (f flow) partGaps(s scene, m *meeting.Meeting, p meeting.Part) texts.Text {
	var lines texts.Text
	for _, g := range m.PartGaps(p, s.Now) {
		lines = texts.Join("\n", lines, "○ "+f.gap(g))
	}
	return lines
}

// said is a value, or that there is none.
func (f flow) said(v string) string {
	if v == "" {
		return f.t.Label("meeting.unset")
	}
	return v
}

// generalLines are what is known of the first part.
func (f flow) generalLines(s scene, m *meeting.Meeting) texts.Text {
	said := f.said
	revote := "meeting.revote_no"
	if m.Revote {
		revote = "meeting.revote_yes"
	}
	text := f.t.T(
		"meeting.general_lines",
		"Kind",
		f.t.Label(kindKey(m.Kind)),
		"Form",
		f.t.Label(formKey(m.Form)),
		"Start",
		said(f.moment(s, m, m.Starts)),
		"End",
		said(f.moment(s, m, m.Ends)),
		"Revote",
		f.t.Label(revote),
	)
	switch m.Form {
	case meeting.Mixed:
		text = texts.Join("\n", text, f.t.T("meeting.held_lines",
			"Held", said(f.moment(s, m, m.Held)), "Place", said(m.Place)))
	case meeting.Electronic:
		text = texts.Join("\n", text, f.t.T("meeting.system_line", "System", said(m.System)))
	case meeting.Absentee:
	}
	return texts.Join("\n", text, f.t.T("meeting.order_lines",
		"Papers", said(brief(m.Papers)), "Acquaint", said(brief(m.Acquaint))))
}

// briefly is how many signs of a long text a list shows.
const briefly = 160

func brief(s string) string {
	if r := []rune(s); len(r) > briefly {
		return string(r[:briefly]) + "…"
	}
	return s
}

// moment is a moment as the house reads it: «18 декабря, 09:00».
func (f flow) moment(s scene, m *meeting.Meeting, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	local := at.In(m.Location())
	return texts.Date(housing.DateOf(local), today(s, m)) + ", " + texts.Clock(local)
}

// choice asks for a field that is chosen.
func (f flow) choice() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "choice", Next: []string{"general", "text"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			text, rows := f.choices(s.Draft.Field)
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.general", m.House), text),
				Rows: rows,
			}
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			switch in.Act.Do {
			case "set":
				return dialogs.Do(s.Draft, in.Act)
			case "other":
				return dialogs.To(s.Draft, "text")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.setField,
	}
}

func (f flow) choices(x meeting.Field) (text texts.Text, rows [][]dialogs.Button) {
	set := func(key, value string) {
		rows = append(rows, dialogs.OnArg(f.t.Label(key), "set", value))
	}
	switch x {
	case meeting.FieldKind:
		set("meeting.kind_annual", string(meeting.Annual))
		set("meeting.kind_extraordinary", string(meeting.Extraordinary))
		return f.t.T("meeting.kind_ask"), rows
	case meeting.FieldForm:
		for _, form := range meeting.Forms() {
			set(formKey(form), string(form))
		}
		return f.t.T("meeting.form_ask"), rows
	case meeting.FieldSystem:
		set("meeting.system_gis", f.t.Label("meeting.system_gis"))
		if f.Mode == meeting.Official {
			set("meeting.system_here", f.t.Label("meeting.system_here_name"))
		}
		return f.t.T(
				"meeting.system_ask",
			), append(
				rows,
				dialogs.On(f.t.Label("meeting.system_other"), "other"),
			)
	default:
		set("meeting.revote_yes", "yes")
		set("meeting.revote_no", "no")
		return f.t.T("meeting.revote_ask"), rows
	}
}

// setField stores the field that is asked for and returns to its part.
func (f flow) setField(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	to := "general"
	switch s.Draft.Field {
	case meeting.FieldAdminName, meeting.FieldAdminPhone, meeting.FieldAdminAddress, meeting.FieldAdminEmail:
		to = "admin"
	}
	return f.change(ctx, s, meeting.Change{Field: s.Draft.Field, Value: intent.Arg}, to)
}

// when asks for a moment; the first that the law allows is offered.
func (f flow) when() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "when", Next: []string{"general"}, Load: f.load,
		Show: f.showWhen,
		Decide: func(s scene, m meeting.Meeting, in dialogs.Input) move {
			if in.Act.Do == "set" {
				return dialogs.Do(s.Draft, in.Act)
			}
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			at, ok := readMoment(in.Text, today(s, &m), defaultHour(s.Draft.Field))
			if !ok {
				return dialogs.Refuse(s.Draft, f.t.T("meeting.when_unclear", "Typed", pick.Echo(in.Text),
					"Example", example(s, &m)))
			}
			local := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, m.Location())
			if why := f.wrongTime(s, &m, local); why != "" {
				return dialogs.Refuse(s.Draft, why)
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "set", Arg: local.Format(time.RFC3339)})
		},
		Commit: f.setField,
	}
}

// The hours that are offered.
const (
	startHour = 9
	endHour   = 21
	heldHour  = 19
)

func defaultHour(x meeting.Field) int {
	switch x {
	case meeting.FieldStarts:
		return startHour
	case meeting.FieldHeld:
		return heldHour
	default:
		return endHour
	}
}

// wrongTime says why a moment cannot be; empty: it can.
func (f flow) wrongTime(s scene, m *meeting.Meeting, at time.Time) texts.Text {
	if s.Draft.Field == meeting.FieldStarts {
		first := meeting.EarliestFrom(today(s, m)).Start
		if housing.DateOf(at).Before(first) {
			return f.t.T("meeting.when_early", "Date", texts.Date(first, today(s, m)))
		}
		return ""
	}
	probe := *m
	if s.Draft.Field == meeting.FieldEnds {
		probe.Ends = at
	} else {
		probe.Held = at
	}
	for _, g := range probe.PartGaps(meeting.General, s.Now) {
		switch g.Kind {
		case meeting.EndBefore, meeting.TooShort, meeting.TooLong:
			if s.Draft.Field == meeting.FieldEnds {
				return f.t.T("meeting.when_wrong", "What", f.gap(g), "Days", probe.Days())
			}
		case meeting.HeldApart:
			if s.Draft.Field == meeting.FieldHeld {
				return f.t.T("meeting.when_wrong", "What", f.gap(g), "Days", 0)
			}
		}
	}
	return ""
}

func (f flow) showWhen(s scene, m meeting.Meeting) dialogs.Screen {
	screen, offers := dialogs.Screen{}, offered(s, &m)
	for _, at := range offers {
		screen.Rows = append(screen.Rows, dialogs.OnArg(f.moment(s, &m, at), "set", at.Format(time.RFC3339)))
	}
	text := f.t.T("meeting.end_ask", "Least", meeting.TermsNow().Least, "Most", meeting.TermsNow().Most,
		"System", m.Form == meeting.Electronic, "Offered", len(offers) > 0, "Example", example(s, &m))
	switch s.Draft.Field {
	case meeting.FieldStarts:
		text = f.startText(s, &m)
	case meeting.FieldHeld:
		text = f.t.T("meeting.held_ask", "Offered", len(offers) > 0, "Example", example(s, &m))
	}
	screen.Text = texts.Join("\n", f.heading("meeting.general", m.House), text)
	return screen
}

// offered are the moments to choose from: the first start that the law allows, and what depends on the start.
func offered(s scene, m *meeting.Meeting) []time.Time {
	at := func(d housing.Date) time.Time {
		return time.Date(d.Year, d.Month, d.Day, defaultHour(s.Draft.Field), 0, 0, 0, m.Location())
	}
	start := housing.DateOf(m.Starts.In(m.Location()))
	switch {
	case s.Draft.Field == meeting.FieldStarts:
		return []time.Time{at(meeting.EarliestFrom(today(s, m)).Start)}
	case m.Starts.IsZero():
		return nil
	case s.Draft.Field == meeting.FieldHeld:
		return []time.Time{at(start)}
	}
	var ends []time.Time
	for _, days := range []int{7, 11, 14, 30} {
		ends = append(ends, at(start.Add(days)))
	}
	return ends
}

// example is a moment as one may type it, which would do.
func example(s scene, m *meeting.Meeting) string {
	first := meeting.EarliestFrom(today(s, m)).Start
	if !m.Starts.IsZero() {
		first = housing.DateOf(m.Starts.In(m.Location()))
	}
	after := map[meeting.Field]int{meeting.FieldStarts: 1, meeting.FieldHeld: 2}
	days, ok := after[s.Draft.Field]
	if !ok {
		days = 10
	}
	d := first.Add(days)
	return fmt.Sprintf("%02d.%02d %02d:00", d.Day, d.Month, defaultHour(s.Draft.Field))
}

// startText says from when a vote may begin, how that was counted, and what the leaflet says.
func (f flow) startText(s scene, m *meeting.Meeting) texts.Text {
	e, t := meeting.EarliestFrom(today(s, m)), meeting.TermsOn(today(s, m))
	text := f.t.T("meeting.start_ask", "Start", texts.Date(e.Start, today(s, m)),
		"Until", texts.Date(e.Review, today(s, m)), "Review", t.Review, "Notice", t.Notice, "Act", t.Act,
		"Example", example(s, m))
	if !e.Settled {
		text = texts.Join("\n", text, f.t.T("meeting.unsettled", "Year", e.Review.Year))
	}
	return texts.Join("\n", text, f.t.T("meeting.leaflet_term"))
}

// readMoment reads «20.12», «20 декабря 10:00», «20.12 в 10:00»: the next such day. The place is the house's.
func readMoment(text string, today housing.Date, hour int) (time.Time, bool) {
	s := strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
	minute := 0
	if m := regexp.MustCompile(`^(.+?) (?:в )?(\d{1,2})[:.](\d{2})$`).FindStringSubmatch(s); m != nil {
		s = m[1]
		hour, _ = strconv.Atoi(m[2])
		minute, _ = strconv.Atoi(m[3])
	}
	d, ok := pick.Day(s, today)
	if !ok || hour > 23 || minute > 59 {
		return time.Time{}, false
	}
	if d.Before(today) && !regexp.MustCompile(`\d{4}|\d[./-]\d+[./-]\d`).MatchString(s) {
		d, ok = housing.NewDate(d.Year+1, d.Month, d.Day)
	}
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, time.UTC), ok
}

// text asks for a field that is written.
func (f flow) text() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "text", Next: []string{"general", "admin"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			return dialogs.Screen{Text: texts.Join("\n", f.heading(f.partOf(s.Draft.Field), m.House),
				f.t.T(askKey(s.Draft.Field)))}
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "set", Arg: housing.CleanText(in.Text)})
		},
		Commit: f.setField,
	}
}

// partOf is the label of the part to which a field belongs.
func (f flow) partOf(x meeting.Field) string {
	if strings.HasPrefix(string(x), "admin") {
		return "meeting.admin"
	}
	return "meeting.general"
}

func askKey(x meeting.Field) string {
	return map[meeting.Field]string{
		meeting.FieldPlace: "meeting.place_ask", meeting.FieldSystem: "meeting.system_write",
		meeting.FieldPapers: "meeting.papers_ask", meeting.FieldAcquaint: "meeting.acquaint_ask",
		meeting.FieldAdminName: "meeting.admin_name_ask", meeting.FieldAdminPhone: "meeting.admin_phone_ask",
		meeting.FieldAdminAddress: "meeting.admin_address_ask",
		meeting.FieldAdminEmail:   "meeting.admin_email_ask",
	}[x]
}
