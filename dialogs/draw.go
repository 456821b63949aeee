package dialogs

import (
	"fmt"
	"io"
	"strings"
)

// Draw writes every flow as a Mermaid graph, with the documented step and
// its labels beside each step that mirrors one.
func Draw(out io.Writer, r *Registry, t Texter) error {
	var b strings.Builder
	b.WriteString("# The dialogs\n\n" +
		"Drawn by `dombot flows` from the flows themselves; `make generate` writes this file.\n" +
		"A step that mirrors one of `dialogs/testdata/flows.md` carries its number. " +
		"Thick arrows start another flow.\n")
	for _, f := range r.Flows() {
		drawFlow(&b, f, t)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func drawFlow(b *strings.Builder, f Flow, t Texter) {
	fmt.Fprintf(b, "\n## %s: %s\n\n", f.ID, t.Label(f.Title))
	if f.Section != "" {
		fmt.Fprintf(b, "Mirrors ‹%s›.\n\n", f.Section)
	}
	for _, m := range f.Before {
		fmt.Fprintf(b, "- step %s lies in `%s`, step `%s`%s\n",
			m.Documented.Step, m.Flow, m.Step, quoted(m.Labels, t))
	}
	if len(f.Before) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("```mermaid\nflowchart TD\n")
	fmt.Fprintf(b, "  start((start)) --> %s\n", f.First)
	for _, s := range f.Steps {
		fmt.Fprintf(b, "  %s[\"%s\"]\n", s.ID, caption(s, t))
		for _, next := range s.Next {
			fmt.Fprintf(b, "  %s --> %s\n", s.ID, next)
		}
		for _, call := range s.Calls {
			fmt.Fprintf(b, "  %s ==> flow_%s([%s])\n", s.ID, call, call)
		}
	}
	b.WriteString("```\n")
}

// caption is what stands in the box of a step.
func caption(s StepInfo, t Texter) string {
	lines := append(make([]string, 0, 1+len(s.Doc)), s.ID)
	for _, d := range s.Doc {
		lines = append(lines, strings.TrimSpace(d.Step+quoted(d.Labels, t)))
	}
	return strings.ReplaceAll(strings.Join(lines, "<br/>"), `"`, "'")
}

func quoted(keys []string, t Texter) string {
	var s strings.Builder
	for _, k := range keys {
		s.WriteString(" «" + t.Label(k) + "»")
	}
	return s.String()
}
