package sample_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

// committed is the folder of the files that the generator made.
const committed = "../../../samples"

func TestMain(m *testing.M) {
	update := flag.Bool("update", false, "rewrite the samples")
	flag.Parse()
	if *update {
		if err := sample.Write(committed); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func cells(t *testing.T, name string) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	all := map[string][][]string{}
	for _, sheet := range f.GetSheetList() {
		if all[sheet], err = f.GetRows(sheet); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Equal bytes have equal cells, which take far longer to read. Another Go may pack the same
// cells in other bytes.
func TestEveryRunWritesTheSameBytesAndTheCommittedCells(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := sample.Write(dir); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer) error{
		sample.AccountsFile: sample.Accounts, sample.MetersFile: sample.Meters,
		sample.SeptemberFile: sample.Charges(time.September),
		sample.OctoberFile:   sample.Charges(time.October),
		sample.NovemberFile:  sample.Charges(time.November),
		sample.HousesFile:    sample.Houses, sample.OwnersFile: sample.Owners,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var second bytes.Buffer
			if err := write(&second); err != nil {
				t.Fatal(err)
			}
			first := read(t, filepath.Join(dir, name))
			if !bytes.Equal(first, second.Bytes()) {
				t.Errorf("two runs wrote %d and %d bytes that differ", len(first), second.Len())
			}
			if bytes.Equal(first, read(t, filepath.Join(committed, name))) {
				return
			}
			got, want := cells(t, filepath.Join(dir, name)), cells(t, filepath.Join(committed, name))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s differs, run go test ./internal/gis/sample -update (-committed +generated):\n%s", name, diff)
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestINNOfTheOrganisationHasRightCheckDigits(t *testing.T) {
	t.Parallel()
	if !housing.ValidINN(sample.INN) {
		t.Errorf("ИНН %s has wrong check digits", sample.INN)
	}
}
