package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
)

// night is why what can wait waits for the morning.
const night = "night"

// nightUntil is when a notice that can wait may be sent, by the clock and the
// quiet hours of its reader; zero: now.
func nightUntil(n housing.Notice, now time.Time) time.Time {
	patient := []housing.NoticeKind{
		housing.NoticeReminder, housing.NoticeMeeting, housing.NoticeForum, housing.NoticeDesk,
	}
	danger := n.Kind == housing.NoticeDesk && strings.HasPrefix(n.Args["what"], deskDanger)
	if danger || !slices.Contains(patient, n.Kind) {
		return time.Time{}
	}
	loc := housing.House{Zone: cmp.Or(n.Zone, n.Args["zone"])}.Location()
	at := n.Quiet.Over(now.In(loc))
	if !at.After(now) {
		return time.Time{}
	}
	return at
}

// refreshReminders adds to each notice what is to be done at this moment. It does
// not stand where nothing is any more, it is not the person's business, or the
// person said so.
func (s *Outbox) refreshReminders(
	ctx context.Context, notices []*housing.Notice, stands map[int64]bool, now time.Time,
) error {
	people := map[housing.ReminderTopic][]int64{}
	whose := make(map[int64]int64, len(notices))
	for _, n := range notices {
		person, err := strconv.ParseInt(n.Args["person"], 10, 64)
		if err != nil {
			return fmt.Errorf("read person of reminder %d: %w", n.ID, err)
		}
		topic := housing.ReminderTopic(n.Args["topic"])
		whose[n.ID], people[topic] = person, append(people[topic], person)
	}
	for topic, asked := range people {
		items, err := reminderItems(ctx, s.DB.pool, topic, asked, now)
		if err != nil {
			return err
		}
		for _, n := range notices {
			if housing.ReminderTopic(n.Args["topic"]) != topic {
				continue
			}
			worth := housing.WorthReminding(items[whose[n.ID]])
			n.Reminder = &housing.Reminder{Topic: topic, Items: worth}
			stands[n.ID] = len(worth) > 0
		}
	}
	return nil
}
