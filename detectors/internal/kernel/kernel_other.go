//go:build !amd64

package kernel

func classify(dst []Planes, src []byte, mark *Set) { classifyGeneric(dst, src, mark) }
