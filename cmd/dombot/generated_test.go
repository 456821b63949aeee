package main

import (
	"os"
	"strings"
	"testing"
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
	const begin, end = "<!-- variables: make generate -->\n", "<!-- end of variables -->"
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	_, tail, found := strings.Cut(rest, end)
	if !ok || !found {
		t.Fatal("README.md has no marks for the table of variables")
	}
	compare(t, "../../README.md", head+begin+variableTable()+end+tail)
}
