package mail

import (
	"fmt"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Texter finds sentences; *texts.Catalogue does.
type Texter interface {
	T(key string, args ...any) texts.Text
	Label(key string, args ...any) string
}

// Letter is what a person reads.
type Letter struct{ Subject, Text string }

// Render returns the letter of a row.
func Render(m housing.Mail, t Texter) (Letter, error) {
	switch m.Kind {
	case housing.MailCode:
		code := m.Args["code"]
		if code == "" {
			return Letter{}, fmt.Errorf("render letter %d: its code is gone", m.ID)
		}
		return Letter{
			Subject: t.Label("mail.code_subject", "Code", code), Text: t.Label("mail.code", "Code", code),
		}, nil
	case housing.MailPaid:
		notice, err := housing.ReadPaidNotice(m.Args)
		if err != nil {
			return Letter{}, fmt.Errorf("render letter %d: %w", m.ID, err)
		}
		return paid(notice, t), nil
	case housing.MailNotice:
		return notice(m, t)
	}
	return Letter{}, fmt.Errorf("render letter %d: unknown kind %q", m.ID, m.Kind)
}

// paid is the notice of an operation. It tells the year always: a letter is
// read again long after.
func paid(p housing.PaidNotice, t Texter) Letter {
	organisation, never := line(p.Organisation), housing.Date{}
	parts := []string{t.Label("mail.paid",
		"Organisation", organisation, "Account", line(p.Account), "Sum", texts.Money(p.Sum),
		"Fee", texts.Money(p.Fee), "Total", texts.Money(p.Sum.Add(p.Fee)), "Way", way(p.Way, t),
		"Operation", line(p.Operation), "Date", texts.Date(housing.DateOf(p.At), never),
		"Time", texts.Clock(p.At), "Zone", texts.ZoneName(p.At))}
	if !p.Arrives.IsZero() {
		parts = append(parts, t.Label("mail.paid_arrives", "Date", texts.Date(p.Arrives, never)))
	}
	if r := p.Receipt; r.State == housing.ReceiptRegistered {
		parts = append(parts, t.Label("mail.paid_receipt", "Date", texts.Date(housing.DateOf(r.At()), never),
			"Time", texts.Clock(r.At()), "Zone", texts.ZoneName(r.At()), "Storage", line(r.Storage),
			"Document", line(r.Document), "Sign", line(r.Sign), "Link", line(r.Link)))
	}
	parts = append(parts, t.Label("mail.paid_foot"))
	return Letter{
		Subject: t.Label("mail.paid_subject", "Sum", texts.Money(p.Sum), "Organisation", organisation),
		Text:    strings.Join(parts, "\n\n"),
	}
}

func way(w housing.PayWay, t Texter) string {
	switch w {
	case housing.PayCard:
		return t.Label("mail.way_card")
	case housing.PayWallet:
		return t.Label("mail.way_wallet")
	case housing.PaySBP:
		return t.Label("mail.way_sbp")
	}
	return line(string(w))
}

// line keeps what others wrote on one line: it cannot add lines, nor headers.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }
