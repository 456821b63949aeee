package meeting

import (
	"time"

	"dombot/internal/housing"
)

// Submission places a message, or makes the appeal to the inspectorate.
type Submission struct {
	Person  housing.PersonID
	Meeting ID
	Mode    Mode
}

// Act is what somebody does with a meeting that was submitted.
type Act struct {
	Person  housing.PersonID
	Meeting ID
	Do      Deed
	On      housing.Date // of DoFile: the day
	Remarks []Remark     // of DoReturn
	Image   *File        // of DoMove: the message with its new days
}

// Act judges a deed and carries it out on m.
func (m *Meeting) Act(a Act, now time.Time) error {
	next, ok := m.After(a.Do, m.Mode, now)
	if !ok {
		return &housing.Error{Kind: housing.Conflict, Text: "error.meeting_moved"}
	}
	if err := m.decide(a, now); err != nil {
		return err
	}
	m.State = next
	if next == Placed {
		m.Placed = now
	}
	return nil
}

func (m *Meeting) decide(a Act, now time.Time) error {
	today := m.Today(now)
	switch a.Do {
	case DoFile:
		if a.On.IsZero() || today.Before(a.On) || a.On.Before(housing.DateOf(m.Submitted.In(m.Location()))) {
			return refused("error.meeting_filed")
		}
		m.Filed, m.Due = a.On, EarliestFrom(a.On).Review
	case DoApprove:
		m.Decided = now
	case DoReturn:
		m.Decided = now
		return checkRemarks(a.Remarks)
	case DoMove:
		m.move(now)
	case DoSubmit, DoWithdraw, DoOpen, DoClose, DoDraw:
	}
	return nil
}

// move puts the vote on the first days that leave time for the notice.
func (m *Meeting) move(now time.Time) {
	starts, ends := m.Moved(now)
	if !m.Held.IsZero() {
		m.Held = m.Held.Add(starts.Sub(m.Starts))
	}
	m.Starts, m.Ends = starts, ends
	m.Version++
}

func checkRemarks(all []Remark) error {
	if len(all) == 0 {
		return refused("error.meeting_remark")
	}
	for _, r := range all {
		if err := r.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Hiring invites somebody to review messages for a region; its link holds for a day.
type Hiring struct {
	Region, Name string
	Hash         housing.TokenHash
	Issued       time.Time
}

// Expires is when the invitation ends.
func (h Hiring) Expires() time.Time { return h.Issued.Add(24 * time.Hour) }

// Inspector is somebody who reviews messages for the inspectorate of a region.
type Inspector struct {
	ID     int64
	Region string
	Name   string
	User   int64 // of the messenger
	Since  time.Time
}
