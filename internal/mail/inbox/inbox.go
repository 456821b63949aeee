// Package inbox is a mail server in process that keeps letters in memory, and a
// page that shows them: the post box of the demo and of tests.
package inbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// kept is how many letters are kept, the newest.
const kept = 100

// Stage is how far the handing over of a letter is.
type Stage string

// The stages at which a server may refuse.
const (
	SignIn Stage = "sign in"
	From   Stage = "from"
	To     Stage = "to"
	Data   Stage = "data" // the whole letter is there
	Kept   Stage = "kept" // and kept, the sender does not know yet
)

// ErrHangUp drops the connection without a word.
var ErrHangUp = errors.New("hang up")

// Refuse returns the refusal with a code and an enhanced code.
func Refuse(code int, enhanced [3]int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

// Options are what a post box may differ in.
type Options struct {
	Address        string      // to listen on; a free port of loopback if empty
	TLS            *tls.Config // STARTTLS is offered with it
	Implicit       bool        // encrypted from the first byte, with TLS
	User, Password string      // whom it takes letters from; empty: from everybody
	Zone           *time.Location
	// Judge may refuse at a stage; who is the user or the address. Nil refuses nobody.
	Judge func(stage Stage, who string) error
}

// Inbox is a running post box.
type Inbox struct {
	options  Options
	server   *smtp.Server
	listener net.Listener
	done     chan struct{}

	mu      sync.Mutex
	letters []Letter
	count   int
	changed chan struct{} // closed at the next letter
}

// Start opens a post box. It runs until Close.
func Start(ctx context.Context, o Options) (*Inbox, error) {
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Address)
	if err != nil {
		return nil, fmt.Errorf("open post box: %w", err)
	}
	if o.Implicit {
		l = tls.NewListener(l, o.TLS)
	}
	b := &Inbox{options: o, listener: l, done: make(chan struct{}), changed: make(chan struct{})}
	b.server = b.serverOf()
	go func() {
		defer close(b.done)
		_ = b.server.Serve(l) // it ends with Close
	}()
	return b, nil
}

func (b *Inbox) serverOf() *smtp.Server {
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return b.session(c), nil
	}))
	s.Domain, s.ErrorLog = "localhost", quiet{}
	s.MaxMessageBytes, s.MaxRecipients, s.AllowInsecureAuth = 1<<20, 10, true
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	if !b.options.Implicit {
		s.TLSConfig = b.options.TLS
	}
	return s
}

// quiet keeps the troubles of clients to itself: they read them in the answers.
type quiet struct{}

// Printf implements [smtp.Logger].
func (quiet) Printf(string, ...any) {}

// Println implements [smtp.Logger].
func (quiet) Println(...any) {}

// URL is the address of the box, as SMTP_URL.
func (b *Inbox) URL() string {
	if b.options.Implicit {
		return "smtps://" + b.listener.Addr().String()
	}
	return "smtp://" + b.listener.Addr().String()
}

// Close ends the box and its connections.
func (b *Inbox) Close() error {
	_ = b.listener.Close() // the server may not know it yet; then it closes it again
	err := b.server.Close()
	<-b.done
	if err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, smtp.ErrServerClosed) {
		return fmt.Errorf("close post box: %w", err)
	}
	return nil
}

// Letters returns the letters that are kept, oldest first.
func (b *Inbox) Letters() []Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.letters)
}

// Next waits for the first letter to an address after a number; 0 begins with
// the oldest.
func (b *Inbox) Next(ctx context.Context, to string, after int) (Letter, error) {
	for {
		b.mu.Lock()
		letters, changed := b.letters, b.changed
		b.mu.Unlock()
		for _, l := range letters {
			if l.Number > after && strings.EqualFold(l.To, to) {
				return l, nil
			}
		}
		select {
		case <-ctx.Done():
			return Letter{}, fmt.Errorf("no letter to %s after %d: %w", to, after, ctx.Err())
		case <-changed:
		}
	}
}

func (b *Inbox) keep(l Letter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	l.Number = b.count
	letters := append(slices.Clone(b.letters), l)
	b.letters = letters[max(0, len(letters)-kept):]
	close(b.changed)
	b.changed = make(chan struct{})
}
