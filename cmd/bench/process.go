package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a program that runs beside this one; its words go to a file.
type process struct {
	cmd  *exec.Cmd
	log  *os.File
	done chan struct{}
}

// launch starts a program with exactly this environment.
func launch(ctx context.Context, log string, env []string, name string, args ...string) (*process, error) {
	f, err := os.Create(log)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	p := &process{cmd: exec.CommandContext(ctx, name, args...), log: f, done: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = env, f, f
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = 10 * time.Second
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), f.Close())
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // ended by stop, or found missing by whoever waits for it
	}()
	return p, nil
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// stop ends the program politely.
func (p *process) stop() error {
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	<-p.done
	return errors.Join(err, p.log.Close())
}

// ended reports how the program ended, if it has.
func (p *process) ended() error {
	select {
	case <-p.done:
		b, _ := os.ReadFile(p.log.Name()) // ours
		return fmt.Errorf("the bot ended: %s\n%s", p.cmd.ProcessState, b)
	default:
		return nil
	}
}

// complaints returns the lines of the log that tell of trouble.
func (p *process) complaints() []string {
	b, _ := os.ReadFile(p.log.Name()) // ours, and open
	var bad []string
	for line := range strings.Lines(string(b)) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			bad = append(bad, strings.TrimSpace(line))
		}
	}
	return bad
}

// finish runs a program to its end and returns its words with an error.
func finish(ctx context.Context, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
