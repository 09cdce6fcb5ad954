package kernel

import (
	"os"

	"golang.org/x/sys/cpu"
)

var useAVX2 = cpu.X86.HasAVX2 && os.Getenv("PII_SCAN_KERNEL") != "generic"

func classify(dst []Planes, src []byte, mark *Set) {
	if useAVX2 {
		classifyAVX2(&dst[0], &src[0], mark, len(dst))
		return
	}
	classifyGeneric(dst, src, mark)
}

// classifyAVX2 describes blocks*64 bytes at src in as many planes at dst.
//
//go:noescape
func classifyAVX2(dst *Planes, src *byte, mark *Set, blocks int)
