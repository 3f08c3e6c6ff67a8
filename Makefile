# Every target sets up what it needs; a second call finds it done and is fast.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test check bench fix lock messages clean
help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

lock: $(VENV)/dev ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --upgrade --extra build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --upgrade --extra build --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -c requirements.lock -o requirements-dev.lock
