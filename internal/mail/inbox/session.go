package inbox

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one connection.
type session struct {
	box    *Inbox
	conn   *smtp.Conn
	signed bool
	from   string
	to     []string
}

func (b *Inbox) session(c *smtp.Conn) *session {
	return &session{box: b, conn: c, signed: b.options.User == ""}
}

// judge asks whether to refuse, and hangs up where that is the answer.
func (s *session) judge(stage Stage, who string) error {
	if s.box.options.Judge == nil {
		return nil
	}
	err := s.box.options.Judge(stage, who)
	if errors.Is(err, ErrHangUp) {
		_ = s.conn.Conn().Close() // that is the point
	}
	return err
}

// AuthMechanisms implements [smtp.AuthSession].
func (s *session) AuthMechanisms() []string {
	if s.box.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth implements [smtp.AuthSession].
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if err := s.judge(SignIn, user); err != nil {
			return err
		}
		o := s.box.options
		right := subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(o.User+"\x00"+o.Password))
		if right != 1 {
			return smtp.ErrAuthFailed
		}
		s.signed = true
		return nil
	}), nil
}

// Reset implements [smtp.Session].
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout implements [smtp.Session].
func (s *session) Logout() error { return nil }

// Mail implements [smtp.Session].
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.signed {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return s.judge(From, from)
}

// Rcpt implements [smtp.Session].
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return s.judge(To, to)
}

// Data implements [smtp.Session].
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read letter: %w", err)
	}
	if err := s.judge(Data, s.from); err != nil {
		return err
	}
	for _, to := range s.to {
		l, err := read(raw)
		if err != nil {
			return Refuse(550, [3]int{5, 6, 0}, "the letter cannot be read")
		}
		l.To, l.Date = unicodeOf(to), l.Date.In(s.box.options.Zone)
		s.box.keep(l)
	}
	return s.judge(Kept, s.from)
}
