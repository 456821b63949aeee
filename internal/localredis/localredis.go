// Package localredis runs a private Redis server from the program on the
// machine: for tests and for measuring.
//
// The server is empty at first, keeps nothing, listens on a loopback port and
// ends with the process that started it. The package refuses to know what is
// stored.
package localredis

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
	"time"
)

const startTime = 20 * time.Second

// ErrMissing says that there is no Redis on the machine.
var ErrMissing = errors.New("redis-server is not installed: run scripts/need redis")

// Server is a running Redis that belongs to this process.
type Server struct {
	addr   string
	dir    string
	cmd    *exec.Cmd
	output bytes.Buffer
	done   chan struct{}
}

// Start returns once the server answers. ctx bounds the start alone.
func Start(ctx context.Context) (*Server, error) {
	exe, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, ErrMissing
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	const tries = 3 // another process may take the free port first
	for range tries {
		var s *Server
		if s, err = start(ctx, exe); err == nil {
			return s, nil
		}
	}
	return nil, err
}

func start(ctx context.Context, exe string) (*Server, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "dombot-redis-*")
	if err != nil {
		return nil, fmt.Errorf("make folder of Redis: %w", err)
	}
	s := &Server{addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), dir: dir, done: make(chan struct{})}
	err = s.spawn(exe, "--port", strconv.Itoa(port), "--bind", "127.0.0.1",
		"--save", "", "--appendonly", "no", "--dir", dir)
	if err == nil {
		err = s.waitReady(ctx)
	}
	if err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
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

// spawn keeps the starting thread until the child ends: Linux signals the child
// when that thread dies.
func (s *Server) spawn(exe string, args ...string) error {
	s.cmd = exec.Command(exe, args...) //nolint:noctx // lives until stopped
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
		return fmt.Errorf("run redis-server: %w", err)
	}
	return nil
}

// URL returns the address of the server, redis://127.0.0.1:port/0.
func (s *Server) URL() string { return "redis://" + s.addr + "/0" }

// PID returns the number of the process.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Stop ends the server at once: it keeps nothing that could be lost.
func (s *Server) Stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Kill() // it may have ended by itself
		<-s.done
	}
	_ = os.RemoveAll(s.dir) // a folder of ours in the temporary one
}

func (s *Server) waitReady(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ping(ctx, s.addr)
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
