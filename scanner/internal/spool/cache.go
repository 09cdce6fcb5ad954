package spool

import (
	"container/list"
	"io"
	"sync"
)

const (
	// CacheBlock is the size in bytes of a block by default: a ranged read of S3 costs about as much time as 1 MiB takes.
	CacheBlock = 1 << 20
	// CacheBlocks is how many blocks are kept by default.
	CacheBlocks = 16
)

// Cached reads r, of size bytes, in aligned blocks and keeps those used last, so that many small reads become few large ones. It is
// safe for concurrent use: whoever asks for a block that is being read waits for it. block is in bytes; both numbers are the
// constants above where zero. Memory: block times blocks, and one more block for each reader at work. What failed is read again.
func Cached(r io.ReaderAt, size int64, block, blocks int) io.ReaderAt {
	if block <= 0 {
		block = CacheBlock
	}
	if blocks <= 0 {
		blocks = CacheBlocks
	}
	return &cache{r: r, size: size, block: int64(block), max: blocks, byIndex: map[int64]*list.Element{}}
}

type cache struct {
	r     io.ReaderAt
	size  int64
	block int64
	max   int

	mu      sync.Mutex
	byIndex map[int64]*list.Element // of *page
	recent  list.List               // the one used last is in front
}

type page struct {
	index int64
	once  sync.Once
	data  []byte
	err   error
}

func (c *cache) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		if off < 0 || off >= c.size {
			return n, io.EOF
		}
		data, err := c.load(off / c.block)
		if within := off % c.block; within < int64(len(data)) {
			copied := copy(p[n:], data[within:])
			n += copied
			off += int64(copied)
			continue
		}
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return n, err
	}
	return n, nil
}

// load gives block i, or as much of it as could be read.
func (c *cache) load(i int64) ([]byte, error) {
	c.mu.Lock()
	e := c.byIndex[i]
	if e == nil {
		e = c.recent.PushFront(&page{index: i})
		c.byIndex[i] = e
		if c.recent.Len() > c.max {
			c.drop(c.recent.Back())
		}
	}
	c.recent.MoveToFront(e)
	c.mu.Unlock()

	pg := e.Value.(*page)
	pg.once.Do(func() {
		pg.data = make([]byte, min(c.block, c.size-i*c.block))
		n, err := c.r.ReadAt(pg.data, i*c.block)
		if n < len(pg.data) {
			pg.data, pg.err = pg.data[:n], err
		}
	})
	if pg.err != nil {
		c.mu.Lock()
		if c.byIndex[i] == e {
			c.drop(e)
		}
		c.mu.Unlock()
	}
	return pg.data, pg.err
}

func (c *cache) drop(e *list.Element) {
	c.recent.Remove(e)
	delete(c.byIndex, e.Value.(*page).index)
}
