package simulator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// What a person is told when a payment comes to nothing without the bot having said so.
const (
	slowBot     = "Бот не ответил за 10 секунд. Деньги не списаны."
	refusedCard = "Банк отклонил оплату. Деньги не списаны."
)

// shippingOption is a way of delivery.
type shippingOption struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Prices []Price `json:"prices"`
}

// asked finds the question that a call answers. s.mu is held.
func (s *Server) asked(id string, shipping bool) (*checkout, error) {
	c := s.till.checkouts[id]
	if c == nil || c.shipping != shipping {
		return nil, bad(queryTooOld)
	}
	return c, nil
}

// refusalOf reads what people are told when the bot refuses; empty if it agrees.
func refusalOf(c *call) (string, error) {
	switch {
	case c.flag("ok"):
		return "", nil
	case c.text("error_message") == "":
		return "", badCall(`parameter "error_message" is required`)
	}
	return c.text("error_message"), nil
}

func (s *Server) answerPreCheckoutQuery(_ context.Context, c *call) (any, error) {
	refusal, err := refusalOf(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.asked(c.text("pre_checkout_query_id"), false)
	if err != nil {
		return nil, err
	}
	delete(s.till.checkouts, q.id)
	switch {
	case refusal != "":
		q.fail(PaymentRefused, refusal)
	case q.declined:
		q.fail(PaymentDeclined, refusedCard)
	default:
		q.succeed()
	}
	return true, nil
}

func (s *Server) answerShippingQuery(_ context.Context, c *call) (any, error) {
	refusal, err := refusalOf(c)
	if err != nil {
		return nil, err
	}
	var options []shippingOption
	if err := c.object("shipping_options", &options); err != nil {
		return nil, err
	}
	if refusal == "" && len(options) == 0 {
		return nil, badCall(`parameter "shipping_options" is required`)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.asked(c.text("shipping_query_id"), true)
	if err != nil {
		return nil, err
	}
	delete(s.till.checkouts, q.id)
	if refusal != "" {
		q.fail(PaymentRefused, refusal)
		return true, nil
	}
	q.choose(options)
	return true, nil
}

// choose takes a way of delivery and goes on to the payment.
func (c *checkout) choose(options []shippingOption) {
	n := max(0, slices.IndexFunc(options, func(o shippingOption) bool { return o.ID == c.delivery }))
	r := &c.payment.Receipt
	r.ShippingOption = options[n].ID
	for _, p := range options[n].Prices {
		r.Amount += p.Amount
	}
	c.seat.log(fmt.Sprintf("%s выбирает доставку: %s, итого %s",
		c.seat.who.called(), options[n].Title, c.payment.Invoice.money(r.Amount)))
	c.ask()
}

// fail ends a payment without a receipt; the person is told why.
func (c *checkout) fail(state PaymentState, words string) {
	c.payment.State, c.payment.Refusal = state, words
	st, toast := c.seat, Toast{Text: words, Alert: true, MessageID: c.payment.MessageID}
	if state == PaymentRefused {
		st.logToast(toast)
	} else {
		st.log(st.who.called() + " видит: " + words)
	}
	st.tell(toast)
}

// succeed takes the money and puts the receipt into the chat.
func (c *checkout) succeed() {
	st, s, p := c.seat, c.seat.srv, c.payment
	p.State = PaymentPaid
	p.Receipt.ChargeID, p.Receipt.ProviderChargeID = s.newID("stx"), s.newID("prv")
	if p.Invoice.Subscription > 0 {
		p.Receipt.Recurring, p.Receipt.First = true, true
		p.Receipt.Until = s.clock.Now().Unix() + int64(p.Invoice.Subscription)
	}
	s.till.receipts[p.Receipt.ChargeID] = &sale{seat: st, payment: p}
	if m := st.find(p.MessageID); m != nil && m.Invoice != nil {
		m.Invoice = m.Invoice.paid(st.who.ID)
		st.refresh(m)
	}
	receipt := p.Receipt
	st.who.started = true
	st.record(&Message{Paid: &receipt, ReplyTo: p.MessageID})
}

// record puts a message of the person into the chat that an app writes for them.
func (st *Seat) record(m *Message) {
	m.From, m.by, m.meant = st.who.ID, st.who, true
	st.add(m)
	st.report("message", m)
}

// closeDuePayments ends the payments that the bot was too slow for, the oldest first.
func (s *Server) closeDuePayments(now time.Time) {
	var late []*checkout
	for _, c := range s.till.checkouts {
		if !c.expires.After(now) {
			late = append(late, c)
		}
	}
	slices.SortFunc(late, func(a, b *checkout) int { return cmp.Compare(a.id, b.id) })
	for _, c := range late {
		delete(s.till.checkouts, c.id)
		c.fail(PaymentUnanswered, slowBot)
	}
}

func (s *Server) refundStarPayment(_ context.Context, c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sold := s.till.receipts[c.text("telegram_payment_charge_id")]
	switch {
	case sold == nil, sold.payment.Receipt.Currency != stars, sold.seat.who.ID != int64(c.integer("user_id")):
		return nil, bad("CHARGE_NOT_FOUND")
	case sold.payment.State == PaymentRefunded:
		return nil, bad("CHARGE_ALREADY_REFUNDED")
	}
	sold.payment.State = PaymentRefunded
	receipt := sold.payment.Receipt
	receipt.Until, receipt.Recurring, receipt.First = 0, false, false
	sold.seat.record(&Message{Refunded: &receipt})
	return true, nil
}

// getMyStarBalance counts what people have paid in stars and not got back.
func (s *Server) getMyStarBalance(context.Context, *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	total := 0
	for _, sold := range s.till.receipts {
		if p := sold.payment; p.State == PaymentPaid && p.Receipt.Currency == stars {
			total += p.Receipt.Amount
		}
	}
	return map[string]int{"amount": total}, nil
}
