package main

import (
	"fmt"
	"time"

	"dombot/scheduler"
)

// reminderSettings are when people are reminded.
func reminderSettings() []setting {
	return []setting{
		{
			"REMIND_READINGS", remindReadings, "when people are reminded of readings, as cron has it, " +
				"in the time of the house: between 8 and 12", false, readRemindReadings,
		},
		{
			"REMIND_PAYMENT", remindPayment,
			"when people are reminded of what is to be paid: between 8 and 22", false, readRemindPayment,
		},
		{
			"REMIND_METERS", remindMeters,
			"when people are reminded of verifications of meters: between 8 and 22", false, readRemindMeters,
		},
	}
}

func readRemindReadings(c *Config, v string) error {
	c.Reminders.readings = v
	return remindable(v, 12) // the last day is told by noon
}

func readRemindPayment(c *Config, v string) error {
	c.Reminders.payment = v
	return remindable(v, 22)
}

func readRemindMeters(c *Config, v string) error {
	c.Reminders.meters = v
	return remindable(v, 22)
}

// remindFrom is the hour before which nobody is reminded.
const remindFrom = 8

// remindable refuses a spec with moments outside the hours from 8 to an end.
func remindable(spec string, until int) error {
	from, to := time.Duration(remindFrom)*time.Hour, time.Duration(until)*time.Hour
	if err := scheduler.CheckSpec(spec, from, to); err != nil {
		return fmt.Errorf("is %q: %w", spec, err)
	}
	return nil
}
