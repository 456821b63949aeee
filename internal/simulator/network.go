package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// network is the socket that Start opens.
type network struct {
	mu     sync.Mutex
	again  func() (net.Listener, error) // listens at the same address; nil: not started
	http   *http.Server                 // nil: not started, or out of reach
	served chan struct{}
	out    int // faults that keep it out of reach
	closed bool
}

// Start listens on a free port of 127.0.0.1 and returns the address to put before /bot<token>/<method>. Tests
// may use Handler or Client and need no port.
func (s *Server) Start(ctx context.Context) (base string, err error) {
	return s.StartAt(ctx, "127.0.0.1:0")
}

// StartAt is Start on an address of the caller's choice.
func (s *Server) StartAt(ctx context.Context, address string) (base string, err error) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	if s.net.again != nil {
		return "", errors.New("start simulator: it is already started")
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return "", fmt.Errorf("listen for the bot: %w", err)
	}
	taken, whole := l.Addr().String(), context.WithoutCancel(ctx)
	s.net.again = func() (net.Listener, error) { return lc.Listen(whole, "tcp", taken) }
	s.net.serve(l, s.Handler())
	return "http://" + taken, nil
}

// serve answers on l. n.mu is held.
func (n *network) serve(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	n.http, n.served = server, served
	go func() {
		defer close(served)
		_ = server.Serve(l) // ends with ErrServerClosed in hangUp
	}()
}

// hangUp ends the server and its connections. n.mu is held.
func (n *network) hangUp() error {
	if n.http == nil {
		return nil
	}
	err := n.http.Close()
	<-n.served
	n.http = nil
	if err != nil {
		return fmt.Errorf("close simulator: %w", err)
	}
	return nil
}

func (n *network) close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	return n.hangUp()
}

// unplug refuses connections until plug, which comes by itself if the fault has an end.
func (s *Server) unplug(i *Injected) {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	s.net.out++
	if err := s.net.hangUp(); err != nil {
		s.options.Log.Error("simulator cannot hang up", slog.Any("err", err))
	}
	if i.until.IsZero() {
		return
	}
	s.work.Go(func() {
		if s.clock.sleep(s.done, i.until, i.release) {
			i.Stop()
		}
	})
}

// plug listens again at the old address.
func (s *Server) plug() {
	err := s.net.comeBack(s.Handler())
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.fail("the simulator cannot listen again: " + err.Error())
	}
	s.changed()
}

// comeBack ends an outage; the last of several opens the socket.
func (n *network) comeBack(h http.Handler) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.out--
	if n.out > 0 || n.again == nil || n.closed {
		return nil
	}
	l, err := n.again()
	if err != nil {
		return err
	}
	n.serve(l, h)
	return nil
}

// outOfReach tells whether connections are refused.
func (s *Server) outOfReach() bool {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return s.net.out > 0
}
