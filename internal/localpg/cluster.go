package localpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ensureCluster runs initdb where b has no data yet. It works beside the final
// place, so that an interrupted run leaves nothing that looks like data.
func ensureCluster(ctx context.Context, h *home, b Binaries, o Options) error {
	data := h.data(b.Major)
	if _, err := os.Stat(data); err == nil {
		return checkMajor(h.dir, data, b.Major)
	}
	o.Log.InfoContext(ctx, "make PostgreSQL data",
		slog.String("dir", data), slog.String("version", b.Version))
	if err := h.writePassword(); err != nil {
		return err
	}
	partial := filepath.Join(h.dir, partialName)
	var errs []error
	for _, flags := range locales(b.Major) {
		if !o.Durable {
			flags = append(flags, "--no-sync")
		}
		err := h.initdb(ctx, b, partial, flags)
		if err == nil {
			return os.Rename(partial, data)
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("make PostgreSQL data: %w", errors.Join(errs...))
}

// locales are the ways to a database that folds Cyrillic, the best first:
// systems differ in the UTF-8 locales that they have.
func locales(major int) [][]string {
	all := [][]string{{"--locale=C.UTF-8"}}
	if major >= 17 {
		all = append(all, []string{"--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"})
	}
	return append(all,
		[]string{"--locale=C", "--lc-ctype=en_US.UTF-8"},
		[]string{"--locale=C", "--lc-ctype=UTF-8"})
}

func (h *home) initdb(ctx context.Context, b Binaries, dir string, flags []string) error {
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear %s: %w", dir, err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	if err := h.who.own(dir); err != nil {
		return err
	}
	args := append([]string{
		"-D", dir, "--username=" + superuser, "--pwfile=" + h.passwordFile(), "--encoding=UTF8",
		"--auth-local=trust", "--auth-host=scram-sha-256", "--no-instructions",
	}, flags...)
	var out bytes.Buffer
	p, err := spawn(command{path: b.initdb(), args: args, dir: dir, env: b.env(), output: &out, who: h.who})
	if err != nil {
		return fmt.Errorf("run initdb: %w", err)
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		return errors.Join(ctx.Err(), p.stop(ctx))
	}
	if err := p.result(); err != nil {
		return fmt.Errorf("run initdb: %w: %s", err, strings.TrimSpace(out.String()))
	}
	return nil
}

// checkMajor refuses data that another major version has written.
func checkMajor(dir, data string, server int) error {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return fmt.Errorf("read version of data: %w", err)
	}
	written, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return fmt.Errorf("read version of data: %w", err)
	}
	if written != server {
		return otherVersion(dir, written, server)
	}
	return nil
}
