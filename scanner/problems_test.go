package scanner

import (
	"fmt"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// TestProblemsAreBounded notes more members than are named, and then what makes the scan incomplete: it must not get lost.
func TestProblemsAreBounded(t *testing.T) {
	j := &job{result: &Result{}, noted: map[Problem]bool{}, reasons: map[source.Reason]bool{}}
	unsupported := source.Problemf(source.UnsupportedFileType, "")
	for i := range maxProblems + 5 {
		for range 2 {
			j.problem(fmt.Sprint(min(i, maxProblems)), unsupported)
		}
	}
	j.problem("", source.Problemf(source.MalformedFile, "broken"))
	j.problem("", source.Problemf(source.MalformedFile, "broken"))
	r := j.result
	if n := len(r.Problems); n != maxProblems+1 || r.MoreProblems != 10 || r.Reason() != source.MalformedFile {
		t.Errorf("%d problems, %d more, reason %s", n, r.MoreProblems, r.Reason())
	}
	sum := &Summary{Reasons: map[source.Reason]int64{}}
	sum.add(r, false)
	if !sum.Incomplete {
		t.Error("the scan is complete")
	}
}
