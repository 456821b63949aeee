package redis

import (
	"context"
	"fmt"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Rates are how fast messages may follow one another; the bot says what each means.
type Rates struct {
	Step     time.Duration
	MassStep time.Duration
	Burst    int

	Window time.Duration
	Most   int
	Floor  time.Duration

	ChatStep time.Duration

	GroupWindow time.Duration
	GroupMost   int
}

// Sent is a message that goes out: at once and only counted, or in its turn, or
// in its turn among those that are not urgent.
type Sent struct {
	Chat int64
	Turn Place
	Edit bool // counts in groups alone
}

// Place is where in the line a message stands.
type Place int

// The places.
const (
	AtOnce Place = iota
	Urgent
	Mass
)

// Turn is when a message may go out.
type Turn struct {
	Wait   time.Duration // zero: now, and it is counted
	Alone  bool          // its chat alone has to rest
	Paused bool          // Telegram asked a replica for silence
}

// Limits counts what all replicas of one bot send. One call of a script decides:
// a message is counted everywhere or nowhere.
type Limits struct {
	db    *DB
	bot   string
	rates Rates
	take  *goredis.Script
	pause *goredis.Script
}

// NewLimits returns the limits of a bot in db.
func NewLimits(db *DB, bot string, r Rates) *Limits {
	return &Limits{
		db: db, bot: bot, rates: r, take: goredis.NewScript(takeTurn), pause: goredis.NewScript(pauseAll),
	}
}

// key is one of the keys of a bot; the braces keep them in one slot.
func (l *Limits) key(what string) string { return "limits:{" + l.bot + "}:" + what }

// takeTurn counts messages and asks for the turn of the last one. The clocks of
// replicas differ a little: where another one was ahead, it is as late as there.
// Keys: pause, pace, window, then chat and group of each message. Arguments: the
// moment, the rates, then place, whether it edits and whether many read it.
const takeTurn = `
local now, step, massStep, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local window, most, floor = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local chatStep, groupWindow, groupMost = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local first = 11
local pace = redis.call('HMGET', KEYS[2], 'seen', 'all', 'mass', 'notice')
local seen, all = tonumber(pace[1] or '0'), tonumber(pace[2] or '0')
local mass, notice = tonumber(pace[3] or '0'), tonumber(pace[4] or '0')
if seen > now and seen - now < 2000000 then now = seen end

local function put(name, value) redis.call('HSET', KEYS[2], name, string.format('%.0f', value)) end
local function push(key, value, length, life)
  redis.call('LPUSH', key, string.format('%.0f', value))
  redis.call('LTRIM', key, 0, length - 1)
  redis.call('PEXPIRE', key, life)
end
local function count(i, place, edit, group)
  local chat, people = KEYS[4 + 2 * i], KEYS[5 + 2 * i]
  if group then push(people, now, groupMost, 120000) end
  if edit then return end
  push(KEYS[3], now, most, 10000)
  local whole = math.max(tonumber(redis.call('GET', chat) or '0'), now) + chatStep
  whole = math.min(whole, now + burst * chatStep)
  redis.call('SET', chat, string.format('%.0f', whole), 'PX', 60000)
end

local n = (#ARGV - first + 1) / 3
local function read(i)
  local at = first + 3 * i
  return tonumber(ARGV[at]), ARGV[at + 1] == '1', ARGV[at + 2] == '1'
end
for i = 0, n - 2 do count(i, read(i)) end

local place, edit, group = read(n - 1)
local chat, people = KEYS[2 + 2 * n], KEYS[3 + 2 * n]
local paused = tonumber(redis.call('GET', KEYS[1]) or '0') - now
local wait, rest = paused, 0
if place > 0 then
  wait = math.max(wait, all - (burst - 1) * step - now)
  if place == 2 then wait = math.max(wait, mass - (burst - 1) * massStep - now) end
  local full = tonumber(redis.call('LINDEX', KEYS[3], most - 1) or '0') + window - now
  wait = math.max(wait, math.min(full, notice + floor - now))
  if not edit then rest = tonumber(redis.call('GET', chat) or '0') - (burst - 1) * chatStep - now end
  if group then
    rest = math.max(rest, tonumber(redis.call('LINDEX', people, groupMost - 1) or '0') + groupWindow - now)
  end
end
put('seen', now)
redis.call('PEXPIRE', KEYS[2], 60000)
if wait > 0 then return {string.format('%.0f', math.ceil(wait)), 0, paused > 0 and 1 or 0} end
if rest > 0 then return {string.format('%.0f', math.ceil(rest)), 1, 0} end

if place > 0 then
  put('notice', now)
  put('all', math.max(all, now) + step)
end
if place == 2 then put('mass', math.max(mass, now) + massStep) end
count(n - 1, place, edit, group)
return {'0', 0, 0}`

// Take counts messages that have gone out, all but the last, and asks for the
// turn of the last.
func (l *Limits) Take(ctx context.Context, now time.Time, sent []Sent) (Turn, error) {
	keys := append(make([]string, 0, 3+2*len(sent)), l.key("pause"), l.key("pace"), l.key("window"))
	r := l.rates
	args := append(make([]any, 0, 10+3*len(sent)),
		now.UnixMicro(), r.Step.Microseconds(), r.MassStep.Microseconds(), r.Burst,
		r.Window.Microseconds(), r.Most, r.Floor.Microseconds(),
		r.ChatStep.Microseconds(), r.GroupWindow.Microseconds(), r.GroupMost)
	for _, s := range sent {
		chat := strconv.FormatInt(s.Chat, 10)
		keys = append(keys, l.key("chat:"+chat), l.key("group:"+chat))
		args = append(args, int(s.Turn), flag(s.Edit), flag(s.Chat < 0))
	}
	values, err := l.take.Run(ctx, l.db.client, keys, args...).Slice()
	if err != nil {
		return Turn{}, fmt.Errorf("take turn: %w", err)
	}
	return turnOf(values)
}

func flag(is bool) int {
	if is {
		return 1
	}
	return 0
}

// turnOf reads the answer of takeTurn.
func turnOf(values []any) (Turn, error) {
	if len(values) != 3 {
		return Turn{}, fmt.Errorf("take turn: %d values instead of 3", len(values))
	}
	text, _ := values[0].(string)
	alone, _ := values[1].(int64)
	paused, _ := values[2].(int64)
	wait, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return Turn{}, fmt.Errorf("take turn: %w", err)
	}
	return Turn{Wait: time.Duration(wait) * time.Microsecond, Alone: alone == 1, Paused: paused == 1}, nil
}

// pauseAll keeps the later end.
const pauseAll = `
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

// Pause holds everything back until a moment.
func (l *Limits) Pause(ctx context.Context, now, until time.Time) error {
	life := until.Sub(now).Milliseconds() + time.Minute.Milliseconds()
	if life <= 0 {
		return nil
	}
	keys := []string{l.key("pause")}
	if err := l.pause.Run(ctx, l.db.client, keys, until.UnixMicro(), life).Err(); err != nil {
		return fmt.Errorf("pause: %w", err)
	}
	return nil
}
