# Every target sets up what it needs; a second call finds it done and is fast.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile -q pyproject.toml --extra all --extra build --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-emit-index-url --custom-compile-command "make lock"

PIP_AUDIT := 2.9.0

PYTEST := $(BIN)/pytest -q -n 2
# What a database can change: who waits for whom, in which order rows come, what the record's guards refuse.
A_DATABASE_CHANGES := acts archives concurrency deliberating_at_once jobs lists motions outbox recompute threads visits worker_threads

.PHONY: help run unit test test-long test-all mutate check bench fix migration messages lock audit sbom
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /:\t/' | expand -t 10

run: $(VENV)/run ## open a forum with the worked example at http://127.0.0.1:8000
	@exec $(BIN)/isegoria up --development --example

unit: $(VENV)/dev ## the tests that need no server, in half a minute
	$(PYTEST) tests/unit

test: $(VENV)/dev ## run the tests; what a database can change on PostgreSQL too, where ISEGORIA_TEST_POSTGRES names one
	@command -v $${ISEGORIA_CHROMIUM:-chromium} >/dev/null || echo "No browser: apt-get install chromium"
	$(PYTEST) --durations=15
	@if [ -n "$$ISEGORIA_TEST_POSTGRES" ]; then \
	  DATABASE_URL=$$ISEGORIA_TEST_POSTGRES $(PYTEST) $(A_DATABASE_CHANGES:%=tests/server/test_%.py); fi

test-long: $(VENV)/dev ## every journey and every look in a browser
	$(PYTEST) -m whole --durations=15

test-all: test test-long ## both, and everything of the server on PostgreSQL
	DATABASE_URL=$$ISEGORIA_TEST_POSTGRES $(PYTEST) tests/server --durations=15

check: $(VENV)/dev ## format, lint, types, layers, migrations, templates, spelling
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/lint-imports
	ISEGORIA_HOME=$$(mktemp -d) $(BIN)/mypy
	ISEGORIA_HOME=$$(mktemp -d) $(BIN)/django-admin makemigrations --check --dry-run --settings isegoria.server.settings
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'src/*.html')
	$(BIN)/codespell src tests docs README.md CHANGELOG.md

bench: $(VENV)/dev ## print figures beside their limits
	@$(BIN)/python -m tests.bench

mutate: $(VENV)/dev ## put 1,000 small faults into rules and acts, one at a time, and see which no test finds
	@$(BIN)/python -m tests.mutate $(MUTATE)

fix: $(VENV)/dev ## format and mend what a machine can mend
	$(BIN)/ruff format src tests
	$(BIN)/ruff check --fix src tests
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'src/*.html')
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.reference

migration: $(VENV)/dev ## write the migration of a changed table: make migration NAME=what
	ISEGORIA_HOME=$$(mktemp -d) $(BIN)/django-admin makemigrations isegoria -n $(NAME) --settings isegoria.server.settings

messages: $(VENV)/dev ## collect texts for translation (needs gettext), compile what is translated
	cd src/isegoria && ISEGORIA_HOME=$$(mktemp -d) ../../$(BIN)/django-admin makemessages -a --no-location --no-wrap \
	  --settings isegoria.server.settings
	$(BIN)/python -m tests.messages

audit: $(VENV)/dev ## ask PyPI whether a fault of a locked package is known
	$(BIN)/uv tool run pip-audit@$(PIP_AUDIT) --disable-pip --require-hashes --strict -r requirements.lock

sbom: $(VENV)/dev ## write the list of all packages that a forum runs with, in CycloneDX: sbom.json
	$(BIN)/uv tool run pip-audit@$(PIP_AUDIT) --disable-pip --require-hashes -r requirements.lock -f cyclonedx-json -o sbom.json

lock: $(VENV)/dev ## write the lock files anew from pyproject.toml
	$(COMPILE) --upgrade -o requirements.lock
	$(COMPILE) --upgrade --extra dev -c requirements.lock -o requirements-dev.lock

$(VENV)/run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
