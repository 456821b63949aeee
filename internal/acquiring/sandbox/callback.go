package sandbox

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Sent is a call-back that was posted.
type Sent struct {
	At      time.Time
	Event   string
	Payment string // the acquirer's number
	Status  int    // answered; 0 if there was no answer
}

// Callback is a call-back as it should not come. Its zero value is a true one.
type Callback struct {
	Status   string          // in place of how the payment stands
	Payment  string          // in place of the payment's number
	Sum      decimal.Decimal // in place of the payment's sum
	Currency string          // in place of the payment's
	Forged   bool            // with another token than the shop's
	Times    int             // 0 means once
	After    time.Duration   // by the clock
}

// CallBack posts a call-back about a payment, also about one that has not ended.
func (s *Sandbox) CallBack(id string, c Callback) error {
	defer s.lock()()
	p := s.byID[id]
	if p == nil {
		return ErrNoPayment
	}
	said := c.of(*p)
	l := s.letter(p.Shop, eventOf(said), shown(said))
	if l == nil {
		return ErrNoShop
	}
	l.due = l.due.Add(c.After)
	if c.Forged {
		l.to = forged(l.to)
	}
	for range max(c.Times, 1) {
		again := *l
		s.post(&again)
	}
	return nil
}

// of is p as the call-back tells of it.
func (c Callback) of(p Payment) *Payment {
	p.ID, p.Currency = cmp.Or(c.Payment, p.ID), cmp.Or(c.Currency, p.Currency)
	p.Status = cmp.Or(c.Status, p.Status)
	if p.Status == Canceled {
		p.Reason = cmp.Or(p.Reason, Declined)
	}
	if !c.Sum.IsZero() {
		p.Sum = c.Sum
	}
	return &p
}

// CallBackUnknown tells a shop of a payment that nobody opened.
func (s *Sandbox) CallBackUnknown(shop string) error {
	defer s.lock()()
	id, err := s.number()
	if err != nil {
		return err
	}
	now := s.now()
	l := s.letter(shop, "payment.succeeded", shown(&Payment{
		Shop: shop, ID: id, Status: Succeeded, Way: "bank_card", Sum: decimal.New(100, 0), Currency: "RUB",
		Opened: now, Settled: now,
	}))
	if l == nil {
		return ErrNoShop
	}
	s.post(l)
	return nil
}

// LoseCallbacks lets the next n call-backs of payments that end be lost for ever.
func (s *Sandbox) LoseCallbacks(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = n
}

// DelayCallbacks lets the call-backs of payments that end from now on come d later.
func (s *Sandbox) DelayCallbacks(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = d
}

// Sent returns the call-backs that were posted, the oldest first.
func (s *Sandbox) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// tell lets a shop know of an event. s.mu is held.
func (s *Sandbox) tell(shop, event string, about any) {
	l := s.letter(shop, event, about)
	switch {
	case l == nil:
	case s.lost > 0:
		s.lost--
	default:
		l.due = l.due.Add(s.late)
		s.post(l)
	}
}

// letter writes a call-back; nil if the shop wants none. s.mu is held.
func (s *Sandbox) letter(shop, event string, about any) *letter {
	to := s.shops[shop].Callback
	body, err := json.Marshal(map[string]any{"type": "notification", "event": event, "object": about})
	if to == "" || err != nil {
		return nil
	}
	l := &letter{to: to, event: event, body: body, due: s.now()}
	switch about := about.(type) {
	case object:
		l.payment = about.ID
	case refund:
		l.payment = about.Payment
	}
	return l
}

// post puts l on its way. s.mu is held.
func (s *Sandbox) post(l *letter) {
	s.queue = append(s.queue, l)
	select {
	case s.wake <- struct{}{}:
	default: // somebody will look anyway
	}
}

// forged is an address whose last part is another: nobody knows the right one.
func forged(to string) string {
	u, err := url.Parse(to)
	if err != nil {
		return to
	}
	u.Path = u.Path[:strings.LastIndex(u.Path, "/")+1] + "forged"
	return u.String()
}
