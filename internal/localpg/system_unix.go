//go:build unix

package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const (
	hasUnixSockets = true

	// In PostgreSQL's words: fast cuts connections and writes everything,
	// immediate leaves the rest to recovery at the next start.
	fastShutdown      = syscall.SIGINT
	immediateShutdown = syscall.SIGQUIT
)

// account is whom the server runs as; the zero value is the present user.
type account struct {
	other    bool
	name     string
	uid, gid uint32
}

// unprivileged names the account for a server started by root, which
// PostgreSQL refuses to run as.
func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return account{}, fmt.Errorf("read account %s: %w", name, err)
		}
		return account{other: true, name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return account{}, errors.New("find account: PostgreSQL does not run as root, " +
		"and there is no account postgres or nobody")
}

// own gives path to the account.
func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	if err := os.Lchown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give folder to account %s: %w", a.name, err)
	}
	return nil
}

// checkReach makes sure that the account can pass every folder down to dir.
func (a account) checkReach(dir string) error {
	if !a.other {
		return nil
	}
	for p := dir; ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		if err != nil {
			return fmt.Errorf("look at folder: %w", err)
		}
		if !a.mayPass(info) {
			return fmt.Errorf("account %s, as which PostgreSQL runs, may not enter %s: "+
				"choose a folder open to all", a.name, p)
		}
		if p == filepath.Dir(p) {
			return nil
		}
	}
}

func (a account) mayPass(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case ok && st.Uid == a.uid:
		return mode&0o100 != 0
	case ok && st.Gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

func ownedByUs(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}

// tryLock takes the lock of f until unlock, or until the process dies.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrBusy
	}
	return err
}

// unlock lets go of the lock of f and closes it. Closing alone would leave the
// lock with a child that is being started just then: until it executes its
// program it has a copy of every open file.
func unlock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	if errors.Is(err, syscall.EBADF) {
		err = nil // closed before, as Close says
	}
	return errors.Join(err, f.Close())
}

func signalPid(pid int, s os.Signal) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return fmt.Errorf("find process: %w", err)
	}
	if err := p.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal process: %w", err)
	}
	return nil
}

// identify tells what runs as pid: the number of a dead server may have gone to
// another program.
func identify(ctx context.Context, pid int, data string) identity {
	if pid <= 1 {
		return unknown
	}
	args, err := arguments(ctx, pid)
	switch {
	case err != nil || strings.TrimSpace(args) == "":
		return unknown
	case !strings.Contains(args, "postgres"):
		return otherProgram
	case strings.Contains(args, "-D "+data+" "):
		return ourServer
	default:
		return unknown
	}
}

// arguments returns the command line of pid, each word followed by a space.
func arguments(ctx context.Context, pid int) (string, error) {
	if b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline"); err == nil {
		return strings.ReplaceAll(string(b), "\x00", " "), nil
	}
	out, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return "", fmt.Errorf("look at process %d: %w", pid, err)
	}
	return strings.TrimSpace(string(out)) + " ", nil
}
