//go:build ignore

// Run measures bin/pii-scan and prints the figures as Markdown tables: go run ./bench/run.go [-peers] [-size MB] [-runs N]
//
// Without -peers: the engine alone and the whole command with 1, 30 and all rows, with one worker and with two. With -peers: the command
// beside gitleaks and ripgrep, the engine beside Hyperscan, on the same files; a tool that is not there is said and left out.
//
// A figure is MB (a million bytes) of input for each second of processor time, user and system, of the process and its children: the
// median of the runs. What stands in one row ran in turn (Hyperscan's runs after the engine's), so that a busy machine troubles all of it
// alike. Seconds by the clock are the fastest of the runs.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

var (
	peers    = flag.Bool("peers", false, "measure other tools beside")
	size     = flag.Int("size", 100, "how large a file is, in MB")
	peerSize = flag.Int("peer-size", 20, "how large it is for the peers that take minutes, gitleaks and Hyperscan, in MB")
	runs     = flag.Int("runs", 3, "how often each is run")
	data     = flag.String("data", "bench/data", "folder for the files")
)

var files = []string{"people.csv", "sparse.csv", "clean.jsonl"}

// rowSet is rows to scan with, as -d takes them.
type rowSet struct {
	name, list string
	everywhere bool // without those that need a keyword
}

var rowSets = []rowSet{
	{"1", "EMAIL_ADDRESS", false},
	{"30", "EMAIL_ADDRESS,USA_SOCIAL_SECURITY_NUMBER,CREDIT_CARD_NUMBER_(NO_KEYWORD),IP_ADDRESS_V4,IP_ADDRESS_V6,PHONE_NUMBER,MAC_ADDRESS," +
		"IBAN_CODE,GERMANY_BANK_ACCOUNT_NUMBER,DATE_OF_BIRTH,UK_NATIONAL_INSURANCE_NUMBER,CANADA_SOCIAL_INSURANCE_NUMBER," +
		"INDIA_AADHAAR_NUMBER,SPAIN_NIE_NUMBER,FRANCE_NATIONAL_IDENTIFICATION_NUMBER,BRAZIL_CPF_NUMBER,VEHICLE_IDENTIFICATION_NUMBER," +
		"USA_PASSPORT_NUMBER,AWS_ACCESS_KEY_ID,AWS_CREDENTIALS,STRIPE_CREDENTIALS,GCP_API_KEY,PKCS,OPENSSH_PRIVATE_KEY,JSON_WEB_TOKEN," +
		"NPM_TOKEN,SENDGRID_API_KEY,OPENAI_API_KEY,GITHUB_PAT,SLACK_BOT_TOKEN", false},
	{"all", "all", false},
}

// rgPatterns are a Social Security number, a card, an e-mail address, an AWS key's id and a phone number of the USA.
var rgPatterns = []string{
	`\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b`,
	`\b(?:4[0-9]{15}|5[1-5][0-9]{14}|3[47][0-9]{13}|6011[0-9]{12})\b`,
	`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b`,
	`\bAKIA[A-Z2-7]{16}\b`,
	`\(?\b[0-9]{3}\)?[-. ][0-9]{3}[-. ][0-9]{4}\b`,
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	if flag.NArg() > 0 || *size < 1 || *peerSize < 1 || *runs < 1 {
		log.Fatal("usage: run [-peers] [-size MB] [-peer-size MB] [-runs N] [-data DIR]")
	}
	tmp, err := os.MkdirTemp("", "pii-scan-bench")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(tmp)
	engine := filepath.Join(tmp, "engine")
	must(command(goTool(), "build", "-o", engine, "./bench/engine.go"))
	fmt.Printf("%s, %s: %d processors, %s %s/%s; load %s at the start; median of %d runs\n", time.Now().Format(time.DateOnly),
		field("/proc/cpuinfo", "model name"), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, load(), *runs)
	large := generate(*size)
	if !*peers {
		engineTable(engine, large)
		commandTable(large)
		return
	}
	small := generate(*peerSize)
	peerTable(large, small)
	hyperscanTable(tmp, engine, small)
}

// engineTable measures the engine alone on text that is in memory.
func engineTable(engine, dir string) {
	title("The engine alone", "%d MB; MB per CPU-second", *size)
	header("file", "rows", "1 worker", "2 workers", "2 workers against 1, by the clock")
	for _, file := range files {
		for _, rows := range rowSets {
			by := rounds(2, func(i int) []spent {
				return lines(command(engine, "-detectors", rows.list, "-workers", fmt.Sprint(i+1), filepath.Join(dir, file)))
			})
			row(file, rows.name, by[0].rate(*size), by[1].rate(*size), faster(by[0], by[1]))
		}
	}
}

// commandTable measures pii-scan as a whole process.
func commandTable(dir string) {
	title("The whole command", "`pii-scan -q -d ROWS --workers N FILE`, %d MB; MB per CPU-second", *size)
	header("file", "rows", "1 worker", "2 workers", "2 workers against 1, by the clock", "memory at most, 1 and 2 workers, MB")
	for _, file := range files {
		for _, rows := range rowSets {
			by := rounds(2, func(i int) []spent { return []spent{scan(filepath.Join(dir, file), rows.list, i+1)} })
			row(file, rows.name, by[0].rate(*size), by[1].rate(*size), faster(by[0], by[1]), fmt.Sprintf("%d and %d", by[0].peak(), by[1].peak()))
		}
	}
}

// peerTable measures pii-scan beside the tools that scan files.
func peerTable(large, small string) {
	gitleaks, gitleaksThere := gitleaks()
	rg, err := exec.LookPath("rg")
	rgThere := err == nil
	if !rgThere {
		missing("ripgrep")
	}
	title("The command and its peers", "pii-scan with all rows and one worker, %d MB; `rg --count-matches -j1` with five patterns, %d MB; "+
		"`gitleaks dir` with its own rules, %d MB; MB per CPU-second", *size, *size, *peerSize)
	header("file", "pii-scan", "gitleaks", "pii-scan against gitleaks", "ripgrep", "pii-scan against ripgrep")
	for _, file := range files {
		by := rounds(3, func(i int) []spent {
			switch {
			case i == 0:
				return []spent{scan(filepath.Join(large, file), "all", 1)}
			case i == 1 && gitleaksThere:
				return []spent{process(0, gitleaks, "dir", filepath.Join(small, file), "--no-banner", "--log-level", "error", "--exit-code", "0")}
			case i == 2 && rgThere:
				args := []string{"--count-matches", "-j1"}
				for _, p := range rgPatterns {
					args = append(args, "-e", p)
				}
				return []spent{process(1, rg, append(args, filepath.Join(large, file))...)} // 1: nothing found
			}
			return nil
		})
		us, leaks, grep := by[0].rate(*size), by[1].rate(*peerSize), by[2].rate(*size)
		row(file, us, leaks, us.against(leaks), grep, us.against(grep))
	}
	if rgThere {
		version, _, _ := bytes.Cut(must(command(rg, "--version")), []byte("\n"))
		fmt.Printf("\n%s.\n", version)
	}
}

// hyperscanTable measures the engine beside Hyperscan fed the same patterns.
func hyperscanTable(tmp, engine, dir string) {
	hyperscan := filepath.Join(tmp, "hyperscan")
	if err := command(cmp.Or(os.Getenv("CC"), "cc"), "-O2", "-o", hyperscan, "bench/hyperscan.c", "-lhs").Run(); err != nil {
		missing("Hyperscan, or a C compiler,")
		return
	}
	title("The engine and Hyperscan", "Hyperscan in block mode without start of match, fed the rows' patterns; text in memory, %d MB; MB per CPU-second", *peerSize)
	header("file", "rows", "engine", "Hyperscan", "engine against Hyperscan")
	var notes []string
	for _, rows := range append(rowSets, rowSet{"all that need no keyword", "all", true}) {
		ours := []string{"-detectors", rows.list, fmt.Sprintf("-everywhere=%t", rows.everywhere)}
		patterns := filepath.Join(tmp, "patterns")
		if err := os.WriteFile(patterns, must(command(engine, append(ours, "-patterns")...)), 0o600); err != nil {
			log.Fatal(err)
		}
		ours = append(ours, "-runs", fmt.Sprint(*runs))
		theirs := []string{patterns, fmt.Sprint(*runs)}
		for _, file := range files {
			ours, theirs = append(ours, filepath.Join(dir, file)), append(theirs, filepath.Join(dir, file))
		}
		c := command(hyperscan, theirs...)
		var said bytes.Buffer
		c.Stderr = &said
		us, them := times(lines(command(engine, ours...))), times(lines(c))
		for i, file := range files {
			from, to := i*(*runs), (i+1)*(*runs)
			us, them := us[from:to].rate(*peerSize), them[from:to].rate(*peerSize)
			row(file, rows.name, us, them, us.against(them))
		}
		for line := range strings.Lines(said.String()) {
			notes = append(notes, rows.name+" rows: "+line)
		}
	}
	fmt.Printf("\n%s", strings.Join(notes, ""))
}

// spent is what a run took: processor seconds, seconds by the clock, and memory at most, in bytes.
type spent struct {
	cpu, wall float64
	peak      int64
}

type times []spent

// rate is MB per second; 0 where nothing was measured.
type rate float64

func (t times) rate(size int) rate {
	if len(t) == 0 {
		return 0
	}
	s := slices.SortedFunc(slices.Values(t), func(a, b spent) int { return cmp.Compare(a.cpu, b.cpu) })
	return rate(float64(size) / s[len(s)/2].cpu)
}

func (t times) fastest() float64 {
	return slices.MinFunc(t, func(a, b spent) int { return cmp.Compare(a.wall, b.wall) }).wall
}

func (t times) peak() int64 {
	return slices.MaxFunc(t, func(a, b spent) int { return cmp.Compare(a.peak, b.peak) }).peak / 1e6
}

func faster(one, two times) string { return fmt.Sprintf("%.2f", one.fastest()/two.fastest()) }

func (r rate) String() string {
	switch {
	case r == 0:
		return "-"
	case r < 10:
		return fmt.Sprintf("%.1f", float64(r))
	}
	return fmt.Sprintf("%.0f", float64(r))
}

func (r rate) against(other rate) string {
	if r == 0 || other == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2g", float64(r/other))
}

// rounds runs n things in turn, as often as was asked for.
func rounds(n int, run func(i int) []spent) []times {
	by := make([]times, n)
	for range *runs {
		for i := range by {
			by[i] = append(by[i], run(i)...)
		}
	}
	return by
}

func scan(file, rows string, workers int) spent {
	return process(0, "bin/pii-scan", "scan", "-q", "-d", rows, "--workers", fmt.Sprint(workers), file)
}

// process measures a command that must end with a status of at most the given one.
func process(status int, name string, args ...string) spent {
	c := command(name, args...)
	start := time.Now()
	if err := c.Run(); err != nil && (c.ProcessState.ExitCode() < 0 || c.ProcessState.ExitCode() > status) {
		log.Fatalf("%s: %v", name, err)
	}
	wall := time.Since(start)
	return spent{(c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds(), wall.Seconds(), c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10}
}

// lines reads what a tool says that measures itself.
func lines(c *exec.Cmd) (out []spent) {
	for line := range bytes.Lines(must(c)) {
		var s spent
		var found int64
		if _, err := fmt.Sscan(string(line), &s.cpu, &s.wall, &found); err != nil {
			log.Fatalf("%s: %v", c.Path, err)
		}
		out = append(out, s)
	}
	return out
}

// generate makes the files of a size, where they are not there, and gives their folder.
func generate(size int) string {
	dir := filepath.Join(*data, fmt.Sprintf("%dMB", size))
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(dir, file)); errors.Is(err, os.ErrNotExist) {
			must(command(goTool(), "run", "./bench/gen.go", "-out", dir, "-size", fmt.Sprint(size)))
			break
		}
	}
	return dir
}

// gitleaks finds the binary that make bench-peers installs, or another one.
func gitleaks() (string, bool) {
	for _, name := range []string{"bin/gitleaks", "gitleaks"} {
		if found, err := exec.LookPath(name); err == nil {
			if info, err := buildinfo.ReadFile(found); err == nil {
				fmt.Printf("\n%s %s, %s.\n", info.Main.Path, info.Main.Version, info.GoVersion)
			}
			return found, true
		}
	}
	missing("gitleaks")
	return "", false
}

func goTool() string { return cmp.Or(os.Getenv("GO"), "go") }

func command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Stderr = os.Stderr
	return c
}

func must(c *exec.Cmd) []byte {
	out, err := c.Output()
	if err != nil {
		log.Fatalf("%s: %v", c.Path, err)
	}
	return out
}

func missing(tool string) { fmt.Printf("\n%s is not here: not measured.\n", tool) }

func title(name, format string, args ...any) {
	fmt.Printf("\n## %s\n\n%s\n\n", name, fmt.Sprintf(format, args...))
}

func header(cells ...any) {
	row(cells...)
	fmt.Println("|" + strings.Repeat("---|", len(cells)))
}

func row(cells ...any) {
	fmt.Print("|")
	for _, c := range cells {
		fmt.Printf(" %v |", c)
	}
	fmt.Println()
}

// field is the value of the first line "name : value" of a file.
func field(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return "processor unknown"
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if key, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "processor unknown"
}

func load() string {
	t, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(t))[0]
}
