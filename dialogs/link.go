package dialogs

import "strings"

// Link is a deep link whose argument is for a flow: «/start op_…» with the prefix «op_».
type Link struct {
	Flow string
	// Args makes the arguments of the flow. What it returns is stored with the session, so a secret in
	// the link must not be in it.
	Args func(arg string) any
}

// linked returns the flow that a deep link with an argument starts. The argument is taken as it was
// written: small and capital letters differ.
func (t *turn) linked() (Start, bool) {
	words := strings.Fields(t.ev.Text)
	if len(words) != 2 || fold(words[0]) != "/start" {
		return Start{}, false
	}
	for prefix, link := range t.Links {
		if arg, ok := strings.CutPrefix(words[1], prefix); ok && arg != "" {
			return Begin(link.Flow, link.Args(arg)), true
		}
	}
	return Start{}, false
}

// leads returns the flow that an event starts from anywhere.
func (t *turn) leads(trigger string) (Start, bool) {
	if start, ok := t.linked(); ok {
		return start, true
	}
	start, ok := t.Triggers[trigger]
	return start, ok
}
