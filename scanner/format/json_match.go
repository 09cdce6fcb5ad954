package format

import "bytes"

// matchJSON takes what is called JSON, and text that is JSON as far as the head goes: documents, or lines of objects of which
// nearly all are JSON.
func matchJSON(h *Head) bool {
	if len(h.Bytes) == 0 || h.binary() {
		return false
	}
	if h.named(jsonExtensions...) {
		return true
	}
	t := h.first()
	if len(t) == 0 || t[0] != '{' && t[0] != '[' {
		return false
	}
	whole := h.whole()
	if isJSONPrefix(t, whole) {
		return true
	}
	good, bad := countJSONLines(t, whole)
	return t[0] == '{' && good >= 3 && bad*20 <= good
}

// isJSONLines says whether each line is a record: whether the first line is a value by itself and another one follows. A file that
// is called so is, unless its values go over several lines.
func isJSONLines(head []byte, name string, whole bool) bool {
	t := bytes.TrimLeft(head, " \t\r\n")
	line, rest, cut := bytes.Cut(t, newline)
	if cut && isJSONPrefix(line, true) {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		return len(rest) > 0 && rest[0] == t[0] || hasExtension(name, ".jsonl", ".ndjson")
	}
	return hasExtension(name, ".jsonl", ".ndjson") && !isJSONPrefix(t, whole)
}

// isJSONPrefix says whether t is JSON; where it is not whole, whether it can be the beginning of it.
func isJSONPrefix(t []byte, whole bool) bool {
	b := newBlock()
	defer b.recycle()
	b.seg.Text = append(b.seg.Text, t...)
	var p jsonParser
	p.begin(b)
	_, stop := p.parse(b.seg.Text, 0, whole)
	return stop == stopMore && (!whole || p.state == wantRoot && p.record > 0)
}

// countJSONLines counts the lines that are JSON, and those that are not. A line that the end of the head cuts does not count.
func countJSONLines(t []byte, whole bool) (good, bad int) {
	for len(t) > 0 {
		line, rest, cut := bytes.Cut(t, newline)
		t = rest
		if line = bytes.TrimSpace(line); len(line) == 0 || !cut && !whole {
			continue
		}
		if line[0] == '{' && isJSONPrefix(line, true) {
			good++
		} else if bad++; bad > 3+good {
			break
		}
	}
	return good, bad
}
