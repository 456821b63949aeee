package meeting

import (
	"slices"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
)

// ID is the key of a meeting.
type ID = ballot.MeetingID

// QuestionID is the key of a question of an agenda.
type QuestionID int64

// Mode is what a vote here is worth.
type Mode = ballot.Mode

// The modes. Since 01.03.2025 a vote that binds is held in ГИС ЖКХ or in a regional
// system alone (ЖК РФ, ст. 47.1; 463-ФЗ): anywhere else it is advisory.
const (
	Advisory = ballot.Advisory
	Official = ballot.Official // the deployment is such a system
)

// Part is one of the five parts of a message.
type Part string

// The parts, as the leaflet orders them.
const (
	General    Part = "general"
	AdminPart  Part = "admin"
	Initiators Part = "initiators"
	Agenda     Part = "agenda"
	Paper      Part = "paper"
)

// Parts returns the parts in order.
func Parts() []Part { return []Part{General, AdminPart, Initiators, Agenda, Paper} }

// Kind is how a meeting comes about.
type Kind string

// The kinds of meetings (ЖК РФ, ст. 45 ч. 1, 2).
const (
	Annual        Kind = "annual"
	Extraordinary Kind = "extraordinary"
)

// Form is how decisions are given.
type Form string

// The forms (ЖК РФ, ст. 44.1).
const (
	Electronic Form = "electronic" // without meeting, through a system (ст. 47.1)
	Absentee   Form = "absentee"   // without meeting, on paper (ст. 47 ч. 1)
	Mixed      Form = "mixed"      // some come, others write (ст. 47 ч. 3)
)

// Forms returns the forms, the leaflet's first.
func Forms() []Form { return []Form{Electronic, Absentee, Mixed} }

// Bounds of what is written, those of ГИС ЖКХ (importVotingMessage).
const (
	TextMax     = 2000 // signs of the orders of paper decisions and of acquaintance
	PlaceMax    = 3000
	NameMax     = 250
	AddressMax  = 2000
	QuestionMax = 3000
	QuestionMin = 10
	Questions   = 60
	Callers     = 20
	RemarkMin   = 10
	RemarkMax   = 2000
	FileSize    = 10 << 20 // bytes of one file
	FilesMax    = 20
)

// Admin is who runs the meeting and takes decisions on paper.
type Admin struct {
	Kind    AdminKind `json:"kind,omitempty"`
	Name    string    `json:"name,omitempty"`
	Phone   string    `json:"phone,omitempty"` // +7 and ten digits
	Address string    `json:"address,omitempty"`
	Email   string    `json:"email,omitempty"`
}

// AdminKind is who the administrator is.
type AdminKind string

// The kinds of administrators.
const (
	AdminSelf         AdminKind = "self"
	AdminOrganisation AdminKind = "organisation"
	AdminPerson       AdminKind = "person"
)

// Initiator is an owner, or the organisation, at whose instance a meeting is called.
type Initiator struct {
	ID       int64  `json:"id,omitempty"`
	Own      bool   `json:"-"` // it is who writes the message
	Name     string `json:"name"`
	Premises string `json:"premises,omitempty"` // empty: of an organisation
}

// File is something attached. Data is there only where it is opened.
type File struct {
	ID       int64      `json:"id,omitempty"`
	Question QuestionID `json:"question,omitempty"` // 0: the electronic image of the message
	Name     string     `json:"name"`
	Kind     string     `json:"kind"` // «pdf», as its content says
	Size     int64      `json:"size"`
	Data     []byte     `json:"-"`
}

// Question is one point of the agenda.
type Question struct {
	ID     QuestionID   `json:"id,omitempty"`
	Number int          `json:"number"` // from 1
	Kind   QuestionKind `json:"kind"`
	Name   string       `json:"name"`             // as it is voted on
	Stands bool         `json:"stands,omitempty"` // its author read the warnings and let it stand
	Files  []File       `json:"files,omitempty"`
	// Majority is that of the day on which the meeting was submitted; before, that of the table.
	Majority ballot.Majority `json:"majority,omitempty"`
	Act      string          `json:"act,omitempty"` // where the majority stands
}

// Meeting is a general meeting with its message.
type Meeting struct {
	ID           ID
	House        housing.House
	Organisation housing.OrganisationID // who writes for it; 0: an owner writes for himself
	Number       int                    // within the house; 0: it was not submitted yet
	State        State
	Mode         Mode // of the day it was submitted
	Version      int

	Kind     Kind
	Form     Form
	Starts   time.Time
	Ends     time.Time
	Held     time.Time // of the mixed form: when those who come meet
	Place    string    // of the mixed form: where
	System   string    // of the electronic form: its name or address
	Papers   string    // where and how written decisions are taken
	Acquaint string    // how to get acquainted with what is put to the vote
	Revote   bool      // a decision may be changed until the end

	Admin      Admin
	Initiators []Initiator
	Questions  []Question

	Image        File // the electronic image of the message; zero: none
	ImageVersion int  // of the message when it was made

	Submitted time.Time
	Filed     housing.Date // handed in where it is reviewed
	Due       housing.Date // the last day of the review
	Decided   time.Time
	Placed    time.Time
	Changed   time.Time
	Remarks   []Remark // to the version before this one
}

// Location is the time zone of the house.
func (m *Meeting) Location() *time.Location { return m.House.Location() }

// Today is the day in the house.
func (m *Meeting) Today(now time.Time) housing.Date { return housing.DateOf(now.In(m.Location())) }

// Question returns the question with a key.
func (m *Meeting) Question(id QuestionID) (Question, bool) {
	i := slices.IndexFunc(m.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return m.Questions[i], true
}

// Remark is what is said against a part of a version.
type Remark struct {
	Part Part      `json:"part"`
	Text string    `json:"text"`
	At   time.Time `json:"at,omitzero"`
}

// Check refuses a remark that names no part or says nothing.
func (r Remark) Check() error {
	if !slices.Contains(Parts(), r.Part) || !within(r.Text, RemarkMin, RemarkMax) {
		return refused("error.meeting_remark")
	}
	return nil
}

func refused(text string) error { return &housing.Error{Kind: housing.Refused, Text: text} }

// Files counts what is attached to questions.
func (m *Meeting) Files() int {
	n := 0
	for _, q := range m.Questions {
		n += len(q.Files)
	}
	return n
}

// Caller is as whom somebody may call a meeting of a house.
type Caller struct {
	May          bool
	Organisation housing.OrganisationID // for which; 0: as an owner
	Name         string                 // empty: not known here
	Premises     string
}

// Line is one paragraph of a paper that is made of a message.
type Line struct {
	Bold  bool
	Text  string
	Boxes []string // to tick one of, in a row; such a line has no text
}
