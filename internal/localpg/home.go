package localpg

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

const (
	// lockName marks a folder as made here; its lock is held by the live owner.
	lockName     = "dombot-localpg.lock"
	logName      = "postgres.log"
	passwordName = "password"
	socketName   = "socket"
	partialName  = "unfinished"

	// maxSocketDir keeps the socket's path within the 104 bytes of the strictest system.
	maxSocketDir = 79
)

// ErrBusy says that another living process uses the data.
var ErrBusy = errors.New("in use by another running process")

// home is the folder of one private server: the lock, the log and a folder of
// data per major version.
type home struct {
	dir  string
	who  account
	lock *os.File
}

// DefaultDir is the folder used where none is named: the user's data folder, for
// root /var/lib/dombot, else a folder in the temporary one.
func DefaultDir(getenv func(string) string) string {
	temporary := filepath.Join(os.TempDir(), "dombot-"+strconv.Itoa(os.Geteuid()), "postgres")
	if os.Geteuid() == 0 {
		if writable("/var/lib") {
			return "/var/lib/dombot/postgres"
		}
		return temporary
	}
	if dir := getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "dombot", "postgres")
	}
	if dir := getenv("HOME"); dir != "" && writable(dir) {
		return filepath.Join(dir, ".local", "share", "dombot", "postgres")
	}
	return temporary
}

func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".dombot-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// openHome makes or adopts the folder and takes its lock.
func openHome(o Options, who account) (*home, error) {
	dir := o.Dir
	if dir == "" {
		dir = DefaultDir(o.Getenv)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", dir, err)
	}
	if err := makeDirs(dir, who); err != nil {
		return nil, err
	}
	if err := checkOurs(dir); err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("resolve folder: %w", err)
	}
	if err := who.checkReach(dir); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	if err := tryLock(lock); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", dir, err), lock.Close())
	}
	return &home{dir: dir, who: who, lock: lock}, nil
}

// makeDirs is os.MkdirAll whose new folders a second account can pass,
// whatever the umask.
func makeDirs(dir string, who account) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := makeDirs(filepath.Dir(dir), who); err != nil {
		return err
	}
	mode := fs.FileMode(0o700)
	if who.other {
		mode = 0o755
	}
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		return fmt.Errorf("open folder to the server: %w", err)
	}
	return nil
}

// checkOurs lets pass an empty folder and one that carries our mark.
func checkOurs(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at folder: %w", err)
	}
	if !info.IsDir() || !ownedByUs(info) {
		return fmt.Errorf("%s is not a folder of this user", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("list folder: %w", err)
	}
	marked := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == lockName })
	if len(entries) > 0 && !marked {
		return fmt.Errorf("%s holds files that dombot has not made: name an empty folder", dir)
	}
	return nil
}

// data is the folder of one major version's data.
func (h *home) data(major int) string { return filepath.Join(h.dir, strconv.Itoa(major)) }

// majors lists the versions whose data are there, the highest first.
func (h *home) majors() ([]int, error) {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return nil, fmt.Errorf("list PostgreSQL folder: %w", err)
	}
	var all []int
	for _, e := range entries {
		if n, err := strconv.Atoi(e.Name()); err == nil && e.IsDir() {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all, nil
}

// empty deletes the data of every version and nothing else.
func (h *home) empty() error {
	majors, err := h.majors()
	if err != nil {
		return err
	}
	for _, m := range majors {
		if err := os.RemoveAll(h.data(m)); err != nil {
			return fmt.Errorf("delete data: %w", err)
		}
	}
	return nil
}

// newAddress prefers a socket beside the data; a long path sends it to the
// temporary folder.
func (h *home) newAddress(tcp bool) (address, error) {
	if tcp {
		return h.newPort()
	}
	a := address{socketDir: filepath.Join(h.dir, socketName), port: 5432}
	err := os.Mkdir(a.socketDir, 0o700)
	if len(a.socketDir) > maxSocketDir {
		a.temporary = true
		a.socketDir, err = temporarySocketDir()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return address{}, fmt.Errorf("make socket folder: %w", err)
	}
	if err := h.who.own(a.socketDir); err != nil {
		return address{}, errors.Join(err, os.RemoveAll(a.socketDir))
	}
	return a, nil
}

func temporarySocketDir() (string, error) {
	const pattern = "dombot-pg-*"
	parent := os.TempDir()
	if len(parent)+len(pattern)+10 > maxSocketDir {
		parent = "/tmp"
	}
	return os.MkdirTemp(parent, pattern)
}

func (h *home) newPort() (address, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // bound and closed at once
	if err != nil {
		return address{}, fmt.Errorf("find a free port: %w", err)
	}
	a := address{}
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		a.port = tcp.Port
	}
	password, err := os.ReadFile(h.passwordFile())
	a.password = string(password)
	return a, errors.Join(err, l.Close())
}

func (h *home) passwordFile() string { return filepath.Join(h.dir, passwordName) }

// writePassword invents the password of the superuser where there is none.
func (h *home) writePassword() error {
	if _, err := os.Stat(h.passwordFile()); err == nil {
		return nil
	}
	if err := os.WriteFile(h.passwordFile(), []byte(rand.Text()), 0o600); err != nil {
		return fmt.Errorf("write password: %w", err)
	}
	return h.who.own(h.passwordFile())
}

func (h *home) createLog() (*os.File, error) {
	return os.OpenFile(filepath.Join(h.dir, logName), os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
}

// logTail is the end of the server's log, ready to follow an error.
func (h *home) logTail() string {
	const size = 2000
	b, err := os.ReadFile(filepath.Join(h.dir, logName))
	if err != nil || len(b) == 0 {
		return ""
	}
	return "; it wrote:\n" + string(bytes.TrimSpace(b[max(0, len(b)-size):]))
}

// close lets go of the folder; a second call does nothing.
func (h *home) close() error {
	if err := unlock(h.lock); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("unlock PostgreSQL folder: %w", err)
	}
	return nil
}
