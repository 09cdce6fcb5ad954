package s3test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"time"
)

// Rule is a fault. The first rule that takes a request decides; a request that none takes passes untouched.
type Rule struct {
	Method string // GET where empty
	// Path is matched with /bucket/key, decoded, as by path.Match; a pattern that ends in /** takes all below. Empty: every path.
	Path string
	// Query must be among the request's parameters: "list-type" is in every listing of a bucket. A rule without Query takes only
	// requests without a listing's; "" with the Path "/" takes the list of buckets.
	Query string
	// From takes only requests for bytes from this one on: parts of an object are asked for at once and come in any order. 0: every request.
	From  int64
	Skip  int // so many matching requests pass first
	Times int // so many are harmed, then all pass; 0: no end

	// Before runs before the request is passed on: to look at it, to change the object in between. It may run in several goroutines.
	Before func(*http.Request)
	Delay  time.Duration

	// Status answers with this status, Header and an S3 error of this code instead of passing the request on.
	Status int
	Code   string

	// Cut ends the body after After bytes: the connection breaks; with Short the body ends as if it were whole, and no
	// length is told.
	Cut, Short bool
	After      int64
	// Header is set in the response: x-amz-server-side-encryption and its like.
	Header map[string]string
	// Replace changes the whole body of the response, for listings: old text, new text, ...
	Replace []string
}

// Proxy gives the address of a server that passes requests on to s, with faults. It ends with the test.
func (s *Server) Proxy(t testing.TB, rules ...Rule) string {
	t.Helper()
	target, err := url.Parse(s.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{rules: rules, seen: make([]int, len(rules))}
	p.forward = &httputil.ReverseProxy{
		// The Host header stays, as it is part of what was signed.
		Rewrite:  func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host },
		ErrorLog: log.New(io.Discard, "", 0), // broken connections are what it is for
		ModifyResponse: func(r *http.Response) error {
			if rule, ok := r.Request.Context().Value(ruleKey{}).(*Rule); ok {
				return rule.modify(r)
			}
			return nil
		},
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return server.URL
}

type proxy struct {
	forward *httputil.ReverseProxy
	mu      sync.Mutex
	rules   []Rule
	seen    []int // matching requests of each rule
}

type ruleKey struct{}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rule := p.pick(r)
	if rule == nil {
		p.forward.ServeHTTP(w, r)
		return
	}
	if rule.Before != nil {
		rule.Before(r)
	}
	select {
	case <-time.After(rule.Delay):
	case <-r.Context().Done():
		return
	}
	if rule.Status != 0 {
		w.Header().Set("Content-Type", "application/xml")
		for name, value := range rule.Header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(rule.Status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>made by a test</Message></Error>", rule.Code)
		return
	}
	if rule.Cut {
		w = &cutter{ResponseWriter: w, left: rule.After, short: rule.Short}
	}
	p.forward.ServeHTTP(w, r.WithContext(withRule(r, rule)))
}

func (p *proxy) pick(r *http.Request) *Rule {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.rules {
		rule := &p.rules[i]
		if !rule.matches(r) {
			continue
		}
		p.seen[i]++
		if n := p.seen[i]; n > rule.Skip && (rule.Times == 0 || n <= rule.Skip+rule.Times) {
			return rule
		}
	}
	return nil
}

func (rule *Rule) matches(r *http.Request) bool {
	method := rule.Method
	if method == "" {
		method = http.MethodGet
	}
	if r.Method != method {
		return false
	}
	if rule.From > 0 && !strings.HasPrefix(r.Header.Get("Range"), fmt.Sprintf("bytes=%d-", rule.From)) {
		return false
	}
	query := r.URL.Query()
	if listing := query.Has("list-type"); rule.Query == "" && listing || rule.Query != "" && !query.Has(rule.Query) {
		return false
	}
	if folder, ok := strings.CutSuffix(rule.Path, "**"); ok {
		return strings.HasPrefix(r.URL.Path, folder)
	}
	ok, err := path.Match(rule.Path, r.URL.Path)
	return rule.Path == "" || err == nil && ok
}

func (rule *Rule) modify(r *http.Response) error {
	for name, value := range rule.Header {
		r.Header.Set(name, value)
	}
	if rule.Short {
		r.Header.Del("Content-Length")
		r.ContentLength = -1
	}
	if len(rule.Replace) > 0 {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		text := strings.NewReplacer(rule.Replace...).Replace(string(body))
		r.Body = io.NopCloser(strings.NewReader(text))
		r.ContentLength = int64(len(text))
		r.Header.Set("Content-Length", fmt.Sprint(len(text)))
	}
	return nil
}

// cutter lets the first bytes of a body through.
type cutter struct {
	http.ResponseWriter
	left  int64
	short bool
}

// Unwrap lets http.ResponseController find the writer beneath.
func (c *cutter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *cutter) Write(b []byte) (int, error) {
	if int64(len(b)) <= c.left {
		c.left -= int64(len(b))
		return c.ResponseWriter.Write(b)
	}
	if _, err := c.ResponseWriter.Write(b[:c.left]); err != nil {
		return 0, err
	}
	c.left = 0
	if c.short {
		return len(b), nil
	}
	http.NewResponseController(c.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

func withRule(r *http.Request, rule *Rule) context.Context {
	return context.WithValue(r.Context(), ruleKey{}, rule)
}
