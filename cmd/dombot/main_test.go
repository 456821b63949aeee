package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/gis/sample"
	"dombot/internal/localpg/pgtest"
	"dombot/internal/texts"
)

// cluster gives each test a database in which the sample town is loaded.
var cluster *pgtest.Cluster

var update = flag.Bool("update", false, "rewrite the documents that describe the code")

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(perilProgram())
	}
	fewSchedules()
	os.Exit(pgtest.Main(m, func(c *pgtest.Cluster) { cluster = c }, loadTown))
}

// fewSchedules has properties draw fewer examples than rapid would, unless told
// otherwise: one of them takes a tenth of a second here.
func fewSchedules() {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "rapid.checks" })
	if told {
		return
	}
	if err := flag.Set("rapid.checks", "20"); err != nil {
		panic(err)
	}
}

// townMoment is when the sample town is loaded: the clock of tests starts then.
func townMoment() time.Time {
	zone, err := time.LoadLocation(sample.Zone)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, time.November, 23, 18, 40, 0, 0, zone)
}

// loadTown fills the template database by the commands an operator would use.
func loadTown(ctx context.Context, dsn string) error {
	dir, err := os.MkdirTemp("", "dombot-town-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := copyBooks(dir); err != nil {
		return err
	}
	w := testWorld(dsn, standing(townMoment()), &bytes.Buffer{})
	for _, args := range [][]string{
		{"migrate"},
		{"org", "add", "--inn", sample.INN, "--name", sample.Organisation, "--phone", sample.Phone},
		{"import", "accounts", "--org", sample.INN, filepath.Join(dir, "accounts.xlsx")},
		{"import", "meters", "--org", sample.INN, filepath.Join(dir, "meters.xlsx")},
	} {
		if err := Main(ctx, args, w); err != nil {
			return err
		}
	}
	return nil
}

// loadOctober adds the charges of October to the town, which nobody sees before they are published.
func loadOctober(ctx context.Context, dsn string) error {
	dir, err := os.MkdirTemp("", "dombot-town-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := copyBooks(dir); err != nil {
		return err
	}
	w := testWorld(dsn, standing(townMoment()), &bytes.Buffer{})
	return Main(ctx, []string{"import", "charges", "--org", sample.INN, filepath.Join(dir, sample.OctoberFile)}, w)
}

// standing is a clock that does not move.
type standing time.Time

func (s standing) Now() time.Time { return time.Time(s) }

// testWorld is a world whose database is dsn.
func testWorld(dsn string, clock Clock, out *bytes.Buffer) World {
	env := map[string]string{
		"DATABASE_URL": dsn, "TZ_DEFAULT": sample.Zone, "PAYMENT_SECRET": townSealing, "GIS_OUTAGE_CODES": townCodes,
		"SIGNIN_KEY": townHash,
	}
	return World{
		Getenv:   func(name string) string { return env[name] },
		ReadFile: os.ReadFile, Out: out, Err: out, Clock: clock, Texts: theTexts,
	}
}

// townCodes are invented GUIDs of lists of ГИС ЖКХ.
const townCodes = "planned=1:7f0b0c4e-6a0e-4d0b-9d3f-000000000021 planned-reason=3:7f0b0c4e-6a0e-4d0b-9d3f-000000000022" +
	" emergency=2:7f0b0c4e-6a0e-4d0b-9d3f-000000000023 emergency-reason=3:7f0b0c4e-6a0e-4d0b-9d3f-000000000022"

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

// catalogue loads the texts.
func catalogue(tb testing.TB) *texts.Catalogue {
	tb.Helper()
	t, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// compare fails unless path holds got; with -update it writes it.
func compare(tb testing.TB, path, got string) {
	tb.Helper()
	if *update {
		//nolint:gosec // a document of the repository, at a path that the test names
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			tb.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if strings.TrimSpace(string(want)) != strings.TrimSpace(got) {
		tb.Errorf("%s is not what the code says; make generate rewrites it", path)
	}
}

// The generator has tests of its own. That the command writes every file, and where it is
// told to, is seen by what it says of a folder that is not there: people read of the first file.
func TestTheSamplesAreWrittenWhereTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "nowhere")
	said := Main(t.Context(), []string{"samples", dir}, testWorld("", standing(townMoment()), &bytes.Buffer{}))
	if said == nil || !strings.Contains(said.Error(), dir) {
		t.Errorf("of a folder that is not there it says %v", said)
	}
	err := samplesCommand{Dir: dir}.Run()
	for _, name := range []string{
		sample.AccountsFile, sample.MetersFile, sample.SeptemberFile, sample.OctoberFile, sample.NovemberFile,
		sample.HousesFile, sample.OwnersFile,
	} {
		if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, name)) {
			t.Errorf("%s is not written: %v", name, err)
		}
	}
}
