// Package web holds the few pages that are opened outside the chat. It knows
// neither what is stored nor how people talk.
package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Check reports whether something that the program needs answers.
type Check func(ctx context.Context) error

// checkTime is how long one answer about health may take in all.
const checkTime = 2 * time.Second

// Health serves /healthz: 200 while every check passes, else 503; the body
// names what is out of reach and never why, since causes may hold addresses.
func Health(checks map[string]Check) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkTime)
		defer cancel()
		state := map[string]string{}
		status := http.StatusOK
		for name, check := range checks {
			state[name] = "ok"
			if check(ctx) != nil {
				state[name], status = "out of reach", http.StatusServiceUnavailable
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(state) // the reader may have gone
	})
	return mux
}
