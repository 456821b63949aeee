package simulator

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("update", false, "rewrite the transcripts in testdata")

// golden fails unless testdata/name.golden holds the transcript; with -update it writes it.
func golden(t *testing.T, name, transcript string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *rewrite {
		//nolint:gosec // a document of the repository
		if err := os.WriteFile(path, []byte(transcript), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), transcript); diff != "" {
		t.Errorf("%s, rewritten by go test ./internal/simulator -update (-want +got):\n%s", path, diff)
	}
}
