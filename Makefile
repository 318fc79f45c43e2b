# make serve   the guide, built from rules/ and served with live reload
# make test    every check and every test
#
# Both install what they need into .venv and node_modules first, and only when
# that has changed. README.md has the same steps without make.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

BIN := .venv/bin

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: serve test chromium clean

serve: .venv/.installed
	@$(BIN)/python -c 'import socket; socket.create_server(("$(HOST)", $(PORT))).close()' 2>/dev/null || \
		{ echo 'Nothing can be served on $(HOST):$(PORT). Choose another port: make serve PORT=8001' >&2; exit 1; }
	@$(BIN)/mannerly check rules || echo "Serving all the same: the page shows what is wrong."
	$(BIN)/mkdocs serve --dev-addr $(HOST):$(PORT)

test: .venv/.installed-for-tests node_modules/.installed chromium
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	node_modules/.bin/tsc --project tsconfig.json
	$(BIN)/pytest --numprocesses auto --dist worksteal

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.installed-for-tests: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ .venv/.installed

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

chromium:
	@if ! command -v chromium >/dev/null; then \
		if ! command -v apt-get >/dev/null || [ "$$(id -u)" -ne 0 ]; then \
			echo 'The browser tests need Chromium. Install it (on Debian, as root:' >&2; \
			echo '"apt-get update && apt-get install chromium"), then run "make test" again.' >&2; \
			exit 1; \
		fi; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	fi

clean:
	rm -rf .venv node_modules site .mypy_cache .pytest_cache .ruff_cache .hypothesis
