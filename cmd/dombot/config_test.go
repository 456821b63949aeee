package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"strings"
	"testing"
)

func worldOf(env, files map[string]string) World {
	return World{
		Getenv: func(name string) string { return env[name] },
		ReadFile: func(path string) ([]byte, error) {
			if s, ok := files[path]; ok {
				return []byte(s), nil
			}
			return nil, fs.ErrNotExist
		},
	}
}

const inventedToken = "1234567:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

func TestConfigReportsEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	w := worldOf(map[string]string{
		"TELEGRAM_TOKEN": "secret-but-wrong", "TELEGRAM_API_URL": "ftp://x", "REDIS_URL": "nowhere",
		"LISTEN_ADDR": "8080", "LOG_FORMAT": "xml", "TZ_DEFAULT": "Mars/Olympus", "SIGNIN": "esia",
		"TELEGRAM_PROXY": "http//x", "PUBLIC_URL": "here", "PROFILE_ADDR": "0.0.0.0:6060", "PHOTO_MONTHS": "37",
		"SMTP_URL": "smtp://bot:secret-but-wrong@host:port", "MAIL_FROM": "secret-but-wrong",
		"REMIND_READINGS": "0 13 * * *", "REMIND_PAYMENT": "30 7 * * *", "REMIND_METERS": "soon",
	}, nil)

	_, err := ReadConfig(w, "DATABASE_URL")

	for _, name := range []string{
		"TELEGRAM_TOKEN", "TELEGRAM_API_URL", "TELEGRAM_PROXY", "DATABASE_URL", "REDIS_URL", "LISTEN_ADDR",
		"PUBLIC_URL", "LOG_FORMAT", "TZ_DEFAULT", "SIGNIN", "PROFILE_ADDR", "PHOTO_MONTHS", "SMTP_URL", "MAIL_FROM",
		"REMIND_READINGS", "REMIND_PAYMENT", "REMIND_METERS",
	} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not complained of: %v", name, err)
		}
	}
	if strings.Contains(fmt.Sprint(err), "secret-but-wrong") {
		t.Errorf("the complaint repeats the secret: %v", err)
	}
}

func TestConfigReadsSecretsFromFiles(t *testing.T) {
	t.Parallel()
	w := worldOf(map[string]string{"TELEGRAM_TOKEN_FILE": "/run/secrets/token"},
		map[string]string{"/run/secrets/token": inventedToken + "\n"})

	c, err := ReadConfig(w, "TELEGRAM_TOKEN")
	if err != nil || string(c.Token) != inventedToken {
		t.Errorf("token from the file is %q, %v", string(c.Token), err)
	}

	w = worldOf(map[string]string{"TELEGRAM_TOKEN_FILE": "/gone"}, nil)
	if _, err := ReadConfig(w); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is gone gives %v", err)
	}

	w = worldOf(map[string]string{"TELEGRAM_TOKEN_FILE": "/x", "TELEGRAM_TOKEN": inventedToken}, map[string]string{"/x": inventedToken})
	if _, err := ReadConfig(w); err == nil {
		t.Error("a secret that is set twice is accepted")
	}
}

func TestTheBotTakesTheTokenOfTheSimulator(t *testing.T) {
	t.Parallel()
	w := worldOf(map[string]string{"TELEGRAM_TOKEN": simulatedToken}, nil)
	if _, err := ReadConfig(w, "TELEGRAM_TOKEN"); err != nil {
		t.Error(err)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	w := worldOf(map[string]string{
		"TELEGRAM_TOKEN": inventedToken, "DATABASE_URL": "postgres://dombot:hunter2@db/dombot",
		"REDIS_URL": "redis://:hunter2@redis:6379/0", "TELEGRAM_PROXY": "socks5://u:hunter2@proxy:1080",
		"SMTP_URL": "smtps://bot:hunter2@mail", "MAIL_FROM": "bot@dombot.example",
		"SIGNIN_KEY": "hunter2 hunter2 hunter2 hunter2 hunter2", "SIGNIN_SECRET": "hunter2",
	}, nil)
	c, err := ReadConfig(w)
	if err != nil {
		t.Fatal(err)
	}
	inJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{string(inJSON)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		all = append(all, fmt.Sprintf(verb, c))
	}
	for _, printed := range all {
		if strings.Contains(printed, "hunter2") || strings.Contains(printed, inventedToken) {
			t.Errorf("a secret is printed: %s", printed)
		}
	}
}

func TestSigningInNeedsItsSettings(t *testing.T) {
	t.Parallel()
	const key = "secret-but-long-enough-for-a-key-of-hashes"
	usual := map[string]string{
		"SIGNIN": "esia", "SIGNIN_CLIENT": "BOT", "SIGNIN_KEY": key, "PUBLIC_URL": "https://bot.example", "SIGNIN_SECRET": "s",
	}
	for change, want := range map[string]string{
		"SIGNIN=none": "", "SIGNIN=phone": "", "SIGNIN_SECRET=s": "",
		"SIGNIN=yes": "want esia, phone or none", "SIGNIN_CLIENT=": "SIGNIN_CLIENT", "SIGNIN_KEY=": "needs SIGNIN_KEY",
		"SIGNIN_KEY=secret-but-short": "SIGNIN_KEY is too short", "PUBLIC_URL=": "PUBLIC_URL",
		"SIGNIN_SECRET=": "SIGNIN_SECRET or SIGNIN_SIGNER", "SIGNIN_SIGNER=/bin/sign": "SIGNIN_CERTIFICATE, SIGNIN_CERTIFICATE_HASH",
		"SIGNIN_CERTIFICATE=secret-but-no-pem":                                                "no certificate in PEM",
		"SIGNIN_CERTIFICATE=-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----": "no certificate whose key",
		"SIGNIN_ISSUER=esia": "SIGNIN_ISSUER is no address",
	} {
		env := maps.Clone(usual)
		name, value, _ := strings.Cut(change, "=")
		env[name] = value

		_, err := ReadConfig(worldOf(env, nil))

		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s is answered with %v, want %q", change, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret-but") {
			t.Errorf("the complaint repeats the secret: %v", err)
		}
	}
	usual["SIGNIN_ISSUER"] = "https://id.example/realm/"
	if c, err := ReadConfig(worldOf(usual, nil)); err != nil || c.Door.Issuer != usual["SIGNIN_ISSUER"] {
		t.Errorf("the provider is taken for %q, %v", c.Door.Issuer, err)
	}
}

func TestDefaultsAreThoseOfTheTable(t *testing.T) {
	t.Parallel()
	c, err := ReadConfig(worldOf(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.API != "https://api.telegram.org" || c.Zone.String() != "Europe/Moscow" || c.SignIn != "none" || c.Photos != 13 || c.LogFormat != "text" {
		t.Errorf("defaults are %+v", c)
	}
}

func TestLettersNeedASender(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		env map[string]string
		ok  bool
	}{
		"both":   {map[string]string{"SMTP_URL": "smtp://mail", "MAIL_FROM": "bot@dombot.example"}, true},
		"server": {map[string]string{"SMTP_URL": "smtp://mail"}, false},
		"sender": {map[string]string{"MAIL_FROM": "bot@dombot.example"}, true},
	} {
		if _, err := ReadConfig(worldOf(tt.env, nil)); (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPanicIsNotTakenForSuccess(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a program that broke ended as if all were well")
		}
	}()

	err := Main(t.Context(), []string{"migrate"}, World{Out: io.Discard, Err: io.Discard}) // without Getenv

	t.Errorf("Main returned %v", err)
}
