// Package pdf reads PDF documents with PDFium (https://pdfium.googlesource.com/pdfium), which runs as WebAssembly: it can touch
// nothing but its own memory, which is bounded. Open gives a Document with its pages' characters, form fields, annotations, metadata
// and attachments; Layout puts characters together to lines, cells and tables.
//
// The engine is compiled at the first document (about 3 CPU seconds) and kept in the user's cache folder, from where it is
// loaded in a tenth of a second. The package knows nothing of segments or detectors.
package pdf

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

const (
	// memoryPages bounds the memory of one document, in pages of 64 KiB: 256 MiB. Of two thousand documents of test suites none
	// takes half of it; one that wants more is told from the others by a reason.
	memoryPages = 256 << 20 / (64 << 10)
	// cacheFolder is where in the user's cache folder the compiled engine is kept.
	cacheFolder = "pii-scan"
)

// engine makes instances of PDFium. There are two: code that looks at every turn of a loop whether it is to stop takes more than twice
// as long, and is not needed where somebody else ends the process.
type engine struct {
	once sync.Once
	pool pdfium.Pool
	err  error
}

var stoppable, unstoppable engine

// instance takes an instance of its own for one document.
func (e *engine) instance(ctx context.Context) (pdfium.Pdfium, error) {
	e.once.Do(func() { e.pool, e.err = start(e == &stoppable) })
	if e.err != nil {
		return nil, e.err
	}
	return e.pool.GetInstanceWithContext(ctx)
}

func start(stoppable bool) (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages).WithCloseOnContextDone(stoppable)
	if folder, ok := privateCache(); ok {
		if cache, err := wazero.NewCompilationCacheWithDir(folder); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxTotal:      runtime.GOMAXPROCS(0),
		FSConfig:      wazero.NewFSConfig(), // no files at all
		RuntimeConfig: config,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
}

// privateCache is a folder for compiled code that nobody else can write to: who could would run code as this user.
func privateCache() (string, bool) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", false
	}
	folder := filepath.Join(base, cacheFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", false
	}
	info, err := os.Lstat(folder)
	if err != nil || !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", false
	}
	return folder, true
}
