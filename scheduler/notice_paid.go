package scheduler

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// paying reports whether a notice is about a payment.
func paying(k housing.NoticeKind) bool {
	return k == housing.NoticePaid || k == housing.NoticeDeclined || k == housing.NoticeRefunded
}

// paid tells what became of a payment.
func paid(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	at, err := time.Parse(time.RFC3339, n.Args["at"])
	if err != nil { // written by storage
		at = today.In(time.UTC)
	}
	day := housing.DateOf(at)
	fee := money(n.Args["fee"])
	if d, err := decimal.NewFromString(n.Args["fee"]); err == nil && d.IsZero() {
		fee = ""
	}
	args := []any{
		"Sum", money(n.Args["sum"]), "Fee", fee, "Payee", n.Args["payee"], "Operation", n.Args["operation"],
		"Date", texts.Date(day, today), "Time", texts.Clock(at), "Late", n.Args["late"],
		"Until", texts.Date(housing.Credited(day), today),
	}
	home := word(t.Label("engine.home"))
	switch n.Kind {
	case housing.NoticeDeclined:
		return dialogs.Screen{
			Text: t.T("notice.declined", args...),
			Rows: [][]dialogs.Button{word(t.Label("menu.pay")), home},
		}
	case housing.NoticeRefunded:
		return dialogs.Screen{Text: t.T("notice.refunded", args...), Rows: [][]dialogs.Button{home}}
	default:
		screen := dialogs.Screen{
			Text: t.T("notice.paid", append(args, "Mail", n.Args["mail"] == "sent")...),
			Rows: [][]dialogs.Button{word(t.Label("payment.history")), home},
		}
		switch r := housing.ReadCashReceipt(n.Args); {
		case r.Link != "":
			link := dialogs.Button{Label: t.Label("payment.receipt"), URL: r.Link}
			screen.Rows = slices.Insert(screen.Rows, 0, []dialogs.Button{link})
		case r.State == housing.ReceiptRegistered:
			screen.Text = texts.Join("\n", screen.Text, t.T("payment.receipt_numbers",
				"Date", texts.Date(housing.DateOf(r.At()), today), "Time", texts.Clock(r.At()),
				"Zone", texts.ZoneName(r.At()), "Storage", r.Storage, "Document", r.Document, "Sign", r.Sign))
		}
		if n.Args["mail"] == "ask" {
			screen.Rows = slices.Insert(screen.Rows, 0, word(t.Label("payment.to_mail")))
		}
		return screen
	}
}

// word is a row of one button that counts as its words typed.
func word(label string) []dialogs.Button { return []dialogs.Button{{Label: label, Word: label}} }
