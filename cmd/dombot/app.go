package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
)

// App is a running program: whatever it took is given back in reverse order.
type App struct {
	Log     *slog.Logger
	Spare   func(work func() error) error // lets work do with little memory; nil: it takes what it likes
	closers []closer
}

type closer struct {
	name  string
	close func(context.Context) error
}

// onStop registers the return of something that was just taken.
func (a *App) onStop(name string, f func(context.Context) error) {
	a.closers = append(a.closers, closer{name, f})
}

// Stop undoes the start in reverse order and reports every failure.
func (a *App) Stop(ctx context.Context) error {
	var errs []error
	for _, c := range slices.Backward(a.closers) {
		if err := c.close(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", c.name, err))
		}
	}
	a.closers = nil
	return errors.Join(errs...)
}

func (a *App) spare(work func() error) error {
	if a.Spare == nil {
		return work()
	}
	return a.Spare(work)
}
