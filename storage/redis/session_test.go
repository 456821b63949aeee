package redis_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"dombot/internal/localredis/redistest"
	"dombot/storage/redis"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// servers are what the contract is checked on.
func servers() map[string]func(t *testing.T) string {
	return map[string]func(t *testing.T) string{
		"imitation": func(t *testing.T) string {
			t.Helper()
			return "redis://" + miniredis.RunT(t).Addr() + "/0"
		},
		"server": func(t *testing.T) string {
			t.Helper()
			return redistest.Start(t)
		},
	}
}

func TestSessionsKeepTheirContract(t *testing.T) {
	t.Parallel()
	for name, start := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := contract{address: start(t)}
			c.s = redis.NewSessions(open(t, c.address))
			for what, check := range map[string]func(contract){
				"nothing is stored at first":                 contract.absent,
				"bytes come back as they were":               contract.binary,
				"only the stored revision may be replaced":   contract.revisions,
				"one of many savers wins a revision":         contract.race,
				"handled updates are remembered":             contract.marks,
				"only the latest marks are kept":             contract.bounded,
				"keys of one person share a slot and a life": contract.life,
				"a write without a life is refused":          contract.lifeless,
			} {
				t.Run(what, func(t *testing.T) {
					t.Parallel()
					check(contract{t: t, address: c.address, s: c.s})
				})
			}
		})
	}
}

type contract struct {
	t       *testing.T
	address string
	s       *redis.Sessions
}

func open(t *testing.T, address string) *redis.DB {
	t.Helper()
	db, err := redis.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func (c contract) load(t *testing.T, key string, update int64) redis.Stored {
	t.Helper()
	got, err := c.s.Load(t.Context(), key, update)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (c contract) save(t *testing.T, w redis.Write) bool {
	t.Helper()
	if w.Life == 0 {
		w.Life = time.Hour
	}
	ok, err := c.s.Save(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func (c contract) absent() {
	t := c.t
	got := c.load(t, "1:2:0:3", 5)
	if diff := cmp.Diff(redis.Stored{}, got); diff != "" {
		t.Errorf("absent session (-want +got):\n%s", diff)
	}
}

func (c contract) binary() {
	t := c.t
	every := make([]byte, 0, 512)
	for i := range 512 {
		every = append(every, byte(i))
	}
	for name, data := range map[string][]byte{"every byte": every, "no byte": {}, "words": []byte("улица {Ленина}\r\n")} {
		key := "binary:" + name
		if !c.save(t, redis.Write{Key: key, Data: data, Next: 1}) {
			t.Fatalf("%s: not saved", name)
		}
		want := redis.Stored{Data: data, Rev: 1}
		if diff := cmp.Diff(want, c.load(t, key, 0)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func (c contract) revisions() {
	t := c.t
	const key = "revisions"
	steps := []struct {
		rev, next int64
		data      string
		saved     bool
		stored    string
	}{
		{rev: 3, next: 4, data: "of an unknown revision", saved: false},
		{rev: 0, next: 1, data: "first", saved: true, stored: "first"},
		{rev: 0, next: 1, data: "first again", saved: false, stored: "first"},
		{rev: 1, next: 1, data: "same revision", saved: true, stored: "same revision"},
		{rev: 1, next: 1 << 60, data: "large", saved: true, stored: "large"},
		{rev: 2, next: 3, data: "old", saved: false, stored: "large"},
		{rev: 1 << 60, next: 1<<60 + 1, data: "larger", saved: true, stored: "larger"},
	}
	for _, step := range steps {
		saved := c.save(t, redis.Write{Key: key, Data: []byte(step.data), Rev: step.rev, Next: step.next})
		if stored := string(c.load(t, key, 0).Data); saved != step.saved || stored != step.stored {
			t.Errorf("save %q: %v, then %q; want %v, %q", step.data, saved, stored, step.saved, step.stored)
		}
	}
}

func (c contract) race() {
	t := c.t
	const savers, rounds = 50, 5
	for rev := range int64(rounds) {
		var wg sync.WaitGroup
		won := make(chan string, savers)
		for i := range savers {
			wg.Go(func() {
				data := strconv.Itoa(i)
				w := redis.Write{Key: "race", Data: []byte(data), Rev: rev, Next: rev + 1, Life: time.Hour}
				ok, err := c.s.Save(t.Context(), w)
				if err != nil {
					t.Error(err)
				}
				if ok {
					won <- data
				}
			})
		}
		wg.Wait()
		close(won)
		winner := <-won
		if more, ok := <-won; ok {
			t.Fatalf("revision %d: %s and %s won", rev, winner, more)
		}
		if got := c.load(t, "race", 0); string(got.Data) != winner || got.Rev != rev+1 {
			t.Fatalf("revision %d: %s won, %s is stored as %d", rev, winner, got.Data, got.Rev)
		}
	}
}

func (c contract) marks() {
	t := c.t
	const key = "marks"
	c.save(t, redis.Write{Key: key, Next: 1, Update: 700_000_001})
	c.save(t, redis.Write{Key: key, Rev: 1, Next: 2, Update: 900_000_000_000})
	c.save(t, redis.Write{Key: key, Rev: 2, Next: 3})
	if c.save(t, redis.Write{Key: key, Rev: 7, Next: 8, Update: 5}) {
		t.Fatal("a wrong revision was replaced")
	}
	want := map[int64]bool{700_000_001: true, 900_000_000_000: true, 5: false, 0: false, 2: false}
	for update, seen := range want {
		if got := c.load(t, key, update).Seen; got != seen {
			t.Errorf("update %d seen: %v, want %v", update, got, seen)
		}
	}
	if c.load(t, "another", 700_000_001).Seen {
		t.Error("the update of one person is seen as handled for another")
	}
}

func (c contract) bounded() {
	t := c.t
	const key, writes = "bounded", 300
	for i := range int64(writes) { // numbers fall, as after a week of silence
		c.save(t, redis.Write{Key: key, Rev: i, Next: i + 1, Update: 10_000 - i})
	}
	if c.load(t, key, 10_000).Seen {
		t.Error("the oldest mark is still there")
	}
	if !c.load(t, key, 10_000-writes+1).Seen {
		t.Error("the latest mark is gone")
	}
	if n := c.raw(t).ZCard(t.Context(), "dialog:{bounded}:seen").Val(); n != 128 {
		t.Errorf("%d marks are kept, want 128", n)
	}
}

// raw is a look past the package, for what its callers cannot see.
func (c contract) raw(t *testing.T) *goredis.Client {
	t.Helper()
	o, err := goredis.ParseURL(c.address)
	if err != nil {
		t.Fatal(err)
	}
	client := goredis.NewClient(o)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func (c contract) life() {
	t := c.t
	const key = "7:8:0:9"
	c.save(t, redis.Write{Key: key, Next: 1, Update: 4, Life: time.Minute})
	c.save(t, redis.Write{Key: key, Rev: 1, Next: 2, Life: 72 * time.Hour})
	raw := c.raw(t)
	names := raw.Keys(t.Context(), "*{"+key+"}*").Val()
	if len(names) != 2 {
		t.Fatalf("keys of one person: %v, want two with %q in braces", names, key)
	}
	for _, name := range names {
		if ttl := raw.PTTL(t.Context(), name).Val(); ttl <= time.Hour || ttl > 72*time.Hour {
			t.Errorf("%s lives for %v, want 72 hours", name, ttl)
		}
	}
}

func (c contract) lifeless() {
	t := c.t
	ok, err := c.s.Save(t.Context(), redis.Write{Key: "lifeless", Next: 1})
	if ok || err == nil {
		t.Errorf("Save = %v, %v; want a refusal", ok, err)
	}
}

func TestASessionEndsAfterItsLife(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	c := contract{s: redis.NewSessions(open(t, "redis://"+server.Addr()))}
	c.save(t, redis.Write{Key: "k", Data: []byte("x"), Next: 4, Update: 9, Life: time.Minute})

	server.FastForward(61 * time.Second)

	if diff := cmp.Diff(redis.Stored{}, c.load(t, "k", 9)); diff != "" {
		t.Errorf("after its life (-want +got):\n%s", diff)
	}
	if !c.save(t, redis.Write{Key: "k", Next: 1}) {
		t.Error("a session cannot begin again after its end")
	}
}

func TestErrorsHideAddressAndPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"redis://user:hushhush@127.0.0.1:port/0", "redis://:hushhush@host:1/x", "postgres://user:hushhush@host",
		"redis://user:hushhush@host:1?addr=h:2&dial_timeout=hushhush", "::hushhush", "redis://h:1?no_such=hushhush",
	} {
		db, err := redis.Open(address)
		if db != nil || err == nil || strings.Contains(err.Error(), "hushhush") {
			t.Errorf("Open(%q) = %v", address, err)
		}
	}
	server := miniredis.RunT(t)
	server.RequireUserAuth("user", "right")
	db := open(t, "redis://user:hushhush@"+server.Addr())
	if err := db.Ping(t.Context()); err == nil || strings.Contains(err.Error(), "hushhush") {
		t.Errorf("Ping with a wrong password = %v", err)
	}
}

func TestAServerThatIsAwayIsAnErrorAndItsReturnHeals(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	db := open(t, "redis://"+server.Addr())
	s := redis.NewSessions(db)
	server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := s.Load(ctx, "k", 0); err == nil {
		t.Error("a load from a server that is away succeeded")
	}
	if _, err := s.Save(ctx, redis.Write{Key: "k", Next: 1, Life: time.Hour}); err == nil {
		t.Error("a save to a server that is away succeeded")
	}

	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}

	if err := db.Ping(t.Context()); err != nil {
		t.Errorf("after its return: %v", err)
	}
}

func TestClustersAndSentinelsAreAddressed(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"redis://127.0.0.1:1?addr=127.0.0.1:2", "redis://127.0.0.1:1?master_name=main", "unix:///tmp/redis.sock",
	} {
		open(t, address)
	}
}
