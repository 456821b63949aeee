package localpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindPrefersTheNamedFolder(t *testing.T) {
	t.Parallel()
	installed, err := Find(t.Context(), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	getenv := environment(map[string]string{"PG_BINDIR": installed.Dir})

	b, err := Find(t.Context(), getenv)

	if err != nil || b.Dir != installed.Dir || b.Major < 13 {
		t.Errorf("Find = %+v, %v; want %s", b, err, installed.Dir)
	}
}

func TestFindNamesTheFolderThatHasNoServer(t *testing.T) {
	t.Parallel()
	getenv := environment(map[string]string{"PG_BINDIR": t.TempDir()})

	_, err := Find(t.Context(), getenv)

	if err == nil || !strings.Contains(err.Error(), "PG_BINDIR") {
		t.Errorf("Find = %v, want PG_BINDIR named", err)
	}
}

func TestFindFollowsLinksInPath(t *testing.T) {
	t.Parallel()
	installed, err := Find(t.Context(), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(installed.postgres(), filepath.Join(bin, "postgres")); err != nil {
		t.Fatal(err)
	}

	all, err := findAll(t.Context(), environment(map[string]string{"PATH": bin}))

	if err != nil || all[0].Dir != installed.Dir {
		t.Errorf("findAll = %+v, %v; want %s first", all, err, installed.Dir)
	}
}

func TestUnpackedServerBringsItsLibraries(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	tools := filepath.Join(cache, "dombot", "tools")
	for _, dir := range []string{"usr/lib/postgresql/9/bin", "usr/lib/postgresql/14/bin", "usr/lib/x86_64-linux-gnu"} {
		if err := os.MkdirAll(filepath.Join(tools, dir), 0o750); err != nil {
			t.Fatal(err)
		}
	}

	var got []place
	for _, p := range places(environment(map[string]string{"XDG_CACHE_HOME": cache})) {
		if strings.HasPrefix(p.dir, tools) {
			got = append(got, p)
		}
	}

	if len(got) != 2 || !strings.HasSuffix(got[0].dir, "/14/bin") {
		t.Fatalf("places = %+v, want 14 before 9", got)
	}
	env := strings.Join(Binaries{Dir: got[0].dir, Libs: got[0].libs}.env(), "\n")
	if !strings.Contains(env, "LD_LIBRARY_PATH="+filepath.Join(tools, "usr/lib/x86_64-linux-gnu")) {
		t.Errorf("environment lacks the libraries:\n%s", env)
	}
}

func TestVersionIsReadFromTheServersAnswer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 18beta1\n":                        18,
		"postgres (Greenplum) 7\n":                               0,
	} {
		if _, got := parseVersion(text); got != want {
			t.Errorf("parseVersion(%q) = %d, want %d", text, got, want)
		}
	}
}

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}
