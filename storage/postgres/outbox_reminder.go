package postgres

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"dombot/internal/housing"
)

// night is why a reminder waits for the morning.
const night = "night"

// nightUntil is when a notice that can wait may be sent, by the clock and the
// quiet hours of its reader; zero: now.
func nightUntil(n housing.Notice, now time.Time) time.Time {
	if n.Kind != housing.NoticeReminder {
		return time.Time{}
	}
	loc := housing.House{Zone: cmp.Or(n.Zone, n.Args["zone"])}.Location()
	at := n.Quiet.Over(now.In(loc))
	if !at.After(now) {
		return time.Time{}
	}
	return at
}

// refreshReminder adds what is to be done at this moment; false: nothing is any
// more, it is not the person's business, or the person said so.
func (s *Outbox) refreshReminder(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	topic := housing.ReminderTopic(n.Args["topic"])
	person, err := strconv.ParseInt(n.Args["person"], 10, 64)
	if err != nil {
		return false, fmt.Errorf("read person of reminder: %w", err)
	}
	items, err := reminderItems(ctx, s.DB.pool, topic, []int64{person}, now)
	if err != nil {
		return false, err
	}
	n.Reminder = &housing.Reminder{Topic: topic, Items: housing.WorthReminding(items[person])}
	return len(n.Reminder.Items) > 0, nil
}
