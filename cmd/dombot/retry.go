package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// untilUp tries to reach a service until it answers, ctx ends, or the failure
// cannot heal. It says so at first and then ever more seldom.
func untilUp(
	ctx context.Context, log *slog.Logger, service string,
	try func(context.Context) error, fatal func(error) bool,
) error {
	pause := time.Second
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		if fatal(err) {
			return fmt.Errorf("reach %s: %w", service, err)
		}
		log.WarnContext(ctx, "service is out of reach, trying again",
			slog.String("service", service), slog.String("pause", pause.String()), slog.Any("err", err))
		select {
		case <-ctx.Done():
			return fmt.Errorf("reach %s: %w", service, ctx.Err())
		case <-time.After(pause):
		}
		pause = min(2*pause, 30*time.Second)
	}
}
