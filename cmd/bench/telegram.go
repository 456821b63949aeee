package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"path"
	"sync"
	"time"

	"dombot/internal/simulator"
)

// telegram is the simulated Telegram in this process, with a count of its calls.
type telegram struct {
	sim    *simulator.Server
	server *http.Server
	base   string
	done   chan struct{}

	mu    sync.Mutex
	calls map[string]int // by method
	many  int            // calls refused because there were too many
}

func openTelegram(ctx context.Context, speed float64) (*telegram, error) {
	wall := time.Now
	if begin := time.Now(); speed > 0 {
		wall = func() time.Time { return begin.Add(time.Duration(float64(time.Since(begin)) * speed)) }
	}
	sim, err := simulator.New(simulator.Options{
		Token: "100000001:invented-token-of-the-measured-bot",
		Clock: simulator.NewClock(time.Now(), simulator.Running(wall)),
	})
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen for the bot: %w", err), sim.Close())
	}
	t := &telegram{
		sim: sim, base: "http://" + l.Addr().String(), done: make(chan struct{}), calls: map[string]int{},
	}
	t.server = &http.Server{Handler: t.counted(sim.Handler()), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(t.done)
		_ = t.server.Serve(l) // ends in close
	}()
	return t, nil
}

func (t *telegram) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		t.calls[path.Base(r.URL.Path)]++
		t.mu.Unlock()
		h.ServeHTTP(&status{ResponseWriter: w, of: t}, r)
	})
}

// counts returns how often each method was called until now.
func (t *telegram) counts() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.calls)
}

func (t *telegram) close() error {
	err := t.server.Close()
	<-t.done
	return errors.Join(err, t.sim.Close())
}

// polled waits until the bot asks for updates.
func (t *telegram) polled(ctx context.Context) error {
	patient, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return t.sim.Wait(patient, func(st simulator.State) bool { return st.Count("getUpdates") > 0 })
}

// status counts refusals.
type status struct {
	http.ResponseWriter
	of *telegram
}

// WriteHeader implements [http.ResponseWriter].
func (s *status) WriteHeader(code int) {
	if code == http.StatusTooManyRequests {
		s.of.mu.Lock()
		s.of.many++
		s.of.mu.Unlock()
	}
	s.ResponseWriter.WriteHeader(code)
}

// refused is how many calls were refused because there were too many.
func (t *telegram) refused() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.many
}
