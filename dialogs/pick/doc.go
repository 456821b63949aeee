// Package pick holds the questions that several flows ask in the same way:
// which house, which account. Each is a flow of its own, started by id with typed arguments.
package pick

import "dombot/internal/housing"

// AccountArgs starts a flow about one account; the zero value lets the person choose.
type AccountArgs struct {
	Account housing.AccountID `json:"account,omitempty"`
	Line    string            `json:"line,omitempty"` // readings typed before: «хвс 125,3 гвс 89»
}
