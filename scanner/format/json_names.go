package format

import (
	"bytes"

	"github.com/pii-scan/pii-scan/text"
)

// nameNode is a key at a place of the hierarchy of keys.
type nameNode struct {
	name   text.Name
	parent *nameNode
	kept   bool // in the table; others must not be held on to
	plain  bool // stands in the file as it is
	// What came last time: the first key inside, and the key behind this one. Records are alike, so that it mostly comes again.
	first, next *nameNode
}

// nameTable gives the same key at the same place the same name.
type nameTable struct {
	root  nameNode
	kept  map[nameKey]*nameNode
	bytes int
}

type nameKey struct {
	parent *nameNode
	text   string
}

// under finds the name of key in what parent names. last is the key before it in the same object, nil for the first.
func (t *nameTable) under(parent, last *nameNode, key []byte) *nameNode {
	if guess := t.guess(parent, last); guess != nil && guess.name.Text == string(key) {
		return guess
	}
	if len(key) > MaxName {
		key = key[:runeEdge(key, MaxName)]
	}
	n := t.kept[nameKey{parent, string(key)}]
	if n == nil {
		n = &nameNode{name: text.Name{Text: string(key)}, parent: parent, plain: !bytes.ContainsAny(key, `"\`)}
		if parent != &t.root {
			n.name.Parent = &parent.name
		}
		if t.kept == nil {
			t.kept = map[nameKey]*nameNode{}
		}
		if len(t.kept) < MaxNames && t.bytes < MaxNameBytes && (parent.kept || parent == &t.root) {
			n.kept = true
			t.bytes += len(key)
			t.kept[nameKey{parent, n.name.Text}] = n
		}
	}
	if n.kept {
		if last == nil {
			parent.first = n
		} else if last.kept {
			last.next = n
		}
	}
	return n
}

// guess is what came behind last the last time; nil where nothing did.
func (t *nameTable) guess(parent, last *nameNode) *nameNode {
	if last != nil {
		return last.next
	}
	return parent.first
}

// of is the name of a node; nil for the root.
func (t *nameTable) of(n *nameNode) *text.Name {
	if n == &t.root {
		return nil
	}
	return &n.name
}
