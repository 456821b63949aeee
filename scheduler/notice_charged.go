package scheduler

import (
	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// charging reports whether a notice is about a payment document.
func charging(k housing.NoticeKind) bool {
	return k == housing.NoticeCharged || k == housing.NoticeRecharged || k == housing.NoticeWithdrawn
}

// chargedKey is the sentence of a kind.
func chargedKey(k housing.NoticeKind) string {
	switch k {
	case housing.NoticeRecharged:
		return "notice.recharged"
	case housing.NoticeWithdrawn:
		return "notice.withdrawn"
	default:
		return "notice.charged"
	}
}

// charged tells of a payment document.
func charged(n housing.Notice, t dialogs.Texter, today housing.Date) dialogs.Screen {
	name := n.Args["name"]
	if name == "" {
		name = texts.ShortAddress(housing.Address{
			Street: n.Args["street"], Number: n.Args["house"], Building: n.Args["building"],
		}, n.Args["premises"])
	}
	period, err := housing.ParsePeriod(n.Args["period"])
	if err != nil { // written by storage
		period = today.Period()
	}
	until := housing.DueDay(period).Last
	if day := n.Args["until"]; day != "" && until.UnmarshalText([]byte(day)) != nil { // written by storage
		until = housing.DueDay(period).Last
	}
	screen := dialogs.Screen{Text: t.T(chargedKey(n.Kind), "Name", name,
		"Period", texts.Period(period, today), "Charged", money(n.Args["charged"]), "Was",
		money(n.Args["was"]),
		"Due", money(n.Args["due"]), "Until", texts.Until(until, today),
		"Reason", texts.Clause(n.Args["reason"]))}
	screen.Rows = [][]dialogs.Button{word(t.Label("menu.charges"))}
	if n.Kind != housing.NoticeWithdrawn && n.Args["pays"] != "no" {
		screen.Rows = append(screen.Rows, word(t.Label("menu.pay")))
	}
	return screen
}

// money writes a sum of the arguments; empty for none.
func money(s string) string {
	d, err := decimal.NewFromString(s)
	if err != nil {
		return ""
	}
	return texts.Money(d)
}
