package format

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeTesseract puts a program of that name, a shell script, in front of all others.
func fakeTesseract(t *testing.T, script string) {
	t.Helper()
	folder := t.TempDir()
	languages := "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then printf 'List of available languages (2):\\neng\\ndeu\\n'; exit 0; fi\n"
	must(t, os.WriteFile(filepath.Join(folder, "tesseract"), []byte(languages+script), 0o755))
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestOCR(t *testing.T) {
	data, err := os.ReadFile("testdata/images/plain.bmp")
	must(t, err)
	for _, test := range []struct {
		name, script string
		pixels       int64
		time         time.Duration
		want         []string
	}{
		{"text", `cat >/dev/null; printf 'To Ada Example,\nSample Street\n\nada@example.com\n\fsecond page\n\f'`, 0, 0,
			[]string{` "To Ada Example,\nSample Street"`, ` "ada@example.com"`, ` "second page"`}},
		{"what it is given", `echo "$@"; wc -c | tr -d ' '; echo "$OMP_THREAD_LIMIT"`, 0, 0, []string{fmt.Sprintf(` "stdin stdout -l deu+eng\n%d\n1"`, len(data))}},
		{"no text", `cat >/dev/null`, 0, 0, nil},
		{"failure", `echo some; echo "secret of the image" >&2; exit 1`, 0, 0,
			[]string{` "some"`, "problem UNABLE_TO_PARSE_FILE: text recognition failed"}},
		{"too slow", `exec sleep 60`, 0, 50 * time.Millisecond, []string{"problem TIME_CUT_OFF_REACHED: text recognition took longer than 50ms"}},
		{"too many pixels", `echo never`, 255, 0, []string{"problem FILE_EXCEEDS_SIZE_LIMIT: image of more than 255 pixels"}},
		{"just enough pixels", `cat >/dev/null; echo some`, 256, 0, []string{` "some"`}},
	} {
		fakeTesseract(t, test.script)
		ocr, err := NewOCR(t.Context(), "deu+eng")
		must(t, err)
		ocr.pixels, ocr.time = orDefault(test.pixels, ocr.pixels), max(test.time, 0)
		if test.time == 0 {
			ocr.time = ocrTime
		}
		got := readTags(t, "plain.bmp", data, 0, ocr)
		if want := append([]string{"bmp image/bmp"}, test.want...); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, want)
		}
	}
}

// TestOCRPlaces sees that lines and pages of what was recognized are told.
func TestOCRPlaces(t *testing.T) {
	data, err := os.ReadFile("testdata/images/plain.bmp")
	must(t, err)
	fakeTesseract(t, `cat >/dev/null; printf 'one\ntwo\n\nthree\n\n\nfour\n\ffive\n\f'`)
	ocr, err := NewOCR(t.Context(), "eng")
	must(t, err)
	s := &tagSink{valueSink: valueSink{t: t, file: data}}
	in := inputOf("plain.bmp", data, nil)
	in.OCR = ocr
	must(t, bmpFormat.Read(t.Context(), in, s))
	var got []string
	for _, v := range s.values {
		got = append(got, fmt.Sprint(v.line, " ", v.text))
	}
	if want := []string{"1 one\ntwo", "4 three", "6 \nfour", "8 five"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoOCR(t *testing.T) {
	fakeTesseract(t, "")
	for _, language := range []string{"xxx", "", "eng+", "eng+xxx"} {
		if _, err := NewOCR(t.Context(), language); err == nil {
			t.Errorf("language %q is taken", language)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := NewOCR(t.Context(), "eng"); err == nil || !strings.Contains(err.Error(), "not installed") {
		t.Errorf("without tesseract: %v", err)
	}
}

// TestImageSizes reads the sizes that images declare.
func TestImageSizes(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/images") {
		switch name := filepath.Base(file); filepath.Ext(name) {
		case ".jpg", ".png", ".tif", ".webp", ".gif", ".bmp":
			r, err := os.Open(file)
			must(t, err)
			if w, h := imageSize(r); w != 16 || h != 16 {
				t.Errorf("%s: %d by %d pixels, want 16 by 16", name, w, h)
			}
			must(t, r.Close())
		}
	}
	for _, broken := range []string{"", "GIF89a", "\xff\xd8\xff\xe0", "II*\x00\x08\x00\x00\x00\xff\xff" + strings.Repeat("\x00", 40), "RIFF" + strings.Repeat("x", 40)} {
		if w, h := imageSize(strings.NewReader(broken)); w*h != 0 {
			t.Errorf("%q: %d by %d pixels", broken, w, h)
		}
	}
}
