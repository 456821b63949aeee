package scheduler

import (
	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// mailingNow tells an operator how a mailing goes. It never sounds: it is read when
// one looks.
func mailingNow(m housing.Mailing, t dialogs.Texter) dialogs.Screen {
	s := dialogs.Screen{Text: texts.Mailing(t.T, m), Silent: true}
	for _, to := range texts.MailingOrders(m) {
		s.Rows = append(s.Rows, word(t.Label(texts.MailingOrder(to).Label)))
	}
	return s
}
