// Package localpg runs a private PostgreSQL server from the server binaries on
// the machine: for the demo, whose data outlive the process, and for tests.
//
// The server is reached through a socket in a folder of its own and ends with
// the process that started it. The package refuses to know what is stored: no
// schema, no migrations, no settings of the bot. It is no way to run PostgreSQL
// in production.
package localpg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

const (
	superuser     = "dombot"
	adminDatabase = "postgres"

	duplicateDatabase = pqerror.Code("42P04")
)

// Options says where the data live and how carefully they are kept.
type Options struct {
	// Dir holds the data, a folder per major version. Empty means [DefaultDir].
	Dir string
	// Durable keeps fsync on. Only data that nobody will miss may do without it.
	Durable bool
	// Fresh empties Dir before the start. A folder that this package has not
	// made is never emptied.
	Fresh bool
	// TCP listens on a loopback port with a password instead of a socket, as
	// systems without Unix sockets always do.
	TCP bool
	// Settings are further server parameters, by name.
	Settings map[string]string
	// Getenv looks variables up; nil means os.Getenv.
	Getenv func(string) string
	// Log is told what takes time or surprises; nil means silence.
	Log *slog.Logger
}

// Server is a running PostgreSQL that belongs to this process.
type Server struct {
	home     *home
	binaries Binaries
	process  *process
	address  address
}

// address is where the server listens: a socket folder or a loopback port.
type address struct {
	socketDir string
	temporary bool
	port      int
	password  string
}

// Start makes the data folder where there is none and returns once the server
// accepts connections. ctx bounds the start alone. A folder in use by another
// living process gives [ErrBusy].
func Start(ctx context.Context, o Options) (*Server, error) {
	o = o.withDefaults()
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	h, err := openHome(o, who)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL folder: %w", err)
	}
	s := &Server{home: h}
	if err := s.start(ctx, o); err != nil {
		s.address.remove()
		return nil, errors.Join(err, h.close())
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.TCP = o.TCP || !hasUnixSockets
	return o
}

func (s *Server) start(ctx context.Context, o Options) error {
	if err := s.home.stopOrphans(ctx, o.Log); err != nil {
		return err
	}
	if o.Fresh {
		if err := s.home.empty(); err != nil {
			return err
		}
	}
	var err error
	if s.binaries, err = choose(ctx, o.Getenv, s.home); err != nil {
		return err
	}
	if err := ensureCluster(ctx, s.home, s.binaries, o); err != nil {
		return err
	}
	if s.address, err = s.home.newAddress(o.TCP); err != nil {
		return fmt.Errorf("choose address of PostgreSQL: %w", err)
	}
	return s.launch(ctx, o)
}

func (s *Server) launch(ctx context.Context, o Options) error {
	log, err := s.home.createLog()
	if err != nil {
		return fmt.Errorf("create log of PostgreSQL: %w", err)
	}
	defer log.Close()
	data := s.home.data(s.binaries.Major)
	s.process, err = spawn(command{
		path: s.binaries.postgres(),
		args: append([]string{"-D", data}, parameters(o, s.address)...),
		dir:  data, env: s.binaries.env(), output: log, who: s.home.who,
	})
	if err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := s.waitReady(ctx, data); err != nil {
		stopErr := s.process.stop(context.WithoutCancel(ctx))
		return errors.Join(fmt.Errorf("start PostgreSQL: %w%s", err, s.home.logTail()), stopErr)
	}
	return nil
}

// parameters turns o into arguments of postgres.
func parameters(o Options, a address) []string {
	set := map[string]string{
		"listen_addresses":        "",
		"unix_socket_directories": a.socketDir,
		"unix_socket_permissions": "0700",
		"port":                    strconv.Itoa(a.port),
		"logging_collector":       "off",
		"log_destination":         "stderr",
		"timezone":                "UTC",
	}
	if a.socketDir == "" {
		set["listen_addresses"] = "127.0.0.1"
	}
	if !o.Durable {
		maps.Copy(set, map[string]string{
			"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
			"wal_level": "minimal", "max_wal_senders": "0",
			"shared_buffers": "32MB", "max_connections": "200",
		})
	}
	maps.Copy(set, o.Settings)
	args := make([]string, 0, 2*len(set))
	for name, value := range set {
		args = append(args, "-c", name+"="+value)
	}
	return args
}

// waitReady follows the status line of postmaster.pid, so that no connection is
// refused and logged on the way.
func (s *Server) waitReady(ctx context.Context, data string) error {
	const startTime = time.Minute
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if f, err := readPidFile(data); err == nil && f.pid == s.process.pid && f.ready {
			return nil
		}
		select {
		case <-s.process.done:
			return fmt.Errorf("server ended: %w", s.process.result())
		case <-ctx.Done():
			return fmt.Errorf("wait for server: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// URL returns the address of database db for lib/pq and psql.
func (s *Server) URL(db string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + db}
	q := url.Values{"sslmode": {"disable"}}
	if s.address.socketDir == "" {
		u.User = url.UserPassword(superuser, s.address.password)
		u.Host = "127.0.0.1:" + strconv.Itoa(s.address.port)
	} else {
		q.Set("host", s.address.socketDir)
		q.Set("port", strconv.Itoa(s.address.port))
		q.Set("user", superuser)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// PID returns the number of the server's first process, the parent of all others.
func (s *Server) PID() int { return s.process.pid }

// CreateDatabase makes the database name; one that is there already is left alone.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	db, err := sql.Open("postgres", s.URL(adminDatabase))
	if err != nil {
		return fmt.Errorf("open PostgreSQL: %w", err)
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name))
	if e, ok := errors.AsType[*pq.Error](err); ok && e.Code == duplicateDatabase {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Done is closed when the server has ended, for whatever reason.
func (s *Server) Done() <-chan struct{} { return s.process.done }

// Stop cuts the connections, waits until the data are written and lets go of
// the folder. When ctx ends first, the server is told to drop everything at
// once; the data survive that too. A second Stop does nothing.
func (s *Server) Stop(ctx context.Context) error {
	err := s.process.stop(ctx)
	s.address.remove()
	if err != nil {
		err = fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return errors.Join(err, s.home.close())
}

func (a address) remove() {
	if a.temporary {
		_ = os.RemoveAll(a.socketDir) // an empty folder of ours in the temporary one
	}
}
