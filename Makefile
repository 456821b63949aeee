# Every target does its own set-up: all that must be there is Go, make and bash.
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
LINT     := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 1m
ARGS     ?=
# Loops over pixels and bytes that share nothing and start no goroutine: with the
# race detector in them, pictures take the tests three times as long. No package
# with a sync.Map may stand here, not even one without inlining: its code is generic,
# the linker keeps one copy for all packages, and one without the detector hides who
# waited for whom.
UNRACED  := image/... golang.org/x/image/... github.com/makiuchi-d/gozxing/... compress/flate
# Twenty thousand functions, most of them wrappers of commands: with inlining, this
# one package takes a core for three quarters of a minute, twice as long as without.
UNINLINED := github.com/redis/go-redis/v9
# What is written for debuggers is thrown away with the test binary.
TESTFLAGS := -race -gcflags='all=-dwarf=false' $(UNINLINED:%=-gcflags='%=-l -dwarf=false') \
	$(UNRACED:%=-gcflags='%=-race=false -dwarf=false')
# Test processes live for minutes at most: collecting rubbish at five times what is in
# use, not at twice, saves a twentieth of their work, for half a gigabyte more at most.
TESTGC    := 400
# What takes long begins first, so that short packages fill the end.
FIRST     := ./cmd/dombot ./storage/postgres ./internal/simulator/page ./bot ./internal/localpg ./internal/gis
# what benchstat measures, and the tool itself
BENCH     ?= ./bot ./dialogs ./internal/gis ./internal/housing
BENCHSTAT := golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da

# tools makes what scripts/need unpacked visible to the commands after it.
tools := eval "$$(scripts/need --env)"

.PHONY: help demo test soak lint fmt generate samples pictures bench benchstat fuzz build check

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## the bot with its own database and a messenger in the browser, no token needed (ARGS=--fresh starts afresh)
	@scripts/need postgresql
	@$(tools); $(MAKE) --no-print-directory build && exec bin/dombot demo $(ARGS)

# vet runs with every linter, in lint.
test: ## all tests: units, PostgreSQL, Redis, scenarios, browser, with the race detector
	@scripts/need postgresql redis chromium zbar poppler xmllint gcc fonts axe
	@$(tools); CGO_ENABLED=1 GOGC=$(TESTGC) scripts/in-memory go test $(TESTFLAGS) -vet=off -count=1 -timeout 20m $(FIRST) ./...

# Schedules are drawn in four worlds side by side, a quarter of them in each.
soak: ## 10,000 drawn schedules: whatever doubles, crosses or crashes, a confirmation is carried out once
	@scripts/need postgresql redis
	@$(tools); go test ./cmd/dombot -count=1 -v -timeout 40m \
		-run 'TestExactlyOnce|TestPerils|TestABrokenOrder|TestProcesses' \
		-perils.worlds=4 -rapid.checks=2500 -perils.rounds=200

lint: ## formatting and every linter of .golangci.yml
	@$(LINT) fmt --diff
	@$(LINT) run

fmt: ## format the code
	@$(LINT) fmt

generate: ## rewrite the documents that describe the code: flows, configuration, schema
	@scripts/need postgresql
	@$(tools); go test ./cmd/dombot -count=1 -run Generated -update

samples: ## rewrite the invented town in samples/
	@go run ./cmd/dombot samples

pictures: ## take the README's pictures from the demo again
	@scripts/need postgresql redis chromium fonts axe
	@$(tools); shots="$$(mktemp -d)"; trap 'rm -rf "$$shots"' EXIT; \
		DOMBOT_SHOTS="$$shots" go test ./cmd/dombot -count=1 -run 'TestBothFlowsAreWalkedOnThePage/(desktop|phone)'; \
		cp "$$shots/desktop-8-filled.png" docs/demo.png; cp "$$shots/phone-8-filled.png" docs/demo-phone.png

bench: ## a hundred residents hand in readings: the tables of docs/benchmarks.md are measured anew
	@scripts/need postgresql redis
	@$(tools); $(MAKE) --no-print-directory build && \
		go run ./cmd/bench --write docs/benchmarks.md $(ARGS) && \
		go run ./cmd/bench mailing --write docs/benchmarks.md && \
		go run ./cmd/bench voting --write docs/benchmarks.md

benchstat: ## benchmarks of engine, rendering, decoding and import, six times each, summed up
	@scripts/need postgresql redis
	@$(tools); go test -run '^$$' -bench . -benchmem -count 6 -timeout 60m $(BENCH) | go run $(BENCHSTAT) -

fuzz: ## every fuzz target for FUZZTIME (1m)
	@grep -rl --include='*_test.go' '^func Fuzz' . | xargs -r -n1 dirname | sort -u | while read -r dir; do \
		for target in $$(grep -hoE '^func Fuzz\w+' "$$dir"/*_test.go | cut -d' ' -f2); do \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$dir"; \
		done; \
	done

build: ## a static binary, bin/dombot
	@CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/dombot ./cmd/dombot

check: lint test ## what a change must pass
