package sandbox

import (
	"time"

	"github.com/shopspring/decimal"
)

// The objects of the API. They stand here a second time, so that a slip in the
// client's is found and not shared.

type amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

type opening struct {
	Amount       amount `json:"amount"`
	Capture      bool   `json:"capture"`
	Confirmation struct {
		Type   string `json:"type"`
		Return string `json:"return_url"`
	} `json:"confirmation"`
	Method struct {
		Type string `json:"type"`
	} `json:"payment_method_data"`
	Description string            `json:"description"`
	Metadata    map[string]string `json:"metadata"`
	Receipt     *receipt          `json:"receipt"`
}

type receipt struct {
	Customer struct {
		Email string `json:"email"`
	} `json:"customer"`
	Items []struct {
		Description string          `json:"description"`
		Quantity    decimal.Decimal `json:"quantity"`
		Amount      amount          `json:"amount"`
		VAT         int             `json:"vat_code"`
		Mode        string          `json:"payment_mode"`
		Subject     string          `json:"payment_subject"`
	} `json:"items"`
}

type refunding struct {
	Payment     string `json:"payment_id"`
	Amount      amount `json:"amount"`
	Description string `json:"description"`
}

type object struct {
	ID           string            `json:"id"`
	Status       string            `json:"status"`
	Paid         bool              `json:"paid"`
	Amount       amount            `json:"amount"`
	Confirmation *confirmation     `json:"confirmation,omitempty"`
	Created      string            `json:"created_at"`
	Captured     string            `json:"captured_at,omitempty"`
	Description  string            `json:"description,omitempty"`
	Metadata     map[string]string `json:"metadata"`
	Method       kind              `json:"payment_method"`
	Recipient    recipient         `json:"recipient"`
	Refundable   bool              `json:"refundable"`
	Refunded     *amount           `json:"refunded_amount,omitempty"`
	Cancellation *cancellation     `json:"cancellation_details,omitempty"`
	Test         bool              `json:"test"`
}

type confirmation struct {
	Type   string `json:"type"`
	Return string `json:"return_url"`
	URL    string `json:"confirmation_url"`
}

type kind struct {
	Type  string `json:"type"`
	Saved bool   `json:"saved"`
}

type recipient struct {
	Account string `json:"account_id"`
}

type cancellation struct {
	Party  string `json:"party"`
	Reason string `json:"reason"`
}

type refund struct {
	ID      string `json:"id"`
	Payment string `json:"payment_id"`
	Status  string `json:"status"`
	Created string `json:"created_at"`
	Amount  amount `json:"amount"`
}

type collection struct {
	Type  string   `json:"type"`
	Items []object `json:"items"`
	Next  string   `json:"next_cursor,omitempty"`
}

// fault is a refusal of the API.
type fault struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Code        string `json:"code"`
	Description string `json:"description"`
	Parameter   string `json:"parameter,omitempty"`

	status int
}

const stamp = "2006-01-02T15:04:05.000Z"

func written(t time.Time) string { return t.UTC().Format(stamp) }

// shown is p as the API shows it.
func shown(p *Payment) object {
	o := object{
		ID: p.ID, Status: p.Status, Test: true,
		Paid: p.Status == Succeeded, Refundable: p.Status == Succeeded,
		Amount: amount{p.Sum.StringFixed(2), p.Currency}, Created: written(p.Opened), Description: p.about,
		Metadata: p.metadata, Method: kind{Type: p.Way}, Recipient: recipient{p.Shop},
	}
	switch p.Status {
	case Pending:
		o.Confirmation = &confirmation{Type: "redirect", Return: p.Return, URL: p.url}
	case Succeeded:
		o.Captured = written(p.Settled)
		o.Refunded = &amount{p.Refunded.StringFixed(2), p.Currency}
	case Canceled:
		party := "yoo_money"
		if p.Reason == Declined {
			party = "payment_network"
		}
		o.Cancellation = &cancellation{Party: party, Reason: p.Reason}
	}
	return o
}

func eventOf(p *Payment) string { return "payment." + p.Status }
