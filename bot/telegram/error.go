package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Kind says what the caller of a failed method does next.
type Kind int

// The kinds of errors.
const (
	Foreign      Kind = iota // not an error of this package
	Refused                  // a mistake of ours: raise the alarm
	NotModified              // an edit that changes nothing: success
	Gone                     // the message to edit or delete is not there: send another
	Kept                     // the message may not be deleted any more: edit it
	TooOld                   // the press cannot be answered any more: ignore
	Unreachable              // blocked, deleted or never started: stop writing to the chat
	Migrated                 // the group has the number Error.To: write there
	Flood                    // wait for Error.RetryAfter
	Unauthorized             // the token is not valid: stop
	Missing                  // no such method or address: stop
	Conflict                 // somebody else polls, or a webhook is set
	BadMarkup                // the markup cannot be parsed: send plain text
	Muted                    // the bot may not write in the group
	Topic                    // the topic of the group is closed or gone: write outside of it
	Server                   // 5xx or no JSON: unknown whether it was carried out
	Network                  // no answer: unknown whether it was carried out
)

// String names the kind in logs.
func (k Kind) String() string {
	names := [...]string{
		"foreign", "refused", "not modified", "gone", "kept", "too old", "unreachable", "migrated", "flood",
		"unauthorized", "missing", "conflict", "bad markup", "muted", "topic", "server", "network",
	}
	if k < 0 || int(k) >= len(names) {
		return "kind " + strconv.Itoa(int(k))
	}
	return names[k]
}

// Error is a call that was refused or got no answer.
type Error struct {
	Kind       Kind
	Method     string
	Code       int    // HTTP status; 0 without an answer
	Text       string // Telegram's words, or what became of the connection
	RetryAfter time.Duration
	To         int64 // number of the chat that a group became

	cause error // the end of a context, if that was it
}

// Error tells the method, the status and Telegram's words.
func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("call %s: %s", e.Method, e.Text)
	}
	return fmt.Sprintf("call %s: %d %s", e.Method, e.Code, e.Text)
}

// Unwrap returns the end of the caller's context, if that ended the call.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of err, Foreign for anything that is not an [*Error].
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Foreign
}

// TooBig reports whether err says that Telegram does not hand the file out.
func TooBig(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == Refused && strings.Contains(strings.ToLower(e.Text), tooBig)
}

// Pictureless reports whether err says that the group takes no photos from the bot; words it may take.
func Pictureless(err error) bool {
	e, ok := errors.AsType[*Error](err)
	text := ""
	if ok {
		text = strings.ToLower(e.Text)
	}
	return strings.Contains(text, "rights to send photos") || strings.Contains(text, "chat_send_photos_forbidden")
}

// Captionless reports whether err says that the message has no caption: it has words alone.
func Captionless(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && strings.Contains(strings.ToLower(e.Text), "no caption in the message")
}

// tooBig are Telegram's words for a file above [MaxDownload].
const tooBig = "file is too big"

// refusal makes an error of an answer with "ok": false.
func refusal(code int, header http.Header, r tgbotapi.APIResponse) *Error {
	e := &Error{Code: code, Text: r.Description}
	if r.ErrorCode != 0 {
		e.Code = r.ErrorCode
	}
	if r.Parameters != nil {
		e.To = r.Parameters.MigrateToChatID
		e.RetryAfter = time.Duration(r.Parameters.RetryAfter) * time.Second
	}
	e.Kind = kindOf(e)
	e.readRetryAfter(header)
	return e
}

// page makes an error of an answer that is no JSON: a gateway speaks, not Telegram.
func page(code int, header http.Header) *Error {
	e := &Error{Kind: Server, Code: code, Text: "answer is no JSON: " + http.StatusText(code)}
	if code == http.StatusTooManyRequests {
		e.Kind = Flood
	}
	e.readRetryAfter(header)
	return e
}

func (e *Error) readRetryAfter(header http.Header) {
	if e.RetryAfter == 0 {
		if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds > 0 {
			e.RetryAfter = time.Duration(seconds) * time.Second
		}
	}
	if e.Kind == Flood {
		e.RetryAfter = max(e.RetryAfter, time.Second)
	}
}

func kindOf(e *Error) Kind {
	switch {
	case e.To != 0:
		return Migrated
	case e.Code == http.StatusTooManyRequests:
		return Flood
	case e.Code == http.StatusUnauthorized:
		return Unauthorized
	case e.Code == http.StatusForbidden:
		return Unreachable
	case e.Code == http.StatusNotFound:
		return Missing
	case e.Code == http.StatusConflict:
		return Conflict
	case e.Code >= http.StatusInternalServerError:
		return Server
	}
	return kindOfText(e.Text)
}

// kindOfText tells refusals with status 400 apart. The words change their case
// from one version of Telegram to the next, so short pieces are looked for.
func kindOfText(text string) Kind {
	known := []struct {
		kind   Kind
		pieces []string
	}{
		{NotModified, []string{"message is not modified"}},
		{Gone, []string{
			"message to edit not found", "message can't be edited", "message to delete not found",
			"message_id_invalid", "no text in the message to edit",
		}},
		{Kept, []string{"message can't be deleted"}},
		{TooOld, []string{"query is too old", "query id is invalid"}},
		{Topic, []string{"topic_closed", "topic_deleted", "message thread not found"}},
		{Muted, []string{
			"chat_write_forbidden", "rights to send", "need administrator rights", "chat_restricted",
			"chat_send_plain_forbidden",
		}},
		{BadMarkup, []string{"can't parse entities", "can't find end tag"}},
		{Unreachable, []string{
			"chat not found", "user_deactivated", "user is deactivated", "peer_id_invalid",
		}},
	}
	lower := strings.ToLower(text)
	for _, k := range known {
		for _, piece := range k.pieces {
			if strings.Contains(lower, piece) {
				return k.kind
			}
		}
	}
	return Refused
}
