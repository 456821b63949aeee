package main

import (
	"bytes"
	"context"
	"maps"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/gis/sample"
	"dombot/internal/localredis/redistest"
	"dombot/internal/simulator"
)

// syncBuffer is a buffer that a program writes while a test reads.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// program is `dombot run` as the shell starts it, with variables alone.
type program struct {
	env  map[string]string
	log  *syncBuffer
	stop context.CancelFunc
	done chan error
}

func runProgram(t *testing.T, env map[string]string) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p := &program{env: env, log: &syncBuffer{}, stop: cancel, done: make(chan error, 1)}
	w := World{
		Getenv:   func(name string) string { return env[name] },
		ReadFile: os.ReadFile, Out: p.log, Err: p.log,
	}
	go func() { p.done <- Main(ctx, []string{"run"}, w) }()
	return p
}

// end asks the program to stop and returns how it ended.
func (p *program) end(t *testing.T) error {
	t.Helper()
	p.stop()
	select {
	case err := <-p.done:
		return err
	case <-time.After(stopTime + time.Second):
		t.Fatalf("the program did not stop within five seconds:\n%s", p.log)
		return nil
	}
}

// outside is a Bot API server over HTTP, with a token that a configuration accepts.
func outside(t *testing.T) (sim *simulator.Server, url string) {
	t.Helper()
	sim, err := simulator.New(simulator.Options{Token: inventedToken})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	base, err := sim.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sim, base
}

func TestRunServesAnyBotAPIServerOverHTTP(t *testing.T) {
	t.Parallel()
	sim, base := outside(t)
	p := runProgram(t, map[string]string{
		"TELEGRAM_TOKEN": inventedToken, "TELEGRAM_API_URL": base, "DATABASE_URL": cluster.New(t),
		"REDIS_URL": redistest.Start(t), "LISTEN_ADDR": "127.0.0.1:0", "TZ_DEFAULT": sample.Zone,
	})
	anna := sim.Person("Анна")

	anna.Start("readings")
	if err := sim.Idle(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, p.log)
	}

	if shown := anna.Transcript(); !strings.Contains(shown, "Согласие на обработку персональных данных") {
		t.Errorf("a deep link to the readings shows:\n%s", shown)
	}
	if err := p.end(t); err != nil {
		t.Errorf("a program that is asked to stop ends with %v", err)
	}
	if strings.Contains(p.log.String(), inventedToken) {
		t.Errorf("the token is in the log:\n%s", p.log)
	}
}

// TestRunWaitsForWhatIsOutOfReach starts the program before anything else is
// there; it says so, and works once Redis and Telegram come up.
func TestRunWaitsForWhatIsOutOfReach(t *testing.T) {
	t.Parallel()
	closed, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nowhere := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	for name, env := range map[string]map[string]string{
		"PostgreSQL": {"DATABASE_URL": "postgres://dombot:hunter2@" + nowhere + "/dombot"},
		"Redis":      {"REDIS_URL": "redis://:hunter2@" + nowhere + "/0"},
		"telegram":   {"TELEGRAM_API_URL": "http://" + nowhere},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := map[string]string{
				"TELEGRAM_TOKEN": inventedToken, "DATABASE_URL": cluster.New(t),
				"REDIS_URL": addressOf(newSessionServer(t).server), "LISTEN_ADDR": "127.0.0.1:0",
			}
			maps.Copy(all, env)
			p := runProgram(t, all)

			waitFor(t, p, name)
			waitFor(t, p, "trying again")

			if err := p.end(t); err != nil {
				t.Errorf("stopped while waiting, the program ends with %v", err)
			}
			if strings.Contains(p.log.String(), "hunter2") || strings.Contains(p.log.String(), inventedToken) {
				t.Errorf("a secret is in the log:\n%s", p.log)
			}
		})
	}
}

// waitFor waits until the program has logged the words.
func waitFor(t *testing.T, p *program, words string) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for !strings.Contains(p.log.String(), words) {
		select {
		case err := <-p.done:
			t.Fatalf("the program ended with %v:\n%s", err, p.log)
		case <-deadline.C:
			t.Fatalf("the program did not log %q:\n%s", words, p.log)
		case <-poll.C:
		}
	}
}

func TestRunEndsAtOnceOnATokenThatIsNotValid(t *testing.T) {
	t.Parallel()
	_, base := outside(t)
	p := runProgram(t, map[string]string{
		"TELEGRAM_TOKEN": "7654321:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "TELEGRAM_API_URL": base,
		"DATABASE_URL": cluster.New(t), "REDIS_URL": addressOf(newSessionServer(t).server), "LISTEN_ADDR": "127.0.0.1:0",
	})
	select {
	case err := <-p.done:
		if err == nil || !strings.Contains(err.Error(), "Unauthorized") {
			t.Errorf("the program ended with %v; want Telegram's refusal", err)
		}
	case <-time.After(20 * time.Second):
		t.Errorf("the program goes on with a token that is not valid:\n%s", p.log)
	}
}
