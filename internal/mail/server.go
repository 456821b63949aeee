package mail

import (
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Server is where letters are handed over.
type Server struct {
	Host     string
	Port     int
	TLS      bool // from the first byte (smtps); else STARTTLS, which only loopback may lack
	User     string
	password string
}

// The usual ports of submission.
const (
	portStartTLS = 587
	portTLS      = 465
)

// ParseServer reads smtp://user:password@host:587 or smtps://…:465. Its errors
// repeat nothing of the address: it holds a password.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil || !isServer(u) {
		return Server{}, errors.New("is no address: want smtp://user:password@host:587 or smtps://…:465")
	}
	s := Server{Host: u.Hostname(), Port: portStartTLS, TLS: u.Scheme == "smtps"}
	if s.TLS {
		s.Port = portTLS
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return Server{}, errors.New("has no port of 1 to 65535")
		}
	}
	if u.User == nil {
		return s, nil
	}
	s.User = u.User.Username()
	s.password, _ = u.User.Password()
	if s.User == "" || s.password == "" {
		return Server{}, errors.New("names a user or a password alone: want both or none")
	}
	return s, nil
}

func isServer(u *url.URL) bool {
	known := u.Scheme == "smtp" || u.Scheme == "smtps"
	return known && u.Hostname() != "" && strings.Trim(u.Path, "/") == ""
}

// loopback reports whether the server is on this machine.
func (s Server) loopback() bool {
	return s.Host == "localhost" || net.ParseIP(s.Host).IsLoopback()
}

// ParseFrom reads whom letters are from: «ДомБот <bot@example.ru>».
func ParseFrom(from string) (*netmail.Address, error) {
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("is no address: want bot@example.ru or ДомБот <bot@example.ru>")
	}
	ascii, err := toASCII(a.Address)
	if err != nil {
		return nil, errors.New("has a domain that cannot be")
	}
	return &netmail.Address{Name: a.Name, Address: ascii}, nil
}

// toASCII writes an international domain as mail servers know it.
func toASCII(address string) (string, error) {
	name, domain := split(address)
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("write domain: %w", err)
	}
	return name + "@" + ascii, nil
}
