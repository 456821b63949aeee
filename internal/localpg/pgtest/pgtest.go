// Package pgtest gives each test a PostgreSQL database of its own, copied from
// one that is prepared once per test binary.
//
// The server is a private one, started at the first need and gone with the test
// binary; TEST_DATABASE_URL names another to use instead. The package refuses to
// know what is in a database: whoever tests hands in the preparation. A machine
// without PostgreSQL fails the tests, it does not skip them.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver of database/sql

	"dombot/internal/localpg"
)

const folderPattern = "dombot-pgtest-*"

// Prepare fills the database that all others are copied from.
type Prepare func(ctx context.Context, dsn string) error

// Cluster is a server with a prepared template database. It starts when the
// first test asks for a database.
type Cluster struct {
	prepare Prepare
	once    sync.Once
	err     error
	server  *localpg.Server // nil where TEST_DATABASE_URL is used
	folder  string
	admin   *sql.DB
	dsn     func(db string) string
	copying string // how a database is copied, in the words of CREATE DATABASE
	prefix  string
	count   atomic.Int64
	mu      sync.Mutex
	further map[string]*further
}

// further is a template that goes on from the prepared one.
type further struct {
	once sync.Once
	err  error
}

// Main runs the tests of m with a cluster and returns the exit code for
// os.Exit. use keeps the cluster where the tests find it; a nil prepare leaves
// the template empty.
func Main(m *testing.M, use func(*Cluster), prepare Prepare) int {
	c := &Cluster{prepare: prepare}
	use(c)
	code := m.Run()
	if err := c.stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return max(code, 1)
	}
	return code
}

// New makes a prepared database for tb, dropped when tb ends, and returns its DSN.
func (c *Cluster) New(tb testing.TB) string {
	tb.Helper()
	c.ready(tb)
	return c.create(tb, c.template())
}

// Further makes a database for tb like New on which more was done, once for all tests
// that give the same name. It is made when the first of them asks.
func (c *Cluster) Further(tb testing.TB, name string, more Prepare) string {
	tb.Helper()
	c.ready(tb)
	c.mu.Lock()
	if c.further == nil {
		c.further = map[string]*further{}
	}
	if c.further[name] == nil {
		c.further[name] = &further{}
	}
	f := c.further[name]
	c.mu.Unlock()
	template := c.template() + "_" + name
	f.once.Do(func() { f.err = c.makeTemplate(context.Background(), template, c.template(), more) })
	if f.err != nil {
		tb.Fatalf("PostgreSQL for tests: %v", f.err)
	}
	return c.create(tb, template)
}

// Empty makes a database without the preparation, to test just that.
func (c *Cluster) Empty(tb testing.TB) string {
	tb.Helper()
	c.ready(tb)
	return c.create(tb, "template0")
}

func (c *Cluster) template() string { return c.prefix + "_template" }

// templates are all that were made.
func (c *Cluster) templates() []string {
	names := []string{c.template()}
	for name := range c.further {
		names = append(names, c.template()+"_"+name)
	}
	return names
}

func (c *Cluster) ready(tb testing.TB) {
	tb.Helper()
	c.once.Do(func() { c.err = c.start(context.Background()) })
	if c.err != nil {
		tb.Fatalf("PostgreSQL for tests: %v", c.err)
	}
}

func (c *Cluster) create(tb testing.TB, template string) string {
	tb.Helper()
	name := fmt.Sprintf("%s_%d", c.prefix, c.count.Add(1))
	_, err := c.admin.ExecContext(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+c.copying)
	if err != nil {
		tb.Fatalf("create database: %v", err)
	}
	tb.Cleanup(func() {
		_, err := c.admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		if err != nil {
			tb.Errorf("drop database: %v", err)
		}
	})
	return c.dsn(name)
}

func (c *Cluster) start(ctx context.Context) error {
	c.prefix = "dombot_test_" + strings.ToLower(rand.Text()[:8])
	connect := c.startPrivate
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		connect = func(context.Context) (string, error) { return given, c.useGiven(given) }
	}
	admin, err := connect(ctx)
	if err != nil {
		return err
	}
	if c.admin, err = sql.Open("postgres", admin); err != nil {
		return fmt.Errorf("open PostgreSQL: %w", err)
	}
	if err := c.chooseCopying(ctx); err != nil {
		return err
	}
	return c.makeTemplate(ctx, c.template(), "template0 ENCODING 'UTF8'", c.prepare)
}

// chooseCopying has a server of ours copy files, not write every page into its
// log: nothing is in its buffers that would first have to be written.
func (c *Cluster) chooseCopying(ctx context.Context) error {
	if c.server == nil {
		return nil
	}
	const chosenSince = 150000
	var version int
	err := c.admin.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version)
	if err != nil {
		return fmt.Errorf("ask for the version: %w", err)
	}
	if version >= chosenSince {
		c.copying = " STRATEGY FILE_COPY"
	}
	return nil
}

// startPrivate starts a server in a temporary folder that another account may
// pass, since root hands the server to one.
func (c *Cluster) startPrivate(ctx context.Context) (string, error) {
	var err error
	if c.folder, err = os.MkdirTemp(dataParent(), folderPattern); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	if err := os.Chmod(c.folder, 0o755); err != nil { //nolint:gosec // the data inside are closed
		return "", fmt.Errorf("open folder: %w", err)
	}
	if err := sweepOld(ctx, c.folder); err != nil {
		return "", err
	}
	if c.server, err = localpg.Start(ctx, localpg.Options{Dir: c.folder, Settings: map[string]string{
		"autovacuum": "off", "jit": "off", "max_wal_size": "128MB", // no database lives long enough
	}}); err != nil {
		return "", err
	}
	c.dsn = c.server.URL
	return c.server.URL("postgres"), nil
}

// sweepOld clears away what killed test binaries left. Only folders much older
// than ours count: a neighbour may be about to lock its own.
func sweepOld(ctx context.Context, folder string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return fmt.Errorf("look at folder: %w", err)
	}
	pattern := filepath.Join(filepath.Dir(folder), folderPattern)
	return localpg.Sweep(ctx, pattern, info.ModTime().Add(-10*time.Minute))
}

func (c *Cluster) useGiven(given string) error {
	u, err := url.Parse(given)
	if err != nil || u.Scheme == "" {
		return errors.New("read TEST_DATABASE_URL: want postgres://user:password@host/database")
	}
	c.dsn = func(db string) string {
		other := *u
		other.Path = "/" + db
		return other.String()
	}
	return nil
}

// makeTemplate makes a database that others are copied from.
func (c *Cluster) makeTemplate(ctx context.Context, name, from string, prepare Prepare) error {
	if _, err := c.admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		return fmt.Errorf("create template: %w", err)
	}
	if prepare != nil {
		if err := prepare(ctx, c.dsn(name)); err != nil {
			return fmt.Errorf("prepare template: %w", err)
		}
	}
	// A database with connections cannot be copied.
	for _, statement := range []string{
		"ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'",
	} {
		if _, err := c.admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("close template: %w", err)
		}
	}
	return nil
}

// stop undoes whatever start got done.
func (c *Cluster) stop(ctx context.Context) error {
	var errs []error
	if c.admin != nil {
		if c.server == nil {
			for _, name := range c.templates() {
				_, err := c.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
				errs = append(errs, err)
			}
		}
		errs = append(errs, c.admin.Close())
	}
	if c.server != nil {
		errs = append(errs, c.server.Stop(ctx))
	}
	if c.folder != "" {
		errs = append(errs, os.RemoveAll(c.folder))
	}
	return errors.Join(errs...)
}
