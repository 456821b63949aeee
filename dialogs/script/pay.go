package script

import (
	"context"
	"errors"
	"fmt"
)

// Payers is a stage whose people pay invoices of the messenger.
type Payers interface {
	// PayInvoice pays the newest invoice that anybody was shown. What comes of it is seen by who.
	PayInvoice(ctx context.Context, who string) error
}

// pays does «pays the invoice».
func (p *player) pays(ctx context.Context, who, rest string) error {
	stage, ok := p.stage.(Payers)
	switch {
	case !ok:
		return errors.New("nobody pays invoices on this stage")
	case rest != "the invoice":
		return fmt.Errorf("cannot pay %q", rest)
	}
	return stage.PayInvoice(ctx, who)
}
