package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"dombot/internal/acquiring"
	"dombot/internal/housing"
)

// cashReceipt is the acquirer's object of a receipt, as far as we look at it.
type cashReceipt struct {
	Type       string `json:"type"`
	Payment    string `json:"payment_id"`
	Status     string `json:"status"`
	Document   string `json:"fiscal_document_number"`
	Storage    string `json:"fiscal_storage_number"`
	Sign       string `json:"fiscal_attribute"`
	Registered string `json:"registered_at"`
}

type receiptPage struct {
	Type  string        `json:"type"`
	Items []cashReceipt `json:"items"`
}

// Receipt returns the receipt of a payment. The API gives its numbers and no
// address; a receipt that a register refused may be made anew, so that one waits.
func (p *Provider) Receipt(
	ctx context.Context, shop acquiring.Shop, id string,
) (housing.CashReceipt, error) {
	if !identifies(id) {
		return housing.CashReceipt{}, fmt.Errorf("ask for receipt: %w", acquiring.ErrUnknown)
	}
	var got receiptPage
	r := request{
		shop: shop, method: http.MethodGet, path: "v3/receipts", query: url.Values{"payment_id": {id}},
	}
	if err := p.call(ctx, r, &got); err != nil {
		return housing.CashReceipt{}, fmt.Errorf("ask for receipt: %w", err)
	}
	found, err := got.registered(id)
	if err != nil {
		return housing.CashReceipt{}, fmt.Errorf("ask for receipt: %w", err)
	}
	return found, nil
}

// registered reads the registered receipt of the payment's money coming in.
func (got receiptPage) registered(id string) (housing.CashReceipt, error) {
	waiting := housing.CashReceipt{State: housing.ReceiptWaiting}
	if got.Type != "list" {
		return waiting, errShape
	}
	for _, item := range got.Items {
		switch {
		case item.Type != "payment": // one of money given back names that, and no payment
			continue
		case item.Payment != id:
			return waiting, errOther
		case item.Status != "succeeded":
			continue
		}
		at, err := time.Parse(time.RFC3339, item.Registered)
		if err != nil || !numbered(item.Document) || !numbered(item.Storage) || !numbered(item.Sign) {
			return waiting, errShape
		}
		return housing.CashReceipt{
			State: housing.ReceiptRegistered, Storage: item.Storage, Document: item.Document, Sign: item.Sign,
			Registered: at,
		}, nil
	}
	return waiting, nil
}

// maxFiscal is the length of the longest number on a receipt, the storage's.
const maxFiscal = 16

func numbered(s string) bool { return s != "" && len(s) <= maxFiscal && digits(s) }
