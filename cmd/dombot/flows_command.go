package main

import (
	"io"

	"dombot/dialogs"
	"dombot/dialogs/registration"
	"dombot/internal/texts"
)

type flowsCommand struct{}

// Run draws every flow.
func (flowsCommand) Run(w World, t *texts.Catalogue) error { return drawFlows(w.Out, t) }

// drawFlows writes docs/flows.md.
func drawFlows(out io.Writer, t *texts.Catalogue) error {
	registry, err := flows(parts{Texts: t, SignIn: registration.ESIA, Forum: true})
	if err != nil {
		return err
	}
	return dialogs.Draw(out, registry, t)
}
