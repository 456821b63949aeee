package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// tick is the unit in which Linux tells CPU time in /proc.
const tick = 10 * time.Millisecond

// stat is what /proc/PID/stat tells of a process.
type stat struct {
	parent int
	own    time.Duration // user and system time
	dead   time.Duration // that of its children that have ended
}

func readStat(pid int) (stat, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, fmt.Errorf("read CPU time: %w", err)
	}
	// The name in brackets may hold anything; the fields after it are numbers.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	const parent, user, children = 1, 11, 13
	if len(fields) < children+2 {
		return stat{}, fmt.Errorf("read CPU time of %d: %d fields", pid, len(fields))
	}
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(fields[i], 10, 64) // the kernel writes numbers
		return n
	}
	return stat{
		parent: int(number(parent)),
		own:    time.Duration(number(user)+number(user+1)) * tick,
		dead:   time.Duration(number(children)+number(children+1)) * tick,
	}, nil
}

// cpu returns the CPU time of a process and its children, also of those that
// have ended.
func cpu(pid int) (time.Duration, error) {
	first, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	total := first.own + first.dead
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, fmt.Errorf("list processes: %w", err)
	}
	for _, dir := range all {
		child, _ := strconv.Atoi(filepath.Base(dir))
		if s, err := readStat(child); err == nil && s.parent == pid { // it may have ended meanwhile
			total += s.own + s.dead
		}
	}
	return total, nil
}

// peak returns the highest resident memory of a process in bytes.
func peak(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read peak memory: %w", err)
	}
	kb, err := strconv.ParseInt(strings.TrimSuffix(field(string(b), "VmHWM:"), " kB"), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read peak memory: %w", err)
	}
	return kb << 10, nil
}

// field returns what follows the first line that starts with name.
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(rest), ":"))
		}
	}
	return ""
}

// machine describes where the figures were measured.
func machine() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // what is not told is left out
	memory, _ := os.ReadFile("/proc/meminfo")
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	kb, _ := strconv.ParseInt(strings.TrimSuffix(field(string(memory), "MemTotal:"), " kB"), 10, 64)
	return fmt.Sprintf("%d × %s, %d GiB, Linux %s, %s", runtime.NumCPU(), field(string(info), "model name"),
		(kb+1<<19)>>20, strings.TrimSpace(string(kernel)), runtime.Version())
}
