package dialogs

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plan is a flow that is only wired, never run.
func plan(id, first string, steps ...Stepper[int]) Flow {
	return Def[int, int, bool]{ID: id, Version: 1, First: first, Steps: steps}.Flow()
}

func at(id string, next ...string) Step[int, struct{}] {
	return Step[int, struct{}]{ID: id, Next: next}
}

func TestARegistryNamesEveryFaultOfTheWiring(t *testing.T) {
	t.Parallel()
	calling := at("a")
	calling.Calls = []string{"nobody"}
	mirror := plan("one", "a", at("a"))
	mirror.Before = []Mirror{{Flow: "two", Step: "x", Documented: Documented{Step: "3"}}}
	for _, tt := range []struct {
		name  string
		flows []Flow
		want  []string
	}{
		{"right", []Flow{plan("one", "a", at("a", "b"), at("b", "a")), plan("two", "x", at("x"))}, nil},
		{"nothing", nil, nil},
		{"two of an id", []Flow{plan("one", "a", at("a")), plan("one", "a", at("a"))}, []string{"flow one: two of this id"}},
		{"no first step", []Flow{plan("one", "z", at("a"))}, []string{
			`flow one: first step "z" does not exist`, "flow one: no step leads to a",
		}},
		{"a step into the void", []Flow{plan("one", "a", at("a", "b"))}, []string{
			`flow one: step a leads to "b", which does not exist`,
		}},
		{"a step nobody reaches", []Flow{plan("one", "a", at("a"), at("b"))}, []string{"flow one: no step leads to b"}},
		{"two steps of an id", []Flow{plan("one", "a", at("a"), at("a"))}, []string{"flow one: two steps are called a"}},
		{"an unknown flow", []Flow{plan("one", "a", calling)}, []string{
			`flow one: step a starts flow "nobody", which does not exist`,
		}},
		{"a mirror of nothing", []Flow{mirror}, []string{
			"flow one: documented step 3 lies in two/x, which does not exist",
		}},
		{"several at once", []Flow{plan("one", "a", at("a", "b")), plan("two", "x", at("x"), at("y"))}, []string{
			`flow one: step a leads to "b", which does not exist`, "flow two: no step leads to y",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewRegistry(tt.flows...)
			var got []string
			if err != nil {
				got = strings.Split(err.Error(), "\n")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARegistryChecksWhatAFlowIsStartedAndEndsWith(t *testing.T) {
	t.Parallel()
	r, err := NewRegistry(plan("one", "a", at("a")))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, id     string
		args, result any
		want         string
	}{
		{"right", "one", 1, true, ""},
		{"other arguments", "one", "1", true, "flow one is started with int, not string"},
		{"another result", "one", 1, 1, "flow one ends with bool, not int"},
		{"unknown", "two", 1, true, "flow two does not exist"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := r.Takes(tt.id, tt.args, tt.result); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

const drawn = "# The dialogs\n\n" +
	"Drawn by `dombot flows` from the flows themselves; `make generate` writes this file.\n" +
	"A step that mirrors one of `dialogs/testdata/flows.md` carries its number. Thick arrows start another flow.\n" + `
## order: Личный кабинет

Mirrors ‹Заказ›.

- step 1 lies in ` + "`pick`, step `ask`" + ` «Назад»

` + "```mermaid" + `
flowchart TD
  start((start)) --> name
  name["name<br/>2 «Отменить» «Личный кабинет»<br/>3"]
  name --> check
  name --> name
  name ==> flow_pick([pick])
  check["check"]
` + "```" + `

## pick: Назад

` + "```mermaid" + `
flowchart TD
  start((start)) --> ask
  ask["ask"]
` + "```" + `
`

func drawnFlows(tb testing.TB) *Registry {
	tb.Helper()
	name := at("name", "check", "name")
	name.Calls = []string{"pick"}
	name.Doc = []Documented{{Step: "2", Labels: []string{"engine.cancel", "engine.home"}}, {Step: "3"}}
	order := Def[int, int, bool]{
		ID: "order", Version: 1, Title: "engine.home", Section: "Заказ", First: "name",
		Before: []Mirror{{Flow: "pick", Step: "ask", Documented: Documented{Step: "1", Labels: []string{"engine.back"}}}},
		Steps:  []Stepper[int]{name, at("check")},
	}.Flow()
	pick := Def[int, int, bool]{
		ID: "pick", Version: 1, Title: "engine.back", First: "ask", Steps: []Stepper[int]{at("ask")},
	}.Flow()
	r, err := NewRegistry(order, pick)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestFlowsAreDrawnWithTheirDocumentedSteps(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := Draw(&out, drawnFlows(t), newTown(t).texts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(drawn, out.String()); diff != "" {
		t.Errorf("drawing (-want +got):\n%s", diff)
	}
}

// full takes nothing more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errDisk }

func TestADrawingThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	if err := Draw(full{}, drawnFlows(t), newTown(t).texts); !errors.Is(err, errDisk) {
		t.Errorf("error = %v, want the disk's", err)
	}
}

func TestArgumentsOfAFlowGoThereAndBack(t *testing.T) {
	t.Parallel()
	if got := Begin("form", formArgs{Name: "Анна"}); string(got.Args) != `{"name":"Анна"}` || got.Flow != "form" {
		t.Errorf("start = %s %s", got.Flow, got.Args)
	}
	if got := Begin("form", nil); got.Args != nil {
		t.Errorf("arguments of none = %s", got.Args)
	}
	defer func() {
		if recover() == nil {
			t.Error("arguments that cannot be written were taken")
		}
	}()
	Begin("form", func() {})
}
