package sandbox

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// The states of a payment, and why it was canceled, in the API's words.
const (
	Pending   = "pending"
	Succeeded = "succeeded"
	Canceled  = "canceled"

	Declined = "general_decline"
	Expired  = "expired_on_confirmation"
)

// Payment is a payment as the acquirer has it.
type Payment struct {
	Shop     string // number
	ID       string
	Key      string // metadata.key
	Number   string // metadata.number
	Way      string // payment_method.type
	Sum      decimal.Decimal
	Currency string
	Refunded decimal.Decimal
	Status   string
	Reason   string // why it was canceled
	Hung     bool   // the bank does not answer; it does not expire either
	Opened   time.Time
	Settled  time.Time // zero while it waits
	Return   string

	about    string
	metadata map[string]string
	receipt  string // where the cash receipt goes; empty: none is wanted
	fiscal   int    // its number; 0: not registered yet
	url      string
}

// Payments returns every payment of all shops, the oldest first.
func (s *Sandbox) Payments() []Payment {
	return s.payments(func(*Payment) bool { return true })
}

// Ledger returns the payments that the acquirer took money for, refunded ones
// included, the oldest first: what a shop's own books are compared with.
func (s *Sandbox) Ledger() []Payment {
	return s.payments(func(p *Payment) bool { return p.Status == Succeeded })
}

// Payment returns the payment of an acquirer's number.
func (s *Sandbox) Payment(id string) (Payment, error) {
	defer s.lock()()
	if p := s.byID[id]; p != nil {
		return *p, nil
	}
	return Payment{}, ErrNoPayment
}

// ByKey returns the payment that a shop opened under a key.
func (s *Sandbox) ByKey(key string) (Payment, error) {
	found := s.payments(func(p *Payment) bool { return p.Key == key })
	if len(found) == 0 {
		return Payment{}, ErrNoPayment
	}
	return found[len(found)-1], nil
}

func (s *Sandbox) payments(wanted func(*Payment) bool) []Payment {
	defer s.lock()()
	var list []Payment
	for _, p := range s.all {
		if wanted(p) {
			list = append(list, *p)
		}
	}
	return list
}

// Pay lets the payer pay. What is paid already stays paid.
func (s *Sandbox) Pay(id string) error { return s.settle(id, Succeeded, "") }

// Decline lets the bank refuse.
func (s *Sandbox) Decline(id string) error { return s.settle(id, Canceled, Declined) }

// Cancel lets the payer give up. The API knows no word for that: it reads as if
// the time were over.
func (s *Sandbox) Cancel(id string) error { return s.settle(id, Canceled, Expired) }

// Hang lets the payer pay and the bank fall silent: the payment waits and does
// not expire until it is released, or settled otherwise.
func (s *Sandbox) Hang(id string) error {
	defer s.lock()()
	p := s.byID[id]
	switch {
	case p == nil:
		return ErrNoPayment
	case p.Status != Pending:
		return ErrSettled
	}
	p.Hung = true
	return nil
}

// Release lets the bank of a hung payment answer that it has paid.
func (s *Sandbox) Release(id string) error {
	p, err := s.Payment(id)
	if err != nil {
		return err
	}
	if !p.Hung && p.Status != Succeeded {
		return ErrSettled
	}
	return s.Pay(id)
}

func (s *Sandbox) settle(id, status, reason string) error {
	defer s.lock()()
	p := s.byID[id]
	switch {
	case p == nil:
		return ErrNoPayment
	case p.Status == status && p.Reason == reason:
		return nil
	case p.Status != Pending:
		return ErrSettled
	}
	s.end(p, status, reason, s.now())
	return nil
}

// end settles p and tells its shop. s.mu is held.
func (s *Sandbox) end(p *Payment, status, reason string, at time.Time) {
	p.Status, p.Reason, p.Settled, p.Hung = status, reason, at, false
	s.open = slices.DeleteFunc(s.open, func(o *Payment) bool { return o == p })
	s.tell(p.Shop, eventOf(p), shown(p))
}

// expire cancels what was not paid in time. s.mu is held.
func (s *Sandbox) expire() {
	now := s.now()
	for _, p := range slices.Clone(s.open) {
		if end := p.Opened.Add(s.o.Life); !p.Hung && !end.After(now) {
			s.end(p, Canceled, Expired, end)
		}
	}
}

// add keeps a new payment. s.mu is held.
func (s *Sandbox) add(p *Payment) error {
	id, err := s.number()
	if err != nil {
		return err
	}
	p.ID, p.Status, p.Opened = id, Pending, s.now()
	s.all, s.open = append(s.all, p), append(s.open, p)
	s.byID[id] = p
	return nil
}

// number draws a number that nothing has yet. s.mu is held.
func (s *Sandbox) number() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.o.Random, b[:]); err != nil {
		return "", fmt.Errorf("draw a number: %w", err)
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
