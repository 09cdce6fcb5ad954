package scanner

import (
	"strings"
	"sync"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// names are an object's masked path and, in S3, its key, which is most of it.
func (s *scan) names(o *source.Object) (path, key string) {
	if o.Bucket == nil {
		return s.mask(o.URI), ""
	}
	key = s.mask(o.Key)
	return "s3://" + s.mask(o.Bucket.Name) + "/" + key, key
}

// mask hides what is sensitive in a name; all of it where that cannot be told.
func (s *scan) mask(name string) (shown string) {
	s.namer.Lock()
	defer s.namer.Unlock()
	defer func() {
		if recover() != nil {
			s.namer.w, shown = s.class.Worker(), hiddenName
		}
	}()
	return s.namer.w.Name(name)
}

// hiddenName stands for a name that cannot be shown.
const hiddenName = "***"

// name scans the object's own name: a key may be what is sensitive.
func (j *job) name(o *source.Object) {
	name := o.URI
	if o.Bucket != nil {
		name = o.Key
	}
	j.scanName(name)
}

// scanName scans a path. Each element is a field, called by the folders above it: what is a word of its own there does not
// touch its neighbours.
func (j *job) scanName(name string) {
	whole := text.Span{End: int32(len(name))}
	seg := &text.Segment{Text: []byte(name), Own: whole, Raw: whole.End, Base: -1}
	var layout nameLayout
	var above *text.Name
	for from := 0; from < len(name); {
		to := len(name)
		if i := strings.IndexAny(name[from:], pathSeparators); i >= 0 {
			to = from + i
		}
		if to > from {
			seg.Fields = append(seg.Fields, text.Span{Start: int32(from), End: int32(to)})
			layout = append(layout, above)
			if to < len(name) {
				above = j.folders.name(name[:to], from, above)
			}
		}
		from = to + 1
	}
	seg.Layout = layout
	j.segment(j.entry, classify.Surveyed{Segment: seg})
}

const pathSeparators = `/\`

// folders are the names of folders: objects of one have it in common, and what follows from a name is worked out once.
type folders struct {
	sync.Mutex
	known map[string]*text.Name // by path
}

// maxFolders bounds how many are remembered.
const maxFolders = 1 << 12

// name is the name of the folder path, in the folder above; it begins at from.
func (f *folders) name(path string, from int, above *text.Name) *text.Name {
	f.Lock()
	defer f.Unlock()
	n := f.known[path]
	if n == nil {
		if f.known == nil || len(f.known) >= maxFolders {
			f.known = map[string]*text.Name{}
		}
		n = &text.Name{Text: path[from:], Parent: above}
		f.known[path] = n
	}
	return n
}

// nameLayout are the names of a path's elements.
type nameLayout []*text.Name

func (l nameLayout) Field(i int) text.Field { return text.Field{IsName: true, Name: l[i]} }
func (l nameLayout) Name(i int) *text.Name  { return l[i] }
