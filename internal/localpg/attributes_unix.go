//go:build unix && !linux

package localpg

import "syscall"

// attributes make a child in its own process group, so that Ctrl-C leaves it to
// the parent. A server whose parent was killed is stopped by the next start.
func attributes(who account) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true}
	if who.other {
		a.Credential = &syscall.Credential{Uid: who.uid, Gid: who.gid}
	}
	return a
}
