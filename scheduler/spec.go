package scheduler

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// parseSpec reads five fields that come at some time and name no zone.
func parseSpec(spec string) (cron.Schedule, error) {
	s, err := cron.ParseStandard(spec)
	switch {
	case err != nil:
		return nil, fmt.Errorf("want minute, hour, day, month, weekday: %w", err)
	case strings.Contains(spec, "TZ="):
		return nil, errors.New("a zone is named, but the time is that of each zone")
	case s.Next(time.Unix(0, 0)).IsZero():
		return nil, errors.New("it never comes")
	}
	return s, nil
}

// CheckSpec reports an error unless a spec is one of a [Job] whose moments all
// lie between from and to of the day.
func CheckSpec(spec string, from, to time.Duration) error {
	s, err := parseSpec(spec)
	if err != nil {
		return err
	}
	start := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC) // of a leap year
	end := start.AddDate(1, 0, 0)
	for at := s.Next(start.Add(-time.Second)); !at.IsZero() && at.Before(end); at = s.Next(at) {
		of := at.Sub(at.Truncate(24 * time.Hour))
		if of < from || of > to {
			return fmt.Errorf("it comes at %s, want between %d and %d o'clock",
				at.Format("15:04"), int(from.Hours()), int(to.Hours()))
		}
	}
	return nil
}
