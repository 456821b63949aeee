package mail

import (
	"fmt"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// notice tells what Telegram has not accepted, and names no flat.
func notice(m housing.Mail, t Texter) (Letter, error) {
	n := m.Notice
	switch {
	case n == nil:
	case n.Kind == housing.NoticeOutage && n.Outage != nil:
		a := texts.Announcer{T: t.T, Now: m.Now, Local: n.Zone, Open: true}
		return footed(t, Letter{
			Subject: t.Label("mail.outage_subject", "What", line(a.Brief(*n.Outage).Plain())),
			Text:    a.Announced(*n.Outage).Plain(),
		}), nil
	case n.Kind == housing.NoticeDeclined:
		args := payment(*n)
		return footed(t, Letter{
			Subject: t.Label("mail.declined_subject", args...), Text: t.T("notice.declined", args...).Plain(),
		}), nil
	case n.Kind == housing.NoticeRefunded:
		args := payment(*n)
		return footed(t, Letter{
			Subject: t.Label("mail.refunded_subject", args...), Text: t.T("notice.refunded", args...).Plain(),
		}), nil
	}
	return Letter{}, fmt.Errorf("render letter %d: nothing is known of its notice", m.ID)
}

func footed(t Texter, l Letter) Letter {
	l.Text += "\n\n" + t.Label("mail.notice_foot")
	return l
}

func payment(n housing.Notice) []any {
	fee := money(n.Args["fee"])
	if d, err := decimal.NewFromString(n.Args["fee"]); err == nil && d.IsZero() {
		fee = ""
	}
	return []any{
		"Sum", money(n.Args["sum"]), "Fee", fee, "Payee", line(n.Args["payee"]),
		"Operation", line(n.Args["operation"]),
	}
}

// money writes a sum as storage wrote it.
func money(sum string) string {
	d, err := decimal.NewFromString(sum)
	if err != nil {
		return line(sum)
	}
	return texts.Money(d)
}
