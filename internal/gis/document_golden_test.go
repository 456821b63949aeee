package gis_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/gis/sample"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestTheDocumentsOfTheTownAreThoseOfTheGolden holds everything that is read of the
// known flat, and the sums of every other, against files; -update writes them.
func TestTheDocumentsOfTheTownAreThoseOfTheGolden(t *testing.T) {
	t.Parallel()
	for month, name := range map[time.Month]string{
		time.September: "testdata/charges-2026-09.golden", time.October: "testdata/charges-2026-10.golden",
	} {
		t.Run(month.String(), func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, _ := loadDocuments(t, store, charged(t, month), false)

			if len(report.Faults) > 0 || len(store.documents) != 306 {
				t.Fatalf("%d documents, faults %+v", len(store.documents), report.Faults)
			}
			var got strings.Builder
			for _, d := range store.documents {
				checkAddsUp(t, d)
				if d.Identifier == sample.KnownELS+"-01" {
					whole, err := json.MarshalIndent(d, "", " ")
					if err != nil {
						t.Fatal(err)
					}
					fmt.Fprintf(&got, "%s\n", whole)
				}
				fmt.Fprintf(&got, "%s %s %s %s\n", d.Identifier, d.Number, d.GISID, summary(d))
			}
			sameAsGolden(t, name, got.String())
		})
	}
}

func sameAsGolden(t *testing.T, name, got string) {
	t.Helper()
	if *rewrite {
		//nolint:gosec // a document of the repository
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s, rewritten by go test ./internal/gis -update (-want +got):\n%s", name, diff)
	}
}
