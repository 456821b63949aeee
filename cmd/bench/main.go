package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// options is what the command line says.
type options struct {
	Run  runCommand     `cmd:"" default:"withargs" help:"Measure the bot and the echo bots."`
	Mail mailingCommand `cmd:"" name:"mailing" help:"Measure how notices reach many people."`
	Vote votingCommand  `cmd:"" name:"voting" help:"Measure the vote of a large house."`
	Echo echoCommand    `cmd:"" hidden:"" help:"Be the echo bot."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to release
	}
}

func run(ctx context.Context, args []string) error {
	var o options
	about := kong.Description("Measures the bot under a crowd of residents.")
	parser, err := kong.New(&o, kong.Name("bench"), about)
	if err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return err
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return chosen.Run()
}
