package housing

import (
	"cmp"
	"slices"
	"time"
)

// OutageID is the key of an outage.
type OutageID int64

// OutageKind tells why something is off.
type OutageKind string

// The kinds of outages. Prevention is the yearly one of hot water, which is not
// counted against the norm (ПП 354, приложение 1, п. 4).
const (
	OutageEmergency  OutageKind = "emergency"
	OutagePlanned    OutageKind = "planned"
	OutagePrevention OutageKind = "prevention"
)

// OutageState tells what became of an outage.
type OutageState string

// The states of an outage.
const (
	OutageAnnounced OutageState = "announced"
	OutageEnded     OutageState = "ended"
	OutageCalledOff OutageState = "called_off" // it does not take place
	OutageRetracted OutageState = "retracted"  // it was announced by mistake
)

// OutagePlace is what part of a house is concerned: all of it, an entrance, or some flats.
type OutagePlace struct {
	House    HouseID  `json:"house"`
	Address  Address  `json:"address"`
	Zone     string   `json:"zone"`
	Entrance string   `json:"entrance,omitempty"`
	Premises []string `json:"premises,omitempty"`
	Riser    bool     `json:"riser,omitempty"` // the premises lie one above the other
	// Called is what the reader calls the flats there; empty: nothing of their own.
	Called string `json:"called,omitempty"`
}

// Outage is something that is switched off, or will be. To is zero where the
// end is not known; Next is then the moment by which residents hear more.
// Where it is off several times, From is the first start and To the last end.
type Outage struct {
	ID           OutageID
	Number       string
	Organisation Organisation
	Kind         OutageKind
	Danger       bool // rings whatever the hour
	Utilities    []Utility
	From, To     time.Time
	Windows      []Span // each of several times, in order; none: it is off once
	Next         time.Time
	Cause        string
	Note         string // what residents read besides
	Places       []OutagePlace
	State        OutageState
	Edition      int
	At           time.Time // announced
	Closed       time.Time // ended, called off or retracted
	Phone        string    // of the emergency service of its houses
	Force        bool      // force majeure: it counts against no norm
	ForceReason  string    // may be empty
}

// RetractLife is for how long an outage can be taken back as a mistake.
const RetractLife = 15 * time.Second

// RecallLife is for how long what was sent of an outage can be taken back: a bot
// deletes its messages within 48 hours.
const RecallLife = 48 * time.Hour

// Audience counts whom an outage would be told to.
type Audience struct {
	People int
	Loud   int // of them with a sound
	Chats  int
	Phone  string // that the announcement will name
}

// EmergencyPhone is whom residents of some places call: the dispatcher of the
// first of them that has one, else the organisation.
func EmergencyPhone(organisation string, dispatchers []string) string {
	return cmp.Or(append(dispatchers, organisation)...)
}

// Rings reports whether a message about an outage arrives with a sound: danger
// always, an emergency outside the reader's quiet hours, all else never.
func (o Outage) Rings(step OutageStep, local time.Time, quiet Quiet) bool {
	switch {
	case step != OutageSaid:
		return false
	case o.Danger:
		return true
	}
	return o.Kind == OutageEmergency && !quiet.Holds(local)
}

// TellAt is when a reader is told of an outage: at once, or, of what can wait,
// when the quiet hours are over. What begins by then does not wait.
func (o Outage) TellAt(local time.Time, quiet Quiet) time.Time {
	morning := quiet.Over(local)
	if o.Kind == OutageEmergency || !o.From.After(morning) {
		return local
	}
	return morning
}

// Has reports whether a utility is off.
func (o Outage) Has(u Utility) bool { return slices.Contains(o.Utilities, u) }

// OutageProgress is how an announcement goes, and what residents said of it.
type OutageProgress struct {
	Sent, Failed, Waiting int
	Recalled              Recalled
	Reports               []ReportsAt // flats that said «у меня тоже»
	Still                 []ReportsAt // flats that said «у меня всё ещё нет» after the end
}

// ReportsAt is how many flats of an entrance said so; where it is unknown at
// which they are, Entrance is empty.
type ReportsAt struct {
	House    HouseID
	Entrance string
	Flats    int
}

// OutageReport is one word of a resident: it is off at my place too.
type OutageReport struct {
	Person  PersonID
	House   HouseID
	Utility Utility
	Still   bool // said after it was told that it is over
}

// OutageReported is what came of it: how many flats of the house said the same
// lately, and whom to call. Already is when the person said it before, within
// the hour: then nothing new is noted.
type OutageReported struct {
	House   House     `json:"house"`
	Flats   int       `json:"flats"`
	Phone   string    `json:"phone"`
	Already time.Time `json:"already,omitzero"`
	Outage  OutageID  `json:"outage,omitempty"` // one that was announced for it
}

// AskAhead is how long before the promised message dispatchers are asked for it.
const AskAhead = 10 * time.Minute

// StillEnough is how many flats say ‹всё ещё нет› before dispatchers are asked again.
const StillEnough = 3

// ReportPause is how long after a report the same may be said again.
const ReportPause = time.Hour
