package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthNamesWhatIsOutOfReachAndNotWhy(t *testing.T) {
	t.Parallel()
	well := func(context.Context) error { return nil }
	ill := func(context.Context) error { return errors.New("dial postgres://dombot:hunter2@db") }

	for name, tt := range map[string]struct {
		checks map[string]Check
		status int
		body   string
	}{
		"AllWell": {map[string]Check{"postgres": well, "redis": well}, http.StatusOK, `"postgres":"ok"`},
		"OneAway": {map[string]Check{"postgres": ill, "redis": well}, http.StatusServiceUnavailable, `"postgres":"out of reach"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec := httptest.NewRecorder()

			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", http.NoBody)
			Health(tt.checks).ServeHTTP(rec, req)

			if rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.body) || strings.Contains(rec.Body.String(), "hunter2") {
				t.Errorf("got %d %s; want %d with %s", rec.Code, rec.Body, tt.status, tt.body)
			}
		})
	}
}
