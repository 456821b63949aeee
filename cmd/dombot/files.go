package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// whole writes a file so that it is there whole or not at all.
func whole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".dombot-*")
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("name file: %w", err)
	}
	return nil
}

// bar is a line that counts rows on a terminal, and silence elsewhere.
type bar struct {
	out   io.Writer
	label string
	drawn bool
}

func newBar(out io.Writer, label string) *bar {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	return &bar{out: out, label: label}
}

// barWidth is how many signs a full bar has.
const barWidth = 30

func (b *bar) show(done, total int) {
	if b.out == nil || total <= 0 {
		return
	}
	b.drawn = true
	filled := min(barWidth, done*barWidth/total)
	_, _ = fmt.Fprintf(b.out, "\r%s [%-*s] %d/%d", b.label, barWidth, repeat('#', filled), done, total)
}

func (b *bar) done() {
	if b.drawn {
		_, _ = fmt.Fprintln(b.out)
	}
}

func repeat(r rune, n int) string {
	s := make([]rune, n)
	for i := range s {
		s[i] = r
	}
	return string(s)
}
