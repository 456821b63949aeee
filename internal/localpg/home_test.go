//go:build unix

package localpg

import (
	"errors"
	"syscall"
	"testing"
)

// A copy of the lock is what a child has between fork and exec.
func TestFolderIsFreeAgainWhileAChildIsBeingStarted(t *testing.T) {
	t.Parallel()
	o := Options{Dir: folder(t)}
	first, err := openHome(o, account{})
	if err != nil {
		t.Fatal(err)
	}
	inChild, err := syscall.Dup(int(first.lock.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(inChild) })
	if _, err := openHome(o, account{}); !errors.Is(err, ErrBusy) {
		t.Fatalf("openHome of a folder in use = %v, want ErrBusy", err)
	}

	if err := first.close(); err != nil {
		t.Fatal(err)
	}

	second, err := openHome(o, account{})
	if err != nil {
		t.Fatalf("openHome of a folder let go of = %v", err)
	}
	if err := errors.Join(second.close(), second.close()); err != nil {
		t.Errorf("close = %v", err)
	}
}
