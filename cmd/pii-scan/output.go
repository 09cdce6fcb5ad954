package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/report"
	"github.com/pii-scan/pii-scan/scanner"
)

// outputSpec is one --output: a format, and a file or, where it is empty, standard output.
type outputSpec struct{ format, file string }

// parseOutputs reads --output flags; none means text on standard output.
func parseOutputs(flags []string) ([]outputSpec, error) {
	if len(flags) == 0 {
		flags = []string{"text"}
	}
	var specs []outputSpec
	files := map[string]bool{}
	for _, flag := range flags {
		format, file, hasFile := strings.Cut(flag, "=")
		if !slices.Contains(report.Formats(), format) {
			return nil, fmt.Errorf("--output: there is no format %q: it must be one of %s", format, strings.Join(report.Formats(), ", "))
		}
		if hasFile && file == "" {
			return nil, fmt.Errorf("--output: %s= names no file", format)
		}
		if file == "-" {
			file = ""
		}
		if file != "" {
			file = filepath.Clean(file)
		}
		if files[file] {
			return nil, fmt.Errorf("--output: two outputs go to %s", outputName(file))
		}
		files[file] = true
		specs = append(specs, outputSpec{format, file})
	}
	return specs, nil
}

func outputName(file string) string {
	if file == "" {
		return "standard output"
	}
	return file
}

// outputs are the opened outputs of a scan, as one report.Writer.
type outputs struct {
	report.Writer
	sinks []*sink
}

// sink is where one output goes. It remembers that writing failed, so that a scan which ended for that reason can say so.
type sink struct {
	name string
	buf  *bufio.Writer
	to   io.Writer
	file *os.File // nil for standard output
	err  error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("write %s: %w", s.name, err)
	}
	return n, err
}

// openOutputs creates the outputs' files, readable by their owner alone, and their writers.
func openOutputs(specs []outputSpec, stdout io.Writer, opts report.Options) (*outputs, error) {
	o := &outputs{}
	var writers []report.Writer
	for _, spec := range specs {
		s := &sink{name: outputName(spec.file), to: stdout}
		own := opts
		if spec.file != "" {
			f, err := createPrivate(spec.file)
			if err != nil {
				o.closeFiles()
				return nil, fmt.Errorf("--output: %w", err)
			}
			s.file, s.to = f, f
			own.Color = false
		}
		s.buf = bufio.NewWriterSize(s, 64<<10)
		o.sinks = append(o.sinks, s)
		w, err := report.New(spec.format, s.buf, own)
		if err != nil {
			o.closeFiles()
			return nil, err
		}
		writers = append(writers, w)
	}
	o.Writer = report.Multi(writers...)
	return o, nil
}

// createPrivate creates a file of mode 0600, or empties one and gives it that mode.
func createPrivate(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() && info.Mode().Perm() != 0o600 {
		err = f.Chmod(0o600)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// files tells of the regular files that outputs go to, standard output included.
func (o *outputs) files() []os.FileInfo {
	var infos []os.FileInfo
	for _, s := range o.sinks {
		if f, ok := s.to.(*os.File); ok {
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
				infos = append(infos, info)
			}
		}
	}
	return infos
}

// Flush writes what is for standard output; files can wait.
func (o *outputs) Flush() error {
	for _, s := range o.sinks {
		if s.file == nil {
			if err := s.buf.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish ends all outputs with the summary and closes their files.
func (o *outputs) finish(summary *scanner.Summary) error {
	errs := []error{o.Writer.Close(summary)}
	for _, s := range o.sinks {
		if err := s.buf.Flush(); err != nil && s.err == nil {
			s.err = fmt.Errorf("write %s: %w", s.name, err)
		}
	}
	if err := o.failure(); err != nil {
		errs = []error{err}
	}
	return errors.Join(append(errs, o.closeFiles())...)
}

// failure is the first error of writing, nil where there was none.
func (o *outputs) failure() error {
	for _, s := range o.sinks {
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

func (o *outputs) closeFiles() error {
	var errs []error
	for _, s := range o.sinks {
		if s.file != nil {
			errs = append(errs, s.file.Close())
		}
	}
	return errors.Join(errs...)
}
