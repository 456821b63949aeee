package simulator

// Limits are what Telegram puts up with. The zero value puts up with everything.
type Limits struct {
	BusyPolls bool `json:"busy_polls"` // getUpdates that repeats its offset at once is slowed down
	Webhooks  bool `json:"webhooks"`   // setWebhook once a second
}
