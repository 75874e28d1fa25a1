# `make setup` once, then `make check` runs what CI runs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup browser spark check lint test docs lock

setup:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

# What the tests in a browser need besides, and Chromium (Debian's, or CMO_EVAL_CHROMIUM says where another is).
browser:
	$(BIN)/python -m pip install --quiet --requirement requirements-browser.lock

# What the test of Spark needs besides; and Java 17 (JAVA_HOME, or in /usr/lib/jvm).
spark:
	$(BIN)/python -m pip install --quiet --requirement requirements-spark.lock

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
# `coverage[toml]`. Versions stay what they are unless UPGRADE=--upgrade. What browsers and Spark need is installed beside the
# rest and so has its versions.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-strip-extras --quiet $(UPGRADE)
lock:
	$(LOCK) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --output-file requirements-dev.lock
	$(LOCK) --group browser --constraint requirements-dev.lock --output-file requirements-browser.lock
	$(LOCK) --group spark --constraint requirements-dev.lock --output-file requirements-spark.lock
