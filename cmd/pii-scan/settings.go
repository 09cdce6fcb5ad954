package main

import (
	"github.com/spf13/pflag"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/bucket"
)

// settings are what flags, environment and configuration file say about a scan. The flags are the one list of them: the
// environment and the file use their names.
type settings struct {
	config string

	outputs       []string
	detectors     string
	minConfidence float64
	reveal        bool
	failOn        choice
	strict        bool

	identifiers                      []string
	allowLists, allowRegex, suppress []string
	allowInline                      bool
	recognizer, recognizerLanguage   string
	ocr                              bool
	ocrLanguage                      string

	include, exclude []string
	maxSize          byteSize
	modifiedSince    moment
	stdinName        string

	workers        int
	isolate        choice
	maxMemory      byteSize
	now            moment
	fingerprintKey string

	quiet     bool
	logFormat choice
	color     choice

	profile, region, endpointURL string
	assumeRole, externalID       string
	pathStyle, noSignRequest     bool
	requesterPays                bool
	client                       *bucket.Client // see bucketClient
}

// flags adds the flags to set, each with its default.
func (s *settings) flags(set *pflag.FlagSet) {
	s.failOn.words = []string{"low", "medium", "high", "any"}
	s.logFormat = choice{"text", []string{"text", "json"}}
	s.color = choice{"auto", []string{"auto", "always", "never"}}
	s.isolate = choice{"auto", []string{"auto", "always", "never"}}
	s.modifiedSince.ago = true

	set.SortFlags = false
	set.StringVar(&s.config, "config", "", "read settings from `FILE` (default "+configName+" in the working folder, if it is there)")

	set.StringArrayVarP(&s.outputs, "output", "o", nil, "write results as `FORMAT[=FILE]`; repeatable (default text)")
	set.StringVarP(&s.detectors, "detectors", "d", "recommended", "look for `LIST`: identifiers, categories, countries, recommended, macie, all, none; -x excludes")
	set.Float64Var(&s.minConfidence, "min-confidence", detectors.Reported, "drop matches whose confidence is under `SCORE`, 0 to 1")
	set.BoolVar(&s.reveal, "reveal", false, "show values and names as they are (default masked)")
	set.Var(&s.failOn, "fail-on", "exit with status 1 when a finding is this severe")
	set.BoolVar(&s.strict, "strict", false, "count what is unsupported or excluded as not scanned (status 3)")

	set.StringArrayVar(&s.identifiers, "identifiers", nil, "look for your own identifiers in `FILE` as well; repeatable")
	set.StringArrayVar(&s.allowLists, "allow-list", nil, "let values pass that are a line of `FILE`, or of an object s3://bucket/key; repeatable")
	set.StringArrayVar(&s.allowRegex, "allow-regex", nil, "let values pass that match `REGEX` as a whole; repeatable")
	set.StringArrayVar(&s.suppress, "suppress", nil, "let values pass whose fingerprints are in `FILE`; repeatable; needs --fingerprint-key")
	set.BoolVar(&s.allowInline, "allow-inline", false, "let matches pass whose line says pii-scan:ignore")
	set.StringVar(&s.recognizer, "recognizer", "", "send text to the recognizer at `URL`, which speaks Presidio's HTTP API, and count what it finds")
	set.StringVar(&s.recognizerLanguage, "recognizer-language", "en", "`LANGUAGE` of the text for --recognizer")
	set.BoolVar(&s.ocr, "ocr", false, "read the text in images with tesseract, which must be installed (default metadata alone)")
	set.StringVar(&s.ocrLanguage, "ocr-language", "eng", "`LANGUAGE` of the text for --ocr, as tesseract names it: deu, deu+eng")

	set.StringArrayVar(&s.include, "include", nil, "scan only what matches `GLOB`; repeatable")
	set.StringArrayVar(&s.exclude, "exclude", nil, "leave out what matches `GLOB`; repeatable")
	set.Var(&s.maxSize, "max-size", "leave out what is larger")
	set.Var(&s.modifiedSince, "modified-since", "leave out what was last modified before TIME, or longer ago than 36h, 7d")
	set.StringVar(&s.stdinName, "stdin-name", "", "treat standard input as a file called `NAME`")

	set.IntVar(&s.workers, "workers", 0, "scan with `N` workers (default one for each processor)")
	set.Var(&s.maxMemory, "max-memory", "hold no more than about this (default half of the container's or machine's memory)")
	set.Var(&s.isolate, "isolate", "read files in processes of their own, with a bound on memory: auto for formats that need it")
	set.Var(&s.now, "time", "the time that results carry (default now)")
	set.StringVar(&s.fingerprintKey, "fingerprint-key", "", "give matches fingerprints under the key in `env:NAME|file:PATH`")

	set.BoolVarP(&s.quiet, "quiet", "q", false, "no progress, coverage or summary on standard error")
	set.Var(&s.logFormat, "log-format", "form of what is said on standard error")
	set.Var(&s.color, "color", "color text on standard output")

	set.StringVar(&s.profile, "profile", "", "S3: use the profile `NAME` of the AWS configuration")
	set.StringVar(&s.region, "region", "", "S3: `REGION` to begin with")
	set.StringVar(&s.endpointURL, "endpoint-url", "", "S3: talk to the server at `URL`")
	set.BoolVar(&s.pathStyle, "path-style", false, "S3: put the bucket's name into the path")
	set.BoolVar(&s.noSignRequest, "no-sign-request", false, "S3: read public buckets without credentials")
	set.StringVar(&s.assumeRole, "assume-role", "", "S3: assume the role `ARN`")
	set.StringVar(&s.externalID, "external-id", "", "S3: external `ID` for --assume-role")
	set.BoolVar(&s.requesterPays, "requester-pays", false, "S3: agree to pay for reading requester-pays buckets")
}
