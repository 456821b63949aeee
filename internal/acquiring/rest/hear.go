package rest

import (
	"encoding/json"
	"errors"
	"net/http"

	"dombot/internal/acquiring"
)

var errNotice = errors.New("the call-back has not the agreed shape")

// Hear reads a call-back. The acquirer signs none: who may call is proved by the
// token in the shop's address, see [acquiring.CallbackToken].
func (p *Provider) Hear(_ acquiring.Shop, _ http.Header, body []byte) (id string, err error) {
	var n notice
	if json.Unmarshal(body, &n) != nil || n.Type != "notification" {
		return "", errNotice
	}
	var object struct {
		ID      string `json:"id"`
		Payment string `json:"payment_id"`
	}
	if json.Unmarshal(n.Object, &object) != nil {
		return "", errNotice
	}
	switch n.Event {
	case "payment.succeeded", "payment.canceled", "payment.waiting_for_capture":
		id = object.ID
	case "refund.succeeded":
		id = object.Payment
	}
	if !identifies(id) {
		return "", errNotice
	}
	return id, nil
}
