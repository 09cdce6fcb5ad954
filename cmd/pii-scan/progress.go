package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/pii-scan/pii-scan/scanner"
)

// progress is a line on the terminal that tells how far the scan is. The zero value shows nothing.
type progress struct {
	mu  sync.Mutex
	bar *progressbar.ProgressBar
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// newProgress shows progress on w if that is a terminal.
func newProgress(w io.Writer) *progress {
	p := &progress{}
	if isTerminal(w) {
		p.bar = progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(w),
			progressbar.OptionShowBytes(true),
			progressbar.OptionUseIECUnits(true),
			progressbar.OptionShowTotalBytes(true),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(20),
			progressbar.OptionClearOnFinish(),
		)
	}
	return p
}

// show is called by the scanner.
func (p *progress) show(s scanner.Progress) {
	if p.bar == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	of := ""
	if s.Listed {
		of = fmt.Sprintf("/%d", s.TotalObjects)
		if s.TotalBytes > 0 && p.bar.GetMax64() != s.TotalBytes {
			p.bar.ChangeMax64(s.TotalBytes)
		}
	}
	p.bar.Describe(fmt.Sprintf("%d%s objects, %d findings", s.Objects, of, s.Findings))
	bytes := s.Bytes
	if s.Listed && bytes > s.TotalBytes { // objects grow while they are scanned, streams have no size
		bytes = s.TotalBytes
	}
	p.bar.Set64(bytes) // an error of the terminal is no error of the scan
}

// above writes to w, the same terminal, without mixing the line and what is written.
func (p *progress) above(w io.Writer) io.Writer {
	if p.bar == nil || !isTerminal(w) {
		return w
	}
	return writerFunc(func(b []byte) (int, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.bar.Clear()
		return w.Write(b)
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// done takes the line away.
func (p *progress) done() {
	if p.bar == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bar.Exit()
	p.bar.Clear()
}
