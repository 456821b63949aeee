package simulator

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// before answers in place of the method; false lets the call go on. It does nothing for nil.
func (i *Injected) before(ctx context.Context, w http.ResponseWriter, c *call) bool {
	if i == nil {
		return false
	}
	switch i.Kind {
	case Slow:
		return !i.hold(ctx, i.Delay)
	case Silent:
		i.hold(ctx, 0)
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html><head><title>502 Bad Gateway</title></head></html>\n")
	case DropBefore, Unreachable: // the caller hangs up
	case DropAfter:
		return false
	default:
		refuse(w, i.refusal(c))
	}
	return true
}

// hold keeps a call until it is released, the fault is over or the delay has passed. It is false if the
// caller has given up.
func (i *Injected) hold(ctx context.Context, delay time.Duration) bool {
	until := i.until
	if delay > 0 {
		until = i.srv.clock.Now().Add(delay)
	}
	return i.srv.clock.sleep(ctx.Done(), until, i.release)
}

func (i *Injected) refusal(c *call) *refusal {
	switch i.Kind {
	case TooManyRequests:
		return tooMany(i.RetryAfter)
	case Blocked:
		return forbidden(blockedWords)
	case Deactivated:
		return forbidden("user is deactivated")
	case Kicked:
		if strings.HasPrefix(c.text("chat_id"), "-100") {
			return forbidden("bot was kicked from the supergroup chat")
		}
		return forbidden("bot was kicked from the group chat")
	case Refused:
		return &refusal{code: cmp.Or(i.Code, http.StatusBadRequest), text: i.Text}
	default:
		code := cmp.Or(i.Code, http.StatusInternalServerError)
		return &refusal{code: code, text: http.StatusText(code)}
	}
}

// cuts tells whether a call that was answered by the fault ends without a word.
func (i *Injected) cuts() bool {
	return i.Kind == DropBefore || i.Kind == Silent || i.Kind == Unreachable
}

func (i *Injected) after() bool { return i != nil && i.Kind == DropAfter }
