package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// Sweep deletes the folders that match pattern, carry our mark, were last
// changed before the given moment and belong to no living process: what tests
// leave behind when they are killed. A server still running there is stopped.
func Sweep(ctx context.Context, pattern string, before time.Time) error {
	dirs, err := filepath.Glob(pattern)
	if err != nil {
		return fmt.Errorf("sweep %s: %w", pattern, err)
	}
	var errs []error
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || !info.ModTime().Before(before) || !ownedByUs(info) {
			continue
		}
		if err := sweep(ctx, dir); err != nil {
			errs = append(errs, fmt.Errorf("sweep %s: %w", dir, err))
		}
	}
	return errors.Join(errs...)
}

func sweep(ctx context.Context, dir string) error {
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil // not ours
	}
	if err != nil {
		return err
	}
	if tryLock(lock) != nil {
		return lock.Close() // a living process uses the folder
	}
	h := &home{dir: dir, lock: lock}
	if err = h.stopOrphans(ctx, slog.New(slog.DiscardHandler)); err == nil {
		err = os.RemoveAll(dir)
	}
	return errors.Join(err, h.close())
}
