package localpg

import "syscall"

// attributes make a child that shuts down fast when its parent dies. Its own
// process group keeps Ctrl-C from it: the parent decides when it stops.
func attributes(who account) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: fastShutdown}
	if who.other {
		a.Credential = &syscall.Credential{Uid: who.uid, Gid: who.gid}
	}
	return a
}
