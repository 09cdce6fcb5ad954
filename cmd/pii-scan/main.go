// Command pii-scan finds sensitive data in files and S3 objects and reports it in the format of Amazon Macie.
//
// This package is glue: it reads flags and configuration, opens targets and outputs, hands them to the scanner and turns what
// comes of it into an exit status. It holds no knowledge of what is sensitive or how a file is read.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit statuses. A finding wins over an incomplete scan; both are told.
const (
	statusDone       = 0
	statusFound      = 1 // a finding reaches --fail-on
	statusUsage      = 2 // usage, configuration, a missing target, an output that fails
	statusIncomplete = 3 // something that should have been scanned was not
)

// version is set by the linker; where it is not, the module's version is shown.
var version string

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// statusError ends the command with a status other than statusUsage. What is to be said has been said.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// run is the whole command; it returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer onFirstInterrupt(cancel)()

	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if status, ok := errors.AsType[statusError](err); ok {
		return int(status)
	}
	if err != nil {
		fmt.Fprintf(stderr, "pii-scan: %v\n", err)
		return statusUsage
	}
	return statusDone
}

// onFirstInterrupt calls f at the first interrupt and leaves the second to the system, which ends the process at once. It
// watches until the returned function is called.
func onFirstInterrupt(f func()) (stop func()) {
	interrupts := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-interrupts:
			signal.Stop(interrupts)
			f()
		case <-done:
		}
	}()
	return func() {
		signal.Stop(interrupts)
		close(done)
	}
}

func newRoot() *cobra.Command {
	root := newScan("pii-scan [scan] TARGET...")
	root.Long = `pii-scan finds sensitive data in files and S3 objects and reports it in the format of Amazon Macie.

A TARGET is a file, a folder, a glob, - (standard input), s3:// (every bucket) or s3://bucket[/prefix].
A file that is called like a command is reached by a path: ./scan

Exit status: 0 done; 1 a finding reaches --fail-on; 2 usage, configuration or a missing target;
3 something could not be scanned. Status 1 wins over 3; both are told on standard error.`
	root.Example = `  pii-scan people.csv
  pii-scan --fail-on high .
  pii-scan --output text --output macie=findings.jsonl s3://bucket/prefix
  tar -cf - folder | pii-scan --stdin-name folder.tar -`
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.AddCommand(newScan("scan TARGET..."), newDetectors(), newFormats(), newVersion(), newIsolatedReader())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w: see %s --help", err, cmd.CommandPath())
	})
	return root
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "pii-scan", versionName())
			return err
		},
	}
}

func versionName() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
