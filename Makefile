# Two commands do everything: `make crawl` runs the main job, `make test` passes the tests.
# Both set up what they need in .venv/ first.

PYTHON ?= python3
SITE ?=
PEERS ?= all
BIN := .venv/bin
BESIDE = $(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url
PIP := -m pip --disable-pip-version-check -qq

.PHONY: crawl test test-replay test-readers test-browser test-datasette-alpha test-long check bench bench-extraction \
  docs lock clean

crawl: .venv/run
ifeq ($(SITE),)
	@$(BIN)/iria demo
else
	@$(BIN)/iria crawl $(SITE)
endif

test: .venv/dev
	@$(BIN)/pytest -q -m "not long" --numprocesses 4 --dist loadfile

test-replay: .venv-replay/ready .venv/dev
	@IRIA_REPLAY=.venv-replay/bin $(BIN)/pytest -q tests/test_replay.py tests/test_replay_wacz.py

test-readers: .venv-readers/ready .venv/dev
	@IRIA_READERS=.venv-readers/bin $(BIN)/pytest -q tests/test_read_back.py

# Takes the Chromium of the machine; without one, and without pywb, it says what is skipped
test-browser: .venv-browser/ready .venv-replay/ready
	@IRIA_REPLAY=.venv-replay/bin .venv-browser/bin/python -m pytest -q -rs tests/test_browser.py tests/test_viewer.py tests/test_qa.py

# Tells early of what the next Datasette will break; nothing waits for it
test-datasette-alpha: .venv-alpha/ready
	@.venv-alpha/bin/python -m pytest -q tests/test_serve.py -W default || \
	  echo "warning: the web page does not yet work on the newest Datasette 1.0 alpha" >&2

test-long: .venv/dev
	@$(BIN)/pytest -q -m long

check: .venv/dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/dev
	@$(BIN)/python -m benchmarks.crawl

bench-extraction: .venv/dev
	@$(BIN)/python -m benchmarks.extraction --peers $(PEERS)

docs: .venv/dev
	@$(BIN)/python -m iria_crawler.store.dictionary > docs/schema.md

# Hashes, but no registry's address: any mirror will do
lock: .venv/dev
	@$(BIN)/python -m pip --quiet install uv
	@for job in "pyproject.toml --group build -o requirements.txt" \
	  "pyproject.toml --group build --group dev -o requirements-dev.txt" \
	  "pyproject.toml --extra replay --group replay -o requirements-replay.txt" \
	  "--group readers -o requirements-readers.txt" "--group browser -o requirements-browser.txt"; do \
	  $(LOCK) $$job; done

clean:
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --no-deps: the lock is complete; nothing is resolved, so nothing can come out differently
.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "iria needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Setting up .venv (once, a minute or so)" >&2
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/made requirements.txt pyproject.toml
	@$(BIN)/python $(PIP) install --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@$(BIN)/python $(PIP) install --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

.venv-replay/ready: requirements-replay.txt
	@$(PYTHON) -m venv .venv-replay
	@.venv-replay/bin/python $(PIP) install --no-deps --require-hashes -r requirements-replay.txt
	@touch $@

.venv-readers/ready: requirements-readers.txt
	@$(PYTHON) -m venv .venv-readers
	@.venv-readers/bin/python $(PIP) install --no-deps --require-hashes -r requirements-readers.txt
	@touch $@

# What the tests of the browser need besides; all else is that of .venv, which the .pth file puts behind it
.venv-browser/ready: requirements-browser.txt .venv/dev
	@$(PYTHON) -m venv .venv-browser
	@.venv-browser/bin/python $(PIP) install --no-deps --require-hashes -r requirements-browser.txt
	@$(BESIDE) $$(echo .venv-browser/lib/python*/site-packages)/iria.pth
	@touch $@

# The newest alpha, whatever it is: no lock
.venv-alpha/ready: .venv/dev
	@$(PYTHON) -m venv .venv-alpha
	@.venv-alpha/bin/python $(PIP) install 'datasette>=1.0a0'
	@$(BESIDE) $$(echo .venv-alpha/lib/python*/site-packages)/iria.pth
	@touch $@
