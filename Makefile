# `make setup` once, then `make check` runs what CI runs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup check lint test docs lock

setup:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

check: lint test

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test:
	$(BIN)/python -m pytest -q -n auto --dist worksteal

# The page about the rules, made from the rules' docstrings; a test compares them.
docs:
	$(BIN)/python docs/make_rules.py

# Needs uv. Without the address of any package index, and with extras: pip before 24 takes no pin of `coverage` for
# `coverage[toml]`. Versions stay what they are unless UPGRADE=--upgrade.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-strip-extras --quiet $(UPGRADE)
lock:
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
