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

# What is to be installed from PyPI, from npm and from Debian comes at the same time, and is checked
# while the rest still comes.
MAKEFLAGS += --jobs=3

.PHONY: serve test python-is-sound javascript-is-sound browsers clean

serve: .venv/.installed
	@$(BIN)/python -c 'import socket; socket.create_server(("$(HOST)", $(PORT))).close()' 2>/dev/null || \
		{ echo 'Nothing can be served on $(HOST):$(PORT). Choose another port: make serve PORT=8001' >&2; exit 1; }
	@$(BIN)/mannerly check rules || echo "Serving all the same: the page shows what is wrong."
	$(BIN)/mkdocs serve --dev-addr $(HOST):$(PORT)

test: python-is-sound javascript-is-sound browsers
	$(BIN)/pytest --numprocesses auto --dist worksteal

python-is-sound: .venv/.installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

javascript-is-sound: node_modules/.installed
	node_modules/.bin/tsc --project tsconfig.json

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

# What the tests run that comes from neither PyPI nor npm: a command, and its Debian package.
TOOLS := chromium:chromium chromium-headless-shell:chromium-headless-shell firefox-esr:firefox-esr \
	WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb java:default-jre-headless

browsers:
	@missing=; \
	for tool in $(TOOLS); do \
		command -v "$${tool%%:*}" >/dev/null || missing="$$missing $${tool#*:}"; \
	done; \
	[ -z "$$missing" ] && exit; \
	if ! command -v apt-get >/dev/null || [ "$$(id -u)" -ne 0 ]; then \
		echo "The tests of the pages need$$missing. Install them (on Debian, as root:" >&2; \
		echo "\"apt-get update && apt-get install$$missing\"), then run \"make test\" again." >&2; \
		exit 1; \
	fi; \
	apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing

clean:
	rm -rf .venv node_modules site .mypy_cache .pytest_cache .ruff_cache .hypothesis
