package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"

	"dombot/internal/housing"
)

// Options are what a sender needs.
type Options struct {
	URL   string // as SMTP_URL
	From  string // as MAIL_FROM
	Texts Texter
	Roots *x509.CertPool // whose certificates are trusted; nil: the system's
	// Timeout of the way to the server, and of handing a letter over; 20 s if zero.
	Timeout time.Duration
}

// Sender hands letters over to one server.
type Sender struct {
	server  Server
	from    *netmail.Address
	texts   Texter
	roots   *x509.CertPool
	timeout time.Duration
	way     gomail.DialContextFunc // to the server
}

// New returns a sender. It connects to nothing yet.
func New(o Options) (*Sender, error) {
	server, err := ParseServer(o.URL)
	if err != nil {
		return nil, fmt.Errorf("mail server: address %w", err)
	}
	from, err := ParseFrom(o.From)
	if err != nil {
		return nil, fmt.Errorf("sender of mail: %w", err)
	}
	s := &Sender{server: server, from: from, texts: o.Texts, roots: o.Roots, timeout: o.Timeout}
	s.way = new(net.Dialer).DialContext
	if s.timeout == 0 {
		s.timeout = 20 * time.Second
	}
	return s, nil
}

// Send hands one letter over. Its error is a [*SendError]. When it returns nil the
// server has taken the letter; when a connection breaks after the last byte
// nobody knows, and the letter counts as not sent.
func (s *Sender) Send(ctx context.Context, m housing.Mail) error {
	msg, err := s.message(m)
	if err != nil {
		return s.fault(Never, err, m.Address)
	}
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	client, err := s.client(ctx)
	if err != nil {
		return s.fault(Configuration, err, m.Address)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return s.fault(dialFault(err), err, m.Address)
	}
	if err := client.Send(msg); err != nil && !msg.IsDelivered() {
		return s.fault(sendFault(err), err, m.Address)
	}
	_ = client.Close() // a farewell that fails takes nothing back
	return nil
}

// message writes the letter of a row, the same at every attempt.
func (s *Sender) message(m housing.Mail) (*gomail.Msg, error) {
	letter, err := Render(m, s.texts)
	if err != nil {
		return nil, err
	}
	to, err := toASCII(m.Address)
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingB64))
	msg.FromMailAddress(s.from)
	if err := msg.To(to); err != nil {
		return nil, fmt.Errorf("write recipient: %w", err)
	}
	_, domain := split(s.from.Address)
	msg.SetMessageIDWithValue(fmt.Sprintf("%s.%d.%d@%s", m.Kind, m.ID, m.At.UnixMicro(), domain))
	msg.SetDateWithValue(m.At)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no out-of-office answers (RFC 3834)
	msg.Subject(letter.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, letter.Text)
	return msg, nil
}

// client sends neither a password nor a letter in the clear, but on this
// machine. Its connection is cut when ctx ends.
func (s *Sender) client(ctx context.Context) (*gomail.Client, error) {
	secure := &tls.Config{ServerName: s.server.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	policy := s.policy()
	options := []gomail.Option{
		gomail.WithPort(s.server.Port), gomail.WithTimeout(s.timeout), gomail.WithTLSConfig(secure),
		gomail.WithDialContextFunc(s.dial(ctx, secure)), gomail.WithTLSPolicy(policy),
		gomail.WithoutSMTPUTF8(),
	}
	if s.server.User != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if policy == gomail.NoTLS {
			auth = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(auth),
			gomail.WithUsername(s.server.User), gomail.WithPassword(s.server.password))
	}
	client, err := gomail.NewClient(s.server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("prepare connection: %w", err)
	}
	return client, nil
}

func (s *Sender) policy() gomail.TLSPolicy {
	switch {
	case s.server.TLS:
		return gomail.TLSOpportunistic // the connection is encrypted already
	case s.server.loopback():
		return gomail.NoTLS
	default:
		return gomail.TLSMandatory
	}
}

// dial opens a connection that ends with life: the library leaves it open where
// the sign-in fails, and waits for an answer as long as it takes.
func (s *Sender) dial(life context.Context, secure *tls.Config) gomail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := s.open(ctx, network, address, secure)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(life, func() { _ = conn.Close() })
		return conn, nil
	}
}

func (s *Sender) open(ctx context.Context, network, address string, secure *tls.Config) (net.Conn, error) {
	conn, err := s.way(ctx, network, address)
	if err != nil || !s.server.TLS {
		return conn, err
	}
	encrypted := tls.Client(conn, secure)
	if err := encrypted.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return encrypted, nil
}
