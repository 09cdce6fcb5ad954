package spool

import (
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A folder is called pii-scan-HOST-PID-START-RANDOM. HOST is a hash of the host's name, as a process ID means nothing to another
// host that shares the disk; START tells this process from a dead one that had its ID, which in a container is the rule.
const prefix = "pii-scan-"

var start = strconv.FormatInt(time.Now().UnixNano(), 36)

// Folder makes a folder in dir (the system's temporary folder where empty) that only this user can enter (0700). Whoever called
// removes it; if it does not come to that, New does at the next start.
func Folder(dir string) (string, error) {
	folder, err := os.MkdirTemp(dir, fmt.Sprintf("%s%s-%d-%s-*", prefix, host(), os.Getpid(), start))
	if err != nil {
		return "", fmt.Errorf("spool: %w", err)
	}
	return folder, nil
}

// sweep removes the folders of dead processes. What cannot be removed is another user's, and stays.
func sweep(dir string) {
	found, err := filepath.Glob(filepath.Join(escape(dir), prefix+host()+"-*"))
	if err != nil {
		return
	}
	for _, folder := range found {
		if info, err := os.Lstat(folder); err == nil && info.IsDir() && leftOver(filepath.Base(folder)) {
			_ = os.RemoveAll(folder)
		}
	}
}

func leftOver(name string) bool {
	parts := strings.Split(strings.TrimPrefix(name, prefix), "-")
	if len(parts) != 4 {
		return false
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil || pid <= 0 {
		return false
	}
	if pid == os.Getpid() {
		return parts[2] != start
	}
	return !alive(pid)
}

// alive says whether a process runs; when in doubt it does.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}

func host() string {
	name, err := os.Hostname()
	if err != nil {
		name = "unknown"
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// escape hides from Glob what in a folder's own name would be a pattern.
func escape(dir string) string {
	if os.PathSeparator == '\\' { // where the escape character separates folders, Glob knows none
		return dir
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
