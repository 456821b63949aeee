package main

import (
	"cmp"
	"context"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/remind"
	"dombot/internal/housing"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// reminderSpecs say at what local moments people are reminded; empty: the default.
type reminderSpecs struct{ readings, payment, meters string }

// The defaults: readings first, because their last day is told by noon.
const (
	remindReadings = "0 10 * * *"
	remindPayment  = "30 10 * * *"
	remindMeters   = "0 11 * * *"

	remindPrevention = "0 10 * * *"
)

// reminderJobs write reminders, each in the local time of the houses.
func reminderJobs(db *postgres.DB, specs reminderSpecs, clock Clock) []scheduler.Job {
	store := &postgres.Reminders{DB: db}
	job := func(topic housing.ReminderTopic, spec string) scheduler.Job {
		return scheduler.Job{
			Name: "remind of " + string(topic), Spec: spec, Houses: true,
			Run: func(ctx context.Context, at time.Time) error {
				_, err := store.Remind(ctx, topic, at.Location().String(), clock.Now())
				return err
			},
		}
	}
	return []scheduler.Job{
		job(housing.RemindReadings, cmp.Or(specs.readings, remindReadings)),
		job(housing.RemindPayment, cmp.Or(specs.payment, remindPayment)),
		job(housing.RemindMeters, cmp.Or(specs.meters, remindMeters)),
		{
			Name: "remind of prevention", Spec: remindPrevention, Houses: true,
			Run: func(ctx context.Context, at time.Time) error {
				outages := &postgres.Outages{DB: db}
				return outages.RemindOfPrevention(ctx, at.Location().String(), clock.Now())
			},
		},
	}
}

// plannedJob tells people of planned outages, each when the person wishes.
func plannedJob(db *postgres.DB, clock Clock) scheduler.Job {
	return scheduler.Job{
		Name: "tell of planned outages", Spec: "* * * * *",
		Run: func(ctx context.Context, _ time.Time) error {
			return (&postgres.Outages{DB: db}).TellPlanned(ctx, clock.Now())
		},
	}
}

// zonesOf are the zones that jobs run in.
func zonesOf(db *postgres.DB, clock Clock) scheduler.Zones {
	return scheduler.Zones{Own: clock.Now().Location(), Houses: (&postgres.Reminders{DB: db}).Zones}
}

// reminderAnswers are the words under reminders.
func reminderAnswers() map[string]dialogs.Start {
	say := func(topic housing.ReminderTopic, said housing.ReminderSaid) dialogs.Start {
		return dialogs.Begin(remind.Flow, remind.Args{Topic: topic, Said: said})
	}
	return map[string]dialogs.Start{
		"в этом месяце не напоминать": say(housing.RemindReadings, housing.SaidQuiet),
		"не напоминать":               say(housing.RemindPayment, housing.SaidQuiet),
		"уже оплачено":                say(housing.RemindPayment, housing.SaidDone),
		"уже поверен":                 say(housing.RemindMeters, housing.SaidDone),
	}
}
