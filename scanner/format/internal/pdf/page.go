package pdf

import (
	"math"

	"github.com/tetratelabs/wazero/api"
)

// Char is a character of a page. The box is in points, turned so that its line runs from left to right: X0 < X1; Y grows upwards.
type Char struct {
	Rune           rune
	X0, X1, Y0, Y1 float64
	// Turn is the direction of its line in degrees, counted as multiples of 15: what runs another way stands on another line.
	Turn int
	// Gap says that PDFium sees a space or the end of a line before the character, where the page has no character for it.
	Gap bool
	// Begins says that the character behind a gap begins a text object: writers make at least one for each line of a cell.
	Begins bool
}

// Page is what a page holds.
type Page struct {
	Chars []Char
	// Pictures says that there are pictures on the page.
	Pictures bool
	// Cut says that the page has more characters or annotations than are read.
	Cut bool
	// Fields are form fields: their names and values.
	Fields []Text
	// Notes are what annotations say, and where links lead.
	Notes []Text
}

// Kinds of objects and annotations (fpdf_edit.h, fpdf_annot.h).
const (
	objectImage  = 3
	objectForm   = 5
	kindLink     = 2
	kindPopup    = 16
	kindWidget   = 20
	actionURI    = 3
	maxObjects   = 10_000 // looked at for a picture
	maxFormDepth = 4
)

// Page reads page i, which counts from 0. ErrTime, ErrMemory, ErrEngine and ErrPage are about this page alone: others may be read.
func (d *Document) Page(i int) (*Page, error) {
	p := &Page{}
	err := d.within(PageTime, func(m *module) {
		d.read++
		page := m.call("FPDF_LoadPage", d.handle, uint64(i))
		if page == 0 {
			return
		}
		if text := m.call("FPDFText_LoadPage", page); text != 0 {
			p.chars(m, text)
			m.call("FPDFText_ClosePage", text)
		}
		if len(p.Chars) == 0 {
			p.Pictures = hasPicture(m, "FPDFPage_CountObjects", "FPDFPage_GetObject", page, 0)
		}
		p.annotations(m, d, page)
		m.call("FPDF_ClosePage", page)
		d.loaded = true
	})
	if err == nil && !d.loaded {
		err = ErrPage
	}
	d.loaded = false
	return p, err
}

// chars reads the characters in the order of the page's content. What every character is asked is what counts: a call costs as much
// as the rest of the work on it.
func (p *Page) chars(m *module, text uint64) {
	n := m.number("FPDFText_CountChars", text)
	if n > maxChars {
		n, p.Cut = maxChars, true
	}
	box := uint64(m.scratch)
	gap, turn, object, last := true, 0, uint32(0), uint64(0)
	for i := range uint64(max(n, 0)) {
		r := rune(uint32(m.call("FPDFText_GetUnicode", text, i)))
		if m.err != nil {
			return
		}
		if r == 0 || r == '\r' || r == '\n' || r == ' ' && m.number("FPDFText_IsGenerated", text, i) == 1 {
			gap = true
			continue
		}
		if !m.truth("FPDFText_GetLooseCharBox", text, i, box) {
			continue
		}
		c := Char{Rune: r, X0: m.float32(m.scratch), Y1: m.float32(m.scratch + 4), X1: m.float32(m.scratch + 8), Y0: m.float32(m.scratch + 12)}
		if c.Gap = gap && len(p.Chars) > 0; gap {
			before := object
			if c.Gap {
				before = uint32(m.call("FPDFText_GetTextObject", text, last))
			}
			object = uint32(m.call("FPDFText_GetTextObject", text, i))
			c.Begins = object != before
			turn = degrees(float64(api.DecodeF32(m.call("FPDFText_GetCharAngle", text, i))))
		}
		c.Turn = turn
		if !c.turn(func() (x, y float64) {
			m.call("FPDFText_GetCharOrigin", text, i, box, box+8)
			return m.float64(m.scratch), m.float64(m.scratch + 8)
		}) {
			continue
		}
		gap, last = false, i
		p.Chars = append(p.Chars, c)
	}
}

// degrees turns an angle, which PDFium counts clockwise, into what it is against the clock, rounded.
func degrees(radians float64) int {
	if math.IsNaN(radians) || math.IsInf(radians, 0) {
		return 0
	}
	const step = 15
	return (360 - int(math.Round(radians*180/math.Pi/step))*step%360) % 360
}

// turn turns the box so that the line runs from left to right; it is not ok where the box is none. origin gives where the character
// stands on its line: the box around one that stands aslant says little.
func (c *Char) turn(origin func() (x, y float64)) (ok bool) {
	if c.Turn != 0 {
		sin, cos := math.Sincos(float64(c.Turn) * math.Pi / 180)
		x, y := (c.X0+c.X1)/2, (c.Y0+c.Y1)/2
		w, h := math.Abs(c.X1-c.X0), math.Abs(c.Y1-c.Y0)
		if c.Turn%90 == 0 {
			w, h = w*math.Abs(cos)+h*math.Abs(sin), w*math.Abs(sin)+h*math.Abs(cos)
			x, y = x*cos+y*sin, y*cos-x*sin
		} else {
			const slim = 0.5 // the width of a character as a part of its height
			h = (w + h) / (math.Abs(sin) + math.Abs(cos)) / (1 + slim)
			w = slim * h
			x, y = origin()
			x, y = x*cos+y*sin+w/2, y*cos-x*sin
		}
		c.X0, c.X1, c.Y0, c.Y1 = x-w/2, x+w/2, y-h/2, y+h/2
	}
	c.X0, c.X1 = min(c.X0, c.X1), max(c.X0, c.X1)
	c.Y0, c.Y1 = min(c.Y0, c.Y1), max(c.Y0, c.Y1)
	for _, v := range [...]float64{c.X0, c.X1, c.Y0, c.Y1} {
		if math.IsNaN(v) || math.Abs(v) > 1e7 {
			return false
		}
	}
	return true
}

// hasPicture looks for a picture among the objects of a page, or of a form that is placed on it.
func hasPicture(m *module, count, get string, of uint64, depth int) bool {
	n := min(m.number(count, of), maxObjects)
	for i := range max(n, 0) {
		o := m.call(get, of, uint64(i))
		switch m.number("FPDFPageObj_GetType", o) {
		case objectImage:
			return true
		case objectForm:
			if depth < maxFormDepth && hasPicture(m, "FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", o, depth+1) {
				return true
			}
		}
	}
	return false
}

// annotations reads what stands in the annotations of a page.
func (p *Page) annotations(m *module, d *Document, page uint64) {
	n := m.number("FPDFPage_GetAnnotCount", page)
	if n > maxAnnotations {
		n, p.Cut = maxAnnotations, true
	}
	if n <= 0 {
		return
	}
	keys := map[string]uint64{}
	for _, k := range []string{"Contents", "T", "Subj", "V"} {
		keys[k] = m.key(k)
	}
	note := func(name, value string) {
		if value != "" {
			p.Notes = append(p.Notes, Text{name, value})
		}
	}
	for i := range n {
		a := m.call("FPDFPage_GetAnnot", page, uint64(i))
		if a == 0 {
			continue
		}
		switch m.number("FPDFAnnot_GetSubtype", a) {
		case kindWidget:
			p.widget(m, d.form, a, keys["V"])
		case kindLink:
			link := m.call("FPDFAnnot_GetLink", a)
			if action := m.call("FPDFLink_GetAction", link); action != 0 && m.number("FPDFAction_GetType", action) == actionURI {
				note("", m.narrow("FPDFAction_GetURIPath", d.handle, action))
			}
			note("", m.wide("FPDFAnnot_GetStringValue", a, keys["Contents"]))
		case kindPopup: // says what its parent says
		default:
			note("Author", m.wide("FPDFAnnot_GetStringValue", a, keys["T"]))
			note("Subject", m.wide("FPDFAnnot_GetStringValue", a, keys["Subj"]))
			note("", m.wide("FPDFAnnot_GetStringValue", a, keys["Contents"]))
		}
		m.call("FPDFPage_CloseAnnot", a)
	}
	for _, at := range keys {
		m.call("free", at)
	}
}

// widget reads a form field. Its value counts, and its name is what it is called; a field of buttons has none that says something.
func (p *Page) widget(m *module, form, a, key uint64) {
	var t Text
	if form != 0 {
		t.Name = m.wide("FPDFAnnot_GetFormFieldAlternateName", form, a)
		if t.Name == "" {
			t.Name = m.wide("FPDFAnnot_GetFormFieldName", form, a)
		}
		t.Value = m.wide("FPDFAnnot_GetFormFieldValue", form, a)
	}
	if t.Value == "" {
		t.Value = m.wide("FPDFAnnot_GetStringValue", a, key)
	}
	if t.Value != "" {
		p.Fields = append(p.Fields, t)
	}
}
