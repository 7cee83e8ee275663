# Two commands are enough: make run, make test. Everything else is a part of them.
# A fresh machine needs Go and Node; CONTRIBUTING.md says the rest.

.PHONY: build run test assets check vet soak load fuzz bench clean

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

npm := web/ui/node_modules/.package-lock.json

build: assets
	@mkdir -p bin
	go build -trimpath -o bin/guildhall ./cmd/guildhall

# One address is printed by the demonstration itself. Its data are fresh each time.
run: build
	@rm -rf demo-data
	bin/guildhall demo --listen localhost:8080 --data demo-data

$(npm): web/ui/package.json web/ui/package-lock.json web/ui/.npmrc
	cd web/ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# The build looks at contents: what has not changed is not made again.
assets: $(npm)
	go run ./web/ui/build

test:
	.ci/test

# The static half of make test, quick enough for every commit.
check: assets
	.ci/test static

# The service killed under load again and again, for SOAK (a Go duration).
soak: build
	GUILDHALL_SOAK=$${SOAK:-5m} go test -count=1 -timeout=60m -run 'Soak' -v ./...

# VOTES votes in the last second before a close, of a thousand practices, on a
# service that has just been started: how many were refused, and how long answers,
# pages, close and tally took.
load: build
	GUILDHALL_LOAD=$${VOTES:-300} GUILDHALL_PROGRAM=$(CURDIR)/bin/guildhall \
		go test -count=1 -timeout=30m -run TestLastSecond -v ./cmd/guildhall/outside

# Each fuzz target for FUZZ (a Go duration).
fuzz:
	.ci/fuzz $${FUZZ:-30s}

bench:
	go test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin demo-data web/ui/node_modules
	find web/ui/assets -type f ! -name .gitkeep -delete
