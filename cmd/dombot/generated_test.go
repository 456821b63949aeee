package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dombot/internal/gis"
	"dombot/internal/simulator"
	"dombot/internal/simulator/control"
)

func TestGeneratedFlowsAreDrawnFromTheCode(t *testing.T) {
	t.Parallel()
	var drawn strings.Builder
	if err := drawFlows(&drawn, catalogue(t)); err != nil {
		t.Fatal(err)
	}
	compare(t, "../../docs/flows.md", drawn.String())
}

func TestGeneratedTableOfVariablesIsInTheReadme(t *testing.T) {
	t.Parallel()
	const path = "../../README.md"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, path, between(t, string(b), "variables", variableTable()))
}

func TestGeneratedPartsOfThePageOfTheSimulator(t *testing.T) {
	t.Parallel()
	const path = "../../docs/simulator.md"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sim.Close() }()
	page := between(t, string(b), "control", controlTable())
	compare(t, path, between(t, page, "methods", methodList(sim.Methods())))
}

// between replaces the part of page that the marks of a name enclose.
func between(t *testing.T, page, name, part string) string {
	t.Helper()
	begin, end := "<!-- "+name+": make generate -->\n", "<!-- end of "+name+" -->"
	head, rest, ok := strings.Cut(page, begin)
	_, tail, found := strings.Cut(rest, end)
	if !ok || !found {
		t.Fatalf("the page has no marks for %s", name)
	}
	return head + begin + part + end + tail
}

// controlTable lists the addresses of the control.
func controlTable() string {
	var out strings.Builder
	out.WriteString("| address below `/control` | body | what it does |\n|---|---|---|\n")
	for _, r := range control.Routes() {
		body := r.Body
		if strings.HasPrefix(body, "{") {
			body = "`" + body + "`"
		}
		fmt.Fprintf(&out, "| `%s %s` | %s | %s |\n", r.Method, r.Path, body, r.Summary)
	}
	return out.String()
}

// methodList names the methods that are simulated and those that are not.
func methodList(simulated, refused []string) string {
	return fmt.Sprintf("%d of the %d methods of the description have state here:\n\n`%s`\n\n"+
		"<details><summary>The other %d</summary>\n\n`%s`\n\n</details>\n", len(simulated),
		len(simulated)+len(refused), strings.Join(simulated, "` `"), len(refused), strings.Join(refused, "` `"))
}

func TestGeneratedTablesAboutHousesAreDocumented(t *testing.T) {
	t.Parallel()
	const path = "../../docs/houses.md"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, path, between(t, string(b), "tables", gis.HouseTable()))
}
