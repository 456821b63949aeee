package sandbox

import (
	"hash/crc32"
	"net/http"
	"strconv"
	"time"

	"dombot/internal/texts"
)

// fiscalStorage is the number of the register's storage: those of registers
// that only play begin with 9999.
const fiscalStorage = "9999078900001234"

// fiscal is the cash receipt of a payment as the API shows it.
type fiscal struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Payment    string `json:"payment_id"`
	Status     string `json:"status"`
	Document   string `json:"fiscal_document_number,omitempty"`
	Storage    string `json:"fiscal_storage_number,omitempty"`
	Sign       string `json:"fiscal_attribute,omitempty"`
	Registered string `json:"registered_at,omitempty"`
}

type receiptCollection struct {
	Type  string   `json:"type"`
	Items []fiscal `json:"items"`
}

// apiReceipts lists the receipt of a payment: none before it is paid, or where
// the shop gave no data for one.
func (s *Sandbox) apiReceipts(c call) (any, *fault) {
	for name := range c.r.URL.Query() {
		if name != "payment_id" {
			return nil, invalid(name)
		}
	}
	defer s.lock()()
	list := receiptCollection{Type: "list", Items: []fiscal{}}
	p := s.byID[c.r.URL.Query().Get("payment_id")]
	if p != nil && p.Shop == c.shop.Number && p.receipt != "" && p.Status == Succeeded {
		list.Items = append(list.Items, s.fiscal(p))
	}
	return list, nil
}

// fiscal is the receipt of a payment that was paid. The register takes a while;
// its number counts the receipts before. s.mu is held.
func (s *Sandbox) fiscal(p *Payment) fiscal {
	f := fiscal{ID: "rt-" + p.ID, Type: "payment", Payment: p.ID, Status: Pending}
	at := p.Settled.Add(s.o.Register)
	if s.closed || s.now().Before(at) {
		return f
	}
	if p.fiscal == 0 {
		s.receipts++
		p.fiscal = s.receipts
	}
	f.Status, f.Storage, f.Document = Succeeded, fiscalStorage, strconv.Itoa(p.fiscal)
	f.Sign = strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(p.ID))), 10)
	f.Registered = written(at)
	return f
}

// HoldReceipts closes the cash register, or opens it again.
func (s *Sandbox) HoldReceipts(closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = closed
}

// ReceiptPath is the page of a receipt, with places for the numbers on it.
const ReceiptPath = "/receipt?fn={fn}&i={i}&fp={fp}&s={s}"

// seeReceipt shows the receipt that its numbers and sum name, as the page of an
// operator of fiscal data does.
func (s *Sandbox) seeReceipt(w http.ResponseWriter, r *http.Request, page show) {
	q := r.URL.Query()
	for _, p := range s.Ledger() {
		f, ok := s.registered(p.ID)
		if !ok || f.Storage != q.Get("fn") || f.Document != q.Get("i") || f.Sign != q.Get("fp") ||
			p.Sum.StringFixed(2) != q.Get("s") {
			continue
		}
		page(w, http.StatusOK, "checkout.html", s.receiptPage(p, f))
		return
	}
	page(w, http.StatusNotFound, "checkout.html", checkout{
		Title: s.o.Texts.Label("sandbox.receipt"), Word: s.o.Texts.Label("sandbox.receipt_gone"),
	})
}

func (s *Sandbox) registered(id string) (fiscal, bool) {
	defer s.lock()()
	p := s.byID[id]
	if p == nil || p.receipt == "" {
		return fiscal{}, false
	}
	f := s.fiscal(p)
	return f, f.Status == Succeeded
}

func (s *Sandbox) receiptPage(p Payment, f fiscal) checkout {
	t := s.o.Texts
	at, _ := time.Parse(stamp, f.Registered) // written by us
	return checkout{
		Title: t.Label("sandbox.receipt"), Play: t.Label("sandbox.play"),
		Rows: []row{
			{t.Label("sandbox.shop"), s.nameOf(p.Shop)},
			{t.Label("sandbox.receipt_sum"), texts.Money(p.Sum)},
			{t.Label("sandbox.receipt_at"), at.In(s.o.Zone).Format("02.01.2006 15:04")},
			{t.Label("sandbox.receipt_to"), texts.MaskEmail(p.receipt)},
			{"ФН", f.Storage},
			{"ФД", f.Document},
			{"ФПД", f.Sign},
		},
	}
}
