//go:build !linux

package pgtest

import "os"

// dataParent is where the folders of servers are made.
func dataParent() string { return os.TempDir() }
