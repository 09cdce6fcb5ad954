package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pii-scan": main})
}

// TestScripts runs the command as a shell would. Two commands are added to testscript's own:
//
//	exits STATUS COMMAND...   runs a command that must end with the status
//	mode PERMISSIONS FILE     checks a file's permissions, in octal
//
// $SAMPLES is the folder of samples, $TESTDATA this package's testdata; the condition [root] holds where permissions deny nothing.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLES", samples)
			env.Setenv("TESTDATA", testdata)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 2 {
					ts.Fatalf("usage: exits STATUS COMMAND...")
				}
				err := ts.Exec(args[1], args[2:]...)
				status := 0
				if exit, ok := errors.AsType[*exec.ExitError](err); ok {
					status = exit.ExitCode()
				} else {
					ts.Check(err)
				}
				if strconv.Itoa(status) != args[0] {
					ts.Fatalf("status %d, want %s", status, args[0])
				}
			},
			"mode": func(ts *testscript.TestScript, neg bool, args []string) {
				info, err := os.Stat(ts.MkAbs(args[1]))
				ts.Check(err)
				if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
					ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
				}
			},
		},
	})
}

// TestInterrupt interrupts a scan whose input has paused: what came before is reported, and the status says that it is not all.
func TestInterrupt(t *testing.T) {
	cmd := exec.Command("pii-scan", "--output", "jsonl", "--stdin-name", "list.txt", "-")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// More than a pipe holds: when it is written, the scan is under way.
	if _, err := io.WriteString(stdin, strings.Repeat("contact: jmoreno@quillharbour.net\n", 100_000)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != statusIncomplete {
		t.Errorf("status %d, want %d", status, statusIncomplete)
	}
	if !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("the interrupt is not told:\n%s", stderr.String())
	}
	if !strings.Contains(stdout.String(), "EMAIL_ADDRESS") {
		t.Errorf("what was found before the interrupt is not reported:\n%s", stdout.String())
	}
}
