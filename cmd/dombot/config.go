package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dombot/internal/acquiring"
	"dombot/internal/meeting"
	"dombot/internal/register"
)

// Secret prints as dots, whatever prints it.
type Secret string

// String hides the secret.
func (Secret) String() string { return "•••" }

// GoString hides the secret.
func (Secret) GoString() string { return "•••" }

// MarshalText hides the secret.
//
//nolint:unparam // the error belongs to [encoding.TextMarshaler]
func (Secret) MarshalText() ([]byte, error) { return []byte("•••"), nil }

// Config is everything that the environment sets.
type Config struct {
	Token     Secret
	API       string
	Proxy     Secret
	Database  Secret
	Direct    Secret // for migrations, past a pooler; Database if not set
	Redis     Secret
	Listen    string
	Public    string
	LogFormat string
	Zone      *time.Location
	SignIn    string
	Door      signInSettings
	Profile   string // empty: no profiles
	Photos    int    // months for which photos of meters are kept
	SMTP      Secret // empty: no letters
	MailFrom  string
	Acquirer  string
	Return    string // where pages of payment lead back to; empty: to the bot
	Reminders reminderSpecs
	Sending   sendingSettings
	Payments  Secret // seals the keys of shops; empty: nobody can pay
	Outages   register.OutageCodes
	Voting    meeting.Mode
	Forum     bool
}

// setting is one variable of the environment.
type setting struct {
	name, fallback, help string
	secret               bool // also read from the file that NAME_FILE names
	read                 func(c *Config, value string) error
}

// variables lists every variable; the README's table is made from it.
func variables() []setting {
	return slices.Concat([]setting{
		{"TELEGRAM_TOKEN", "", "token of the bot, from BotFather", true, readToken},
		{"TELEGRAM_API_URL", "https://api.telegram.org", "Bot API server, for files too", false, readAPI},
		{"TELEGRAM_PROXY", "", "proxy for Telegram: http, https or socks5 URL", true, readProxy},
		{"DATABASE_URL", "", "PostgreSQL, as postgres://user:password@host/name", true, readDatabase},
		{
			"DATABASE_DIRECT_URL", "DATABASE_URL",
			"PostgreSQL past a pooler, for migrations; if set, queries are not kept prepared", true,
			readDirect,
		},
		{"REDIS_URL", "", "Redis, as redis://host:6379/0", true, readRedis},
		{
			"LISTEN_ADDR", "127.0.0.1:8080",
			"address of /healthz and of the pages of operators, in the demo of its page", false, readListen,
		},
		{"PUBLIC_URL", "", "address of this server as people reach it, as https://…", false, readPublic},
		{"LOG_FORMAT", "text", "text or json", false, readLogFormat},
		{
			"TZ_DEFAULT", "Europe/Moscow", "time zone of houses whose region has none of its own", false,
			readZone,
		},
		{"PROFILE_ADDR", "", "loopback address of Go's profiles of the running program", false, readProfile},
		{
			"PHOTO_MONTHS", "13", "months for which photos of meters are kept: the yearly check of meters, " +
				"and one month to settle it", false, readPhotoMonths,
		},
		{
			"SMTP_URL", "", "mail server, as smtp://user:password@host:587 (STARTTLS) or smtps://…:465; " +
				"none: no e-mail", true, readSMTP,
		},
		{"MAIL_FROM", "", "whom e-mail is from, as ДомБот <bot@example.ru>", false, readMailFrom},
		{
			"ACQUIRER_URL",
			"https://api.yookassa.ru",
			"API of the acquirer, in the shape of YooKassa's v3",
			false,
			readAcquirer,
		},
		{
			"PAYMENT_SECRET",
			"",
			"at least 32 signs, which the keys of shops are sealed with; without it nobody can pay",
			true,
			readPayments,
		},
		{
			"GIS_OUTAGE_CODES", "",
			"codes and GUIDs of ГИС ЖКХ (НСИ 361 and 360) for reports of outages, as " +
				"planned=1:GUID planned-reason=3:GUID",
			false, readOutages,
		},
		{
			"VOTING", string(meeting.Advisory),
			"what votes on meetings are worth: advisory, or official where this deployment is a regional " +
				"state system by ЖК РФ ст. 47.1", false, readVoting,
		},
	}, forumVariables(), signInVariables(), reminderSettings(), deliverySettings())
}

// ReadConfig reads the environment and reports every mistake at once. The
// names in need must be set.
func ReadConfig(w World, need ...string) (Config, error) {
	var c Config
	var errs []error
	for _, s := range variables() {
		value, err := w.lookup(s)
		switch {
		case err != nil:
		case value == "" && slices.Contains(need, s.name):
			err = errors.New("is not set: " + s.help)
		case value != "":
			err = s.read(&c, value)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s %w", s.name, err))
		}
	}
	if c.Direct == "" {
		c.Direct = c.Database
	}
	if c.SMTP != "" && c.MailFrom == "" {
		errs = append(errs, errors.New("MAIL_FROM is not set: SMTP_URL needs it"))
	}
	return c, errors.Join(append(errs, c.checkSignIn())...)
}

// lookup returns the value of s, from the file of NAME_FILE where it is a secret.
func (w World) lookup(s setting) (string, error) {
	value := strings.TrimSpace(w.Getenv(s.name))
	path := w.Getenv(s.name + "_FILE")
	switch {
	case !s.secret || path == "":
	case value != "":
		return "", fmt.Errorf("is set twice: here and by %s_FILE", s.name)
	default:
		b, err := w.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("_FILE cannot be read: %w", err)
		}
		value = strings.TrimSpace(string(b))
	}
	if value == "" && s.fallback != "DATABASE_URL" {
		value = s.fallback
	}
	return value, nil
}

func readToken(c *Config, v string) error {
	if !regexp.MustCompile(`^\d+:[A-Za-z0-9_-]{30,}$`).MatchString(v) {
		return errors.New("is no token: want digits, a colon and at least 30 signs, as BotFather gave them")
	}
	c.Token = Secret(v)
	return nil
}

// readURL checks an address without repeating it: it may hold a password.
func readURL(v string, schemes ...string) (string, error) {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" && u.Path == "" || !slices.Contains(schemes, u.Scheme) {
		return "", fmt.Errorf("is no address: want %s://…", strings.Join(schemes, ":// or "))
	}
	return strings.TrimRight(v, "/"), nil
}

func readAPI(c *Config, v string) (err error) {
	c.API, err = readURL(v, "https", "http")
	return err
}

func readProxy(c *Config, v string) error {
	u, err := readURL(v, "http", "https", "socks5")
	c.Proxy = Secret(u)
	return err
}

func readDatabase(c *Config, v string) error {
	u, err := readURL(v, "postgres", "postgresql")
	c.Database = Secret(u)
	return err
}

func readDirect(c *Config, v string) error {
	u, err := readURL(v, "postgres", "postgresql")
	c.Direct = Secret(u)
	return err
}

func readRedis(c *Config, v string) error {
	u, err := readURL(v, "redis", "rediss", "unix")
	c.Redis = Secret(u)
	return err
}

func readListen(c *Config, v string) error {
	if _, _, err := net.SplitHostPort(v); err != nil {
		return errors.New("is no address: want host:port, as 127.0.0.1:8080")
	}
	c.Listen = v
	return nil
}

// readProfile allows loopback alone: a profile tells what is in memory.
func readProfile(c *Config, v string) error {
	host, _, err := net.SplitHostPort(v)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && !ip.IsLoopback() {
		return errors.New("is no address of this machine alone: want 127.0.0.1:port")
	}
	c.Profile = v
	return nil
}

func readPublic(c *Config, v string) (err error) {
	c.Public, err = readURL(v, "https", "http")
	return err
}

func readAcquirer(c *Config, v string) (err error) {
	c.Acquirer, err = readURL(v, "https", "http")
	return err
}

func readPayments(c *Config, v string) error {
	if len(v) < acquiring.LeastSecret {
		return fmt.Errorf("is too short: want at least %d signs", acquiring.LeastSecret)
	}
	c.Payments = Secret(v)
	return nil
}

func readOutages(c *Config, v string) (err error) {
	c.Outages, err = register.ParseOutageCodes(v)
	return err
}

func readVoting(c *Config, v string) error {
	c.Voting = meeting.Mode(v)
	if c.Voting != meeting.Advisory && c.Voting != meeting.Official {
		return fmt.Errorf("is %q: want advisory or official", v)
	}
	return nil
}

func readLogFormat(c *Config, v string) error {
	if v != "text" && v != "json" {
		return fmt.Errorf("is %q: want text or json", v)
	}
	c.LogFormat = v
	return nil
}

func readZone(c *Config, v string) error {
	loc, err := time.LoadLocation(v)
	if err != nil || v == "Local" {
		return fmt.Errorf("is %q: want a name of the time zone database, as Asia/Novosibirsk", v)
	}
	c.Zone = loc
	return nil
}

// maxPhotoMonths is as long as claims can be made at law (ГК РФ, ст. 196).
const maxPhotoMonths = 36

// readPhotoMonths: the organisation compares readings with meters at least once
// a year (ПП РФ 354, п. 83); until then a photo proves what was handed in.
func readPhotoMonths(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > maxPhotoMonths {
		return fmt.Errorf("is %q: want a number of months from 1 to %d", v, maxPhotoMonths)
	}
	c.Photos = n
	return nil
}

// Logger returns the logger that c asks for, writing to w.Err.
func (c Config) Logger(w World) *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w.Err, nil))
	}
	return slog.New(slog.NewTextHandler(w.Err, nil))
}
