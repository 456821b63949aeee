package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	world := World{
		Getenv: os.Getenv, ReadFile: os.ReadFile, Out: os.Stdout, Err: os.Stderr, Limit: debug.SetMemoryLimit,
	}
	if err := Main(ctx, os.Args[1:], world); err != nil {
		fmt.Fprintln(os.Stderr, "dombot:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to release
	}
}
