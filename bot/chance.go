package bot

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"sync"
	"time"

	"dombot/bot/telegram"
)

// Bounds of the pauses between tries.
const (
	shortestPause = 200 * time.Millisecond
	firstPause    = 500 * time.Millisecond
	longestPause  = 30 * time.Second
)

// chance draws from a source that need not be safe for several goroutines.
type chance struct {
	mu     sync.Mutex
	source io.Reader
}

// bytes fills b; a source that ran dry leaves zeros, which are as good as any.
func (c *chance) bytes(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.ReadFull(c.source, b)
}

// code names an error for people: four hexadecimal signs.
func (c *chance) code() string {
	b := make([]byte, 2)
	c.bytes(b)
	return hex.EncodeToString(b)
}

// below draws a duration up to limit.
func (c *chance) below(limit time.Duration) time.Duration {
	b := make([]byte, 8)
	c.bytes(b)
	const steps = 1 << 20
	return limit / steps * time.Duration(binary.BigEndian.Uint64(b)%steps)
}

// pause is how long to wait after try n failed with err: what Telegram asks
// for, else anything up to a limit that doubles. Drawing from the whole range
// keeps replicas that failed together apart.
func (c *chance) pause(err error, n int) time.Duration {
	if e, ok := errors.AsType[*telegram.Error](err); ok && e.Kind == telegram.Flood {
		return e.RetryAfter
	}
	limit := longestPause
	if n < 6 {
		limit = min(longestPause, firstPause<<n)
	}
	return shortestPause + c.below(limit)
}

// wait waits for d; false if ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
