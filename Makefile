# Two commands matter: `make demo` shows the main job, `make test` proves it. Both set everything up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test check bench play proof lock clean
.DEFAULT_GOAL := help

help: ## what one can type here
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## a person talks with the bot; the process is killed in the middle and nothing is lost
	@$(BIN)/boloastro demo

play: $(READY) ## talk with the bot in this terminal
	@$(BIN)/boloastro play

test: $(READY) ## all tests
	@$(BIN)/pytest -n 2

check: $(READY) ## the linters, the types, the import contracts and the flows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/boloastro check

bench: $(READY) ## how fast, as ratios in one run
	@$(BIN)/python -m tests.bench

proof: $(READY) ## the long proofs: more examples, more kills, the benchmarks
	@BOLOASTRO_PROOF=1 $(BIN)/pytest -n 2

lock: $(READY) ## pin every dependency again, with hashes and no address
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --group dev --extra postgres --generate-hashes --universal --no-annotate --no-header --python-version 3.11 --output-file requirements.lock

clean: ## forget the environment and all that was built
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis
