package account

import (
	"context"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Receipts reads the payment code in a picture that a person sent.
type Receipts interface {
	Slip(ctx context.Context, file string) (housing.Slip, error)
}

// payee is whom the code that was read pays.
type payee struct {
	Name string `json:"name,omitempty"`
	INN  string `json:"inn,omitempty"`
}

// readSlip is the intent of a picture of the receipt.
const readSlip = "slip"

// decideSlip takes a picture of the receipt instead of an answer.
func (c connect) decideSlip(d draft, up *dialogs.Upload) move {
	if why, no := pick.NoPicture(up, c.t); no {
		return dialogs.Refuse(d, why)
	}
	return dialogs.Do(d, dialogs.Act{Do: readSlip, Arg: up.ID})
}

// commitSlip returns what reads the picture and leads to the window; empty:
// it is this step. The house is looked for by the address as it stands in the
// code: of several the person chooses.
func (c connect) commitSlip(window string) func(context.Context, scene, dialogs.Act) (move, error) {
	return func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
		slip, err := c.Receipts.Slip(ctx, intent.Arg)
		if err != nil {
			return move{}, err
		}
		s.Draft.Payee = &payee{slip.Payee, slip.INN}
		if slip.Number.Value != "" {
			s.Draft.Number = slip.Number
		}
		m := dialogs.To(s.Draft, window)
		if slip.Address != "" {
			start := dialogs.Begin(pick.AddressFlow, pick.AddressArgs{
				Heading: "account.slip_address", Query: slip.Address,
			})
			m.Call = &start
		}
		return m, nil
	}
}

// slipText tells what was read and what to look at twice.
func (c connect) slipText(d draft, h housing.House) texts.Text {
	text := c.t.T("account.slip_check")
	switch {
	case d.House == 0:
		text = c.t.T("account.slip_no_house")
	case d.Number.Value == "":
		text = c.t.T("account.slip_no_number")
	}
	if foreign := d.Payee.INN != "" && d.Payee.INN != h.Organisation.INN; foreign && d.House != 0 {
		text = texts.Join("\n", text, c.t.T("account.slip_payee",
			"Payee", d.Payee.Name, "Organisation", h.Organisation.Name))
	}
	return text
}
