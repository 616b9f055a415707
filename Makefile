# Everything a developer does, by name. `make run` and `make test` install what they need first.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp

# Behind a private certificate authority pip is told where it is; node wants to be told too.
NODE_EXTRA_CA_CERTS ?= $(firstword $(PIP_CERT) $(wildcard /etc/ssl/certs/ca-certificates.crt))
export NODE_EXTRA_CA_CERTS
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup
help:            ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

setup: $(STAMP)  ## install everything into .venv and web/node_modules

# The stamp holds the hash of pyproject.toml: a touched file or a fresh clone does not install again.
$(STAMP): pyproject.toml
	@wanted=$$(sha256sum pyproject.toml | cut -d' ' -f1); \
	if [ "$$(cat $(STAMP) 2>/dev/null)" != "$$wanted" ]; then \
	  echo "Installing Python packages into $(VENV)"; \
	  [ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -m pip install -qq --no-input --editable '.[dev]'; \
	fi; \
	echo "$$wanted" >$(STAMP)
