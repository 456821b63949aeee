package main

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type chargesCommands struct {
	Publish  publishCharges  `cmd:"" help:"Show what was loaded for a month; with --yes publish it."`
	Withdraw withdrawCharges `cmd:"" help:"Take the payment document of an account back."`
	Payee    setPayee        `cmd:"" help:"Say who gets the money that is paid on a bank account."`
}

// ofPeriod is what every command about the charges of a month is told.
type ofPeriod struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	Period string `required:"" help:"Month of account, as 2026-10."`
}

func (o ofPeriod) find(ctx context.Context, d desk) (org housing.Organisation, p housing.Period, err error) {
	if p, err = housing.ParsePeriod(o.Period); err != nil {
		return org, p, &housing.Error{Kind: housing.Refused, Text: "cli.period_wrong"}
	}
	org, err = d.org(ctx, o.Org)
	return org, p, err
}

type publishCharges struct {
	ofPeriod
	Reason string `help:"Why documents are re-issued: residents read it."`
	Yes    bool   `help:"Publish. Without it only the report is printed."`
}

// Run prints what a person should look at, and publishes when told to.
func (c publishCharges) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, period, err := c.find(ctx, d)
		if err != nil {
			return err
		}
		store := &postgres.Documents{DB: d.db}
		report, err := store.Loaded(ctx, org.ID, period)
		if err != nil {
			return err
		}
		if report.Documents == 0 {
			return d.say("cli.charges_nothing", "Period", texts.PeriodOfYear(period))
		}
		if err := d.loaded(report); err != nil || !c.Yes {
			return errors.Join(err, d.say("cli.charges_ask"))
		}
		done, err := store.Publish(ctx, housing.Publishing{
			Organisation: org.ID, Period: period, Reason: strings.TrimSpace(c.Reason), Seen: report.Mark,
		}, d.clock.Now())
		if err != nil {
			return err
		}
		return d.say("cli.charges_published",
			"Documents", done.Documents, "Told", done.Told, "Period", texts.PeriodOfYear(period))
	})
}

// loaded prints the report of what waits to be published.
func (d desk) loaded(r housing.LoadReport) error {
	lines := []error{d.say("cli.charges_report", "Period", texts.PeriodOfYear(r.Period),
		"Documents", r.Documents, "Reissued", r.Reissued, "Charged", texts.Money(r.Charged),
		"Before", texts.Money(r.Before), "Change", texts.Money(r.Charged.Sub(r.Before)))}
	for _, j := range r.Jumps {
		lines = append(lines, d.say("cli.charges_jump",
			"Number", j.Number, "Was", texts.Money(j.Was), "Is", texts.Money(j.Is)))
	}
	if more := r.Jumped - len(r.Jumps); more > 0 {
		lines = append(lines, d.say("cli.charges_jumps_more", "N", more))
	}
	if r.Lacking > 0 {
		lines = append(lines, d.say("cli.charges_missing", "N", r.Lacking,
			"Numbers", strings.Join(r.Missing, ", "), "More", r.Lacking-len(r.Missing)))
	}
	return errors.Join(lines...)
}

type withdrawCharges struct {
	ofPeriod
	Account string `required:"" help:"Number of the account."`
	Reason  string `help:"Why: residents who opened the document read it."`
}

// Run takes the document back.
func (c withdrawCharges) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, period, err := c.find(ctx, d)
		if err != nil {
			return err
		}
		store := &postgres.Documents{DB: d.db}
		told, err := store.Withdraw(ctx, org.ID, housing.Withdrawal{
			Number: c.Account, Period: period, Reason: strings.TrimSpace(c.Reason),
		}, d.clock.Now())
		if err != nil {
			return err
		}
		return d.say("cli.charges_withdrawn",
			"Number", c.Account, "Period", texts.PeriodOfYear(period), "Told", told)
	})
}

type setPayee struct {
	Org           string `required:"" help:"ИНН of the organisation whose documents name the bank account."`
	BIK           string `name:"bik" required:"" help:"БИК of the bank, 9 digits."`
	Account       string `required:"" help:"Bank account, 20 digits."`
	Name          string `required:"" help:"Name of the payee."`
	INN           string `name:"inn" required:"" help:"ИНН of the payee."`
	KPP           string `name:"kpp" help:"КПП of the payee."`
	Bank          string `required:"" help:"Name of the bank."`
	Correspondent string `help:"Correspondent account of the bank, 20 digits."`
}

// Run keeps the payee.
func (c setPayee) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, c.Org)
		if err != nil {
			return err
		}
		payee, err := c.payee()
		if err != nil {
			return err
		}
		store := &postgres.Documents{DB: d.db}
		if err := store.SetPayee(ctx, org.ID, payee, d.clock.Now()); err != nil {
			return err
		}
		return d.say("cli.payee_set", "Name", payee.Name, "Account", payee.Account)
	})
}

func (c setPayee) payee() (housing.Payee, error) {
	refuse := func(key string) (housing.Payee, error) {
		return housing.Payee{}, &housing.Error{Kind: housing.Refused, Text: key}
	}
	switch {
	case !housing.ValidINN(c.INN):
		return refuse("cli.inn_wrong")
	case !housing.ValidBankAccount(c.BIK, c.Account):
		return refuse("cli.bank_account_wrong")
	case c.KPP != "" && !regexp.MustCompile(`^\d{9}$`).MatchString(c.KPP):
		return refuse("cli.kpp_wrong")
	case c.Correspondent != "" && !housing.ValidCorrespondent(c.BIK, c.Correspondent):
		return refuse("cli.correspondent_wrong")
	case strings.TrimSpace(c.Name) == "" || strings.TrimSpace(c.Bank) == "":
		return refuse("cli.name_empty")
	}
	return housing.Payee{
		BIK: c.BIK, Account: c.Account, Name: strings.TrimSpace(c.Name), INN: c.INN, KPP: c.KPP,
		Bank: strings.TrimSpace(c.Bank), Correspondent: c.Correspondent,
	}, nil
}
