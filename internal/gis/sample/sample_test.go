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

func TestCommittedSamplesAreWhatTheGeneratorWrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()

	if err := sample.Write(dir); err != nil {
		t.Fatal(err)
	}

	for _, name := range []string{
		sample.AccountsFile, sample.MetersFile, sample.SeptemberFile, sample.OctoberFile, sample.NovemberFile,
		sample.HousesFile, sample.OwnersFile,
	} {
		got, want := cells(t, filepath.Join(dir, name)), cells(t, filepath.Join(committed, name))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs, run go test ./internal/gis/sample -update (-committed +generated):\n%s", name, diff)
		}
	}
}

func TestEveryRunWritesTheSameBytes(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(io.Writer) error{
		"Accounts": sample.Accounts, "Meters": sample.Meters,
		"September": sample.Charges(time.September), "October": sample.Charges(time.October),
		"Houses": sample.Houses, "Owners": sample.Owners,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var first, second bytes.Buffer

			if err := write(&first); err != nil {
				t.Fatal(err)
			}
			if err := write(&second); err != nil {
				t.Fatal(err)
			}

			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Errorf("two runs wrote %d and %d bytes that differ", first.Len(), second.Len())
			}
		})
	}
}

func TestINNOfTheOrganisationHasRightCheckDigits(t *testing.T) {
	t.Parallel()
	if !housing.ValidINN(sample.INN) {
		t.Errorf("ИНН %s has wrong check digits", sample.INN)
	}
}
