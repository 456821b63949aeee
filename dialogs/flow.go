package dialogs

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"dombot/internal/texts"
)

// Def describes a flow in its own types: A starts it, D is its draft, R is
// its result. Use struct{} where there is none.
type Def[A, D, R any] struct {
	ID      string
	Version int    // raised when the meaning of steps or draft changes
	Title   string // key of the name: «показания»
	Section string // the section of flows.md that it mirrors; empty for our own
	First   string
	Gated   bool   // needs the person's consent first
	Left    string // key of what is said when it is cancelled; empty for the common one
	Before  []Mirror
	Wants   []Want // the flows whose results it takes; wiring checks the types
	Open    func(A) D
	// Half describes what is half filled, false if nothing would be lost; nil never is.
	Half  func(D) (texts.Text, bool)
	Steps []Stepper[D]
}

// Want says with what a flow is started from another, and what it ends with.
type Want struct {
	Flow         string
	Args, Result any // zero values of the types
}

// Mirror names a step of another flow that stands for a documented step of this one.
type Mirror struct {
	Flow, Step string
	Documented
}

// Stepper is a [Step] of any view.
type Stepper[D any] interface {
	info() StepInfo
	runner() runner
}

// StepInfo is the part of a step that can be drawn and checked.
type StepInfo struct {
	ID    string
	Doc   []Documented
	Next  []string
	Calls []string
	Bare  bool
	Files bool
}

// Flow is a [Def] without its types, as the engine runs it.
type Flow struct {
	ID, Title, Section, First, Left string
	Version                         int
	Gated                           bool
	Before                          []Mirror
	Wants                           []Want
	Steps                           []StepInfo
	Args, Result                    reflect.Type

	open func(json.RawMessage) (json.RawMessage, error)
	half func(json.RawMessage) (texts.Text, bool)
	fits func(json.RawMessage) bool // whether a stored draft can be read
	run  map[string]runner
}

// runner does what a step does, on drafts as they are stored.
type runner interface {
	enter(ctx context.Context, s raw) (shown, error)
	answer(ctx context.Context, s raw, in Input) (step, error)
	commit(ctx context.Context, s raw, intent Act) (step, error)
	resume(s raw, result json.RawMessage) (step, error)
}

// raw is a scene with the draft as it is stored.
type raw = Scene[json.RawMessage]

// step is a move with the draft as it is stored.
type step = Move[json.RawMessage]

// shown is a step entered: its screen, or the move that skips it.
type shown struct {
	screen Screen
	skip   *step
}

// Flow returns d for the engine.
func (d Def[A, D, R]) Flow() Flow {
	f := Flow{
		ID: d.ID, Title: d.Title, Section: d.Section, First: d.First, Left: d.Left,
		Version: d.Version, Gated: d.Gated, Before: d.Before, Wants: d.Wants,
		Args: reflect.TypeFor[A](), Result: reflect.TypeFor[R](),
		open: d.open, half: d.halfOf, fits: d.fits, run: map[string]runner{},
	}
	for _, s := range d.Steps {
		f.Steps = append(f.Steps, s.info())
		f.run[s.info().ID] = s.runner()
	}
	return f
}

func (d Def[A, D, R]) open(args json.RawMessage) (json.RawMessage, error) {
	var a A
	if len(args) > 0 {
		if err := json.Unmarshal(args, &a); err != nil {
			return nil, fmt.Errorf("read arguments of %s: %w", d.ID, err)
		}
	}
	var draft D
	if d.Open != nil {
		draft = d.Open(a)
	}
	b, err := json.Marshal(draft)
	if err != nil {
		return nil, fmt.Errorf("write draft of %s: %w", d.ID, err)
	}
	return b, nil
}

func (d Def[A, D, R]) halfOf(draft json.RawMessage) (texts.Text, bool) {
	var v D
	if d.Half == nil || json.Unmarshal(draft, &v) != nil {
		return "", false
	}
	return d.Half(v)
}

func (d Def[A, D, R]) fits(draft json.RawMessage) bool {
	var v D
	return json.Unmarshal(draft, &v) == nil
}

// info returns the step of f with an id, false if there is none.
func (f Flow) info(id string) (StepInfo, bool) {
	for _, s := range f.Steps {
		if s.ID == id {
			return s, true
		}
	}
	return StepInfo{}, false
}
