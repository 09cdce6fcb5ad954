//go:build ignore

// Writes tables.go out of the numbering metadata of github.com/nyaruka/phonenumbers.
//
// A region's numbers are described there by regular expressions and possible lengths, one pair for each type of line. All
// of them together, for all regions that share a country calling code, are run side by side over every digit string of up
// to 17 digits; what goes on alike becomes one state. States are shared between countries too.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"os"
	"regexp"
	"regexp/syntax"
	"runtime/debug"
	"slices"
	"sort"
	"strconv"

	"github.com/nyaruka/phonenumbers"
)

// maxDigits is the library's limit for a national number.
const maxDigits = 17

func main() {
	log.SetFlags(0)
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		log.Fatal(err)
	}
	metadata := map[string]*phonenumbers.PhoneMetadata{}
	for _, m := range collection.GetMetadata() {
		metadata[m.GetId()+strconv.Itoa(int(m.GetCountryCode()))] = m
	}
	var codes []int
	for code := range phonenumbers.GetSupportedCallingCodes() {
		codes = append(codes, code)
	}
	sort.Ints(codes)

	t := newTable()
	for _, code := range codes {
		var regions []*region
		for _, id := range phonenumbers.GetRegionCodesForCountryCode(code) {
			m := metadata[id+strconv.Itoa(code)]
			if m == nil {
				log.Fatalf("no metadata for region %s of country code %d", id, code)
			}
			regions = append(regions, newRegion(m))
		}
		t.add(code, regions)
	}
	source, err := format.Source(t.source())
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("tables.go", source, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d states, %d labels, %d countries, %d regions\n",
		len(t.nodes), len(t.labels), len(t.countries), len(t.regions))
}

// region is one region's numbering plan.
type region struct {
	id       string
	prefixes []string // what may be dialled before a national number, at home
	general  *language
	types    []*language
	leading  *language // nil when the region is told by its types alone
}

func newRegion(m *phonenumbers.PhoneMetadata) *region {
	r := &region{id: m.GetId(), prefixes: prefixes(m), general: describe(m.GetGeneralDesc())}
	types := []*phonenumbers.PhoneNumberDesc{m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(),
		m.GetPersonalNumber(), m.GetPager(), m.GetUan(), m.GetVoicemail(), m.GetFixedLine()}
	if !m.GetSameMobileAndFixedLinePattern() {
		types = append(types, m.GetMobile())
	}
	for _, desc := range types {
		if l := describe(desc); l != nil {
			r.types = append(r.types, l)
		}
	}
	if digits := m.GetLeadingDigits(); digits != "" {
		r.leading = newLanguage(`(?:`+digits+`)\d*`, nil)
	}
	return r
}

// prefixes lists the digits that the library takes off a number dialled in its country: the trunk prefix and, up to
// maxPrefix digits in all, the codes that choose a carrier. Where the library describes them by an expression, they are
// found by asking it about every candidate before the region's example numbers.
func prefixes(m *phonenumbers.PhoneMetadata) []string {
	const maxPrefix = 4
	described := m.GetNationalPrefixForParsing()
	if described == m.GetNationalPrefix() {
		if described == "" {
			return nil
		}
		return []string{described}
	}
	var examples []string
	for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
		if n := phonenumbers.GetExampleNumberForType(m.GetId(), kind); n != nil {
			examples = append(examples, phonenumbers.GetNationalSignificantNumber(n))
		}
	}
	expression := regexp.MustCompile("^(?:" + described + ")")
	strips := func(prefix, example string) bool {
		if !expression.MatchString(prefix + example) {
			return false
		}
		n, err := phonenumbers.ParseAndKeepRawInput(prefix+example, m.GetId())
		return err == nil && n.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY &&
			phonenumbers.GetNationalSignificantNumber(n) == example
	}
	var found []string
	if m.GetNationalPrefix() != "" {
		found = append(found, m.GetNationalPrefix())
	}
	for length, limit := 1, 10; length <= maxPrefix; length, limit = length+1, limit*10 {
		for i := range limit {
			prefix := fmt.Sprintf("%0*d", length, i)
			if !slices.Contains(found, prefix) && slices.ContainsFunc(examples, func(example string) bool { return strips(prefix, example) }) {
				found = append(found, prefix)
			}
		}
	}
	return found
}

// languages are the region's automata in a fixed order.
func (r *region) languages() []*language {
	all := append([]*language{r.general}, r.types...)
	if r.leading != nil {
		all = append(all, r.leading)
	}
	return all
}

// judge takes the states of languages() after n digits: whether that is a valid number, and whether it is the region's
// when several share a country code.
func (r *region) judge(states []int32, n int) (valid, own bool) {
	if r.general.accepts(states[0], n) {
		for i, l := range r.types {
			valid = valid || l.accepts(states[1+i], n)
		}
	}
	if r.leading != nil {
		return valid, r.leading.accepts(states[len(states)-1], n)
	}
	return valid, valid
}

// describe is the language of a description, nil for one without numbers.
func describe(desc *phonenumbers.PhoneNumberDesc) *language {
	if desc.GetNationalNumberPattern() == "" || slices.Equal(desc.GetPossibleLength(), []int32{-1}) {
		return nil
	}
	return newLanguage(desc.GetNationalNumberPattern(), desc.GetPossibleLength())
}

// dead is the state of a language that accepts nothing any more.
const dead = -1

// language is a regular expression over digits as a lazily made deterministic automaton.
type language struct {
	prog    *syntax.Prog
	lengths []int32 // nil: any
	sets    [][]uint32
	index   map[string]int32
	next    [][10]int32 // 0: not known yet, otherwise state+2
}

func newLanguage(pattern string, lengths []int32) *language {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		log.Fatalf("pattern %s: %v", pattern, err)
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		log.Fatalf("pattern %s: %v", pattern, err)
	}
	l := &language{prog: prog, lengths: lengths, index: map[string]int32{}}
	l.state(l.closure(nil, uint32(prog.Start)))
	return l
}

// closure adds the consuming and matching instructions reachable from pc.
func (l *language) closure(set []uint32, pc uint32) []uint32 {
	inst := l.prog.Inst[pc]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return l.closure(l.closure(set, inst.Out), inst.Arg)
	case syntax.InstCapture, syntax.InstNop:
		return l.closure(set, inst.Out)
	case syntax.InstEmptyWidth:
		log.Fatalf("pattern with an assertion: %s", l.prog)
	case syntax.InstFail:
		return set
	}
	if slices.Contains(set, pc) {
		return set
	}
	return append(set, pc)
}

func (l *language) state(set []uint32) int32 {
	if len(set) == 0 {
		return dead
	}
	slices.Sort(set)
	key := fmt.Sprint(set)
	if s, ok := l.index[key]; ok {
		return s
	}
	s := int32(len(l.sets))
	l.index[key], l.sets, l.next = s, append(l.sets, set), append(l.next, [10]int32{})
	return s
}

func (l *language) step(s int32, digit int) int32 {
	if s == dead {
		return dead
	}
	if to := l.next[s][digit]; to != 0 {
		return to - 2
	}
	var set []uint32
	for _, pc := range l.sets[s] {
		if inst := &l.prog.Inst[pc]; inst.Op != syntax.InstMatch && inst.MatchRune(rune('0'+digit)) {
			set = l.closure(set, inst.Out)
		}
	}
	to := l.state(set)
	l.next[s][digit] = to + 2
	return to
}

func (l *language) accepts(s int32, n int) bool {
	if s == dead || len(l.lengths) > 0 && !slices.Contains(l.lengths, int32(n)) {
		return false
	}
	return slices.ContainsFunc(l.sets[s], func(pc uint32) bool { return l.prog.Inst[pc].Op == syntax.InstMatch })
}

// label says of what a state accepts for which of the country code's regions it is valid, and whose it is (-1: nobody's).
type label struct {
	regions uint32
	owner   int8
}

// node is a state of the minimal automaton: label 0 accepts nothing, next 0 is a dead end.
type node struct {
	label uint16
	next  [10]uint16
}

type country struct {
	code, root, first int
}

type table struct {
	labels    []label
	labelOf   map[label]uint16
	nodes     []node
	nodeOf    map[node]uint16
	countries []country
	regions   []*region
}

func newTable() *table {
	t := &table{labelOf: map[label]uint16{}, nodeOf: map[node]uint16{}}
	t.label(label{owner: -1})
	t.node(node{})
	return t
}

func (t *table) label(l label) uint16 {
	i, ok := t.labelOf[l]
	if !ok {
		i = uint16(len(t.labels))
		t.labelOf[l], t.labels = i, append(t.labels, l)
	}
	return i
}

func (t *table) node(n node) uint16 {
	i, ok := t.nodeOf[n]
	if !ok {
		i = uint16(len(t.nodes))
		if int(i) != len(t.nodes) {
			log.Fatal("too many states")
		}
		t.nodeOf[n], t.nodes = i, append(t.nodes, n)
	}
	return i
}

// add compiles the plans of the regions that share a country code, the main one first.
func (t *table) add(code int, regions []*region) {
	var all []*language
	for _, r := range regions {
		all = append(all, r.languages()...)
	}
	seen := map[string]uint16{}
	var explore func(states []int32, n int) uint16
	explore = func(states []int32, n int) uint16 {
		key := fmt.Sprint(n, states)
		if i, ok := seen[key]; ok {
			return i
		}
		made := node{label: t.judge(regions, states, n)}
		for digit := range 10 {
			if n == maxDigits {
				break
			}
			next := make([]int32, len(states))
			for i, l := range all {
				next[i] = l.step(states[i], digit)
			}
			made.next[digit] = explore(next, n+1)
		}
		i := t.node(made)
		seen[key] = i
		return i
	}
	t.countries = append(t.countries, country{code, int(explore(make([]int32, len(all)), 0)), len(t.regions)})
	t.regions = append(t.regions, regions...)
}

func (t *table) judge(regions []*region, states []int32, n int) uint16 {
	found := label{owner: -1}
	owned := false
	for i, r := range regions {
		count := len(r.languages())
		valid, own := r.judge(states[:count], n)
		states = states[count:]
		if valid {
			found.regions |= 1 << i
		}
		// Where a country code has one region, all its numbers are that region's; otherwise the first to claim it.
		if !owned && (own || len(regions) == 1) {
			owned = true
			if valid {
				found.owner = int8(i)
			}
		}
	}
	return t.label(found)
}

// source writes the tables as Go; state 0 is the dead end.
func (t *table) source() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by gen.go from %s; DO NOT EDIT.\n\npackage phone\n\n", libraryVersion())

	fmt.Fprintf(&b, "var callingCodes = [1000]uint8{\n")
	for i, c := range t.countries {
		fmt.Fprintf(&b, "%d: %d,\n", c.code, i+1)
	}
	fmt.Fprintf(&b, "}\n\nvar countries = [...]country{\n{},\n")
	for _, c := range t.countries {
		fmt.Fprintf(&b, "{root: %d, first: %d},\n", c.root, c.first)
	}
	fmt.Fprintf(&b, "}\n\nvar regions = [...]region{\n")
	for i, c := range t.countries {
		end := len(t.regions)
		if i+1 < len(t.countries) {
			end = t.countries[i+1].first
		}
		for _, r := range t.regions[c.first:end] {
			fmt.Fprintf(&b, "{id: %q, country: %d", r.id, i+1)
			if len(r.prefixes) > 0 {
				fmt.Fprintf(&b, ", prefixes: %#v", r.prefixes)
			}
			b.WriteString("},\n")
		}
	}
	fmt.Fprintf(&b, "}\n\nvar regionIndex = [26 * 26]uint8{\n")
	for i, r := range t.regions {
		if len(r.id) == 2 {
			fmt.Fprintf(&b, "%d: %d, // %s\n", int(r.id[0]-'A')*26+int(r.id[1]-'A'), i+1, r.id)
		}
	}
	fmt.Fprintf(&b, "}\n\nvar labels = [...]label{\n")
	for _, l := range t.labels {
		fmt.Fprintf(&b, "{regions: %#x, owner: %d},\n", l.regions, l.owner)
	}
	fmt.Fprintf(&b, "}\n\nvar states = [...]state{\n")
	for _, n := range t.nodes {
		fmt.Fprintf(&b, "{%d", n.label)
		for _, to := range n.next {
			fmt.Fprintf(&b, ", %d", to)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	return b.Bytes()
}

// libraryVersion is the metadata's origin as go.mod names it.
func libraryVersion() string {
	const path = "github.com/nyaruka/phonenumbers"
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, dep := range info.Deps {
			if dep.Path == path {
				return path + " " + dep.Version
			}
		}
	}
	log.Fatal("no version of " + path)
	return ""
}
