package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// command is a server program to run as who, with exactly this environment.
type command struct {
	path   string
	args   []string
	dir    string
	env    []string
	output io.Writer
	who    account
}

// process is a child that does not outlive this one.
type process struct {
	pid  int
	proc *os.Process
	done chan struct{}
	err  error // valid once done is closed
}

// spawn starts c. The goroutine that starts it keeps its thread until the child
// has ended: Linux signals the child when that thread, not the process, dies.
func spawn(c command) (*process, error) {
	p := &process{done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		// The child lives until it is stopped, longer than any context at hand.
		cmd := exec.Command(c.path, c.args...) //nolint:noctx // see above
		cmd.Dir, cmd.Env = c.dir, c.env
		cmd.Stdout, cmd.Stderr = c.output, c.output
		cmd.SysProcAttr = attributes(c.who)
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		p.proc, p.pid = cmd.Process, cmd.Process.Pid
		started <- nil
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("run %s: %w", c.path, err)
	}
	return p, nil
}

// result says how the child ended; call it after done.
func (p *process) result() error {
	if p.err == nil {
		return nil
	}
	return fmt.Errorf("exited: %w", p.err)
}

// stop ends the child politely while ctx lasts, then at once.
func (p *process) stop(ctx context.Context) error {
	if p.ended() {
		return nil
	}
	if err := p.signal(fastShutdown); err != nil {
		return err
	}
	polite, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	select {
	case <-p.done:
		return nil
	case <-polite.Done():
	}
	if err := p.signal(immediateShutdown); err != nil {
		return err
	}
	const lastPatience = 5 * time.Second
	last := time.NewTimer(lastPatience)
	defer last.Stop()
	select {
	case <-p.done:
		return nil
	case <-last.C:
		return errors.New("server does not end")
	}
}

func (p *process) signal(s os.Signal) error {
	if err := p.proc.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal server: %w", err)
	}
	return nil
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}
