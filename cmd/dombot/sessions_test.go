package main

import (
	"testing"

	"github.com/alicebob/miniredis/v2"

	"dombot/dialogs"
	"dombot/storage/redis"
)

// sessionServer is a Redis of one test.
type sessionServer struct {
	server *miniredis.Miniredis
	db     *redis.DB
}

func newSessionServer(tb testing.TB) *sessionServer {
	tb.Helper()
	server := miniredis.RunT(tb)
	db, err := redis.Open(addressOf(server))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return &sessionServer{server, db}
}

func addressOf(m *miniredis.Miniredis) string { return "redis://" + m.Addr() + "/0" }

func (s *sessionServer) sessions() dialogs.Sessions { return sessions{redis.NewSessions(s.db)} }

func (s *sessionServer) empty() error {
	s.server.FlushAll()
	return nil
}
