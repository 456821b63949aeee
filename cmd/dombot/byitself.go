package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"dombot/scheduler"
	"dombot/storage/postgres"
)

// tick is how often the scheduler looks at the clock.
const tick = time.Second

// byItself runs jobs until ctx ends.
func (p *running) byItself(ctx context.Context) error {
	s, clock := p.services, p.clock
	jobs, err := scheduler.NewCron(cronMemory{&postgres.CronRuns{DB: s.db}}, zonesOf(s.db, clock), append(
		slices.Concat(reminderJobs(s.db, p.config.Reminders, clock), officeJobs(s.db),
			forumJobs(s.db, p.config.Forum)),
		scheduler.Job{Name: "forget", Spec: "30 3 * * *", Run: func(ctx context.Context, at time.Time) error {
			return s.db.Forget(ctx, at.AddDate(0, 0, -remembered))
		}},
		scheduler.Job{Name: "forget photos", Spec: "40 3 * * *", Run: (&postgres.Pictures{DB: s.db}).Forget},
		scheduler.Job{Name: "forget addresses", Spec: "50 3 * * *", Run: (&postgres.Mails{DB: s.db}).Tidy},
		scheduler.Job{
			Name: "forget ways to sign in", Spec: "55 * * * *", Run: (&postgres.SignIns{DB: s.db}).Forget,
		},
		scheduler.Job{Name: "forget links", Spec: "50 * * * *", Run: (&postgres.WebLinks{DB: s.db}).Forget},
		plannedJob(s.db, clock),
		scheduler.Job{Name: "reconcile payments", Spec: "20 4 * * *", Run: reconcile(p.desk)})...)
	if err != nil {
		return err
	}
	var trouble trouble
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for { // at once: after downtime there is something to catch up
		trouble.note(ctx, p.Log, jobs.Tick(ctx, clock.Now()))
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// deliver sends notices until ctx ends: when River wakes us, and at the latest
// with the next tick. A mailing takes minutes, and holds nothing else up.
func (p *running) deliver(ctx context.Context) error {
	delivery := &scheduler.Delivery{
		Outbox: &postgres.Outbox{DB: p.services.db}, Sender: p.bot, Texts: p.texts, Now: p.clock.Now,
		Name: rand.Text(), Log: p.Log, Hold: p.bot.Hold, Guard: guard(p.config.Sending),
		Mailings: (&postgres.Mailings{DB: p.services.db}).Tell,
	}
	defer delivery.Wait()
	woken := make(chan struct{}, 1)
	queue, err := p.wakeUps(ctx, p.services.db, woken)
	if err != nil {
		return err
	}
	p.onStop("River", func(ctx context.Context) error { return queue.Stop(ctx) })
	var trouble trouble
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		_, err := delivery.Pass(ctx)
		trouble.note(ctx, p.Log, err)
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		case <-woken:
		}
	}
}

// officeJobs are what organisations wait for.
func officeJobs(db *postgres.DB) []scheduler.Job {
	votes := &postgres.Ballots{DB: db, Rand: rand.Reader}
	return []scheduler.Job{
		{Name: "pass houses", Spec: "* * * * *", Run: (&postgres.Organisations{DB: db}).Settle},
		{Name: "end terms of households", Spec: "* * * * *", Run: (&postgres.Family{DB: db}).End},
		{Name: "ask dispatchers", Spec: "* * * * *", Run: (&postgres.Outages{DB: db}).Ask},
		{Name: "remind of appeals", Spec: "10 * * * *", Run: (&postgres.Appeals{DB: db}).Remind},
		{Name: "turn meetings", Spec: "* * * * *", Run: (&postgres.Meetings{DB: db}).Turn},
		{Name: "freeze electorates", Spec: "* * * * *", Run: votes.OpenDue},
		{Name: "measure who takes part", Spec: "*/10 * * * *", Run: votes.Measure},
		{Name: "boards of chats", Spec: "* * * * *", Run: (&postgres.Chats{DB: db}).Boards},
		{Name: "publish ends of votes", Spec: "* * * * *", Run: votes.Seal},
		{Name: "remind of votes", Spec: "30 * * * *", Run: votes.Remind},
		{
			Name: "announce results", Spec: "40 * * * *",
			Run: (&postgres.Protocols{Ballots: votes}).AnnounceDue,
		},
		{Name: "remind of meetings", Spec: "20 * * * *", Run: (&postgres.Meetings{DB: db}).Remind},
		{
			Name: "remind of appeals at organisations", Spec: "20 * * * *",
			Run: (&postgres.Reception{DB: db}).Remind,
		},
		{Name: "forget drafts of appeals", Spec: "45 3 * * *", Run: (&postgres.Appeals{DB: db}).Forget},
	}
}

// asks asks acquirers until ctx ends. A silent one holds nothing else up.
func (p *running) asks(ctx context.Context) error {
	var trouble trouble
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		trouble.note(ctx, p.Log, errors.Join(p.desk.Pass(ctx), p.desk.PassReceipts(ctx)))
	}
}

// trouble is the state of what runs every second: it is logged when it begins
// and when it ends, not every second between.
type trouble struct{ lasts bool }

func (t *trouble) note(ctx context.Context, log *slog.Logger, err error) {
	switch {
	case ctx.Err() != nil:
	case err != nil && !t.lasts:
		log.ErrorContext(ctx, "scheduler is in trouble", slog.Any("err", err))
	case err == nil && t.lasts:
		log.InfoContext(ctx, "scheduler works again")
	}
	t.lasts = err != nil
}

// remembered is for how many days the outcomes of dialogs and wrong proofs are kept.
const remembered = 60

// waker wakes the delivery when a notice was written.
type waker struct {
	river.WorkerDefaults[postgres.WakeArgs]
	woken chan<- struct{}
}

// Work implements [river.Worker]. What is due is a matter of the rows: the job may
// run twice, and ends at once.
func (w *waker) Work(context.Context, *river.Job[postgres.WakeArgs]) error {
	select {
	case w.woken <- struct{}{}:
	default: // it is awake
	}
	return nil
}

// Timeout implements [river.Worker].
func (w *waker) Timeout(*river.Job[postgres.WakeArgs]) time.Duration { return time.Minute }

// wakeUps starts River's worker.
func (a *App) wakeUps(
	ctx context.Context, db *postgres.DB, woken chan<- struct{},
) (*river.Client[*sql.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &waker{woken: woken})
	queue, err := db.NewRiver(&river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}},
		Logger: slog.New(slog.DiscardHandler), JobTimeout: time.Minute, RescueStuckJobsAfter: 2 * time.Minute,
		FetchPollInterval: tick, PollOnly: true,
	})
	if err != nil {
		return nil, err
	}
	err = queue.Start(context.WithoutCancel(ctx))
	return queue, err
}
