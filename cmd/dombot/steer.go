package main

import (
	"dombot/dialogs"
	"dombot/dialogs/outage"
	"dombot/internal/housing"
)

// mailingOrders are the words under the message that tells how a mailing goes.
func mailingOrders() map[string]dialogs.Start {
	to := func(state housing.MailingState) dialogs.Start {
		return dialogs.Begin(outage.MailingFlow, outage.MailingArgs{To: state})
	}
	return map[string]dialogs.Start{
		"приостановить рассылку": to(housing.MailingPaused),
		"продолжить рассылку":    to(housing.MailingGoing),
		"остановить рассылку":    to(housing.MailingCancelled),
	}
}
