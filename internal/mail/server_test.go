package mail

import (
	"strings"
	"testing"
)

func TestAddressesOfServersAreRead(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]Server{
		"smtp://mail.example":                     {Host: "mail.example", Port: 587},
		"smtps://mail.example/":                   {Host: "mail.example", Port: 465, TLS: true},
		"smtp://bot%40a.ru:p%3Aw@mail.example:25": {Host: "mail.example", Port: 25, User: "bot@a.ru", password: "p:w"},
		"smtp://[::1]:2525":                       {Host: "::1", Port: 2525},
	} {
		got, err := ParseServer(address)
		if err != nil || got != want {
			t.Errorf("%s is %+v, %v; want %+v", address, got, err, want)
		}
	}
	for _, bad := range []string{
		"", "mail.example", "http://geheim@mail.example", "smtp://", "smtp://bot@mail.example:587",
		"smtp://:geheim@mail.example", "smtp://mail.example/geheim", "smtp://mail.example:0", "smtp://mail.example:70000",
		"smtp://bot:geheim%zz@mail.example",
	} {
		if s, err := ParseServer(bad); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q is %+v, %v", bad, s, err)
		}
	}
}

func TestOnlyThisMachineIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true,
		"localhost.example": false, "10.0.0.1": false, "127.0.0.1.example": false, "mail.example": false,
	} {
		if got := (Server{Host: host}).loopback(); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}

func TestWhomLettersAreFrom(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"bot@dombot.example": "<bot@dombot.example>", "Бот <bot@почта.рф>": "=?utf-8?q?=D0=91=D0=BE=D1=82?= <bot@xn--80a1acny.xn--p1ai>",
	} {
		if got, err := ParseFrom(from); err != nil || got.String() != want {
			t.Errorf("%s is %v, %v; want %s", from, got, err, want)
		}
	}
	for _, bad := range []string{"", "bot", "bot@", "@dombot.example", "a@b.example, c@d.example", "bot@-x-.example"} {
		if got, err := ParseFrom(bad); err == nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
}
