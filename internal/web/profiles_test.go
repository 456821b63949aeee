package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestProfilesAreThere(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/goroutine?debug=1", "/debug/pprof/profile?seconds=1"} {
		answer := httptest.NewRecorder()

		Profiles().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))

		if answer.Code != http.StatusOK || answer.Body.Len() == 0 {
			t.Errorf("%s: %d with %d bytes", path, answer.Code, answer.Body.Len())
		}
	}
}
