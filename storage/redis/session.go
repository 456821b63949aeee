package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// maxMarks is how many handled updates of one person are remembered: more than
// Telegram can send again, since it repeats only what was not confirmed.
const maxMarks = 128

// Sessions keeps the state of dialogs. A session is a hash of its bytes and
// their revision; beside it lies the set of the updates handled.
type Sessions struct {
	db         *DB
	load, save *goredis.Script
}

// Write is one write of a session.
type Write struct {
	Key    string
	Data   []byte
	Rev    int64 // the revision that must be stored now; 0: none is
	Next   int64 // the revision of Data
	Update int64 // marked as handled; 0 marks nothing
	Life   time.Duration
}

// Stored is a session as it was found.
type Stored struct {
	Data []byte
	Rev  int64
	Seen bool // the update asked about has been handled
}

// NewSessions returns the sessions in db.
func NewSessions(db *DB) *Sessions {
	return &Sessions{db: db, load: goredis.NewScript(loadSession), save: goredis.NewScript(saveSession)}
}

// loadSession returns the bytes, the revision and the mark of the update.
const loadSession = `
local s = redis.call('HMGET', KEYS[1], 'data', 'rev')
local seen = 0
if ARGV[1] ~= '0' and redis.call('ZSCORE', KEYS[2], ARGV[1]) then seen = 1 end
return {s[1] or '', s[2] or '0', seen}`

// Load returns the session under key and whether update has been handled
// already; 0 asks about none. A session that is not there has no data and
// revision 0.
func (s *Sessions) Load(ctx context.Context, key string, update int64) (Stored, error) {
	values, err := s.load.Run(ctx, s.db.client, keys(key), update).Slice()
	if err != nil {
		return Stored{}, fmt.Errorf("load session: %w", err)
	}
	found, err := stored(values)
	if err != nil {
		return Stored{}, fmt.Errorf("load session: %w", err)
	}
	return found, nil
}

// saveSession compares the revision, writes, marks the update in the order of
// revisions and renews the life of both keys.
const saveSession = `
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'data', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if ARGV[5] ~= '0' then
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[5])
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[6]))
end
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1`

// Save stores w if the stored revision is still w.Rev. False: somebody was
// first. A call whose answer was lost may have stored w and report false: the
// mark of the update then tells that it was handled.
func (s *Sessions) Save(ctx context.Context, w Write) (bool, error) {
	if w.Life < time.Millisecond {
		return false, errors.New("save session: it would live for no time")
	}
	saved, err := s.save.Run(ctx, s.db.client, keys(w.Key),
		w.Rev, w.Next, w.Data, w.Life.Milliseconds(), w.Update, maxMarks).Bool()
	if err != nil {
		return false, fmt.Errorf("save session: %w", err)
	}
	return saved, nil
}

// keys returns the session and its marks; the braces keep them in one slot.
func keys(key string) []string {
	slot := "dialog:{" + key + "}"
	return []string{slot, slot + ":seen"}
}

// stored reads the answer of loadSession.
func stored(values []any) (Stored, error) {
	if len(values) != 3 {
		return Stored{}, fmt.Errorf("read session: %d values instead of 3", len(values))
	}
	data, _ := values[0].(string)
	number, _ := values[1].(string)
	seen, _ := values[2].(int64)
	rev, err := strconv.ParseUint(number, 10, 63)
	if err != nil {
		return Stored{}, fmt.Errorf("read revision: %w", err)
	}
	s := Stored{Rev: int64(rev), Seen: seen == 1}
	if rev != 0 {
		s.Data = []byte(data)
	}
	return s, nil
}
