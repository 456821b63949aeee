package dialogs

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Registry holds every flow by its id.
type Registry struct {
	flows []Flow
}

// NewRegistry returns the flows, or every fault of their wiring: steps that do
// not exist or cannot be reached, calls of unknown flows, doubled ids.
func NewRegistry(flows ...Flow) (*Registry, error) {
	r := &Registry{flows: flows}
	var errs []error
	for i, f := range flows {
		if slices.ContainsFunc(flows[:i], func(g Flow) bool { return g.ID == f.ID }) {
			errs = append(errs, fmt.Errorf("flow %s: two of this id", f.ID))
		}
		errs = append(errs, r.check(f)...)
	}
	return r, errors.Join(errs...)
}

// Flows returns the flows in the order in which they were given.
func (r *Registry) Flows() []Flow { return r.flows }

// Flow returns the flow with an id, false if there is none.
func (r *Registry) Flow(id string) (Flow, bool) {
	i := slices.IndexFunc(r.flows, func(f Flow) bool { return f.ID == id })
	if i < 0 {
		return Flow{}, false
	}
	return r.flows[i], true
}

// Takes reports an error unless flow id exists and is started with the type of
// args and ends with the type of result.
func (r *Registry) Takes(id string, args, result any) error {
	f, ok := r.Flow(id)
	if !ok {
		return fmt.Errorf("flow %s does not exist", id)
	}
	if a := reflect.TypeOf(args); a != f.Args {
		return fmt.Errorf("flow %s is started with %v, not %v", id, f.Args, a)
	}
	if res := reflect.TypeOf(result); res != f.Result {
		return fmt.Errorf("flow %s ends with %v, not %v", id, f.Result, res)
	}
	return nil
}

func (r *Registry) check(f Flow) []error {
	var errs []error
	fault := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("flow "+f.ID+": "+format, args...))
	}
	if _, ok := f.info(f.First); !ok {
		fault("first step %q does not exist", f.First)
	}
	reached := map[string]bool{f.First: true}
	for i, s := range f.Steps {
		if slices.ContainsFunc(f.Steps[:i], func(o StepInfo) bool { return o.ID == s.ID }) {
			fault("two steps are called %s", s.ID)
		}
		r.checkWays(f, s, fault)
		for _, next := range s.Next {
			reached[next] = true
		}
	}
	for _, s := range f.Steps {
		if !reached[s.ID] {
			fault("no step leads to %s", s.ID)
		}
	}
	for _, m := range f.Before {
		other, _ := r.Flow(m.Flow)
		if _, ok := other.info(m.Step); !ok {
			fault("documented step %s lies in %s/%s, which does not exist", m.Documented.Step, m.Flow, m.Step)
		}
	}
	for _, w := range f.Wants {
		if err := r.Takes(w.Flow, w.Args, w.Result); err != nil {
			fault("%w", err)
		}
	}
	return errs
}

// checkWays looks at where a step leads: to other steps, and to other flows.
func (r *Registry) checkWays(f Flow, s StepInfo, fault func(format string, args ...any)) {
	for _, next := range s.Next {
		if _, ok := f.info(next); !ok {
			fault("step %s leads to %q, which does not exist", s.ID, next)
		}
	}
	for _, call := range s.Calls {
		if _, ok := r.Flow(call); !ok {
			fault("step %s starts flow %q, which does not exist", s.ID, call)
		}
	}
}
