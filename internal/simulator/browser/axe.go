package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// rules are the sets of axe-core's rules that a page is held to.
const rules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// Violation is a rule of accessibility that the page breaks.
type Violation struct {
	Rule  string   `json:"rule"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"` // CSS selectors
}

// String names the rule and where it is broken.
func (v Violation) String() string {
	return fmt.Sprintf("%s: %s at %s", v.Rule, v.Help, strings.Join(v.Nodes, ", "))
}

// Audit fails the test for every rule of accessibility that the page breaks as it stands: names, roles,
// contrast, landmarks. It uses axe-core, the file that the variable DOMBOT_AXE names. Without it the audit is
// left out and that is said, in CI (variable CI is set) the test fails.
func (b *Tab) Audit(what string) {
	b.t.Helper()
	path := os.Getenv("DOMBOT_AXE")
	switch {
	case path == "" && os.Getenv("CI") != "":
		b.t.Fatal("DOMBOT_AXE is not set: run scripts/need axe")
	case path == "":
		b.t.Logf("%s: accessibility is not looked at, DOMBOT_AXE is not set (scripts/need axe)", what)
		return
	}
	if !Eval[bool](b, `"axe" in window`) {
		code, err := os.ReadFile(path) //nolint:gosec // the file that whoever runs the test names
		if err != nil {
			b.t.Fatalf("read axe-core: %v", err)
		}
		Eval[bool](b, string(code)+"\ntrue")
	}
	found := Eval[string](b, `axe.run(document, {
		runOnly: { type: "tag", values: `+rules+` }, resultTypes: ["violations"],
	}).then((found) => JSON.stringify(found.violations.map((v) => ({
		rule: v.id, help: v.help, nodes: v.nodes.map((n) => n.target.join(" ")),
	}))))`)
	var violations []Violation
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		b.t.Fatalf("read what axe-core found: %v", err)
	}
	for _, v := range violations {
		b.t.Errorf("%s: %s", what, v)
	}
}
