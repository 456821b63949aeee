package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// ErrNoBinaries says that the machine has no PostgreSQL server.
var ErrNoBinaries = errors.New("no PostgreSQL server binaries found: run scripts/need postgresql" +
	" or name their folder in PG_BINDIR")

// Binaries is one installed release of the PostgreSQL server.
type Binaries struct {
	// Dir holds postgres and initdb.
	Dir string
	// Major is the number that decides whether data can be read.
	Major int
	// Version is the full release, such as 15.18.
	Version string
	// Libs are the folders of shared libraries that an unpacked release needs.
	Libs []string
}

// Find returns the release to use: the one in PG_BINDIR where that is set, else
// the first of PATH, the system's folders (highest version first), the folder
// into which scripts/need unpacks ($XDG_CACHE_HOME/dombot/tools or
// ~/.cache/dombot/tools) and Homebrew's. getenv looks the variables up.
func Find(ctx context.Context, getenv func(string) string) (Binaries, error) {
	all, err := findAll(ctx, getenv)
	if err != nil {
		return Binaries{}, err
	}
	return all[0], nil
}

// findAll lists the releases in the order of preference, never an empty list.
func findAll(ctx context.Context, getenv func(string) string) ([]Binaries, error) {
	if dir := getenv("PG_BINDIR"); dir != "" {
		b, err := inspect(ctx, place{dir: dir})
		if err != nil {
			return nil, fmt.Errorf("use PG_BINDIR: %w", err)
		}
		return []Binaries{b}, nil
	}
	var found []Binaries
	seen := map[string]bool{}
	for _, p := range places(getenv) {
		if seen[p.dir] {
			continue
		}
		seen[p.dir] = true
		if b, err := inspect(ctx, p); err == nil {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return nil, ErrNoBinaries
	}
	return found, nil
}

// choose prefers the release that wrote the data in h.
func choose(ctx context.Context, getenv func(string) string, h *home) (Binaries, error) {
	all, err := findAll(ctx, getenv)
	if err != nil {
		return Binaries{}, err
	}
	majors, err := h.majors()
	if err != nil {
		return Binaries{}, err
	}
	if len(majors) == 0 {
		return all[0], nil
	}
	for _, b := range all {
		if slices.Contains(majors, b.Major) {
			return b, nil
		}
	}
	return Binaries{}, otherVersion(h.dir, majors[0], all[0].Major)
}

// otherVersion explains what to do about data that this release cannot read.
func otherVersion(dir string, data, server int) error {
	return fmt.Errorf("data in %s were written by PostgreSQL %d and this machine has %d: "+
		"install PostgreSQL %d, choose another folder, or start afresh, which deletes them",
		dir, data, server, data)
}

// place is a folder that may hold the server, with the libraries beside it.
type place struct {
	dir  string
	libs []string
}

func places(getenv func(string) string) []place {
	var all []place
	for _, dir := range filepath.SplitList(getenv("PATH")) {
		if exe, err := filepath.EvalSymlinks(filepath.Join(dir, exeName("postgres"))); err == nil {
			all = append(all, place{dir: filepath.Dir(exe)})
		}
	}
	all = append(all, versioned("/usr/lib/postgresql/*/bin", nil)...)
	all = append(all, versioned("/usr/pgsql-*/bin", nil)...)
	if tools := toolsDir(getenv); tools != "" {
		libs, _ := filepath.Glob(filepath.Join(tools, "usr/lib/*-linux-*"))
		more, _ := filepath.Glob(filepath.Join(tools, "lib/*-linux-*"))
		libs = append(append(libs, more...), filepath.Join(tools, "usr/lib"))
		all = append(all, versioned(filepath.Join(tools, "usr/lib/postgresql/*/bin"), libs)...)
	}
	for _, prefix := range []string{"/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"} {
		all = append(all, versioned(prefix+"/postgresql@*/bin", nil)...)
		all = append(all, place{dir: prefix + "/postgresql/bin"})
	}
	return all
}

// toolsDir is where scripts/need unpacks packages for a user who may not install.
func toolsDir(getenv func(string) string) string {
	if dir := getenv("XDG_CACHE_HOME"); dir != "" {
		return filepath.Join(dir, "dombot", "tools")
	}
	if dir := getenv("HOME"); dir != "" {
		return filepath.Join(dir, ".cache", "dombot", "tools")
	}
	return ""
}

// versioned expands pattern, the folder with the highest number first.
func versioned(pattern string, libs []string) []place {
	dirs, _ := filepath.Glob(pattern) // only a malformed pattern is an error
	slices.SortFunc(dirs, func(a, b string) int { return versionOf(b) - versionOf(a) })
	all := make([]place, 0, len(dirs))
	for _, dir := range dirs {
		all = append(all, place{dir: dir, libs: libs})
	}
	return all
}

// versionOf reads the number in the name of the folder above dir, else 0.
func versionOf(dir string) int {
	name := filepath.Base(filepath.Dir(dir))
	n, err := strconv.Atoi(name[strings.LastIndexAny(name, "-@")+1:])
	if err != nil {
		return 0
	}
	return n
}

// inspect asks the server in p for its version.
func inspect(ctx context.Context, p place) (Binaries, error) {
	b := Binaries{Dir: p.dir, Libs: p.libs}
	if _, err := os.Stat(b.initdb()); err != nil {
		return Binaries{}, fmt.Errorf("find initdb: %w", err)
	}
	cmd := exec.CommandContext(ctx, b.postgres(), "--version")
	cmd.Env = b.env()
	out, err := cmd.Output()
	if err != nil {
		return Binaries{}, fmt.Errorf("ask %s for its version: %w", b.postgres(), err)
	}
	b.Version, b.Major = parseVersion(string(out))
	if b.Major == 0 {
		return Binaries{}, fmt.Errorf("ask %s for its version: answered %q", b.postgres(), out)
	}
	return b, nil
}

// parseVersion reads "postgres (PostgreSQL) 15.18 (Debian …)"; 0 where it cannot.
func parseVersion(s string) (version string, major int) {
	m := regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`).FindStringSubmatch(s)
	if m == nil {
		return "", 0
	}
	major, err := strconv.Atoi(m[2])
	if err != nil {
		return "", 0
	}
	return m[1], major
}

func (b Binaries) postgres() string { return filepath.Join(b.Dir, exeName("postgres")) }

func (b Binaries) initdb() string { return filepath.Join(b.Dir, exeName("initdb")) }

// env is all that the server gets to see: the caller's PG* variables and
// secrets are none of its business.
func (b Binaries) env() []string {
	path := []string{b.Dir, "/usr/local/bin", "/usr/bin", "/bin"}
	env := []string{
		"PATH=" + strings.Join(path, string(os.PathListSeparator)),
		"LC_MESSAGES=C", "TZ=UTC",
	}
	if len(b.Libs) > 0 {
		env = append(env, "LD_LIBRARY_PATH="+strings.Join(b.Libs, string(os.PathListSeparator)))
	}
	if root := os.Getenv("SystemRoot"); root != "" {
		env = append(env, "SystemRoot="+root)
	}
	return env
}

func exeName(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
