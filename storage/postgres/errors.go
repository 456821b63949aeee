package postgres

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Codes of PostgreSQL errors that callers decide by.
const (
	codeUnique    = "23505"
	codeForeign   = "23503"
	codeFunction  = "42883" // undefined function
	codeUndefined = "42P01" // undefined table
)

// wrapError gives the driver's errors a kind of ours. The driver's words stay
// in the chain, for the log.
func wrapError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %w", &housing.Error{Kind: housing.NotFound, Text: "error.not_found"}, err)
	}
	switch codeOf(err) {
	case codeUnique:
		return fmt.Errorf("%w: %w", &housing.Error{Kind: housing.Conflict, Text: "error.conflict"}, err)
	case codeForeign:
		return fmt.Errorf("%w: %w", &housing.Error{Kind: housing.NotFound, Text: "error.not_found"}, err)
	}
	return err
}

func codeOf(err error) string {
	if e, ok := errors.AsType[*pq.Error](err); ok {
		return string(e.Code)
	}
	return ""
}

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// isUndefined reports whether a function or table is missing: the database is
// not migrated.
func isUndefined(err error) bool {
	code := codeOf(err)
	return code == codeFunction || code == codeUndefined
}

// redact keeps the password of a DSN out of an error about it.
func redact(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("read database address: %w", e.Err)
	}
	return err
}

func refused(text string) error  { return &housing.Error{Kind: housing.Refused, Text: text} }
func notFound(text string) error { return &housing.Error{Kind: housing.NotFound, Text: text} }
func conflict(text string) error { return &housing.Error{Kind: housing.Conflict, Text: text} }

// notYours turns a missing row into the answer for accounts of others.
func notYours(err error) error {
	if isNoRows(err) {
		return housing.ErrNotYours()
	}
	return err
}
