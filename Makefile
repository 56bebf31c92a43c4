# Harbour Till. "make run" opens the window in training mode, "make test" runs
# everything; both install what is missing on Debian or Ubuntu.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BUILD  := .build
BINARY := $(BUILD)/harbour-till
# The command line for go: a new enough one on the PATH, or the one that
# .build/go leads to (see .ci/setup).
GO     := $(CURDIR)/.ci/go
DATA   ?= $(BUILD)/data

# Paths are trimmed everywhere: what is built one way for the program and another
# for its tests would be compiled twice, and the window's C takes minutes.
export GOFLAGS := $(strip $(GOFLAGS) -trimpath)

# How long "make soak" takes: tills killed, payments taken, the model's cases,
# and the seed of the tills.
KILLS    ?= 2000
PAYMENTS ?= 10000
CASES    ?= 1000
SEED     ?= 1
# How long "make fuzz" tries each fuzzer, as go test's -fuzztime takes it.
RUNS     ?= 1m

GOFUMPT     := mvdan.cc/gofumpt@v0.9.2
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: run build test unit race e2e lint fuzz bench soak font deps help licences pictures screenshots

run: build ## open the window in training mode (DATA=folder keeps its data elsewhere)
	$(BINARY) -data "$(DATA)"

build: deps ## build the program into .build/harbour-till
	@mkdir -p $(BUILD)
	$(GO) build -ldflags "-s -w" -o $(BINARY) .

# Windows under test speak English, whatever the machine does; and Fyne complains
# with every test about a locale that is no language, as in C.UTF-8.
unit race e2e pictures screenshots bench: export LANGUAGE := en

test: lint unit race e2e ## everything: lint, unit, golden, race, end to end in a real window

unit: deps ## unit and golden tests, without cgo where no window is needed
	CGO_ENABLED=0 $(GO) test ./assets/... ./store/... ./terminal/... ./ui/...

race: deps ## the concurrent parts under the race detector (how screens look is no such part)
	$(GO) test -race -skip 'TestEveryTextIsWhole|TestTextsGrow|TestTabReaches|TestScreensScroll|TestShownAgain|TestNumbersAreWhole|Pictures' ./store/... ./terminal/... ./ui/...

e2e: deps build ## a payment in a real window under Xvfb, and the command line
	HARBOUR_TILL_BINARY="$(CURDIR)/$(BINARY)" HARBOUR_TILL_SHOTS="$(CURDIR)/$(BUILD)/shots" \
		$(GO) test -count=1 -failfast -v -tags e2e -run 'TestEndToEnd|TestCommandLine' .

lint: deps ## gofumpt, go vet, staticcheck
	@unformatted=$$($(GO) run $(GOFUMPT) -l *.go assets store terminal ui); if [ -n "$$unformatted" ]; then \
		echo "not formatted by gofumpt:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) -tags e2e ./...

pictures: deps ## make the pictures anew that the tests compare screens with: look at each one
	HARBOUR_TILL_UPDATE_PICTURES=1 CGO_ENABLED=0 $(GO) test -count=1 -run Pictures ./ui

screenshots: deps build ## make the README's screenshots in a real window
	HARBOUR_TILL_BINARY="$(CURDIR)/$(BINARY)" HARBOUR_TILL_SHOTS="$(CURDIR)/assets/screenshots" \
		$(GO) test -count=1 -tags e2e -run TestScreenshots .

fuzz: deps ## each fuzzer for a minute (RUNS=100000x: so many inputs)
	@for package in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' "$$package" | grep '^Fuzz' || true); do \
			echo "$$package $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(RUNS) "$$package"; done; done

bench: deps build ## the figures: durable writes, a million transactions, start, idle, keys to pixels
	HARBOUR_TILL_BENCH_SIZE=1000000 $(GO) test -run '^$$' -bench . -benchtime 500x -timeout 30m ./store/... ./terminal/...
	HARBOUR_TILL_BINARY="$(CURDIR)/$(BINARY)" $(GO) test -count=1 -v -tags e2e -run TestFigure .

soak: deps ## hours of failures in minutes (KILLS=2000 PAYMENTS=10000 CASES=1000 SEED=1)
	HARBOUR_TILL_KILLS=$(KILLS) HARBOUR_TILL_PAYMENTS=$(PAYMENTS) HARBOUR_TILL_SEED=$(SEED) CGO_ENABLED=0 \
		$(GO) test -count=1 -v -timeout 2h -run 'Killed|TestTruth|TestManyPayments|TestModel' ./terminal -rapid.checks=$(CASES)
	@$(MAKE) --no-print-directory fuzz RUNS=100000x

font: ## the till's font anew (installs Debian's fonts-noto-cjk and python3-fonttools)
	@.ci/setup font
	/usr/bin/python3 assets/fonts/subset.py

licences: deps ## the licences of everything built in anew, after a change of go.mod
	@.ci/licences > $(BUILD)/licences.txt
	mv $(BUILD)/licences.txt assets/licences.txt

deps: ## install what is missing: Go, C headers, a virtual display
	@.ci/setup

help: ## this list
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## (.*)/\1|\2/' | column -t -s '|'
