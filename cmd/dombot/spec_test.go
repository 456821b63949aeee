package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dombot/dialogs"
	"dombot/dialogs/registration"
)

// documented is one flow of flows.md.
type documented struct {
	section string
	steps   []documentedStep
}

// documentedStep is one step with its labels in order.
type documentedStep struct {
	step   string
	labels []string
}

// readSpec reads the sections headed Flow of the specification.
func readSpec(t *testing.T) []documented {
	t.Helper()
	b, err := os.ReadFile("../../dialogs/testdata/flows.md")
	if err != nil {
		t.Fatal(err)
	}
	var specs []documented
	for section := range strings.SplitSeq(string(b), "\n## ") {
		m := regexp.MustCompile(`^Flow ‹(.+?)›`).FindStringSubmatch(section)
		if m == nil {
			continue
		}
		spec := documented{section: m[1]}
		for part := range strings.SplitSeq("\n"+section, "\n") {
			if m := regexp.MustCompile(`^(?: *- )?(\d+[абвг]?)\. (.*)$`).FindStringSubmatch(part); m != nil {
				spec.steps = append(spec.steps, documentedStep{step: m[1], labels: []string{m[2]}})
			} else if n := len(spec.steps); n > 0 {
				spec.steps[n-1].labels[0] += " " + strings.TrimSpace(part)
			}
		}
		for i, s := range spec.steps {
			spec.steps[i].labels = labelsOf(s.labels[0])
		}
		specs = append(specs, spec)
	}
	return specs
}

// labelsOf returns what stands in «quotes», е for ё.
func labelsOf(text string) []string {
	var labels []string
	for _, m := range regexp.MustCompile(`«([^»]+)»`).FindAllStringSubmatch(text, -1) {
		labels = append(labels, folded(m[1]))
	}
	return labels
}

func folded(s string) string {
	return strings.NewReplacer("ё", "е", "Ё", "Е", "\u00a0", " ").Replace(s)
}

// notYet lists the documented flows that later work builds.
func notYet() []string {
	return nil
}

// TestFlowsMirrorTheSpecification requires each documented step and each of
// its labels, in order, in the table of the flow that mirrors it.
func TestFlowsMirrorTheSpecification(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	registry, err := flows(parts{Texts: c, SignIn: registration.ESIA})
	if err != nil {
		t.Fatal(err)
	}
	specs := readSpec(t)
	if len(specs) != 6 {
		t.Fatalf("flows.md has %d flows, want 6: is it read rightly?", len(specs))
	}
	for _, spec := range specs {
		i := slices.IndexFunc(registry.Flows(), func(f dialogs.Flow) bool { return f.Section == spec.section })
		if i < 0 {
			if !slices.Contains(notYet(), spec.section) {
				t.Errorf("no flow mirrors ‹%s›", spec.section)
			}
			continue
		}
		if slices.Contains(notYet(), spec.section) {
			t.Errorf("‹%s› is built: take it off the list", spec.section)
		}
		for _, fault := range mirror(spec, registry.Flows()[i], c) {
			t.Errorf("flow %s, ‹%s›: %s", registry.Flows()[i].ID, spec.section, fault)
		}
	}
}

// mirror returns what a flow's table lacks of a documented flow.
func mirror(spec documented, f dialogs.Flow, t dialogs.Texter) []string {
	table := map[string][]string{}
	add := func(d dialogs.Documented) {
		table[d.Step] = append(table[d.Step], "")
		for _, key := range d.Labels {
			table[d.Step] = append(table[d.Step], folded(t.Label(key)))
		}
	}
	for _, m := range f.Before {
		add(m.Documented)
	}
	for _, s := range f.Steps {
		for _, d := range s.Doc {
			add(d)
		}
	}
	var faults []string
	for _, step := range spec.steps {
		rest, ok := table[step.step]
		if !ok {
			faults = append(faults, fmt.Sprintf("step %s has no step", step.step))
		}
		for _, label := range step.labels {
			i := slices.IndexFunc(rest, func(s string) bool { return strings.Contains(s, label) })
			if i < 0 {
				faults = append(faults, fmt.Sprintf("step %s lacks «%s» or has it too early", step.step, label))
				continue
			}
			rest = rest[i+1:]
		}
	}
	return faults
}

// mirrored returns the section that a script says it mirrors, empty if none.
func mirrored(script string) string {
	m := regexp.MustCompile(`(?m)^# mirrors ‹(.+)›$`).FindStringSubmatch(script)
	if m == nil {
		return ""
	}
	return m[1]
}

// missingInOrder returns the labels of a documented flow that a transcript
// does not show in their order.
func missingInOrder(spec documented, transcript string) []string {
	rest := folded(transcript)
	var missing []string
	for _, step := range spec.steps {
		for _, label := range step.labels {
			i := strings.Index(rest, label)
			if i < 0 {
				missing = append(missing, step.step+" «"+label+"»")
				continue
			}
			rest = rest[i+len(label):]
		}
	}
	return missing
}

// TestScriptsMirrorEveryBuiltFlow requires a script for each documented flow
// that is built; TestScenarios compares their transcripts.
func TestScriptsMirrorEveryBuiltFlow(t *testing.T) {
	t.Parallel()
	told := map[string]bool{}
	for _, path := range scripts(t) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		told[mirrored(string(b))] = true
	}
	for _, spec := range readSpec(t) {
		if !told[spec.section] && !slices.Contains(notYet(), spec.section) {
			t.Errorf("no script mirrors ‹%s›", spec.section)
		}
	}
}
