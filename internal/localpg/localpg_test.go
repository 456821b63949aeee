//go:build unix

package localpg

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// parentDir makes this test binary act as a parent that is about to be killed.
const parentDir = "DOMBOT_TEST_PARENT_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(parentDir); dir != "" {
		actAsParent(dir)
	}
	os.Exit(m.Run())
}

func actAsParent(dir string) {
	s, err := Start(context.Background(), Options{Dir: dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.process.pid)
	select {}
}

func TestDataOutliveTheServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := start(t, Options{Dir: dir, Durable: true})
	if err := first.CreateDatabase(t.Context(), "kept"); err != nil {
		t.Fatal(err)
	}
	query[int](t, first.URL("kept"), "CREATE TABLE t AS SELECT 7 AS n; SELECT n FROM t")
	stop(t, first)

	second := start(t, Options{Dir: dir, Durable: true})

	if got := query[int](t, second.URL("kept"), "SELECT n FROM t"); got != 7 {
		t.Errorf("kept %d, want 7", got)
	}
	if got := query[string](t, second.URL("kept"), "SHOW fsync"); got != "on" {
		t.Errorf("fsync of a durable server is %s", got)
	}
}

func TestFreshEmptiesTheData(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := start(t, Options{Dir: dir})
	if err := first.CreateDatabase(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	stop(t, first)

	second := start(t, Options{Dir: dir, Fresh: true})

	const exists = "SELECT count(*) FROM pg_database WHERE datname = 'gone'"
	if n := query[int](t, second.URL("postgres"), exists); n != 0 {
		t.Error("the database survived a fresh start")
	}
}

func TestFolderOfSomeoneElseIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	precious := filepath.Join(dir, "15")
	if err := os.Mkdir(precious, 0o700); err != nil {
		t.Fatal(err)
	}

	_, err := Start(t.Context(), Options{Dir: dir, Fresh: true})

	if err == nil || !strings.Contains(err.Error(), "dombot has not made") {
		t.Errorf("Start = %v, want a refusal", err)
	}
	if _, err := os.Stat(precious); err != nil {
		t.Errorf("the folder was touched: %v", err)
	}
}

func TestSecondOwnerIsToldTheFolderIsBusy(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := start(t, Options{Dir: dir})

	_, err := Start(t.Context(), Options{Dir: dir})

	if !errors.Is(err, ErrBusy) {
		t.Errorf("Start = %v, want ErrBusy", err)
	}
	if got := query[int](t, first.URL("postgres"), "SELECT 1"); got != 1 {
		t.Error("the first server was disturbed")
	}
}

func TestServerDiesWithItsParent(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux signals the child of a killed process")
	}
	dir := folder(t)
	parent := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this very binary
	parent.Env = append(os.Environ(), parentDir+"="+dir)
	parent.Stderr = os.Stderr
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	data := dataOf(t, dir)
	if identify(t.Context(), pid, data) != ourServer {
		t.Fatalf("process %d is not the server", pid)
	}

	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}

	if !waitGone(t.Context(), pid, data, 10*time.Second) {
		t.Errorf("server %d outlived its parent", pid)
	}
	_ = parent.Wait() // killed on purpose
	start(t, Options{Dir: dir})
}

func TestOrphanIsStoppedByTheNextStart(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	orphan := start(t, Options{Dir: dir})
	query[int](t, orphan.URL("postgres"), "CREATE TABLE t AS SELECT 1 AS n; SELECT n FROM t")
	if err := orphan.home.close(); err != nil { // what the death of its owner does
		t.Fatal(err)
	}

	second := start(t, Options{Dir: dir})

	select {
	case <-orphan.Done():
	default:
		t.Error("the orphan still runs")
	}
	if got := query[int](t, second.URL("postgres"), "SELECT n FROM t"); got != 1 {
		t.Errorf("read %d from the orphan's data, want 1", got)
	}
}

func TestStalePidFileIsNoObstacle(t *testing.T) {
	t.Parallel()
	for name, pid := range map[string]int{"DeadProcess": 1 << 22, "AnotherProgram": os.Getppid()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			s := start(t, Options{Dir: dir})
			data := s.home.data(s.binaries.Major)
			killServer(t, s)
			writePid(t, data, pid)

			again := start(t, Options{Dir: dir})

			if got := query[int](t, again.URL("postgres"), "SELECT 1"); got != 1 {
				t.Error("the server does not answer")
			}
			if err := syscall.Kill(os.Getppid(), 0); err != nil {
				t.Errorf("the other program was hit: %v", err)
			}
		})
	}
}

func TestDataOfAnotherMajorVersionAreRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, Options{Dir: dir})
	major := s.binaries.Major
	stop(t, s)
	if err := os.Rename(s.home.data(major), s.home.data(9)); err != nil {
		t.Fatal(err)
	}

	_, err := Start(t.Context(), Options{Dir: dir})

	want := fmt.Sprintf("written by PostgreSQL 9 and this machine has %d", major)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("Start = %v, want %q", err, want)
	}
	start(t, Options{Dir: dir, Fresh: true})
}

func TestDataUnderAWrongNumberAreRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, Options{Dir: dir})
	stop(t, s)
	version := filepath.Join(s.home.data(s.binaries.Major), "PG_VERSION")
	if err := os.WriteFile(version, []byte("12\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	_, err := Start(t.Context(), Options{Dir: dir})

	if err == nil || !strings.Contains(err.Error(), "written by PostgreSQL 12") {
		t.Errorf("Start = %v, want a refusal", err)
	}
}

func TestSocketFolderIsShortAndClosed(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]string{
		"ShortDir": folder(t),
		"LongDir":  filepath.Join(folder(t), strings.Repeat("long/", 40)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{Dir: dir})

			socket := s.address.socketDir

			if len(socket) >= 80 {
				t.Errorf("socket folder %s has %d bytes", socket, len(socket))
			}
			info, err := os.Stat(socket)
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != 0o700 {
				t.Errorf("socket folder is open: %v", got)
			}
			stop(t, s)
			if _, err := os.Stat(socket); s.address.temporary && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("temporary socket folder is left behind: %v", err)
			}
		})
	}
}

func TestLoopbackPortNeedsThePassword(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Dir: folder(t), TCP: true})
	if got := query[int](t, s.URL("postgres"), "SELECT 1"); got != 1 {
		t.Error("the server does not answer")
	}
	stranger := *s
	stranger.address.password = "guess"
	db := open(t, stranger.URL("postgres"))

	if err := db.PingContext(t.Context()); err == nil {
		t.Error("a wrong password is let in")
	}
}

func TestRootDropsItsPrivileges(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("this test needs root")
	}
	s := start(t, Options{Dir: folder(t)})

	info, err := os.Stat("/proc/" + strconv.Itoa(s.process.pid))
	if err != nil {
		t.Fatal(err)
	}

	if st, ok := info.Sys().(*syscall.Stat_t); !ok || st.Uid == 0 || st.Gid == 0 {
		t.Errorf("server runs as %+v", info.Sys())
	}
}

func TestRootIsToldAboutAClosedFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("this test needs root")
	}
	closed := folder(t)
	if err := os.Chmod(closed, 0o700); err != nil { //nolint:gosec // a folder
		t.Fatal(err)
	}

	_, err := Start(t.Context(), Options{Dir: filepath.Join(closed, "data")})

	if err == nil || !strings.Contains(err.Error(), "may not enter "+closed) {
		t.Errorf("Start = %v, want the closed folder named", err)
	}
}

func TestDatabaseFoldsCyrillic(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Dir: folder(t)})
	if err := s.CreateDatabase(t.Context(), "words"); err != nil {
		t.Fatal(err)
	}
	if err := s.CreateDatabase(t.Context(), "words"); err != nil {
		t.Errorf("second CreateDatabase = %v, want nil", err)
	}
	dsn := s.URL("words")

	encoding := query[string](t, dsn, "SHOW server_encoding")
	lower := query[string](t, dsn, "SELECT lower('ЛЕНИНА')")
	trigrams := query[int](t, dsn, "CREATE EXTENSION pg_trgm; SELECT cardinality(show_trgm('ЛЕНИНА'))")

	if encoding != "UTF8" || lower != "ленина" || trigrams == 0 {
		t.Errorf("encoding %s, lower %s, %d trigrams", encoding, lower, trigrams)
	}
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := folder(t)

	_, err := Start(ctx, Options{Dir: dir, Getenv: os.Getenv})

	if err == nil {
		t.Fatal("Start succeeded without time")
	}
	start(t, Options{Dir: dir})
}

// folder is a temporary folder that the server's account may enter.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "dombot-localpg-*") //nolint:usetesting // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the server's account must pass
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Done():
	default:
		t.Error("the server still runs after Stop")
	}
}

// killServer ends the server the hard way and lets go of the folder.
func killServer(t *testing.T, s *Server) {
	t.Helper()
	if err := s.process.signal(immediateShutdown); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if err := s.home.close(); err != nil {
		t.Fatal(err)
	}
}

func writePid(t *testing.T, data string, pid int) {
	t.Helper()
	text := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/nowhere\n\n  0 0\nready\n", pid, data)
	if err := os.WriteFile(filepath.Join(data, "postmaster.pid"), []byte(text), 0o644); err != nil { //nolint:gosec // as PostgreSQL writes it
		t.Fatal(err)
	}
}

func dataOf(t *testing.T, dir string) string {
	t.Helper()
	h := &home{dir: dir}
	majors, err := h.majors()
	if err != nil || len(majors) != 1 {
		t.Fatalf("majors = %v, %v; want one", majors, err)
	}
	return h.data(majors[0])
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// query runs the statements of text and returns the value of the last one.
func query[T any](t *testing.T, dsn, text string) T {
	t.Helper()
	db := open(t, dsn)
	if at := strings.LastIndex(text, ";"); at >= 0 {
		if _, err := db.ExecContext(t.Context(), text[:at]); err != nil {
			t.Fatal(err)
		}
		text = text[at+1:]
	}
	var v T
	if err := db.QueryRowContext(t.Context(), text).Scan(&v); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	return v
}
