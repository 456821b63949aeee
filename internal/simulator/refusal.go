package simulator

import (
	"fmt"
	"net/http"
)

// refusal is an answer with ok=false.
type refusal struct {
	code       int
	text       string
	retryAfter int
	migrated   int64 // the chat that takes the place of the one meant
	byCheck    bool  // the call broke the description of the API: a mistake of the bot
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.text) }

// bad refuses because of the state of the chat.
func bad(text string) *refusal {
	return &refusal{code: http.StatusBadRequest, text: "Bad Request: " + text}
}

// badCall refuses a call that the description of the API forbids.
func badCall(format string, args ...any) *refusal {
	r := bad(fmt.Sprintf(format, args...))
	r.byCheck = true
	return r
}

func forbidden(text string) *refusal {
	return &refusal{code: http.StatusForbidden, text: "Forbidden: " + text}
}

func conflict(text string) *refusal {
	return &refusal{code: http.StatusConflict, text: "Conflict: " + text}
}

func tooMany(seconds int) *refusal {
	return &refusal{
		code: http.StatusTooManyRequests, retryAfter: seconds,
		text: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
	}
}
