//go:build !linux

package localredis

import "syscall"

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
