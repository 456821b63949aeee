package meeting

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
)

// admin is «сведения об администраторе общего собрания».
func (f flow) admin() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "admin", Next: []string{"text", "parts", "admin"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			said := f.said
			phone := m.Admin.Phone
			if phone != "" {
				phone = texts.Phone(phone)
			}
			field := func(key string, x meeting.Field) []dialogs.Button {
				return dialogs.OnArg(f.t.Label(key), "field", string(x))
			}
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.admin", m.House), f.t.T("meeting.admin_lines",
					"Name", said(m.Admin.Name), "Phone", said(phone), "Address", said(m.Admin.Address),
					"Email", m.Admin.Email), f.partGaps(s, &m, meeting.AdminPart)),
				Rows: [][]dialogs.Button{
					dialogs.Row(dialogs.OnArg(f.t.Label("meeting.admin_self"), "appoint",
						string(meeting.AdminSelf)),
						field("meeting.admin_other", meeting.FieldAdminName)),
					dialogs.OnArg(f.t.Label("meeting.admin_org"), "appoint",
						string(meeting.AdminOrganisation)),
					dialogs.Row(field("meeting.set_phone", meeting.FieldAdminPhone),
						field("meeting.set_email", meeting.FieldAdminEmail)),
					field("meeting.set_address", meeting.FieldAdminAddress),
					dialogs.On(f.t.Label("meeting.to_parts"), "parts"),
				},
			}
		},
		Decide: func(s scene, m meeting.Meeting, in dialogs.Input) move {
			if in.Act.Do == "appoint" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return toField(s, m, in)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return f.change(ctx, s, meeting.Change{Field: meeting.FieldAdmin, Value: intent.Arg}, "admin")
		},
	}
}

// callers is «инициаторы голосования»: who writes the message, and other owners.
func (f flow) callers() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "callers", Next: []string{"caller", "callers", "parts"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			screen := dialogs.Screen{Text: f.heading("meeting.initiators", m.House)}
			for n, i := range m.Initiators {
				screen.Text = texts.Join("\n", screen.Text, f.t.T("meeting.caller_line", "Number", n+1,
					"Own", i.Own, "Name", f.named(i), "Premises", i.Premises))
				if i.Own {
					screen.Rows = append(screen.Rows, dialogs.OnArg(
						f.t.Label("meeting.caller_own"), "name", strconv.FormatInt(i.ID, 10)))
					continue
				}
				screen.Rows = append(screen.Rows, dialogs.OnArg(
					f.t.Label("meeting.caller_drop", "Name", i.Name), "drop", strconv.FormatInt(i.ID, 10)))
			}
			screen.Text = texts.Join("\n", screen.Text, f.partGaps(s, &m, meeting.Initiators))
			screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("meeting.caller_add"), "add"),
				dialogs.On(f.t.Label("meeting.to_parts"), "parts"))
			return screen
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			d := s.Draft.at()
			switch in.Act.Do {
			case "name":
				d.Caller, _ = strconv.ParseInt(in.Act.Arg, 10, 64)
				return dialogs.To(d, "caller")
			case "add":
				return dialogs.To(d, "caller")
			case "parts":
				return dialogs.To(d, "parts")
			case "drop":
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			id, _ := strconv.ParseInt(intent.Arg, 10, 64)
			return f.change(ctx, s, meeting.Change{DropCaller: id}, "callers")
		},
	}
}

func (f flow) named(i meeting.Initiator) string {
	if i.Name == "" {
		return f.t.Label("meeting.nameless")
	}
	return i.Name
}

// caller asks for the own name, or for another owner.
func (f flow) caller() dialogs.Step[draft, meeting.Meeting] {
	return dialogs.Step[draft, meeting.Meeting]{
		ID: "caller", Next: []string{"callers", "registered"}, Load: f.load,
		Show: func(s scene, m meeting.Meeting) dialogs.Screen {
			key := "meeting.caller_ask"
			if s.Draft.Caller != 0 {
				key = "meeting.caller_own_ask"
			}
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.initiators", m.House), f.t.T(key)),
			}
		},
		Decide: func(s scene, _ meeting.Meeting, in dialogs.Input) move {
			if in.Pressed() || in.File != nil {
				return dialogs.Unknown(s.Draft)
			}
			if s.Draft.Caller == 0 {
				return f.another(s, in.Text)
			}
			who := meeting.Initiator{ID: s.Draft.Caller, Name: oneLine(in.Text)}
			if len([]rune(who.Name)) < nameSigns {
				return dialogs.Refuse(s.Draft, f.t.T("error.meeting_own"))
			}
			return dialogs.Do(s.Draft, dialogs.Intend("name", who))
		},
		Commit: f.commitCaller,
	}
}

// another takes «12», whose owners are looked up, and «12, Петров Пётр Петрович».
func (f flow) another(s scene, typed string) move {
	flat, name, ok := strings.Cut(oneLine(typed), ",")
	if !ok && len([]rune(flat)) <= numberSigns && strings.ContainsFunc(flat, unicode.IsDigit) {
		s.Draft.Text, s.Draft.Page = flat, 0
		return dialogs.To(s.Draft, "registered")
	}
	if !ok {
		return dialogs.Refuse(s.Draft, f.t.T("error.meeting_caller"))
	}
	return dialogs.Do(s.Draft, dialogs.Intend("name",
		meeting.Initiator{Premises: flatNumber(flat), Name: strings.TrimSpace(name)}))
}

const (
	numberSigns = 12 // how long a number of premises is at most: longer is a name
	nameSigns   = 3  // how long a name is at least
)

func flatNumber(s string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "кв."))
}

func (f flow) commitCaller(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	var who meeting.Initiator
	if err := intent.Take(&who); err != nil {
		return move{}, err
	}
	return f.change(ctx, s, meeting.Change{Caller: &who}, "callers")
}

// neighbours are those who own the premises that were typed.
type neighbours struct {
	meeting meeting.Meeting
	owners  []meeting.Initiator
}

// registered offers the owners of premises, as the register has them.
func (f flow) registered() dialogs.Step[draft, neighbours] {
	return dialogs.Step[draft, neighbours]{
		ID: "registered", Next: []string{"callers", "caller", "registered"},
		Load: func(ctx context.Context, s scene) (v neighbours, err error) {
			if v.meeting, err = f.load(ctx, s); err == nil {
				v.owners, err = f.Meetings.Owners(ctx, s.Person.ID, s.Draft.Meeting, flatNumber(s.Draft.Text),
					s.Now)
			}
			return v, err
		},
		Show: func(s scene, v neighbours) dialogs.Screen {
			choices := make([]pick.Choice, len(v.owners))
			for i, o := range v.owners {
				choices[i] = pick.Choice{Label: o.Name, Arg: strconv.Itoa(i)}
			}
			return dialogs.Screen{
				Text: texts.Join("\n", f.heading("meeting.initiators", v.meeting.House),
					f.t.T("meeting.caller_found",
						"Premises", flatNumber(s.Draft.Text), "None", len(v.owners) == 0)),
				Rows: append(pick.List(choices, s.Draft.Page, f.t),
					dialogs.On(f.t.Label("meeting.caller_other"), "other")),
			}
		},
		Decide: func(s scene, v neighbours, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			i, err := strconv.Atoi(in.Act.Arg)
			switch {
			case !in.Pressed() && in.File == nil:
				return f.another(s, in.Text)
			case in.Act.Do == "other":
				return dialogs.To(s.Draft.at(), "caller")
			case in.Act.Do != pick.Choose || err != nil || i < 0 || i >= len(v.owners):
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Do(s.Draft, dialogs.Intend("name", v.owners[i]))
		},
		Commit: f.commitCaller,
	}
}

// oneLine is what was typed as one line.
func oneLine(s string) string { return strings.Join(strings.Fields(housing.CleanText(s)), " ") }
