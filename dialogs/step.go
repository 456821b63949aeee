package dialogs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Scene is what a step knows besides its view: who talks, when, and the draft.
type Scene[D any] struct {
	Person Person
	Now    time.Time
	Draft  D
	Tries  int          // answers refused in this step in a row
	Once   housing.Once // in Commit: names the confirmation; storage carries it out once
}

// Documented names the step of flows.md that a step mirrors, with the keys of
// the texts that hold its labels, in order.
type Documented struct {
	Step   string // «4», or «2а» of the flow's section
	Labels []string
}

// Step is one question of a flow. V is the view: plain data that Load reads.
type Step[D, V any] struct {
	ID    string
	Doc   []Documented
	Next  []string // steps that may follow; the graph is drawn and checked
	Calls []string // flows that may be started from here
	Bare  bool     // without the row ‹Назад› · ‹Отменить›
	Files bool     // takes files as answers; elsewhere they are answered in words

	// Load reads what the screen shows; nil gives the zero view.
	Load func(ctx context.Context, s Scene[D]) (V, error)
	// Skip passes over the step where there is nothing to ask; nil never does. Pure.
	Skip func(s Scene[D], v V) (Move[D], bool)
	// Show makes the screen. Pure.
	Show func(s Scene[D], v V) Screen
	// Decide says what an answer means. Pure.
	Decide func(s Scene[D], v V, in Input) Move[D]
	// Commit carries an intent out, once for s.Once, and names what follows. It
	// leans on the draft and the intent alone: whoever comes second runs it again.
	Commit func(ctx context.Context, s Scene[D], intent Act) (Move[D], error)
	// Resume takes the result of a called flow; nil result: it was left. Pure.
	Resume func(s Scene[D], result json.RawMessage) Move[D]
}

// Move is what follows an answer. The zero Move with a draft stays in the step.
type Move[D any] struct {
	Draft   D
	To      string     // the step that follows; empty stays
	Back    bool       // as ‹Назад›
	Notice  texts.Text // said above the screen that follows
	Asides  []Screen   // sent as messages of their own, above the screen that follows
	Refused bool       // the answer was wrong; the third in a row offers a way out
	Unknown bool       // the answer was not for this step: the menu is offered
	Intent  Act        // carried out by Commit before moving; none if it does nothing
	Call    *Start     // a flow to start from here
	Done    bool       // the flow is over; Result goes to the caller
	Result  any
	Final   bool   // ‹Назад› does not lead behind this move
	Goto    *Start // leave everything and start this flow
	Parted  bool   // Commit made us forget who it is: the next answer is that of somebody new
}

// Start names a flow and what it is started with.
type Start struct {
	Flow string          `json:"flow"`
	Args json.RawMessage `json:"args,omitempty"`
}

// To moves on with a draft.
func To[D any](d D, step string) Move[D] { return Move[D]{Draft: d, To: step} }

// Stay shows the step again.
func Stay[D any](d D) Move[D] { return Move[D]{Draft: d} }

// Refuse shows the step again under what was wrong with the answer.
func Refuse[D any](d D, why texts.Text) Move[D] {
	return Move[D]{Draft: d, Notice: why, Refused: true}
}

// Unknown hands an answer back that the step has no use for.
func Unknown[D any](d D) Move[D] { return Move[D]{Draft: d, Unknown: true} }

// Do asks for an intent to be carried out.
func Do[D any](d D, intent Act) Move[D] { return Move[D]{Draft: d, Intent: intent} }

// Call starts a flow from here; its result comes to Resume.
func Call[D any](d D, start Start) Move[D] { return Move[D]{Draft: d, Call: &start} }

// Done ends the flow with a result.
func Done[D any](d D, result any) Move[D] { return Move[D]{Draft: d, Done: true, Result: result} }

// Goto leaves this flow, and those that called it, for another.
func Goto[D any](d D, start Start) Move[D] { return Move[D]{Draft: d, Goto: &start} }

// Home names the flow that everything ends in.
func Home() Start { return Start{} }

// Begin names a flow with its arguments.
func Begin(flow string, args any) Start {
	if args == nil {
		return Start{Flow: flow}
	}
	b, err := json.Marshal(args)
	if err != nil { // arguments are plain data of ours
		panic(fmt.Sprintf("dialogs: arguments of flow %s: %v", flow, err))
	}
	return Start{Flow: flow, Args: b}
}
