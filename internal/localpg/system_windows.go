package localpg

import (
	"context"
	"io/fs"
	"os"
	"syscall"
)

const (
	hasUnixSockets = false

	// Without signals a server is only ever ended outright; recovery makes that good.
	fastShutdown      = syscall.SIGKILL
	immediateShutdown = syscall.SIGKILL
)

// account is whom the server runs as: here always the present user.
type account struct{ other bool }

func unprivileged() (account, error) { return account{}, nil }

func (a account) own(string) error { return nil }

func (a account) checkReach(string) error { return nil }

func ownedByUs(fs.FileInfo) bool { return true }

// tryLock relies on PostgreSQL's own guard against two servers on one folder.
func tryLock(*os.File) error { return nil }

func unlock(f *os.File) error { return f.Close() }

func signalPid(pid int, s os.Signal) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Signal(s)
}

// identify never claims a process it cannot look at.
func identify(context.Context, int, string) identity { return unknown }

func attributes(account) *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
