package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	mailaddress "net/mail"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/rest"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type payCommands struct {
	Shop   paymentsShop   `cmd:"" help:"Store an organisation's contract with an acquirer."`
	Way    paymentsWay    `cmd:"" help:"Set what a way to pay costs and takes, or take it away."`
	Order  paymentsOrder  `cmd:"" help:"Say what unnamed money pays first, from a day on."`
	Odd    paymentsOdd    `cmd:"" help:"List what acquirers said that fits none of our payments."`
	Refund paymentsRefund `cmd:"" help:"Give the money of a payment back."`
}

type paymentsShop struct {
	Org      string `required:"" help:"ИНН of the organisation."`
	Provider string `enum:"rest,telegram" default:"rest" help:"rest (YooKassa's API v3) or telegram."`
	Number   string `required:"" help:"Number of the shop at the acquirer."`
	KeyFile  string `required:"" help:"File with the key, or the token of Telegram's payment provider."`
	BIK      string `name:"bik" help:"With --account: the shop is for this payee alone."`
	Account  string `help:"With --bik: settlement account of the payee."`
	// The organisation's own register makes the receipts where nothing is said.
	ReceiptMail string `help:"The acquirer makes cash receipts; here go those of payers without an e-mail."`
	ReceiptLink string `help:"Page of a receipt, with {fn}, {i}, {fp}, {s}, {t} in place of what it says."`
}

// Run seals the key and stores the contract.
func (s paymentsShop) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.Org)
		if err != nil {
			return err
		}
		if (s.BIK == "") != (s.Account == "") || s.BIK != "" && !housing.ValidBankAccount(s.BIK, s.Account) {
			return &housing.Error{Kind: housing.Refused, Text: "cli.account_or_bik"}
		}
		mail, err := s.receipts()
		if err != nil {
			return err
		}
		key, sealed, err := s.key(d, org.ID)
		if err != nil {
			return err
		}
		id, err := d.payments().SetShop(ctx, housing.Shop{
			Organisation: org.ID, Provider: s.Provider, BIK: s.BIK, Account: s.Account,
			Number: s.Number, Key: sealed, ReceiptMail: mail, ReceiptLink: housing.ReceiptLink(s.ReceiptLink),
		}, d.clock.Now())
		if err != nil {
			return err
		}
		address := ""
		if s.Provider == restProvider {
			address = d.Public + acquiring.CallbackPath(acquiring.Shop{ID: id, Number: s.Number, Key: key})
		}
		return d.say("cli.shop_set", "Name", org.Name, "Address", address, "Receipts", mail != "")
	})
}

// receipts reads where receipts go, and checks where they are found.
func (s paymentsShop) receipts() (mail string, err error) {
	refuse := func(key string) (string, error) {
		return "", &housing.Error{Kind: housing.Refused, Text: key}
	}
	switch link := housing.ReceiptLink(s.ReceiptLink); {
	case s.ReceiptMail == "" && link == "":
		return "", nil
	case s.Provider != restProvider || s.ReceiptMail == "":
		return refuse("cli.receipt_alone")
	case link != "" && !link.Valid():
		return refuse("cli.receipt_link_wrong")
	}
	address, err := mailaddress.ParseAddress(s.ReceiptMail)
	if err != nil || address.Name != "" {
		return refuse("cli.receipt_mail_wrong")
	}
	return address.Address, nil
}

// key reads the key, and seals it for storage.
func (s paymentsShop) key(
	d desk, org housing.OrganisationID,
) (key acquiring.Secret, sealed []byte, err error) {
	vault, err := d.vault()
	if err != nil {
		return "", nil, err
	}
	b, err := d.ReadFile(s.KeyFile)
	if err != nil {
		return "", nil, err
	}
	if key = acquiring.Secret(strings.TrimSpace(string(b))); key == "" {
		return "", nil, &housing.Error{Kind: housing.Refused, Text: "cli.key_empty"}
	}
	sealed, err = vault.Seal(org, key, rand.Reader)
	return key, sealed, err
}

func (d desk) payments() *postgres.Payments { return &postgres.Payments{DB: d.db} }

// vault opens what the keys of shops are sealed with.
func (d desk) vault() (acquiring.Vault, error) {
	if d.Payments == "" {
		return acquiring.Vault{}, &housing.Error{Kind: housing.Refused, Text: "cli.no_payment_secret"}
	}
	return acquiring.NewVault(string(d.Payments))
}

type paymentsWay struct {
	Org      string `required:"" help:"ИНН of the organisation."`
	Way      string `required:"" enum:"wallet,card,sbp" help:"wallet, card or sbp."`
	Provider string `enum:"rest,telegram" default:"rest" help:"Who carries it out."`
	Percent  string `default:"0" help:"Commission in percent of the sum."`
	MinFee   string `default:"0" help:"The least commission, in roubles."`
	MaxFee   string `help:"The most, in roubles."`
	Min      string `default:"0" help:"The least sum that the way takes, in roubles."`
	Max      string `help:"The most."`
	Off      bool   `help:"Take the way away."`
}

// Run sets or drops the way.
func (s paymentsWay) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.Org)
		if err != nil {
			return err
		}
		way := housing.PayWay(s.Way)
		if s.Off {
			return errors.Join(d.payments().DropPayRule(ctx, org.ID, way), d.say("cli.way_off"))
		}
		rule, err := s.rule()
		if err != nil {
			return err
		}
		if err := d.payments().SetPayRule(ctx, org.ID, rule, d.clock.Now()); err != nil {
			return err
		}
		thousand := decimal.NewFromInt(1000)
		return d.say("cli.way_set", "Fee", texts.Money(rule.Fee(thousand)), "Sum", texts.Money(thousand))
	})
}

// rule reads the terms; a bound below its counterpart is refused.
func (s paymentsWay) rule() (housing.PayRule, error) {
	wrong := &housing.Error{Kind: housing.Refused, Text: "cli.way_wrong"}
	rule := housing.PayRule{Way: housing.PayWay(s.Way), Provider: s.Provider}
	for _, x := range []struct {
		text string
		to   *decimal.Decimal
	}{{s.Percent, &rule.Percent}, {s.MinFee, &rule.MinFee}, {s.Min, &rule.Min}} {
		v, ok := plainNumber(x.text)
		if !ok {
			return rule, wrong
		}
		*x.to = v
	}
	for _, x := range []struct {
		text string
		to   *decimal.NullDecimal
		low  decimal.Decimal
	}{{s.MaxFee, &rule.MaxFee, rule.MinFee}, {s.Max, &rule.Max, rule.Min}} {
		if x.text == "" {
			continue
		}
		v, ok := plainNumber(x.text)
		if !ok || v.LessThan(x.low) {
			return rule, wrong
		}
		*x.to = decimal.NewNullDecimal(v)
	}
	if rule.Percent.GreaterThan(decimal.NewFromInt(100)) {
		return rule, wrong
	}
	return rule, nil
}

// plainNumber reads a number that is not negative, of at most three digits after the point.
func plainNumber(text string) (decimal.Decimal, bool) {
	v, err := decimal.NewFromString(strings.ReplaceAll(text, ",", "."))
	return v, err == nil && !v.IsNegative() && v.Exponent() >= -3 && v.LessThan(decimal.New(1, 12))
}

type paymentsOrder struct {
	Org   string `required:"" help:"ИНН of the organisation."`
	First string `required:"" enum:"oldest,period" help:"oldest: the debt; period: the newest month."`
	From  string `required:"" help:"First day, as 2026-12-01."`
}

// Run stores the rule.
func (s paymentsOrder) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.Org)
		if err != nil {
			return err
		}
		day, err := time.Parse(time.DateOnly, s.From)
		if err != nil {
			return &housing.Error{Kind: housing.Refused, Text: "cli.day_wrong"}
		}
		from := housing.DateOf(day)
		if err := d.payments().SetPayOrder(ctx, org.ID, from, housing.PayOrder(s.First)); err != nil {
			return err
		}
		return d.say("cli.order_set", "Date", texts.Date(from, housing.DateOf(d.clock.Now())))
	})
}

type paymentsOdd struct {
	Org   string `required:"" help:"ИНН of the organisation."`
	Limit int    `default:"50" help:"How many of the newest."`
}

// Run lists the oddities.
func (s paymentsOdd) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.Org)
		if err != nil {
			return err
		}
		found, err := d.payments().Oddities(ctx, org.ID, max(1, s.Limit))
		if err != nil {
			return err
		}
		for _, o := range found {
			err := d.say("cli.oddity", "Date", o.At.In(d.Zone).Format("02.01.2006 15:04 MST"),
				"Kind", oddityName(o.Kind, t), "Payment", o.External, "Said", o.Said)
			if err != nil {
				return err
			}
		}
		if len(found) == 0 {
			return d.say("cli.oddities_none")
		}
		return nil
	})
}

func oddityName(k housing.OddityKind, t *texts.Catalogue) string {
	switch k {
	case housing.OddMissing:
		return t.Label("cli.odd_missing")
	case housing.OddSum:
		return t.Label("cli.odd_sum")
	case housing.OddCurrency:
		return t.Label("cli.odd_currency")
	case housing.OddState:
		return t.Label("cli.odd_state")
	case housing.OddTwice:
		return t.Label("cli.odd_twice")
	case housing.OddReceipt:
		return t.Label("cli.odd_receipt")
	case housing.OddUnknown:
	}
	return t.Label("cli.odd_unknown")
}

type paymentsRefund struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	Number string `required:"" help:"Number of the operation, as 261126-77."`
	Reason string `required:"" help:"Why, for the record."`
}

// Run gives the money back at the acquirer and in the books.
func (s paymentsRefund) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.Org)
		if err != nil {
			return err
		}
		p, err := d.payments().ByNumber(ctx, org.ID, s.Number)
		if err != nil {
			return err
		}
		providers, err := restProviders(d.Config)
		if err != nil {
			return err
		}
		counter, err := newDesk(counter{
			DB: d.db, Secret: d.Payments, Providers: providers, Texts: t, Now: d.clock.Now, Log: d.Logger(w),
		})
		if err != nil {
			return err
		}
		if err := counter.GiveBack(ctx, p, strings.TrimSpace(s.Reason)); err != nil {
			return err
		}
		return d.say("cli.refunded", "Number", p.Number, "Sum", texts.Money(p.Total()))
	})
}

// acquirerTime bounds a call to an acquirer.
const acquirerTime = 10 * time.Second

// restProviders are the acquirers that are called over HTTP.
func restProviders(c Config) (map[string]acquiring.Provider, error) {
	p, err := rest.New(rest.Options{Base: c.Acquirer, HTTP: &http.Client{Timeout: acquirerTime}})
	if err != nil {
		return nil, err
	}
	return map[string]acquiring.Provider{restProvider: p}, nil
}
