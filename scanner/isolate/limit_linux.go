//go:build !race

package isolate

import "golang.org/x/sys/unix"

// hardLimit has the system refuse memory over half as much again as limit: what may be written to counts, not what is reserved,
// of which the runtime has gigabytes. Nor is a core written, which would hold what was read.
func hardLimit(limit int64) {
	hard := uint64(limit + limit/2)
	unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: hard, Max: hard}) //nolint:errcheck // the other limit remains
	unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})                     //nolint:errcheck // as before
}
