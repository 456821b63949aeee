package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

const (
	subscriptionPeriod = 2_592_000 // seconds, the only one there is
	subscriptionLimit  = 10_000    // stars
	totalInvalid       = "CURRENCY_TOTAL_AMOUNT_INVALID"
	starsInvalid       = "STARS_INVOICE_INVALID"
)

// Invoice is a bill that people pay in the chat. An Invoice never changes: a payment makes a new one.
type Invoice struct {
	Title          string
	Description    string
	Payload        string // what the bot recognises it by; people do not see it
	Currency       string
	Amount         int // in the smallest units of the currency
	Prices         []Price
	MaxTip         int
	Tips           []int // suggested
	StartParameter string
	ProviderToken  string
	NeedName       bool
	NeedPhone      bool
	NeedEmail      bool
	NeedAddress    bool
	Flexible       bool // the price depends on the delivery
	Subscription   int  // seconds; zero: it is paid once
	PaidBy         []int64
}

// Price is a part of an invoice or of a delivery; a discount is below zero.
type Price struct {
	Label  string `json:"label"`
	Amount int    `json:"amount"`
}

type wireInvoice struct {
	Title          string `json:"title"`
	Description    string `json:"description"`
	StartParameter string `json:"start_parameter"`
	Currency       string `json:"currency"`
	Amount         int    `json:"total_amount"`
}

func (i *Invoice) wire() *wireInvoice {
	if i == nil {
		return nil
	}
	return &wireInvoice{
		Title: i.Title, Description: i.Description, StartParameter: i.StartParameter,
		Currency: i.Currency, Amount: i.Amount,
	}
}

// money writes an amount in the currency of the invoice.
func (i *Invoice) money(amount int) string {
	c, _ := currencyOf(i.Currency)
	return c.words(amount)
}

// paid is the invoice after a person has paid.
func (i *Invoice) paid(person int64) *Invoice {
	next := *i
	next.PaidBy = append(slices.Clone(i.PaidBy), person)
	return &next
}

func (s *Server) sendInvoice(_ context.Context, c *call) (any, error) {
	i, err := readInvoice(c)
	if err != nil {
		return nil, err
	}
	return s.send(c, &Message{Invoice: i})
}

func (s *Server) createInvoiceLink(_ context.Context, c *call) (any, error) {
	i, err := readInvoice(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	link := "https://t.me/$" + s.newID("inv")
	s.till.links[link] = i
	return link, nil
}

// readInvoice decodes an invoice and checks what the types do not say.
func readInvoice(c *call) (*Invoice, error) {
	i := &Invoice{
		Title: c.text("title"), Description: c.text("description"), Payload: c.text("payload"),
		Currency: c.text("currency"), MaxTip: c.integer("max_tip_amount"),
		StartParameter: c.text("start_parameter"), ProviderToken: c.text("provider_token"),
		NeedName:    c.flag("need_name"),
		NeedPhone:   c.flag("need_phone_number") || c.flag("send_phone_number_to_provider"),
		NeedEmail:   c.flag("need_email") || c.flag("send_email_to_provider"),
		NeedAddress: c.flag("need_shipping_address") || c.flag("is_flexible"),
		Flexible:    c.flag("is_flexible"), Subscription: c.integer("subscription_period"),
	}
	if i.Currency == stars { // what a stars invoice may ask for is nothing
		i.NeedName, i.NeedPhone, i.NeedEmail, i.NeedAddress, i.Flexible = false, false, false, false, false
	}
	if data := c.text("provider_data"); data != "" && !json.Valid([]byte(data)) {
		return nil, badCall("DATA_JSON_INVALID")
	}
	err := errors.Join(c.object("prices", &i.Prices), c.object("suggested_tip_amounts", &i.Tips))
	if err != nil {
		return nil, err
	}
	for _, check := range []func() error{i.total, i.checkTips, i.checkCurrency, i.checkSubscription} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// total adds up the prices.
func (i *Invoice) total() error {
	for _, p := range i.Prices {
		if p.Amount > maxDigits || p.Amount < -maxDigits {
			return badCall("too big amount of the currency specified")
		}
		i.Amount += p.Amount
	}
	switch {
	case i.Amount <= 0:
		return badCall("total price must be positive")
	case i.Amount > maxDigits:
		return badCall("total price is too big")
	}
	return nil
}

func (i *Invoice) checkTips() error {
	if i.MaxTip < 0 || i.MaxTip > maxDigits {
		return badCall("invalid max_tip_amount of the currency specified")
	}
	for n, tip := range i.Tips {
		switch {
		case tip <= 0:
			return badCall("suggested tip amount must be positive")
		case tip > i.MaxTip:
			return badCall("suggested tip amount can't be bigger than max_tip_amount")
		case n > 0 && tip <= i.Tips[n-1]:
			return badCall("suggested tip amounts must be passed in a strictly increased order")
		}
	}
	return nil
}

func (i *Invoice) checkCurrency() error {
	c, known := currencyOf(i.Currency)
	switch {
	case !known:
		return badCall("CURRENCY_INVALID")
	case i.Currency == stars && (len(i.Prices) != 1 || i.MaxTip > 0 || i.ProviderToken != ""):
		return badCall(starsInvalid)
	case i.Currency != stars && i.ProviderToken == "":
		return badCall("PAYMENT_PROVIDER_INVALID")
	case !c.takes(i.Amount):
		return badCall(totalInvalid)
	}
	return nil
}

func (i *Invoice) checkSubscription() error {
	switch {
	case i.Subscription == 0:
		return nil
	case i.Currency != stars, i.Subscription != subscriptionPeriod:
		return badCall("SUBSCRIPTION_PERIOD_INVALID")
	case i.Amount > subscriptionLimit:
		return badCall("SUBSCRIPTION_AMOUNT_INVALID")
	}
	return nil
}

// withPay completes the keyboard of a message: a Pay button comes first under an invoice and nowhere else.
func (mk markup) withPay(i *Invoice) (markup, error) {
	for r, row := range mk.inline {
		for b, button := range row {
			switch {
			case !button.Pay:
			case i == nil:
				return mk, badCall("BUTTON_TYPE_INVALID")
			case r > 0 || b > 0:
				return mk, badCall("BUTTON_POS_INVALID")
			}
		}
	}
	switch {
	case i == nil:
		return mk, nil
	case mk.keyboard != nil || mk.remove:
		return mk, badCall("inline keyboard expected")
	case len(mk.inline) == 0:
		return payMarkup(i)
	case !mk.inline[0][0].Pay:
		return mk, badCall("REPLY_MARKUP_BUY_EMPTY")
	}
	return mk, nil
}

// payMarkup is the button that an invoice has by itself.
func payMarkup(i *Invoice) (markup, error) {
	mk := markup{inline: [][]Button{{{Text: "Заплатить " + i.money(i.Amount), Pay: true}}}}
	text, err := json.Marshal(map[string]any{"inline_keyboard": mk.inline})
	if err != nil {
		return mk, badCall("can't encode the Pay button")
	}
	mk.raw, err = canonical(string(text))
	return mk, err
}
