# Everything a person runs. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Some machines forbid Python to keep compiled files; the start would take four seconds instead of one.
export PYTHONDONTWRITEBYTECODE :=

PY_STAMP := $(VENV)/.installed
WEB_STAMP := web/node_modules/.installed
OIDC_STAMP := tests/support/oidc-server/node_modules/.installed
WEB_BUILD := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public web/scripts web/*.html web/*.ts web/package.json -type f 2>/dev/null)

.PHONY: help setup run test check format lock bench faults openapi screenshots clean

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(PY_STAMP) $(WEB_BUILD) ## install everything that is needed, quick when there is nothing to do

run: setup ## set up, then start Mingle on this machine
	@$(BIN)/mingle up

test: setup $(OIDC_STAMP) ## set up (Chromium, coturn, nginx and Caddy included), then run all tests
	@scripts/install-chromium
	@scripts/install-servers
	@cd web && npm run --silent test
	@$(BIN)/pytest $(ARGS)

check: setup ## formatting, lint, types, imports, dependencies, licences
	@scripts/check

format: setup ## rewrite the source in the project's format
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .
	@cd web && npm run --silent format

lock: ## resolve dependencies anew into requirements.lock and the package-lock.json files
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --all-extras --group dev \
	  --no-emit-index-url --no-header --upgrade --quiet pyproject.toml -o requirements.lock
	@cd web && npm update
	@cd tests/support/oidc-server && npm update

bench: setup ## measure, side by side with the peers, and print tables with ratios
	@$(BIN)/python -m bench $(ARGS)

faults: setup ## what breaks under stress, the long way: killed engines and servers, floods, thousands of clients
	@MINGLE_FAULTS=long $(BIN)/pytest tests/faults $(ARGS)

openapi: $(PY_STAMP) ## write the API's types for the web app anew
	@scripts/generate-api-types

screenshots: setup ## take the pictures in README.md from the running app anew
	@scripts/install-chromium
	@$(BIN)/python scripts/screenshots.py

clean: ## remove what was installed and built; data in ./var stays
	@rm -rf $(VENV) web/node_modules web/dist tests/support/oidc-server/node_modules

$(PY_STAMP): requirements.lock requirements-bootstrap.lock pyproject.toml
	@scripts/install-python "$(PYTHON)" $(VENV)
	@touch $@

$(WEB_STAMP): web/package.json web/package-lock.json $(PY_STAMP)
	@echo "Installing the web app's packages"
	@cd web && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(OIDC_STAMP): tests/support/oidc-server/package.json tests/support/oidc-server/package-lock.json $(PY_STAMP)
	@echo "Installing the OpenID server of the tests"
	@cd $(dir $<) && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(WEB_BUILD): $(WEB_STAMP) $(WEB_SOURCES)
	@echo "Building the web app"
	@cd web && npm run --silent build
