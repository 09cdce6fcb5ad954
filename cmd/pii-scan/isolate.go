package main

import (
	"os"
	"os/exec"
	"os/signal"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/isolate"
)

// isolatedReader is the command of a process that reads files for another.
const isolatedReader = "isolated-reader"

func newIsolatedReader() *cobra.Command {
	return &cobra.Command{
		Use:    isolatedReader,
		Short:  "Read files for another process (see --isolate)",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			signal.Ignore(os.Interrupt) // the terminal tells all processes; the one that scans says when it is enough
			return isolate.Serve(cmd.InOrStdin(), cmd.OutOrStdout(), format.All)
		},
	}
}

// isolated is the pool of processes for --isolate; nil for never.
func (s *settings) isolated() *isolate.Pool {
	if s.isolate.word == "never" {
		return nil
	}
	return &isolate.Pool{Command: itself, All: s.isolate.word == "always", Children: s.workers}
}

// itself runs this program again: on Linux the very file that runs, whatever stands in its place by now.
func itself() *exec.Cmd {
	const self = "/proc/self/exe"
	program := self
	if _, err := os.Stat(self); runtime.GOOS != "linux" || err != nil {
		if program, err = os.Executable(); err != nil {
			program = os.Args[0]
		}
	}
	cmd := exec.Command(program, isolatedReader)
	cmd.Args[0] = "pii-scan"
	return cmd
}
