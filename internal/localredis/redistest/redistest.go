// Package redistest runs a real Redis server for a test, beside the imitation
// that most tests use.
//
// It refuses to know what is stored: a test gets an address and an empty server
// that keeps nothing. Without redis-server a test is skipped with the reason; in
// CI it fails.
package redistest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"
)

const startTime = 20 * time.Second

// Start runs a server until tb ends and returns its URL, redis://127.0.0.1:port/0.
func Start(tb testing.TB) string {
	tb.Helper()
	exe, err := exec.LookPath("redis-server")
	if err != nil {
		missing(tb)
	}
	ctx, cancel := context.WithTimeout(tb.Context(), startTime)
	defer cancel()
	const tries = 3 // another process may take the free port first
	for range tries {
		var addr string
		if addr, err = start(ctx, tb, exe); err == nil {
			return "redis://" + addr + "/0"
		}
	}
	tb.Fatalf("start Redis for tests: %v", err)
	return ""
}

func missing(tb testing.TB) {
	tb.Helper()
	const hint = "redis-server is not installed: run scripts/need redis"
	if os.Getenv("CI") != "" {
		tb.Fatal(hint)
	}
	tb.Skip(hint)
}

func start(ctx context.Context, tb testing.TB, exe string) (string, error) {
	tb.Helper()
	port, err := freePort(ctx)
	if err != nil {
		return "", err
	}
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	s, err := spawn(exe, "--port", strconv.Itoa(port), "--bind", "127.0.0.1",
		"--save", "", "--appendonly", "no", "--dir", tb.TempDir())
	if err != nil {
		return "", err
	}
	tb.Cleanup(s.kill)
	return addr, s.waitReady(ctx, addr)
}

func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, fmt.Errorf("find a free port: got %v", l.Addr())
	}
	return addr.Port, nil
}

// server is a child that ends with the test binary.
type server struct {
	cmd    *exec.Cmd
	output bytes.Buffer
	done   chan struct{}
}

// spawn keeps the starting thread until the child ends: Linux signals the child
// when that thread dies.
func spawn(exe string, args ...string) (*server, error) {
	s := &server{done: make(chan struct{})}
	s.cmd = exec.Command(exe, args...) //nolint:noctx // lives until killed
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	s.cmd.SysProcAttr = attributes()
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(s.done)
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait() // killed on purpose
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("run redis-server: %w", err)
	}
	return s, nil
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended by itself
	<-s.done
}

func (s *server) waitReady(ctx context.Context, addr string) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ping(ctx, addr)
		if err == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("redis-server ended: %s", s.output.String())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
	}
}

func ping(ctx context.Context, addr string) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	if line != "+PONG\r\n" {
		return fmt.Errorf("ping: answered %q", line)
	}
	return nil
}
