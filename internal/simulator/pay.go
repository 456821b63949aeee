package simulator

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// answerIn is how long the bot may take to agree to a payment.
const answerIn = 10 * time.Second

// Why an app would not let somebody pay.
var (
	errPaid   = errors.New("pay: the invoice is paid, the app shows the receipt")
	errPaying = errors.New("pay: the bot is being asked already")
)

// PaymentState is what has become of a wish to pay.
type PaymentState int

// The states of a payment.
const (
	PaymentAsked      PaymentState = iota + 1 // the bot is asked and has not answered yet
	PaymentPaid                               // the bot has agreed and the money is taken
	PaymentRefused                            // the bot has refused, in the words of Payment.Refusal
	PaymentUnanswered                         // the bot has not answered in time
	PaymentDeclined                           // the bot has agreed, the bank has not
	PaymentRefunded                           // the stars are given back
)

// String names the state.
func (s PaymentState) String() string {
	names := [...]string{"", "asked", "paid", "refused", "unanswered", "declined", "refunded"}
	if s < 1 || int(s) >= len(names) {
		return "unknown"
	}
	return names[s]
}

// Payment is a person's wish to pay an invoice.
type Payment struct {
	Invoice   *Invoice
	MessageID int    // of the invoice; zero if it was a link
	Link      string // of createInvoiceLink
	State     PaymentState
	Refusal   string // what the person was told instead of a receipt
	Receipt   Receipt
}

// Receipt says what was paid. The numbers of the charge are empty until it is.
type Receipt struct {
	Currency         string     `json:"currency"`
	Amount           int        `json:"total_amount"`
	Payload          string     `json:"invoice_payload"`
	ShippingOption   string     `json:"shipping_option_id,omitempty"`
	Order            *OrderInfo `json:"order_info,omitempty"`
	ChargeID         string     `json:"telegram_payment_charge_id"`
	ProviderChargeID string     `json:"provider_payment_charge_id"`

	// Of a subscription, which is not renewed here.
	Until     int64  `json:"subscription_expiration_date,omitempty"`
	Recurring bool   `json:"is_recurring,omitempty"`
	First     bool   `json:"is_first_recurring,omitempty"`
	Title     string `json:"-"`
}

func (r *Receipt) money() string {
	c, _ := currencyOf(r.Currency)
	return c.words(r.Amount)
}

// words are what was paid and for what.
func (r *Receipt) words() string { return r.money() + ": " + r.Title }

// OrderInfo is what an invoice asks of the person.
type OrderInfo struct {
	Name    string           `json:"name,omitempty"`
	Phone   string           `json:"phone_number,omitempty"`
	Email   string           `json:"email,omitempty"`
	Address *ShippingAddress `json:"shipping_address,omitempty"`
}

// ShippingAddress is where a delivery goes.
type ShippingAddress struct {
	Country  string `json:"country_code"`
	State    string `json:"state"`
	City     string `json:"city"`
	Street   string `json:"street_line1"`
	Street2  string `json:"street_line2"`
	PostCode string `json:"post_code"`
}

// PayOption says more about a payment.
type PayOption func(*checkout)

// WithTip adds a tip, in the smallest units of the currency.
func WithTip(amount int) PayOption { return func(c *checkout) { c.tip = amount } }

// WithAddress replaces the invented address that a delivery goes to.
func WithAddress(a ShippingAddress) PayOption { return func(c *checkout) { c.address = a } }

// WithDelivery chooses a way of delivery by its id; without it the first one is taken.
func WithDelivery(id string) PayOption { return func(c *checkout) { c.delivery = id } }

// checkout is a payment that waits for the bot.
type checkout struct {
	id       string
	seat     *Seat
	payment  *Payment
	shipping bool // the bot is asked for the ways of delivery, not yet whether it agrees
	expires  time.Time
	tip      int
	address  ShippingAddress
	delivery string
	declined bool // the bank will refuse
}

// till is where people pay.
type till struct {
	links     map[string]*Invoice
	checkouts map[string]*checkout
	receipts  map[string]*sale // by the number of the charge
}

func newTill() till {
	return till{
		links: map[string]*Invoice{}, checkouts: map[string]*checkout{}, receipts: map[string]*sale{},
	}
}

// sale is a payment that went through.
type sale struct {
	seat    *Seat
	payment *Payment
}

// Pay pays the invoice in a message with a card that works: the bot is asked whether it agrees, and when it
// does the receipt follows. What comes of it stands in Chat.Payments. The error says why an app would not
// even ask.
func (st *Seat) Pay(messageID int, how ...PayOption) error {
	return st.checkOut(messageID, false, how)
}

// DeclinePayment is Pay with a card that the bank refuses after the bot has agreed: no receipt follows.
func (st *Seat) DeclinePayment(messageID int, how ...PayOption) error {
	return st.checkOut(messageID, true, how)
}

// PayLink pays by a link of createInvoiceLink, which may be done any number of times. The receipt comes into
// the private chat.
func (st *Seat) PayLink(link string, how ...PayOption) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	i := st.srv.till.links[link]
	if i == nil {
		return fmt.Errorf("pay %q: there is no such link", link)
	}
	return st.who.begin(&checkout{payment: &Payment{Invoice: i, Link: link}}, how)
}

func (st *Seat) checkOut(messageID int, declined bool, how []PayOption) error {
	st.srv.mu.Lock()
	defer st.srv.mu.Unlock()
	m := st.find(messageID)
	if m == nil || m.Invoice == nil {
		return fmt.Errorf("pay: %s has no invoice %d", st.who.Name, messageID)
	}
	return st.begin(&checkout{
		payment: &Payment{Invoice: m.Invoice, MessageID: m.ID}, declined: declined,
	}, how)
}

// begin asks the bot.
func (st *Seat) begin(c *checkout, how []PayOption) error {
	st.srv.settle()
	c.seat, c.address = st, inventedAddress()
	for _, o := range how {
		o(c)
	}
	i := c.payment.Invoice
	switch {
	case st.away():
		return fmt.Errorf("pay: %s is not in touch with the bot here", st.who.Name)
	case c.tip < 0 || c.tip > i.MaxTip:
		return fmt.Errorf("pay: the tip may be up to %s", i.money(i.MaxTip))
	case c.payment.MessageID != 0 && slices.Contains(i.PaidBy, st.who.ID):
		return errPaid
	case c.payment.MessageID != 0 && st.paying(c.payment.MessageID):
		return errPaying
	}
	c.payment.State = PaymentAsked
	c.payment.Receipt = Receipt{
		Currency: i.Currency, Amount: i.Amount + c.tip, Payload: i.Payload, Order: c.order(), Title: i.Title,
	}
	if len(st.payments) >= maxToasts {
		st.payments = slices.Delete(st.payments, 0, maxToasts/2)
	}
	st.payments = append(st.payments, c.payment)
	st.log(fmt.Sprintf("%s платит %s: %s", st.who.called(), i.money(c.payment.Receipt.Amount), i.Title))
	c.ask()
	return nil
}

// paying tells whether the bot is being asked about the invoice in a message.
func (st *Seat) paying(messageID int) bool {
	return slices.ContainsFunc(st.payments, func(p *Payment) bool {
		return p.MessageID == messageID && p.State == PaymentAsked
	})
}

func inventedAddress() ShippingAddress {
	return ShippingAddress{
		Country: "RU", State: "Московская область", City: "Зеленоград", Street: "ул. Садовая, 1, кв. 2",
		PostCode: "124000",
	}
}

// order is what the invoice asks of the person; nil for nothing.
func (c *checkout) order() *OrderInfo {
	i, who, o := c.payment.Invoice, c.seat.who, OrderInfo{}
	if i.NeedName {
		o.Name = who.Name
	}
	if i.NeedPhone {
		o.Phone = who.phone
	}
	if i.NeedEmail {
		o.Email = fmt.Sprintf("resident%d@example.com", who.ID)
	}
	if i.NeedAddress {
		o.Address = &c.address
	}
	if o == (OrderInfo{}) {
		return nil
	}
	return &o
}

type wireShippingQuery struct {
	ID      string          `json:"id"`
	From    wireUser        `json:"from"`
	Payload string          `json:"invoice_payload"`
	Address ShippingAddress `json:"shipping_address"`
}

type wirePreCheckout struct {
	ID             string     `json:"id"`
	From           wireUser   `json:"from"`
	Currency       string     `json:"currency"`
	Amount         int        `json:"total_amount"`
	Payload        string     `json:"invoice_payload"`
	ShippingOption string     `json:"shipping_option_id,omitempty"`
	Order          *OrderInfo `json:"order_info,omitempty"`
}

// ask sends the bot the next question: where the price depends on the delivery, first the ways of it.
func (c *checkout) ask() {
	s, now, r := c.seat.srv, c.seat.srv.clock.Now(), c.payment.Receipt
	c.id = s.newID("2155")
	s.till.checkouts[c.id] = c
	from := c.seat.who.wireUser()
	if c.payment.Invoice.Flexible && r.ShippingOption == "" {
		c.shipping, c.expires = true, now.Add(queryLife)
		s.updates.push(c.seat.room, "shipping_query", wireShippingQuery{
			ID: c.id, From: from, Payload: r.Payload, Address: c.address,
		}, c.expires)
	} else {
		c.shipping, c.expires = false, now.Add(answerIn)
		s.updates.push(c.seat.room, "pre_checkout_query", wirePreCheckout{
			ID: c.id, From: from, Currency: r.Currency, Amount: r.Amount, Payload: r.Payload,
			ShippingOption: r.ShippingOption, Order: r.Order,
		}, now.Add(queryLife))
	}
	s.changed()
}
