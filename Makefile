# The two commands a newcomer needs are `make run` and `make test`; each sets up all it needs in .venv.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
TESTS ?= tests

.PHONY: run test check bench reliability clean

run: $(VENV)/run
	$(PY) -m dashboard sample --first-time
	$(PY) -m dashboard serve --open

test: $(VENV)/test
	$(PY) tests/browser/chromium.py
	$(MAKE) --no-print-directory check
	$(PY) -m pytest -n 2 $(TESTS)

# Style, types and the rules of the house, without the tests.
check: $(VENV)/test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/test
	$(PY) -m dashboard bench --json

# What takes longer than a test may: a pull killed at two hundred random moments, and twenty processes that edit one
# rundown; the last of these runs without the lock, and must lose.
reliability: $(VENV)/test
	$(PY) -m tests.reliability.kill_pull
	$(PY) -m tests.reliability.rundown_race
	$(PY) -m tests.reliability.rundown_race --without-lock

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Greenroom needs Python 3.11, 3.12 or 3.13; install one, or say PYTHON=/path/to/it."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q --disable-pip-version-check --upgrade pip

$(VENV)/run: requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/test: tests/requirements.txt $(VENV)/run
	$(PY) -m pip install -q --disable-pip-version-check -r tests/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
