package rest

import "encoding/json"

// money is a sum as it travels: exactly two decimals, never a number.
type money struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// wish asks for a payment.
type wish struct {
	Amount       money         `json:"amount"`
	Capture      bool          `json:"capture"`
	Confirmation confirmation  `json:"confirmation"`
	Method       method        `json:"payment_method_data"`
	Description  string        `json:"description,omitempty"`
	Metadata     metadata      `json:"metadata"`
	Receipt      *receiptLines `json:"receipt,omitempty"`
}

type confirmation struct {
	Type   string `json:"type"`
	Return string `json:"return_url"`
}

type method struct {
	Type string `json:"type"`
}

type metadata struct {
	Key    string `json:"key"`
	Number string `json:"number"`
}

type receiptLines struct {
	Customer customer      `json:"customer"`
	Items    []receiptLine `json:"items"`
}

type customer struct {
	Email string `json:"email"`
}

type receiptLine struct {
	Description string `json:"description"`
	Quantity    string `json:"quantity"`
	Amount      money  `json:"amount"`
	VAT         int    `json:"vat_code"`
	Mode        string `json:"payment_mode"`
	Subject     string `json:"payment_subject"`
}

type refundWish struct {
	Payment     string `json:"payment_id"`
	Amount      money  `json:"amount"`
	Description string `json:"description,omitempty"`
}

// payment is the acquirer's object, as far as we look at it.
type payment struct {
	ID           string         `json:"id"`
	Status       string         `json:"status"`
	Amount       money          `json:"amount"`
	Refunded     *money         `json:"refunded_amount"`
	Created      string         `json:"created_at"`
	Captured     string         `json:"captured_at"`
	Metadata     map[string]any `json:"metadata"`
	Confirmation struct {
		URL string `json:"confirmation_url"`
	} `json:"confirmation"`
	Cancellation struct {
		Reason string `json:"reason"`
	} `json:"cancellation_details"`
}

type refund struct {
	ID           string `json:"id"`
	Payment      string `json:"payment_id"`
	Status       string `json:"status"`
	Amount       money  `json:"amount"`
	Cancellation struct {
		Reason string `json:"reason"`
	} `json:"cancellation_details"`
}

type page struct {
	Type  string    `json:"type"`
	Items []payment `json:"items"`
	Next  string    `json:"next_cursor"`
}

// fault is the acquirer's refusal.
type fault struct {
	Type      string `json:"type"`
	Code      string `json:"code"`
	Parameter string `json:"parameter"`
}

// notice is a call-back.
type notice struct {
	Type   string          `json:"type"`
	Event  string          `json:"event"`
	Object json.RawMessage `json:"object"`
}
