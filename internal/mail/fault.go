package mail

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Class says what an error means for the letter.
type Class int

// The classes of errors.
const (
	// Later: this letter may arrive if it is tried again.
	Later Class = iota
	// Never: this letter will not arrive, at least not there.
	Never
	// Away: the server cannot be reached, or turns everybody away. No letter arrives now.
	Away
	// Configuration: no letter arrives before an operator changes something.
	Configuration
)

// String names the class in logs.
func (c Class) String() string {
	switch c {
	case Later:
		return "later"
	case Never:
		return "never"
	case Away:
		return "away"
	case Configuration:
		return "configuration"
	}
	return fmt.Sprintf("class %d", int(c))
}

// SendError is why a letter was not handed over. It holds neither the password nor
// the address of the person.
type SendError struct {
	Class Class
	text  string
}

// Error returns what happened.
func (f *SendError) Error() string { return f.text }

// Classify returns the class of an error of [Sender.Send].
func Classify(err error) Class {
	if f, ok := errors.AsType[*SendError](err); ok {
		return f.Class
	}
	return Later
}

// dialFault is why no letter can be handed over: the connection, its
// encryption or the sign-in failed.
func dialFault(err error) Class {
	if code, ok := replyOf(err); ok {
		if permanent(code) {
			return Configuration
		}
		return Away
	}
	_, network := errors.AsType[net.Error](err)
	gone := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
	if network || gone {
		return Away
	}
	return Configuration
}

func replyOf(err error) (code int, ok bool) {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return reply.Code, true
	}
	return 0, false
}

func permanent(code int) bool { return code >= 500 && code < 600 }

// The replies to an address that are about us, not about it.
const (
	signInFirst  = 530
	signInFailed = 535
)

// sendFault is why one letter was not taken.
func sendFault(err error) Class {
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return Away
	}
	code := e.ErrorCode()
	switch {
	case e.Reason == gomail.ErrGetSender, code == signInFirst, code == signInFailed:
		return Configuration
	case e.Reason == gomail.ErrGetRcpts:
		return Never
	case code == 0, code == 421: // the connection is gone, or about to
		return Away
	case !permanent(code):
		return Later
	case e.Reason == gomail.ErrSMTPMailFrom:
		return Configuration
	}
	return Never
}

// fault words an error without what it may not tell.
func (s *Sender) fault(class Class, err error, address string) *SendError {
	text := line(err.Error())
	name, _ := split(address)
	for _, secret := range []string{s.server.password, address, name} {
		if len(secret) > 2 {
			text = strings.ReplaceAll(text, secret, "•••")
		}
	}
	const most = 300
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return &SendError{Class: class, text: "send letter (" + class.String() + "): " + text}
}

func split(address string) (name, domain string) {
	at := strings.LastIndex(address, "@")
	if at < 0 {
		return address, ""
	}
	return address[:at], address[at+1:]
}
