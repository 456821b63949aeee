package main

import (
	"errors"
	"io/fs"

	"dombot/internal/gis"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// sentence returns what an operator reads about err, false if it is internal.
func sentence(err error, t *texts.Catalogue) (string, bool) {
	if known, ok := errors.AsType[*housing.Error](err); ok {
		return t.Label(known.Text), true
	}
	if refused, ok := errors.AsType[*gis.Refusal](err); ok {
		return refused.Reason, true
	}
	if missing, ok := errors.AsType[*fs.PathError](err); ok && errors.Is(err, fs.ErrNotExist) {
		return t.Label("cli.no_file", "File", missing.Path), true
	}
	return "", false
}
