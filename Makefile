# Needs Go and make; git, if there is one, names the version. `make race` needs a C compiler as well.

GO          ?= go
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
STATICCHECK := v0.8.2
VERSITYGW   := v1.8.0
GITLEAKS    := v8.30.1

# How often `make check` runs each fuzz target; `make fuzz FUZZ=600` digs for 600 seconds in all.
FUZZ ?= 200x

# One set of build flags for the binary, the tests and the tools: what one step compiles, the others find in Go's build cache.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(shell $(GO) env GOFLAGS) -trimpath)

.PHONY: build test race bench bench-process bench-peers soak fuzz fuzz-long vet lint check demo samples tools clean

## build: the one static binary, bin/pii-scan
build:
	$(GO) build -ldflags '-s -w -X main.version=$(VERSION)' -o bin/pii-scan ./cmd/pii-scan

## check: everything that must hold before a change goes in
check: build vet lint test fuzz

vet:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt these files:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...

lint: bin/staticcheck
	bin/staticcheck ./...

## test: unit and script tests, the rooms' import table, the samples' known answers, the README's commands; vet has a step of its own
test: bin/versitygw
	$(GO) test -vet=off ./...

## race: the tests under the race detector, the largest of them smaller
race: bin/versitygw
	CGO_ENABLED=1 $(GO) test -race -short -timeout 30m ./...

## bench: the engine and the readers on generated text; BENCHMARKS.md has the figures
bench:
	$(GO) test -run '^$$' -bench . ./...

# How large the files of bench-process and bench-peers are, in MB, and how often each is scanned.
SIZE ?= 100
RUNS ?= 3

## bench-process: the engine alone and the whole command on SIZE MB: 1, 30 and all rows, one worker and two; takes minutes
bench-process: build
	GO='$(GO)' $(GO) run ./bench/run.go -size $(SIZE) -runs $(RUNS)

## bench-peers: the command beside gitleaks and ripgrep, the engine beside Hyperscan, as far as they can be installed; takes minutes
bench-peers: build
	@GO='$(GO)' GITLEAKS=$(GITLEAKS) bench/peers
	GO='$(GO)' $(GO) run ./bench/run.go -peers -size $(SIZE) -runs $(RUNS)

## fuzz: every fuzz target FUZZ times, or for its share of so many seconds
fuzz:
	@GO='$(GO)' .ci/fuzz $(FUZZ)

## fuzz-long: ten minutes in each reader, one in those of libraries; takes about two hours on two cores
fuzz-long:
	@GO='$(GO)' .ci/fuzz 10m

## soak: large and many objects end to end, with their figures; takes minutes
soak: bin/versitygw
	$(GO) test -tags soak -timeout 30m -run Soak -v ./cmd/pii-scan

## demo: scans a bucket of samples on a local S3 server and shows what comes out
demo: build bin/versitygw
	$(GO) run ./samples/demo.go

## samples: writes the committed sample files again
samples:
	$(GO) run ./samples/gen.go -committed -out samples

## tools: what lint, the S3 tests and the demo use, at pinned versions, in bin/; make clean before installing another version
tools: bin/staticcheck bin/versitygw

bin/staticcheck:
	GOBIN=$(CURDIR)/bin $(GO) install -ldflags '-s -w' honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)

bin/versitygw:
	GOBIN=$(CURDIR)/bin $(GO) install -ldflags '-s -w' github.com/versity/versitygw/cmd/versitygw@$(VERSITYGW)

clean:
	rm -rf bin dist bench/data
