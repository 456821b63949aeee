// Package redistest runs a real Redis server for a test, beside the imitation
// that most tests use.
//
// It refuses to know what is stored: a test gets an address and an empty server
// that keeps nothing. Without redis-server a test is skipped with the reason; in
// CI it fails.
package redistest

import (
	"errors"
	"os"
	"testing"

	"dombot/internal/localredis"
)

// Start runs a server until tb ends and returns its URL, redis://127.0.0.1:port/0.
func Start(tb testing.TB) string {
	tb.Helper()
	s, err := localredis.Start(tb.Context())
	switch {
	case errors.Is(err, localredis.ErrMissing) && os.Getenv("CI") == "":
		tb.Skip(err)
	case err != nil:
		tb.Fatalf("start Redis for tests: %v", err)
	}
	tb.Cleanup(s.Stop)
	return s.URL()
}
