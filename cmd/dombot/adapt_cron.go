package main

import (
	"context"
	"time"

	"dombot/scheduler"
	"dombot/storage/postgres"
)

// cronMemory remembers runs in PostgreSQL.
type cronMemory struct{ runs *postgres.CronRuns }

// Begin implements [scheduler.Memory].
func (m cronMemory) Begin(
	ctx context.Context, r scheduler.Run, work func(context.Context) error,
) (bool, error) {
	inside := func(ctx context.Context, _ *postgres.Tx) error { return work(ctx) }
	return m.runs.Begin(ctx, r.Name, r.Zone, r.Moment, inside)
}

// Last implements [scheduler.Memory].
func (m cronMemory) Last(ctx context.Context, name, zone string) (time.Time, error) {
	return m.runs.Last(ctx, name, zone)
}
