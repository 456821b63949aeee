package main

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"dombot/scheduler"
)

// sendingSettings are the speed of notices, and what makes them wait.
type sendingSettings struct {
	speed    float64       // 0: 1
	failures int           // percent
	pause    time.Duration // how long
}

// deliverySettings are how notices are sent.
func deliverySettings() []setting {
	return []setting{
		{
			"SEND_SPEED", "1", "how many times as fast as Telegram allows any bot notices are sent: " +
				"more than 1 where it allows this one more", false, readSpeed,
		},
		{
			"SEND_FAILURES", "20", "percent of the last notices: when more do not arrive, reminders and " +
				"news wait; who blocked the bot does not count", false, readFailures,
		},
		{
			"SEND_PAUSE", "30m", "after what time they are sent again", false, readSendPause,
		},
	}
}

const fastest = 40 // a thousand a second, as for paid broadcasts

func readSpeed(c *Config, v string) error {
	speed, err := strconv.ParseFloat(v, 64)
	if err != nil || !(speed >= 0.1 && speed <= fastest) {
		return fmt.Errorf("is %q: want a number from 0.1 to %d", v, fastest)
	}
	c.Sending.speed = speed
	return nil
}

func readFailures(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 100 {
		return fmt.Errorf("is %q: want percent from 1 to 100", v)
	}
	c.Sending.failures = n
	return nil
}

func readSendPause(c *Config, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < time.Minute || d > 24*time.Hour {
		return fmt.Errorf("is %q: want a span from 1m to 24h", v)
	}
	c.Sending.pause = d
	return nil
}

// guard watches how many notices do not arrive.
func guard(s sendingSettings) *scheduler.Guard {
	return &scheduler.Guard{Failures: cmp.Or(s.failures, 20), Pause: cmp.Or(s.pause, 30*time.Minute)}
}
