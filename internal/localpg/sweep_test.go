//go:build unix

package localpg

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweepTakesOnlyOldFoldersWithoutOwner(t *testing.T) {
	t.Parallel()
	parent := folder(t)
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	folderOf := func(name string, mark bool, changed time.Time) string {
		dir := filepath.Join(parent, name)
		if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // the server's account must pass
			t.Fatal(err)
		}
		if mark {
			stop(t, start(t, Options{Dir: dir}))
		}
		if err := os.Chtimes(dir, changed, changed); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	abandoned, foreign := folderOf("pg-abandoned", true, long), folderOf("pg-foreign", false, long)
	recent, other := folderOf("pg-recent", true, long.AddDate(1, 0, 0)), folderOf("other", true, long)
	living := folderOf("pg-living", true, long)
	start(t, Options{Dir: living})
	if err := os.Chtimes(living, long, long); err != nil {
		t.Fatal(err)
	}

	err := Sweep(t.Context(), filepath.Join(parent, "pg-*"), long.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}

	for dir, kept := range map[string]bool{
		abandoned: false, foreign: true, recent: true, other: true, living: true,
	} {
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) == kept {
			t.Errorf("%s: Stat = %v, want kept %v", filepath.Base(dir), err, kept)
		}
	}
}
