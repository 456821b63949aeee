package redistest_test

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"dombot/internal/localredis/redistest"
)

func TestServersAreRealAndApart(t *testing.T) {
	t.Parallel()
	first, second := connect(t), connect(t)

	if err := first.Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}

	if got := first.Get(t.Context(), "key").Val(); got != "value" {
		t.Errorf("read %q back", got)
	}
	if n := second.Exists(t.Context(), "key").Val(); n != 0 {
		t.Error("a second server has the key of the first")
	}
	if info := first.Info(t.Context(), "server").Val(); info == "" {
		t.Error("the server says nothing about itself")
	}
}

func TestServerEndsWithItsTest(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("Short", func(t *testing.T) { // not parallel: it ends before the look
		url = redistest.Start(t)
	})

	err := client(t, url).Ping(t.Context()).Err()

	if err == nil {
		t.Error("the server outlived its test")
	}
}

func connect(t *testing.T) *redis.Client {
	t.Helper()
	return client(t, redistest.Start(t))
}

func client(t *testing.T, url string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(options)
	t.Cleanup(func() { _ = c.Close() })
	return c
}
