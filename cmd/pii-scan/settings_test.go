package main

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func TestByteSize(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int64
		show string
	}{
		{"1", 1, "1"},
		{"1048576", 1 << 20, "1MiB"},
		{"512KiB", 512 << 10, "512KiB"},
		{"512 kib", 512 << 10, "512KiB"},
		{"1.5G", 3 << 29, "1536MiB"},
		{"2GB", 2e9, "1953125KiB"},
		{"7B", 7, "7"},
		{"", 0, ""},
		{"0", 0, ""},
		{"-1", 0, ""},
		{"NaN", 0, ""},
		{"9999999T", 0, ""},
		{"1XB", 0, ""},
		{"MiB", 0, ""},
	} {
		var s byteSize
		err := s.Set(tt.in)
		if int64(s) != tt.want || (err == nil) != (tt.want > 0) || s.String() != tt.show {
			t.Errorf("%q: got %d (%q, %v), want %d (%q)", tt.in, s, s.String(), err, tt.want, tt.show)
		}
	}
}

func TestMoment(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		in   string
		ago  bool
		want string // empty: an error
	}{
		{"2026-01-31T08:00:00Z", false, "2026-01-31T08:00:00Z"},
		{"2026-01-31T08:00:00+02:00", true, "2026-01-31T06:00:00Z"},
		{"2026-01-31", true, "2026-01-31T00:00:00Z"},
		{"36h", true, "2026-02-28T00:00:00Z"},
		{"7d", true, "2026-02-22T12:00:00Z"},
		{"36h", false, ""},
		{"0d", true, ""},
		{"-3h", true, ""},
		{"yesterday", true, ""},
		{"", true, ""},
	} {
		m := moment{ago: tt.ago}
		err := m.Set(tt.in)
		got := ""
		if at := m.from(now); !at.IsZero() {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: got %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestSplitList(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"a", "a"},
		{"a,b", "a b"},
		{"*.{png,jpg},c", "*.{png,jpg} c"},
		{"{a,{b,c}},d", "{a,{b,c}} d"},
		{"},a,b", "} a b"},
		{",,a,", "a"},
	} {
		if got := strings.Join(splitList(tt.in), " "); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestApplyConfig(t *testing.T) {
	for _, tt := range []struct{ name, in, want, err string }{
		{name: "empty", in: ""},
		{name: "comment", in: "# nothing\n"},
		{name: "null", in: "~"},
		{name: "values", in: "detectors: macie\nstrict: true\nmax-size: 2MiB\n", want: "detectors=macie strict=true max-size=2MiB"},
		{name: "list", in: "exclude: ['*.a', '*.b']\n", want: "exclude=[*.a,*.b]"},
		{name: "one for a list", in: "exclude: '*.a'\n", want: "exclude=[*.a]"},
		{name: "flag wins", in: "strict: true\nquiet: false\n", want: "strict=true"},
		{name: "unknown", in: "strict: true\nspeed: high\n", err: `line 2: there is no setting "speed"`},
		{name: "config", in: "config: other.yaml\n", err: `line 1: there is no setting "config"`},
		{name: "twice", in: "strict: true\n\nstrict: false\n", err: "line 3: strict is set twice"},
		{name: "not a mapping", in: "- strict\n", err: "line 1: not a mapping"},
		{name: "list for one", in: "detectors: [all]\n", err: "line 1: detectors: not a single value"},
		{name: "mapping", in: "exclude:\n  - a: b\n", err: "line 2: exclude: not a single value"},
		{name: "no value", in: "strict:\n", err: "line 1: strict: not a single value"},
		{name: "bad value", in: "\nfail-on: severe\n", err: `line 2: fail-on: "severe": must be one of low, medium, high, any`},
		{name: "bad yaml", in: "strict: [\n", err: "line 1"},
		{name: "not from any folder", in: "reveal: true\n", err: "line 1: reveal is taken from a flag, the environment or --config alone"},
		{name: "documents", in: "strict: true\n---\nquiet: true\n", err: "more than one document"},
	} {
		set := pflag.NewFlagSet("", pflag.ContinueOnError)
		new(settings).flags(set)
		err := applyConfig(set, map[string]bool{"quiet": true}, []byte(tt.in), false)
		var got []string
		set.VisitAll(func(f *pflag.Flag) {
			if f.Changed {
				got = append(got, f.Name+"="+f.Value.String())
			}
		})
		if s := strings.Join(got, " "); tt.err == "" && s != tt.want {
			t.Errorf("%s: sets %q, want %q", tt.name, s, tt.want)
		}
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: fails with %v, want %q", tt.name, err, tt.err)
		}
	}
}

func TestTotalMemory(t *testing.T) {
	const machine = "MemTotal:        8000000 kB\nMemFree: 10 kB\n"
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"nothing is known", nil, fallbackMemory},
		{"machine", map[string]string{"/proc/meminfo": machine}, 8000000 << 10},
		{"no limit", map[string]string{"/proc/meminfo": machine, "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "max\n"}, 8000000 << 10},
		{"own group", map[string]string{"/proc/meminfo": machine, "/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max": "4096\n"}, 4096},
		{"group above", map[string]string{"/proc/meminfo": machine, "/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max": "8192\n",
			"/sys/fs/cgroup/a/memory.max": "4096\n"}, 4096},
		{"version 1", map[string]string{"/proc/meminfo": machine, "/proc/self/cgroup": "3:memory:/x\n",
			"/sys/fs/cgroup/memory/memory.limit_in_bytes": "1048576\n"}, 1 << 20},
		{"version 1 without limit", map[string]string{"/proc/meminfo": machine,
			"/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 8000000 << 10},
	} {
		got := totalMemory(func(name string) ([]byte, error) {
			if text, ok := tt.files[name]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		})
		if got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
	if n := totalMemory(os.ReadFile); n < 1<<20 || n == math.MaxInt64 {
		t.Errorf("this machine has %d bytes of memory", n)
	}
}

func TestReadKey(t *testing.T) {
	file := func(content string) string {
		name := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return "file:" + name
	}
	const key = "a key of 18 bytes."
	for _, tt := range []struct{ name, spec, want, err string }{
		{name: "none"},
		{name: "env", spec: "env:KEY", want: key},
		{name: "file", spec: file(key + "\r\n"), want: key},
		{name: "not set", spec: "env:NONE", err: "16 to 4096 bytes"},
		{name: "short", spec: file("too short"), err: "16 to 4096 bytes"},
		{name: "long", spec: file(strings.Repeat("x", maxKey+1)), err: "16 to 4096 bytes"},
		{name: "no file", spec: "file:nowhere", err: "no such file"},
		{name: "empty", spec: "env:", err: "never the key itself"},
		{name: "the key itself", spec: key, err: "never the key itself"},
	} {
		got, err := readKey(tt.spec, func(name string) string { return map[string]string{"KEY": key}[name] })
		if string(got) != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: fails with %v, want %q", tt.name, err, tt.err)
		}
		if err != nil && strings.Contains(err.Error(), key) {
			t.Errorf("%s: the error shows the key", tt.name)
		}
	}
}

func TestByteCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1536: "1.5 KiB", 3 << 20: "3.0 MiB", 5 << 40: "5.0 TiB"} {
		if got := byteCount(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
