package simulator

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
)

// Limits are what Telegram puts up with, counted on the [Clock]. Zero values put up with everything. Whoever
// exceeds one is refused with 429 and told when to come back; the refused call does not count.
type Limits struct {
	PerSecond   int `json:"per_second"`   // messages over the bot in any second
	ChatBurst   int `json:"chat_burst"`   // messages to a chat at once; one more with every second
	GroupMinute int `json:"group_minute"` // messages and edits in a group in any minute

	Webhooks  bool `json:"webhooks"`   // setWebhook once a second
	BusyPolls bool `json:"busy_polls"` // getUpdates that repeats its offset at once waits and gets less
}

// TelegramLimits are those of the real servers, as far as they are known.
func TelegramLimits() Limits {
	return Limits{PerSecond: 30, ChatBurst: 3, GroupMinute: 20, Webhooks: true, BusyPolls: true}
}

// Limits are those in force.
func (s *Server) Limits() Limits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limits
}

// SetLimits puts others in force. What was sent before counts.
func (s *Server) SetLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = l
	s.changed()
}

const maxPaces = 10_000 // chats between two cleanings

// traffic is what the bot has sent lately.
type traffic struct {
	bot    window
	groups map[string]*window
	paces  map[string]time.Time // by chat, when its burst is whole again
}

// window holds moments, oldest first.
type window []time.Time

// wait tells how long n more must wait so that no span holds more than most. What is more than most by itself
// counts as most.
func (w *window) wait(now time.Time, n, most int, span time.Duration) time.Duration {
	gone := 0
	for gone < len(*w) && now.Sub((*w)[gone]) >= span {
		gone++
	}
	*w = slices.Delete(*w, 0, gone)
	over := len(*w) + min(n, most) - most
	if most == 0 || over <= 0 {
		return 0
	}
	return (*w)[min(over, len(*w))-1].Add(span).Sub(now)
}

func (w *window) add(now time.Time, n int) {
	for range n {
		*w = append(*w, now)
	}
}

// weight is how much a call counts.
type weight struct {
	items int  // messages
	edit  bool // changes one that is there, which counts in groups alone
	chat  string
	group bool
}

// weigh tells how much a call counts; false if not at all.
func weigh(c *call) (weight, bool) {
	makes := slices.ContainsFunc(c.method.Returns, func(kind string) bool {
		return strings.Contains(kind, "Message")
	})
	if !makes {
		return weight{}, false
	}
	w := weight{items: 1, chat: c.text("chat_id")}
	for _, prefix := range []string{"edit", "stop", "set"} {
		w.edit = w.edit || strings.HasPrefix(c.method.Name, prefix)
	}
	for _, list := range []string{"media", "message_ids"} {
		var items []json.RawMessage
		if json.Unmarshal([]byte(c.text(list)), &items) == nil && len(items) > 0 {
			w.items = len(items)
		}
	}
	w.group = strings.HasPrefix(w.chat, "-") || strings.HasPrefix(w.chat, "@")
	return w, true
}

// throttle refuses a call that comes too soon and counts any other.
func (s *Server) throttle(c *call) error {
	w, counts := weigh(c)
	if !counts {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limits.PerSecond+s.limits.ChatBurst+s.limits.GroupMinute == 0 {
		return nil
	}
	now := s.clock.Now()
	if wait := s.traffic.wait(now, w, s.limits); wait > 0 {
		return tooMany(int(math.Ceil(wait.Seconds())))
	}
	s.traffic.add(now, w)
	return nil
}

// wait tells how long a call must wait for all limits.
func (t *traffic) wait(now time.Time, w weight, l Limits) time.Duration {
	var wait time.Duration
	if w.group {
		wait = t.group(w.chat).wait(now, w.items, l.GroupMinute, time.Minute)
	}
	if w.edit {
		return wait
	}
	wait = max(wait, t.bot.wait(now, w.items, l.PerSecond, time.Second))
	if l.ChatBurst > 0 {
		allowance := time.Duration(l.ChatBurst-1) * time.Second
		wait = max(wait, t.paces[w.chat].Add(-allowance).Sub(now))
	}
	return wait
}

// add counts a call. An album is one call for the pace of its chat.
func (t *traffic) add(now time.Time, w weight) {
	if w.group {
		t.group(w.chat).add(now, w.items)
	}
	if w.edit {
		return
	}
	t.bot.add(now, w.items)
	if t.paces == nil {
		t.paces = map[string]time.Time{}
	}
	if len(t.paces) >= maxPaces {
		t.forget(now)
	}
	whole := t.paces[w.chat]
	if whole.Before(now) {
		whole = now
	}
	t.paces[w.chat] = whole.Add(time.Second)
}

func (t *traffic) group(chat string) *window {
	if t.groups == nil {
		t.groups = map[string]*window{}
	}
	if t.groups[chat] == nil {
		t.groups[chat] = &window{}
	}
	return t.groups[chat]
}

// forget drops the chats that have rested.
func (t *traffic) forget(now time.Time) {
	for chat, whole := range t.paces {
		if !whole.After(now) {
			delete(t.paces, chat)
		}
	}
}
