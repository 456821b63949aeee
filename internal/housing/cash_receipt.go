package housing

import (
	"net/url"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// CashReceiptState is how far a cash receipt is.
type CashReceiptState string

// The states of a cash receipt.
const (
	ReceiptWaiting    CashReceiptState = "waiting"
	ReceiptRegistered CashReceiptState = "registered"
	ReceiptMissing    CashReceiptState = "missing" // it was not registered for days
)

// CashReceipt is the cash receipt of a payment (54-ФЗ), as it was registered.
type CashReceipt struct {
	State      CashReceiptState // empty: the acquirer makes none
	Mail       string           // where it goes; empty when the acquirer knows
	Storage    string           // номер фискального накопителя, ФН
	Document   string           // номер фискального документа, ФД
	Sign       string           // фискальный признак документа, ФПД
	Registered time.Time
	Link       string // its page; empty: the numbers have to do
	Asked      int    // how often the acquirer was asked
}

// ReceiptLink is a link to a receipt, with places for what finds it there.
type ReceiptLink string

// Valid reports whether the link leads to one receipt on a page of the web.
func (l ReceiptLink) Valid() bool {
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(string(l)))
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http") &&
		strings.Contains(string(l), "{fp}")
}

// Of returns the address of a receipt of a sum; empty where there is no link.
// The names of the places are those of the code that is printed on receipts.
func (l ReceiptLink) Of(r CashReceipt, total decimal.Decimal) string {
	return strings.NewReplacer(
		"{fn}", url.QueryEscape(r.Storage), "{i}", url.QueryEscape(r.Document),
		"{fp}", url.QueryEscape(r.Sign), "{s}", total.StringFixed(2), "{t}", r.At().Format("20060102T1504"),
	).Replace(string(l))
}

// registerZone is where the clock of an acquirer's registers stands: МСК.
func registerZone() *time.Location { return time.FixedZone("MSK", 3*60*60) }

// At is the moment of the receipt by the clock that it shows.
func (r CashReceipt) At() time.Time { return r.Registered.In(registerZone()) }

// Args returns a registered receipt as notices and letters keep it.
func (r CashReceipt) Args() map[string]string {
	return map[string]string{
		"receipt_fn": r.Storage, "receipt_fd": r.Document, "receipt_fp": r.Sign,
		"receipt_at": r.Registered.UTC().Format(time.RFC3339), "receipt_link": r.Link,
	}
}

// ReadCashReceipt reads what [CashReceipt.Args] wrote; one without numbers where
// nothing of a receipt was written.
func ReadCashReceipt(args map[string]string) CashReceipt {
	at, err := time.Parse(time.RFC3339, args["receipt_at"])
	if err != nil {
		return CashReceipt{}
	}
	return CashReceipt{
		State: ReceiptRegistered, Storage: args["receipt_fn"], Document: args["receipt_fd"],
		Sign: args["receipt_fp"], Registered: at, Link: args["receipt_link"],
	}
}
