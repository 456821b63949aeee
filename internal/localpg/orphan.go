package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// pidFile is what postmaster.pid says about the server of one data folder.
type pidFile struct {
	pid   int
	ready bool
}

// identity is what is known about a process.
type identity int

const (
	unknown      identity = iota // gone, or not to be judged
	ourServer                    // PostgreSQL on the data in question
	otherProgram                 // surely no PostgreSQL
)

func readPidFile(data string) (pidFile, error) {
	const statusLine = 7
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return pidFile{}, fmt.Errorf("read postmaster.pid: %w", err)
	}
	lines := strings.Split(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return pidFile{}, fmt.Errorf("read postmaster.pid: %w", err)
	}
	ready := len(lines) > statusLine && strings.TrimSpace(lines[statusLine]) == "ready"
	return pidFile{pid: pid, ready: ready}, nil
}

// stopOrphans ends servers that outlived the process that started them. The
// caller holds the lock, so no living process owns them. Nobody connects to
// such a server: its settings and its address are not known to be ours.
func (h *home) stopOrphans(ctx context.Context, log *slog.Logger) error {
	majors, err := h.majors()
	if err != nil {
		return err
	}
	for _, m := range majors {
		if err := clearPidFile(ctx, h.data(m), log); err != nil {
			return err
		}
	}
	return nil
}

func clearPidFile(ctx context.Context, data string, log *slog.Logger) error {
	f, err := readPidFile(data)
	if err != nil {
		return nil //nolint:nilerr // absent or cut short: PostgreSQL knows what to do
	}
	switch identify(ctx, f.pid, data) {
	case ourServer:
		log.WarnContext(ctx, "stop PostgreSQL left by an earlier run", slog.Int("pid", f.pid))
		if err := stopOrphan(ctx, f.pid, data); err != nil {
			return fmt.Errorf("stop PostgreSQL left by an earlier run (pid %d): %w", f.pid, err)
		}
	case otherProgram:
		return disown(data)
	case unknown:
		// PostgreSQL itself clears what a dead server left.
	}
	return nil
}

// disown replaces the pid in postmaster.pid by ours: PostgreSQL takes the pid of
// its parent for a dead server's, and still checks the rest of the file.
func disown(data string) error {
	name := filepath.Join(data, "postmaster.pid")
	b, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read postmaster.pid: %w", err)
	}
	_, rest, _ := strings.Cut(string(b), "\n")
	own := []byte(strconv.Itoa(os.Getpid()) + "\n" + rest)
	if err := os.WriteFile(name, own, 0o600); err != nil { //nolint:gosec // beside the data
		return fmt.Errorf("write postmaster.pid: %w", err)
	}
	return nil
}

func stopOrphan(ctx context.Context, pid int, data string) error {
	for _, s := range []struct {
		signal   os.Signal
		patience time.Duration
	}{{fastShutdown, 10 * time.Second}, {immediateShutdown, 5 * time.Second}} {
		if err := signalPid(pid, s.signal); err != nil {
			return err
		}
		if waitGone(ctx, pid, data, s.patience) {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.New("still running")
}

// waitGone reports whether the server ended within d.
func waitGone(ctx context.Context, pid int, data string, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for identify(ctx, pid, data) == ourServer {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}
