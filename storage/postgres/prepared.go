package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// maxPrepared is how many statements a connection keeps; the program has fewer
// that it sends often.
const maxPrepared = 256

// Codes of PostgreSQL errors after which a prepared statement is of no use.
const (
	codeStatement = "26000" // it is not known: the session is another one
	codePlan      = "0A000" // the tables it names were changed
)

// connector opens connections that prepare each query once.
type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := raw.(driverConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's connection is a %T", raw), raw.Close())
	}
	return &preparing{driverConn: conn, known: map[string]statement{}}, nil
}

// driverConn is what a connection of the driver can do.
type driverConn interface {
	driver.Conn
	driver.ConnBeginTx
	asking
	pooled
}

// asking is what sends queries.
type asking interface {
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
}

// pooled is what a pool asks of a connection.
type pooled interface {
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// statement is a prepared query of the driver.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparing is a connection that keeps the queries it has sent as prepared
// statements: the server reads and plans them once. It is used by one at a time.
type preparing struct {
	driverConn
	known map[string]statement
}

// QueryContext asks for rows.
func (p *preparing) QueryContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Rows, error) {
	s, err := p.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.driverConn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if !p.drops(query, err) {
		return rows, err
	}
	if rows, again := p.driverConn.QueryContext(ctx, query, args); again == nil {
		return rows, nil
	}
	return nil, err
}

// ExecContext carries out a statement.
func (p *preparing) ExecContext(
	ctx context.Context, query string, args []driver.NamedValue,
) (driver.Result, error) {
	s, err := p.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.driverConn.ExecContext(ctx, query, args)
	}
	result, err := s.ExecContext(ctx, args)
	if !p.drops(query, err) {
		return result, err
	}
	if result, again := p.driverConn.ExecContext(ctx, query, args); again == nil {
		return result, nil
	}
	return nil, err
}

// statement returns the prepared query; nil: it is sent as it is. A query
// without arguments may be several.
func (p *preparing) statement(
	ctx context.Context, query string, args []driver.NamedValue,
) (statement, error) {
	if s, ok := p.known[query]; ok {
		return s, nil
	}
	if len(args) == 0 || len(p.known) >= maxPrepared {
		return nil, nil
	}
	prepared, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(statement)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's statement is a %T", prepared), prepared.Close())
	}
	p.known[query] = s
	return s, nil
}

// drops forgets a query whose statement has become useless: nothing was carried
// out then, and outside a transaction it can be sent as it is. The next use
// prepares it anew.
func (p *preparing) drops(query string, err error) bool {
	code := codeOf(err)
	useless := code == codeStatement || code == codePlan
	if useless {
		_ = p.known[query].Close() // the server keeps it no longer than needed
		delete(p.known, query)
	}
	return useless
}

// openPool opens a pool; nothing is sent yet. Prepared queries keep one plan:
// PostgreSQL would plan those of a partitioned table for each value again, which
// takes several times as long as the work, to find the partitions that it finds
// while it works as well.
func openPool(dsn string, prepare bool) (*sqlx.DB, error) {
	params := map[string]string{"binary_parameters": "yes"}
	if prepare {
		params["plan_cache_mode"] = "force_generic_plan"
	}
	c, err := pq.NewConnector(withParams(dsn, params))
	switch {
	case err != nil:
		return nil, fmt.Errorf("open database: %w", redact(err))
	case prepare:
		return sqlx.NewDb(sql.OpenDB(connector{c}), "postgres"), nil
	}
	return sqlx.NewDb(sql.OpenDB(c), "postgres"), nil
}
