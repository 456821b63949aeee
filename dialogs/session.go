package dialogs

import (
	"context"
	"encoding/json"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Sessions keeps the state of dialogs between answers.
type Sessions interface {
	// Load returns the session under key and whether update has been handled already.
	Load(ctx context.Context, key string, update int64) (Stored, error)
	// Save stores data if the stored revision is still rev (0: none is stored),
	// marks update as handled and renews the life of both. False: somebody was first.
	Save(ctx context.Context, s Saved) (bool, error)
}

// Stored is what was found under a key; Data is nil where there is no session.
type Stored struct {
	Data []byte
	Rev  int64
	Seen bool
}

// Saved is one write of a session.
type Saved struct {
	Key    string
	Data   []byte
	Rev    int64 // the revision that must be stored now
	Next   int64 // the revision of Data
	Update int64
	Life   time.Duration
}

// sessionVersion is raised when a stored session can no longer be read.
const sessionVersion = 1

// sessionLife is how long an untouched dialog waits.
const sessionLife = 72 * time.Hour

// Limits of what a session keeps.
const (
	maxHistory = 20
	maxDepth   = 6
)

// session is the state of one person's dialog as it is stored.
type session struct {
	V        int              `json:"v"`
	Instance string           `json:"instance"`
	Person   housing.PersonID `json:"person"`
	Entered  time.Time        `json:"entered,omitzero"`
	Frames   []frame          `json:"frames,omitempty"`
	Pending  *Start           `json:"pending,omitempty"` // asked for while Frames are unfinished
	Acts     []Act            `json:"acts,omitempty"`    // what the window's buttons mean
	Window   int64            `json:"window,omitempty"`  // the message that shows it
	Notice   texts.Text       `json:"notice,omitempty"`  // said above the screen, kept for showing again
	Tap      string           `json:"tap,omitempty"`     // what the last accepted press carried
	Tries    int              `json:"tries,omitempty"`
	Doing    *doing           `json:"doing,omitempty"` // confirmed, its outcome not yet stored here
	Did      int64            `json:"did,omitempty"`   // the update of the last confirmation carried out
	Face     int64            `json:"face,omitempty"`  // the revision on the buttons, if not the stored one
	Album    string           `json:"album,omitempty"` // of the file that came last
}

// frame is one flow of a session; a called flow lies above its caller.
type frame struct {
	Flow    string          `json:"flow"`
	V       int             `json:"v"`
	Step    string          `json:"step"`
	Draft   json.RawMessage `json:"draft"`
	Args    json.RawMessage `json:"args,omitempty"`
	History []past          `json:"history,omitempty"`
	Gate    bool            `json:"gate,omitempty"`   // stands before the frame below it
	Beside  bool            `json:"beside,omitempty"` // the frame below goes on as it was
	Kept    bool            `json:"kept,omitempty"`   // something was carried out that stays
}

// past is a step that ‹Назад› returns to.
type past struct {
	Step  string          `json:"step"`
	Draft json.RawMessage `json:"draft"`
}

// top returns the running frame, nil if nothing runs.
func (s *session) top() *frame {
	if len(s.Frames) == 0 {
		return nil
	}
	return &s.Frames[len(s.Frames)-1]
}

func (s *session) pop() { s.Frames = s.Frames[:len(s.Frames)-1] }

// readSession returns the session in data; false if it cannot be read any
// more: another version of the program wrote it. What is written down belongs
// to a frame: without one it cannot be carried out.
func readSession(data []byte) (session, bool) {
	s := session{V: sessionVersion}
	if data == nil {
		return s, true
	}
	err := json.Unmarshal(data, &s)
	if err != nil || s.V != sessionVersion || s.Doing != nil && s.top() == nil {
		return session{V: sessionVersion}, false
	}
	return s, true
}
