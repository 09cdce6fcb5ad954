//go:build ignore

// Engine measures the engine alone, or prints the patterns that it runs:
//
//	go run ./bench/engine.go [-detectors LIST] [-everywhere] [-workers N] [-runs N] FILE...
//	go run ./bench/engine.go [-detectors LIST] [-everywhere] -patterns
//
// A file is read at once and scanned as plain text, in blocks with margins as the readers make them. For each run over a file it prints a
// line: processor seconds, seconds, candidates. Compiling the rows and reading the file are not in it.
//
// A pattern is printed as "ID<tab>expression", for engines that know neither checks, keywords nor a row's edges: a \b stands where every
// match begins or ends with a letter, a digit or '_'.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"regexp/syntax"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/text"
)

func main() {
	log.SetFlags(0)
	list := flag.String("detectors", "all", "rows to scan with, as pii-scan's -d takes them")
	everywhere := flag.Bool("everywhere", false, "leave out the rows and forms that count near a keyword only")
	workers := flag.Int("workers", 1, "how many goroutines scan")
	runs := flag.Int("runs", 1, "how often a file is scanned")
	patterns := flag.Bool("patterns", false, "print the rows' patterns and end")
	flag.Parse()
	rows, err := detectors.Select(*list)
	if err != nil {
		log.Fatal(err)
	}
	if *everywhere {
		rows = slices.DeleteFunc(rows, func(d detectors.Detector) bool { return d.KeywordRequired })
		for i := range rows {
			rows[i].Loose = nil
		}
	}
	if *patterns {
		if err := printPatterns(rows); err != nil {
			log.Fatal(err)
		}
		return
	}
	engine, err := detectors.New(rows)
	if err != nil {
		log.Fatal(err)
	}
	runtime.GOMAXPROCS(*workers)
	for _, name := range flag.Args() {
		t, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		for range *runs {
			cpu, start := processorTime(), time.Now()
			found := scan(engine, t, *workers)
			fmt.Printf("%.6f %.6f %d\n", (processorTime() - cpu).Seconds(), time.Since(start).Seconds(), found)
		}
	}
}

// scan gives the number of candidates in a text.
func scan(e *detectors.Engine, t []byte, workers int) int64 {
	var next, found atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			m := e.Matcher()
			var out []detectors.Candidate
			for {
				end := int(next.Add(format.BlockSize))
				own := end - format.BlockSize
				if own >= len(t) {
					return
				}
				end = min(end, len(t))
				lo, hi := max(0, own-format.MarginBefore), min(len(t), end+format.MarginAfter)
				size := int32(hi - lo)
				out = m.Scan(&text.Segment{Text: t[lo:hi], Fields: []text.Span{{End: size}}, Raw: size,
					Own: text.Span{Start: int32(own - lo), End: int32(end - lo)}}, out[:0])
				found.Add(int64(len(out)))
			}
		})
	}
	wg.Wait()
	return found.Load()
}

func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		log.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func printPatterns(rows []detectors.Detector) error {
	for _, d := range rows {
		forms := []string{d.Pattern}
		if d.Loose != nil {
			forms = append(forms, d.Loose.Pattern)
		}
		for _, p := range forms {
			re, err := syntax.Parse(p, syntax.Perl)
			if err != nil {
				return fmt.Errorf("%s: %w", d.ID, err)
			}
			begin, end := "", ""
			if edgeOf(re, false) == wordByte {
				begin = `\b`
			}
			if d.Edges&detectors.OpenEnd == 0 && edgeOf(re, true) == wordByte {
				end = `\b`
			}
			fmt.Printf("%s\t%s(?:%s)%s\n", d.ID, begin, p, end)
		}
	}
	return nil
}

// edge says what can stand at an end of a match.
type edge uint8

const (
	wordByte edge = 1 << iota // a letter or digit of ASCII or '_'
	otherByte
	nothing // the match may be empty
)

func edgeOf(re *syntax.Regexp, last bool) edge {
	switch re.Op {
	case syntax.OpLiteral:
		r := re.Rune[0]
		if last {
			r = re.Rune[len(re.Rune)-1]
		}
		return runesEdge(r, r)
	case syntax.OpCharClass:
		var e edge
		for i := 0; i < len(re.Rune); i += 2 {
			e |= runesEdge(re.Rune[i], re.Rune[i+1])
		}
		return e
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return wordByte | otherByte
	case syntax.OpCapture, syntax.OpPlus:
		return edgeOf(re.Sub[0], last)
	case syntax.OpStar, syntax.OpQuest:
		return edgeOf(re.Sub[0], last) | nothing
	case syntax.OpRepeat:
		e := edgeOf(re.Sub[0], last)
		if re.Min == 0 {
			e |= nothing
		}
		return e
	case syntax.OpAlternate:
		var e edge
		for _, s := range re.Sub {
			e |= edgeOf(s, last)
		}
		return e
	case syntax.OpConcat:
		e := nothing
		for i := range re.Sub {
			if last {
				i = len(re.Sub) - 1 - i
			}
			if e = e&^nothing | edgeOf(re.Sub[i], last); e&nothing == 0 {
				break
			}
		}
		return e
	}
	return nothing
}

func runesEdge(lo, hi rune) edge {
	const words = "09AZ__az"
	var e edge
	covered := rune(0)
	for i := 0; i < len(words); i += 2 {
		if from, to := max(lo, rune(words[i])), min(hi, rune(words[i+1])); from <= to {
			e, covered = e|wordByte, covered+to-from+1
		}
	}
	if covered < hi-lo+1 {
		e |= otherByte
	}
	return e
}
