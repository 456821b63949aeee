package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Outbox holds notices and who still has to get them.
type Outbox interface {
	// Take leases up to limit due notices to by; nobody else gets them before the lease ends.
	Take(
		ctx context.Context, by string, limit int, now time.Time, lease time.Duration,
	) ([]housing.Notice, error)
	Sent(ctx context.Context, id int64, now time.Time) error
	// Failed frees a notice for retryAt; the zero time gives it up.
	Failed(ctx context.Context, id int64, retryAt time.Time, reason string) error
}

// Sender delivers a screen to a chat. If it fails but may succeed later, retry
// is the pause to make first; a zero retry means it can never be delivered.
type Sender interface {
	Send(ctx context.Context, bot, chat int64, s dialogs.Screen) (retry time.Duration, err error)
}

// Delivery sends the notices that are due.
type Delivery struct {
	Outbox Outbox
	Sender Sender
	Texts  dialogs.Texter
	Now    func() time.Time
	Name   string // of this replica, in leases
	Log    *slog.Logger
}

// Limits of one pass.
const (
	batch       = 20
	lease       = 5 * time.Second
	maxAttempts = 8
)

// Pass sends what is due now, until nothing is or ctx ends. It returns how
// many notices were sent.
func (d Delivery) Pass(ctx context.Context) (int, error) {
	sent := 0
	for {
		notices, err := d.Outbox.Take(ctx, d.Name, batch, d.Now(), lease)
		if err != nil {
			return sent, fmt.Errorf("take notices: %w", err)
		}
		for _, n := range notices {
			ok, err := d.send(ctx, n)
			if err != nil {
				return sent, err
			}
			if ok {
				sent++
			}
		}
		if len(notices) < batch {
			return sent, nil
		}
	}
}

// send delivers one notice and records what became of it. An unknown outcome
// counts as not sent: it is better told twice than never.
func (d Delivery) send(ctx context.Context, n housing.Notice) (bool, error) {
	retry, err := d.Sender.Send(ctx, n.Bot, n.Chat, Screen(n, d.Texts))
	if err == nil {
		if err := d.Outbox.Sent(ctx, n.ID, d.Now()); err != nil {
			return false, fmt.Errorf("record notice %d as sent: %w", n.ID, err)
		}
		return true, nil
	}
	var again time.Time
	if retry > 0 && n.Attempts < maxAttempts {
		again = d.Now().Add(retry)
	}
	d.Log.WarnContext(ctx, "notice not sent", slog.Int64("notice", n.ID),
		slog.String("kind", string(n.Kind)), slog.Time("again", again), slog.Any("err", err))
	if err := d.Outbox.Failed(ctx, n.ID, again, err.Error()); err != nil {
		return false, fmt.Errorf("record notice %d as failed: %w", n.ID, err)
	}
	return false, nil
}

// Screen returns the text of a notice, made when it is sent.
func Screen(n housing.Notice, t dialogs.Texter) dialogs.Screen {
	place := housing.Address{
		Settlement: n.Args["settlement"], Street: n.Args["street"],
		Number: n.Args["house"], Building: n.Args["building"],
	}
	args := []any{"Number", n.Args["number"], "Address", texts.ShortAddress(place, n.Args["premises"])}
	switch {
	case n.Kind == housing.NoticeJoined:
		return dialogs.Screen{Text: t.T("notice.joined", args...)}
	case n.Kind == housing.NoticeDisowned:
		return dialogs.Screen{Text: t.T("notice.disowned", args...)}
	case n.Args["reason"] == "closed":
		return dialogs.Screen{Text: t.T("notice.closed", args...)}
	}
	return dialogs.Screen{Text: t.T("notice.holder", args...)}
}
