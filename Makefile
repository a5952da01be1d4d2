# The commands of the project; `make help` lists them. Every command does its own set-up first, from
# nothing on a fresh Debian machine, and skips what is done already.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PORT ?= 8000
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := $(BIN)/uv --quiet
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	--custom-compile-command 'make requirements'
CATALOGS := $(wildcard app/translations/*/LC_MESSAGES/*.po)

export PYTHON
export UV_LINK_MODE ?= copy
export UV_COMPILE_BYTECODE ?= 1

.PHONY: help serve test check format bench requirements product clean \
	packages-serve packages-test packages-check

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: packages-serve product ## set everything up and serve the map on PORT (8000)
	@exec $(BIN)/flask serve --port $(PORT)

test: packages-test product .venv/installed-dev ## run all tests; ARGS="-k coverage" passes options
	@$(BIN)/pytest $(ARGS)

check: packages-check .venv/installed-dev ## format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.rules.folium_data

format: packages-check .venv/installed-dev ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: packages-test product .venv/installed-bench ## print times beside those of other tools
	@$(BIN)/python -m tests.benchmarks $(ARGS)

requirements: packages-check $(BIN)/uv ## compile the pinned requirements anew (UPGRADE=--upgrade)
	$(COMPILE) $(UPGRADE) requirements.in -o requirements.txt
	$(COMPILE) $(UPGRADE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) $(UPGRADE) requirements-bench.in -o requirements-bench.txt

clean: ## remove what was installed and built, but never the data in var/
	rm -rf .venv node_modules app/static/vendor .pytest_cache .mypy_cache .ruff_cache
	find app/translations -name '*.mo' -delete

packages-serve packages-test packages-check:
	@.ci/packages $(@:packages-%=%)

# ---- Python -------------------------------------------------------------------------------------
# A virtual environment whose Python is gone (a system upgrade) is made anew.
ifneq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),1)
$(shell rm -f $(BIN)/uv .venv/installed*)
endif
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, found: $$($(PYTHON) --version 2>&1)." \
			"Name another one: make serve PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/installed: requirements.txt | $(BIN)/uv
	$(UV) pip install --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(UV) pip install --require-hashes -r requirements-dev.txt
	@touch $@

.venv/installed-bench: requirements-bench.txt .venv/installed-dev
	$(UV) pip install --require-hashes -r requirements-bench.txt
	@touch $@

# ---- front end and translations -----------------------------------------------------------------
# Compiled here, because some machines forbid Python to do so when it starts.
product: .venv/installed app/static/vendor/.copied $(CATALOGS:.po=.mo)
	@$(BIN)/python -m compileall -q app layers spatial wsgi.py

node_modules/.installed: package.json package-lock.json .npmrc
	npm ci --ignore-scripts --silent
	@touch $@

app/static/vendor/.copied: node_modules/.installed app/maps/vendor.py | .venv/installed
	$(BIN)/python -m app.maps.vendor
	@touch $@

%.mo: %.po | .venv/installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
