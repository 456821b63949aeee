package main

import (
	"fmt"
	"strings"
)

type configCommand struct{}

// Run prints the variables, without their values.
func (configCommand) Run(w World) error {
	_, err := fmt.Fprint(w.Out, variableTable())
	return err
}

// variableTable is the README's table of the environment.
func variableTable() string {
	var b strings.Builder
	b.WriteString("| variable | default | what it is |\n|---|---|---|\n")
	for _, s := range variables() {
		name, fallback := "`"+s.name+"`", ""
		if s.secret {
			name += " (or `" + s.name + "_FILE`)"
		}
		if s.fallback != "" {
			fallback = "`" + s.fallback + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, fallback, s.help)
	}
	return b.String()
}
