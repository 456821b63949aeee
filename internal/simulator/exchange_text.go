package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// veil writes records without what differs from run to run. The server is locked while it works.
type veil struct {
	srv    *Server
	now    time.Time         // of the record
	names  map[string]string // of ids that look random
	counts map[string]int    // of those names, by kind
}

// label is how an exchange calls a chat or a person.
func (r *room) label() string {
	if r.moved != 0 {
		return "<" + r.group.title + ", before it moved>"
	}
	if r.group != nil {
		return r.srv.distinct(r.group.title, r.id)
	}
	return r.srv.distinct(r.person.Name, r.id)
}

// distinct adds the number to a name that several have.
func (s *Server) distinct(name string, id int64) string {
	n := 0
	for _, p := range s.people {
		if p.Name == name {
			n++
		}
	}
	for _, g := range s.groups {
		if g.title == name {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("<%s %d>", name, id)
	}
	return "<" + name + ">"
}

// who names a person, the bot or a chat; false for a number that is none of them.
func (v *veil) who(id int64) (string, bool) {
	switch r := v.srv.rooms[id]; {
	case r != nil:
		return r.label(), true
	case id == v.srv.bot.id:
		return "<bot>", true
	case id == anonymous:
		return "<anonymous administrator>", true
	}
	return "", false
}

func (v *veil) write(out *strings.Builder, rec *record) {
	v.now = rec.at
	if rec.method == nil {
		v.writeUpdate(out, rec)
	} else {
		v.writeCall(out, rec)
	}
	if rec.hurt != "" {
		fmt.Fprintf(out, "  but: %s\n", rec.hurt)
	}
}

func (v *veil) writeUpdate(out *strings.Builder, rec *record) {
	body := map[string]any{}
	if content, err := decodeJSON(string(rec.body)); err == nil {
		body, _ = content.(map[string]any)
	}
	content, _ := body[rec.kind].(map[string]any)
	head := "update " + rec.kind
	if n, ok := content["message_id"]; ok {
		head += fmt.Sprintf(" %v", n)
		delete(content, "message_id")
	}
	if rec.again {
		head += ", again"
	}
	out.WriteString(head + "\n")
	v.learn(rec.kind, content)
	if rec.room != nil {
		delete(content, "chat") // it is the one that is told of
	}
	v.writeFields(out, content)
}

func (v *veil) writeFields(out *strings.Builder, fields map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if value := v.plain(name, fields[name]); value != nil {
			fmt.Fprintf(out, "  %s: %s\n", name, inJSON(value))
		}
	}
}

func (v *veil) writeCall(out *strings.Builder, rec *record) {
	fmt.Fprintf(out, "call %s\n", rec.method.Name)
	fields := map[string]any{}
	for _, f := range rec.method.Fields {
		if text, given := rec.params[f.Name]; given {
			fields[f.Name] = parameter(f, text)
		}
	}
	for name, text := range rec.params {
		if fields[name] == nil {
			fields[name] = text
		}
	}
	v.writeFields(out, fields)
	for _, name := range slices.Sorted(maps.Keys(rec.files)) {
		fmt.Fprintf(out, "  %s: %s\n", name, rec.files[name])
	}
	if rec.said != "" {
		fmt.Fprintf(out, "  refused: %s\n", rec.said)
		return
	}
	if rec.reply != nil {
		fmt.Fprintf(out, "  answer: %s\n", v.answer(rec.reply))
	}
}

// parameter is the value of a parameter as the description has it: a text stays a text, whatever it holds.
func parameter(f field, text string) any {
	if slices.Contains(f.Types, "String") && !slices.Contains(f.Types, "Integer") {
		return text
	}
	if value, err := decodeJSON(text); err == nil {
		return value
	}
	return text
}

// answer is the result of a call in a line: messages by their numbers.
func (v *veil) answer(result any) string {
	data, err := json.Marshal(result)
	if err != nil {
		return "?"
	}
	value, err := decodeJSON(string(data))
	if err != nil {
		return "?"
	}
	v.learn("", value)
	return inJSON(v.plain("", value))
}

// learn names the ids of an update or an answer that look random.
func (v *veil) learn(kind string, value any) {
	switch x := value.(type) {
	case []any:
		for _, item := range x {
			v.learn(kind, item)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			text, ok := x[name].(string)
			switch {
			case !ok:
				v.learn(name, x[name])
			case name == "id":
				v.name(kind, text)
			case random(name):
				v.name(strings.TrimSuffix(name, "_id"), text)
			}
		}
	}
}

// random tells which fields hold what looks random.
func random(field string) bool {
	return slices.Contains([]string{
		"file_id", "file_unique_id", "file_path", "media_group_id", "poll_id",
		"telegram_payment_charge_id", "provider_payment_charge_id", "invite_link", "persistent_id",
	}, field)
}

func (v *veil) name(kind, id string) {
	if v.names[id] == "" && id != "" {
		v.counts[kind]++
		v.names[id] = fmt.Sprintf("<%s %d>", kind, v.counts[kind])
	}
}

// plain is a value without what is volatile; nil leaves it out.
func (v *veil) plain(field string, value any) any {
	switch x := value.(type) {
	case string:
		if field == "chat_instance" {
			return nil
		}
		if name := v.names[x]; name != "" {
			return name
		}
		return x
	case json.Number:
		return v.number(field, x)
	case []any:
		list := make([]any, 0, len(x))
		for _, item := range x {
			list = append(list, v.plain(field, item))
		}
		return list
	case map[string]any:
		return v.object(x)
	}
	return value
}

func (v *veil) number(field string, n json.Number) any {
	id, err := n.Int64()
	if err != nil {
		return n
	}
	switch {
	case field == "date", field == "edit_date":
		return nil
	case strings.HasSuffix(field, "_date") && id > 0:
		return "<in " + time.Unix(id, 0).Sub(v.now.Truncate(time.Second)).String() + ">"
	}
	name, known := v.who(id)
	if known && (field == "id" || strings.HasSuffix(field, "_id") || strings.HasSuffix(field, "_ids")) {
		return name
	}
	return n
}

// object names people and chats, and messages by their numbers.
func (v *veil) object(fields map[string]any) any {
	if n, ok := fields["message_id"]; ok && fields["chat"] != nil {
		return fmt.Sprintf("<message %v>", n)
	}
	_, isUser := fields["is_bot"]
	_, isChat := fields["type"]
	if n, ok := fields["id"].(json.Number); ok && (isUser || isChat) {
		if id, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
			if name, known := v.who(id); known && len(fields) < chatDetails {
				return name
			}
		}
	}
	clean := map[string]any{}
	for name, value := range fields {
		if plain := v.plain(name, value); plain != nil {
			clean[name] = plain
		}
	}
	return clean
}

// chatDetails is how many fields the full description of a chat has at least.
const chatDetails = 9

// inJSON writes keys in order and leaves < and > as they are.
func inJSON(value any) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if enc.Encode(value) != nil {
		return "?"
	}
	return strings.TrimSuffix(out.String(), "\n")
}
