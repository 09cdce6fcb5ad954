package presidio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// serve starts a stand-in that answers with what respond writes; it gets the text and the language.
func serve(t *testing.T, respond func(w http.ResponseWriter, text, language string)) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Text, Language string }
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.Method != http.MethodPost || r.URL.Path != "/base/analyze" {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		respond(w, q.Text, q.Language)
	}))
	t.Cleanup(server.Close)
	c, err := New(server.URL + "/base")
	if err != nil {
		t.Fatal(err)
	}
	c.pause = 1 // nanosecond
	return c
}

func TestNew(t *testing.T) {
	for in, want := range map[string]string{
		"http://a:3000":           "http://a:3000/analyze",
		"https://a/":              "https://a/analyze",
		"http://a/presidio":       "http://a/presidio/analyze",
		"http://a/analyze":        "http://a/analyze",
		"http://a/v1/analyze/":    "http://a/v1/analyze/analyze",
		"ftp://a":                 "",
		"a:3000":                  "",
		"http://":                 "",
		"http://a?x=1":            "",
		"http://a#b":              "",
		"http://a b":              "",
		"file:///etc/passwd":      "",
		"http://user@a/x/analyze": "http://user@a/x/analyze",
	} {
		c, err := New(in)
		if (err == nil) != (want != "") || err == nil && c.url != want {
			t.Errorf("%s: %v, %v, want %s", in, c, err, want)
		}
	}
}

// TestRecognize checks the places: the server counts characters as Python does.
func TestRecognize(t *testing.T) {
	for _, text := range []string{"Anna", "hello Anna!", "ÄÖ 日本 😀 Anna und", "bad \xff\xfe bytes Anna", "\xe6\x97 Anna"} {
		c := serve(t, func(w http.ResponseWriter, text, language string) {
			at := strings.Index(text, "Anna")
			if at < 0 || language != "de" {
				t.Errorf("asked for %q in %q", text, language)
			}
			start := len([]rune(text[:at]))
			fmt.Fprintf(w, `[{"entity_type":"PERSON","start":%d,"end":%d,"score":0.85,"analysis_explanation":null}]`, start, start+4)
		})
		got, err := c.Recognize(t.Context(), []byte(text), "de")
		if err != nil || len(got) != 1 {
			t.Fatalf("%q: %v, %v", text, got, err)
		}
		at := strings.Index(text, "Anna")
		if want := (classify.Entity{Type: "PERSON", Start: at, End: at + 4, Score: 0.85}); got[0] != want {
			t.Errorf("%q: %+v, want %+v", text, got[0], want)
		}
	}
}

func TestRecognizeFails(t *testing.T) {
	const secret = "quill harbour"
	for name, tt := range map[string]struct {
		status int
		body   string
		asked  int32
		want   string
	}{
		"refused":       {400, "no model for " + secret, 1, "status 400"},
		"broken":        {500, secret, tries, "status 500"},
		"busy":          {429, secret, tries, "status 429"},
		"elsewhere":     {307, secret, 1, "status 307"},
		"no JSON":       {200, secret, 1, "no list"},
		"no list":       {200, `{"error":"` + secret + `"}`, 1, "no list"},
		"past the end":  {200, `[{"entity_type":"PERSON","start":0,"end":14,"score":0.5}]`, 1, "outside"},
		"before":        {200, `[{"entity_type":"PERSON","start":-1,"end":3,"score":0.5}]`, 1, "outside"},
		"the other way": {200, `[{"entity_type":"PERSON","start":3,"end":3,"score":0.5}]`, 1, "outside"},
		"odd score":     {200, `[{"entity_type":"PERSON","start":0,"end":3,"score":7}]`, 1, "outside"},
		"too large":     {200, strings.Repeat(" ", maxAnswer+1), 1, "larger than"},
	} {
		var asked atomic.Int32
		c := serve(t, func(w http.ResponseWriter, _, _ string) {
			asked.Add(1)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(tt.status)
			io.WriteString(w, tt.body)
		})
		_, err := c.Recognize(t.Context(), []byte(secret), "en")
		p, ok := errors.AsType[*source.Problem](err)
		if !ok || p.Reason != source.RecognizerFailed || !strings.Contains(p.Detail, tt.want) || strings.Contains(p.Error(), secret) {
			t.Errorf("%s: %v, want ...%s...", name, err, tt.want)
		}
		if asked.Load() != tt.asked {
			t.Errorf("%s: asked %d times, want %d", name, asked.Load(), tt.asked)
		}
	}
}

// TestRecognizeRecovers makes sure that one failure is not the end, and that many are.
func TestRecognizeRecovers(t *testing.T) {
	var asked atomic.Int32
	var down atomic.Bool
	c := serve(t, func(w http.ResponseWriter, _, _ string) {
		if asked.Add(1) == 1 || down.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		io.WriteString(w, "[]")
	})
	if _, err := c.Recognize(t.Context(), []byte("a"), "en"); err != nil || asked.Load() != 2 {
		t.Errorf("after one failure: %v, asked %d times", err, asked.Load())
	}
	down.Store(true)
	for range giveUp + 3 {
		if _, err := c.Recognize(t.Context(), []byte("a"), "en"); err == nil {
			t.Error("no error from a server that is down")
		}
	}
	if n := asked.Load(); n != 2+giveUp*tries {
		t.Errorf("a server that is down is asked %d times, want %d", n, 2+giveUp*tries)
	}
}

func TestRecognizeEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := serve(t, func(w http.ResponseWriter, _, _ string) {
		cancel()
		w.WriteHeader(http.StatusBadGateway)
	})
	if _, err := c.Recognize(ctx, []byte("a"), "en"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
