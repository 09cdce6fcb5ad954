// Package presidio asks a recognizer that speaks the HTTP API of Presidio's analyzer what it finds in a text.
//
//	r, err := presidio.New("http://localhost:5002")
//	entities, err := r.Recognize(ctx, []byte("Anna lives in Ulm"), "de")
//
// The text leaves the process as it is. What the server answers is not trusted: sizes are bounded, places are checked, and nothing
// of it stands in an error.
//
// https://microsoft.github.io/presidio/api-docs/api-docs.html
package presidio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// Bounds of requests.
const (
	atOnce     = 8                // requests under way at once, of all workers
	timeout    = 60 * time.Second // of one try: a model takes a second or so for what is sent
	tries      = 3
	firstPause = 200 * time.Millisecond // before the second try; four times as long before the next
	maxAnswer  = 16 << 20               // bytes
	// giveUp is how many requests must fail one after the other for the server to count as gone: what comes then fails at once, so
	// that a scan does not wait for it again and again.
	giveUp = 5
)

// Client is a classify.Recognizer.
type Client struct {
	url    string
	http   *http.Client
	slots  chan struct{}
	pause  time.Duration
	failed atomic.Int32 // requests in a row
}

// New makes a client of the server at an address: http or https, with or without /analyze at its end. It does not try it.
func New(address string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("not a URL of http or https")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("a URL without ? and #")
	}
	if !strings.HasSuffix(u.Path, "/analyze") {
		u = u.JoinPath("analyze")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = atOnce
	return &Client{
		url: u.String(),
		http: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // the text goes where the user said, and nowhere else
		}},
		slots: make(chan struct{}, atOnce),
		pause: firstPause,
	}, nil
}

// Recognize finds the entities of a text. An error is a *source.Problem of the reason RecognizerFailed, or that of ctx.
func (c *Client) Recognize(ctx context.Context, text []byte, language string) ([]classify.Entity, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c.failed.Load() >= giveUp {
		return nil, problem("the recognizer failed too often and is no longer asked")
	}
	// What is no UTF-8 goes as one replacement character for each byte: as characters are counted below.
	body, err := json.Marshal(map[string]string{"text": string(text), "language": language})
	if err != nil {
		return nil, problem("the text cannot be sent")
	}
	var answer []entity
	pause := c.pause
	for try := 1; ; try++ {
		var again bool
		answer, again, err = c.post(ctx, body)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			c.failed.Store(0)
			return places(answer, text)
		}
		if !again || try == tries {
			c.failed.Add(1)
			return nil, err
		}
		select {
		case <-time.After(pause):
			pause *= 4
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// entity is one of an answer; start and end count characters.
type entity struct {
	Type  string  `json:"entity_type"`
	Start int     `json:"start"`
	End   int     `json:"end"`
	Score float64 `json:"score"`
}

// post makes one try. Again says that another may do better.
func (c *Client) post(ctx context.Context, body []byte) (answer []entity, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, false, problem("the recognizer's URL cannot be asked")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, false, problem("the recognizer does not answer in %s", timeout)
		}
		return nil, true, problem("the recognizer cannot be reached")
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		again = resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500
		return nil, again, problem("the recognizer answers with status %d", resp.StatusCode)
	}
	read, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, true, problem("the recognizer's answer broke off")
	case len(read) > maxAnswer:
		return nil, false, problem("the recognizer's answer is larger than %d bytes", maxAnswer)
	}
	if json.Unmarshal(read, &answer) != nil {
		return nil, false, problem("the recognizer's answer is no list of entities")
	}
	return answer, false, nil
}

// places turns characters into bytes.
func places(answer []entity, text []byte) ([]classify.Entity, error) {
	if len(answer) == 0 {
		return nil, nil
	}
	// offsets are those of every character, and of the end.
	offsets := make([]int, 0, len(text)+1)
	for at := 0; at < len(text); {
		offsets = append(offsets, at)
		_, n := utf8.DecodeRune(text[at:])
		at += n
	}
	offsets = append(offsets, len(text))
	out := make([]classify.Entity, len(answer))
	for i, e := range answer {
		if e.Start < 0 || e.Start >= e.End || e.End >= len(offsets) || e.Score < 0 || e.Score > 1 {
			return nil, problem("the recognizer's answer has an entity outside the text")
		}
		out[i] = classify.Entity{Type: e.Type, Start: offsets[e.Start], End: offsets[e.End], Score: e.Score}
	}
	return out, nil
}

func problem(format string, args ...any) error {
	return source.Problemf(source.RecognizerFailed, "%s", fmt.Sprintf(format, args...))
}
