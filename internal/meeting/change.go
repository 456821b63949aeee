package meeting

import (
	"slices"
	"time"

	"dombot/internal/housing"
)

// Field is one thing of a message that is said in one answer.
type Field string

// The fields.
const (
	FieldKind     Field = "kind"
	FieldForm     Field = "form"
	FieldStarts   Field = "starts" // RFC 3339
	FieldEnds     Field = "ends"
	FieldHeld     Field = "held"
	FieldPlace    Field = "place"
	FieldSystem   Field = "system"
	FieldPapers   Field = "papers"
	FieldAcquaint Field = "acquaint"
	FieldRevote   Field = "revote" // yes, no

	FieldAdmin        Field = "admin" // of whom the name is known: self, organisation
	FieldAdminName    Field = "admin_name"
	FieldAdminPhone   Field = "admin_phone"
	FieldAdminAddress Field = "admin_address"
	FieldAdminEmail   Field = "admin_email"
)

// Change is what is changed in a message; only what is set.
type Change struct {
	Person  housing.PersonID
	Meeting ID

	Field Field
	Value string

	Add      []Question // further questions
	Question QuestionID // whose words, kind or standing change, or where a file goes
	Name     string
	Kind     QuestionKind
	Stands   bool
	Drop     bool // the question goes
	Up       bool // the question changes places with the one before

	Caller     *Initiator // a further initiator, or with an ID another name of one
	DropCaller int64

	File     *File // of Question, or the image of the message where that is 0
	DropFile int64
}

// Touches reports whether the message reads differently afterwards: an image made
// before is old then. A file of the image itself changes nothing.
func (c Change) Touches() bool {
	return c.File == nil && c.DropFile == 0 || c.Question != 0
}

// Change changes the message; what is stored beside it, files among that, is the
// store's matter.
func (m *Meeting) Change(c Change) error {
	if !m.State.Editable() {
		return &housing.Error{Kind: housing.Conflict, Text: "error.meeting_closed"}
	}
	if err := m.set(c.Field, c.Value); err != nil {
		return err
	}
	if err := m.call(c); err != nil {
		return err
	}
	return m.ask(c)
}

// ask changes the agenda.
func (m *Meeting) ask(c Change) error {
	for _, q := range c.Add {
		if len(m.Questions) >= Questions {
			return refused("error.meeting_questions")
		}
		q.Number = len(m.Questions) + 1
		q.Name = housing.CleanText(q.Name)
		if !within(q.Name, 1, QuestionMax) {
			return refused("error.meeting_question")
		}
		m.Questions = append(m.Questions, q)
	}
	if c.Question == 0 {
		return nil
	}
	i := slices.IndexFunc(m.Questions, func(q Question) bool { return q.ID == c.Question })
	if i < 0 {
		return &housing.Error{Kind: housing.NotFound, Text: "error.meeting_no_question"}
	}
	return m.reask(i, c)
}

func (m *Meeting) reask(i int, c Change) error {
	q := &m.Questions[i]
	switch {
	case c.Drop:
		m.Questions = slices.Delete(m.Questions, i, i+1)
	case c.Up && i > 0:
		m.Questions[i-1], m.Questions[i] = m.Questions[i], m.Questions[i-1]
	case c.Name != "":
		if q.Name = housing.CleanText(c.Name); !within(q.Name, 1, QuestionMax) {
			return refused("error.meeting_question")
		}
		q.Stands = false
	case c.Kind != "":
		if !slices.Contains(Kinds(), c.Kind) {
			return refused("error.meeting_question")
		}
		q.Kind, q.Stands = c.Kind, false
	case c.Stands:
		q.Stands = true
	}
	for n := range m.Questions {
		m.Questions[n].Number = n + 1
	}
	return nil
}

// call changes who calls the meeting.
func (m *Meeting) call(c Change) error {
	if c.DropCaller != 0 {
		m.Initiators = slices.DeleteFunc(m.Initiators, func(i Initiator) bool {
			return i.ID == c.DropCaller && !i.Own
		})
	}
	if c.Caller == nil {
		return nil
	}
	who := *c.Caller
	if !within(who.Name, 3, NameMax) || !within(who.Premises, 0, 100) {
		return refused("error.meeting_caller")
	}
	for n := range m.Initiators {
		if m.Initiators[n].ID == who.ID && who.ID != 0 {
			m.Initiators[n].Name = who.Name
			return nil
		}
	}
	if len(m.Initiators) >= Callers {
		return refused("error.meeting_callers")
	}
	m.Initiators = append(m.Initiators, who)
	return nil
}

// set changes a field.
func (m *Meeting) set(f Field, v string) error {
	switch f {
	case "":
		return nil
	case FieldStarts, FieldEnds, FieldHeld:
		return m.setTime(f, v)
	case FieldAdmin, FieldAdminName, FieldAdminPhone, FieldAdminAddress, FieldAdminEmail:
		return m.setAdmin(f, v)
	case FieldKind:
		m.Kind = Kind(v)
		return allowed(v, string(Annual), string(Extraordinary))
	case FieldForm:
		m.Form = Form(v)
		return allowed(v, string(Electronic), string(Absentee), string(Mixed))
	case FieldRevote:
		m.Revote = v == "yes"
		return nil
	case FieldPlace:
		return m.write(&m.Place, v, PlaceMax)
	case FieldSystem:
		return m.write(&m.System, v, TextMax)
	case FieldPapers:
		return m.write(&m.Papers, v, TextMax)
	case FieldAcquaint:
		return m.write(&m.Acquaint, v, TextMax)
	}
	return refused("error.meeting_field")
}

func (m *Meeting) setTime(f Field, v string) error {
	at, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return refused("error.meeting_field")
	}
	at = at.UTC()
	switch f {
	case FieldStarts:
		if !m.Ends.IsZero() && !m.Ends.After(at) {
			m.Ends = time.Time{}
		}
		m.Starts = at
	case FieldEnds:
		if !m.Starts.IsZero() && !at.After(m.Starts) {
			return refused("error.meeting_end")
		}
		m.Ends = at
	default:
		m.Held = at
	}
	return nil
}

func (m *Meeting) setAdmin(f Field, v string) error {
	switch f {
	case FieldAdmin:
		return m.appoint(AdminKind(v))
	case FieldAdminName:
		next := m.reach(AdminPerson)
		if err := m.write(&next.Name, v, NameMax); err != nil {
			return err
		}
		m.Admin = next
		return nil
	case FieldAdminPhone:
		phone, ok := housing.ParsePhone(v)
		if !ok || len(phone) != len("+70000000000") { // 112 answers no question about a meeting
			return refused("error.meeting_phone")
		}
		m.Admin.Phone = phone
		return nil
	case FieldAdminAddress:
		return m.write(&m.Admin.Address, v, AddressMax)
	default:
		return m.write(&m.Admin.Email, v, NameMax)
	}
}

// reach is how to reach the next administrator: what was written before there was one, and nothing of
// another.
func (m *Meeting) reach(k AdminKind) Admin {
	if m.Admin.Name != "" && m.Admin.Kind != k {
		return Admin{Kind: k}
	}
	next := m.Admin
	next.Kind = k
	return next
}

// appoint makes who writes the message, or the organisation of the house, the administrator.
func (m *Meeting) appoint(k AdminKind) error {
	next := m.reach(k)
	switch k {
	case AdminSelf:
		i := slices.IndexFunc(m.Initiators, func(i Initiator) bool { return i.Own })
		if i < 0 || m.Initiators[i].Name == "" {
			return refused("error.meeting_own_name")
		}
		next.Name = m.Initiators[i].Name
	case AdminOrganisation:
		next.Name, next.Phone = m.House.Organisation.Name, m.House.Organisation.Phone
	case AdminPerson:
		return refused("error.meeting_field")
	}
	m.Admin = next
	return nil
}

// write keeps a text that is not empty and within its bound.
func (m *Meeting) write(to *string, v string, most int) error {
	v = housing.CleanText(v)
	if !within(v, 2, most) {
		return refused("error.meeting_text")
	}
	*to = v
	return nil
}

func allowed(v string, values ...string) error {
	if !slices.Contains(values, v) {
		return refused("error.meeting_field")
	}
	return nil
}

// Moved is other days after a late approval: the vote lasts as long as it was to.
func (m *Meeting) Moved(now time.Time) (starts, ends time.Time) {
	first := StartFrom(m.Today(now))
	was := m.Starts.In(m.Location())
	days := 0
	for d := housing.DateOf(was); d.Before(first); d = d.Add(1) {
		days++
	}
	return was.AddDate(0, 0, days).UTC(), m.Ends.In(m.Location()).AddDate(0, 0, days).UTC()
}
