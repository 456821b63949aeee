package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const maxExchange = 5000 // records kept

// record is an update that the bot got or a call that it made.
type record struct {
	at    time.Time
	room  *room           // nil: no chat
	kind  string          // of the update
	again bool            // the update was given before
	body  json.RawMessage // of the update; nil: a call

	method *methodSpec
	params map[string]string
	files  map[string]string // what was uploaded, in words

	reply any    // to the call
	said  string // instead of a reply: why there is none
	hurt  string // what happened to an answer, or to the update on its way
}

// Exchange is what the bot got and did, in order, for golden files: every update with its fields, every call
// with its parameters and its answer. Dates and numbers of updates are left out, ids that look random are
// numbered, people and chats are named, so that the same conversation is always the same text. Chat is the
// number of a chat; zero lists all chats one after the other, and what belongs to none first. What matches
// one of hide is blotted out.
func (s *Server) Exchange(chat int64, hide ...*regexp.Regexp) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if chat != 0 {
		return s.exchangeOf(s.rooms[chat], hide)
	}
	var text strings.Builder
	text.WriteString(s.exchangeOf(nil, hide))
	for _, r := range s.roomsWithRecords() {
		text.WriteString("== " + r.label() + " ==\n" + s.exchangeOf(r, hide))
	}
	return text.String()
}

// roomsWithRecords lists private chats in the order of people, then groups; of a group that moved the last.
func (s *Server) roomsWithRecords() []*room {
	all := make([]*room, 0, len(s.people)+len(s.groups))
	for _, p := range s.people {
		all = append(all, p.room)
	}
	for _, g := range s.groups {
		all = append(all, g.room)
	}
	return slices.DeleteFunc(all, func(r *room) bool {
		return !slices.ContainsFunc(s.exchange, func(rec *record) bool { return rec.room.leadsTo(r) })
	})
}

// leadsTo tells whether r is another room or went on as it.
func (r *room) leadsTo(other *room) bool {
	return r == other || r != nil && other != nil && r.moved == other.id
}

func (s *Server) exchangeOf(r *room, hide []*regexp.Regexp) string {
	v := &veil{srv: s, names: map[string]string{}, counts: map[string]int{}}
	var out strings.Builder
	for _, rec := range s.exchange {
		if rec.room.leadsTo(r) {
			v.write(&out, rec)
		}
	}
	text := out.String()
	for _, secret := range hide {
		text = secret.ReplaceAllString(text, "<hidden>")
	}
	return text
}

// record keeps rec. The server is locked.
func (s *Server) record(rec *record) *record {
	if len(s.exchange) >= maxExchange {
		s.exchange = slices.Delete(s.exchange, 0, maxExchange/2)
	}
	rec.at = s.clock.Now()
	s.exchange = append(s.exchange, rec)
	return rec
}

// handOver notes that the bot gets u. The server is locked.
func (s *Server) handOver(u *update) *record {
	rec := s.record(&record{room: u.room, kind: u.kind, body: u.body, again: u.given})
	u.given = true
	return rec
}

// noteCall notes that the bot calls a method, unless it asks for updates or about itself.
func (s *Server) noteCall(c *call) {
	if c.method.Name == "getUpdates" || c.method.Name == "getMe" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	files := make(map[string]string, len(c.files))
	for name, f := range c.files {
		files[name] = fmt.Sprintf("<file %s, %d bytes>", f.name, len(f.data))
	}
	c.record = s.record(&record{room: s.roomOf(c), method: c.method, params: c.params, files: files})
}

// roomOf is the chat that a call is about: the one it names, or that of the update it answers. The server is
// locked.
func (s *Server) roomOf(c *call) *room {
	if chat, err := strconv.ParseInt(c.text("chat_id"), 10, 64); err == nil {
		return s.rooms[chat]
	}
	for _, name := range []string{
		"callback_query_id", "pre_checkout_query_id", "shipping_query_id", "file_id",
		"telegram_payment_charge_id",
	} {
		id := c.text(name)
		if id == "" {
			continue
		}
		quoted := []byte(strconv.Quote(id))
		for _, rec := range slices.Backward(s.exchange) {
			if bytes.Contains(rec.body, quoted) {
				return rec.room
			}
		}
	}
	return nil
}

// replied notes what a call was answered. The server is locked.
func (c *call) replied(result any, err *refusal) {
	switch {
	case c.record == nil:
	case err == nil:
		if d, ok := result.(described); ok {
			result = d.result
		}
		c.record.reply = result
	default:
		c.record.said = err.text
		if err.code != 0 && err.code != http.StatusOK {
			c.record.said = strconv.Itoa(err.code) + " " + err.text
		}
	}
}

// lost notes that the answer to a call does not arrive.
func (s *Server) lost(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.record != nil {
		c.record.hurt = "the connection ends"
	}
}
