# Everything that is done here with one word. `make` alone lists them.
#
# The tools live in .venv, which is made on first use from the lock files and made up to date when
# these change. Another interpreter: make PYTHON=/path/to/python3.12

SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
UV := $(or $(shell command -v uv),$(BIN)/uv)
EXAMPLE := beispiel
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
WORKERS ?= auto

.PHONY: help demo test test-long check bench catalogues picture lock clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/\1/p' $(MAKEFILE_LIST) | while read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

demo: $(READY)  ## build the example network in ./beispiel and open it
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/knoten demo $(EXAMPLE); else $(BIN)/knoten demo $(EXAMPLE) --no-open; fi

test: $(READY_DEV)  ## all tests but the long ones (CI=true: those too)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-long: $(READY_DEV)  ## only the long tests: kills, floods, thousands of saves
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --long -m long

check: $(READY_DEV)  ## style, types, and which package may import which
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY_DEV)  ## measure, each job beside its yardstick
	@$(BIN)/python -m bench

catalogues: $(READY_DEV)  ## collect the words from the code, list what has no German yet
	@$(BIN)/python .ci/catalogues.py

picture: $(READY_DEV)  ## make the picture of the README from the running program
	@PYTHONPATH=. $(BIN)/python .ci/screenshot.py docs/screenshot.svg

lock:  ## choose the newest versions of everything, and write them down with their hashes (needs uv)
	@.ci/lock $(UV)

clean:  ## remove what the tools made, .venv too; the example stays
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis snapshot_report.html
	@find schemas store tui tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml hatch_build.py
	@.ci/python-is-fit "$(PYTHON)"
	@echo "Setting up .venv; this happens once and takes less than a minute."
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.lock
	@echo "Adding the tools for tests and checks."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
