package detectors

import (
	"bytes"
	"strings"
)

// plainRow is a row for a number that says little by itself: a few letters and digits, mostly without a check digit. It counts near
// one of its keywords only. plainRows makes a Detector of it.
type plainRow struct {
	id, title, country string
	pattern            string
	tier               Tier
	severity           Severity // as in Detector: the zero value is High
	// keywords, found and ignored are lists with '|' between. Found are values; ignored are values that come near and are none.
	keywords, found, ignored string
	valid                    func([]byte) bool   // nil: anyNumber
	weigh                    func(Value) float64 // nil: weighAmount
	optional                 bool                // also where the tier is not E
	source                   string              // empty: that of the table
}

// The severities that many plain rows share.
var (
	risingSeverity   = Severity{Low, Medium, High}
	passportSeverity = Severity{Medium, High, High}
	placeSeverity    = Severity{Low, Low, Medium}
	registerSeverity = Severity{Low, Medium, Medium}
)

// plainRows makes the rows of a table. Those of tier E are optional, unless Macie recommends them.
func plainRows(source string, table []plainRow) []Detector {
	rows := make([]Detector, len(table))
	for i, p := range table {
		d := Detector{
			ID: p.id, Title: p.title, Category: Personal, Country: p.country,
			Pattern: p.pattern, Keywords: strings.Split(p.keywords, "|"), KeywordRequired: true,
			Valid: p.valid, Weigh: p.weigh,
			Tier: p.tier, Severity: p.severity, Source: p.source,
			Optional: (p.optional || p.tier == E) && !macieRecommended[p.id],
		}
		if d.Valid == nil {
			d.Valid = anyNumber
		}
		if d.Weigh == nil {
			d.Weigh = weighAmount
		}
		if d.Source == "" {
			d.Source = source
		}
		word := d.Keywords[0]
		d.Ignores = []string{}
		for _, n := range strings.Split(p.found, "|") {
			d.Finds = append(d.Finds, word+": «"+n+"»", `{"`+word+`":"«`+n+`»"}`)
			d.Ignores = append(d.Ignores, "The part "+n+" is in stock.")
		}
		for _, n := range strings.Split(p.ignored, "|") {
			d.Ignores = append(d.Ignores, word+": "+n)
		}
		rows[i] = d
	}
	return rows
}

// anyNumber accepts what is more than one character over and over.
func anyNumber(b []byte) bool {
	var first byte
	for _, c := range b {
		if k := byteKind[c]; k == other || k == multi {
			continue
		}
		if first == 0 {
			first = c
		} else if c != first {
			return true
		}
	}
	return false
}

// notDay is anyNumber, but accepts no day from 1900 to 2035 written as yyyymmdd: those are dates where nothing checks a number.
func notDay(b []byte) bool {
	if len(b) == 8 && onlyDigits(b) {
		if year := decimal(b[:4]); year >= 1900 && year <= 2035 && calendar(year, decimal(b[4:6]), decimal(b[6:])) {
			return false
		}
	}
	return anyNumber(b)
}

// weighAmount speaks against a value that is an amount of money or a share.
func weighAmount(v Value) float64 {
	before, after := bytes.TrimRight(v.Text[max(0, v.Start-4):v.Start], " "), v.Text[v.End:min(len(v.Text), v.End+4)]
	for _, sign := range []string{"$", "€", "£", "¥"} {
		if bytes.HasSuffix(before, []byte(sign)) || bytes.HasPrefix(bytes.TrimLeft(after, " "), []byte(sign)) {
			return -1
		}
	}
	if len(after) > 0 && after[0] == '%' || len(after) > 2 && after[0] == ',' && byteKind[after[1]] == digit && numeric(v.Bytes()) {
		return -1
	}
	return 0
}

// weighLikely is weighAmount and adds so much for the country that a value of a shape of many countries is most likely of where the
// words around it are English.
func weighLikely(more float64) func(Value) float64 {
	return func(v Value) float64 { return more + weighAmount(v) }
}

// weighLabelled lets a value count only as a whole field (a cell, a JSON string), or directly behind a label: what a word means
// elsewhere in a sentence cannot be told.
func weighLabelled(v Value) float64 {
	if labelled(v) {
		return 0
	}
	return -1
}

// labelled says whether the value is a whole field or stands behind ':' or '=', quotes and spaces aside.
func labelled(v Value) bool {
	const quotes = " \t\"'`*"
	const reach = 16
	before, after := v.Text[max(0, v.Start-reach):v.Start], v.Text[v.End:min(len(v.Text), v.End+reach)]
	before = bytes.TrimRight(before, quotes)
	if len(before) == 0 {
		after = bytes.TrimLeft(after, quotes+"\r\n")
		return v.Start < reach && len(after) == 0
	}
	if c := before[len(before)-1]; c != ':' && c != '=' {
		return false
	}
	// A name that is called, indexed or asked for a member is code.
	return len(after) == 0 || after[0] != '(' && after[0] != '[' && (after[0] != '.' || !wordAt(after, 1, len(after)))
}
