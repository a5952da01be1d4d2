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
BIOME := node_modules/.bin/biome
NPM := npm ci --ignore-scripts --loglevel=error
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	--custom-compile-command 'make requirements'
STEP := @.ci/step
CATALOGS := $(wildcard app/translations/*/LC_MESSAGES/*.po)

export PYTHON
export SHEQU_GOAL := $(firstword $(MAKECMDGOALS) serve)
export UV_LINK_MODE ?= copy
export UV_COMPILE_BYTECODE ?= 1

.PHONY: help serve test check format load bench requirements product clean fresh sbom audit \
	packages-serve packages-test packages-check

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: packages-serve product ## set everything up and serve the map on PORT (8000)
	@exec $(BIN)/flask serve --port $(PORT)

# A file of tests stays in one process and in its order; -n 0 in ARGS runs all in one.
test: packages-test product .venv/installed-dev ## run all tests; ARGS="-k coverage" passes options
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: packages-check .venv/installed-dev node_modules/.installed-dev ## format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.rules.folium_data
	$(BIOME) check --error-on-warnings

format: packages-check .venv/installed-dev node_modules/.installed-dev ## let ruff and Biome format and mend what they can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIOME) check --write

load: packages-test product .venv/installed-dev ## press on a running service and print limits beside what was seen
	@$(BIN)/python -m tests.load $(ARGS)

bench: packages-test product .venv/installed-bench ## print times beside those of other tools
	@$(BIN)/python -m tests.benchmarks $(ARGS)

requirements: packages-check $(BIN)/uv ## compile the pinned requirements anew (UPGRADE=--upgrade)
	$(COMPILE) $(UPGRADE) requirements.in -o requirements.txt
	$(COMPILE) $(UPGRADE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) $(UPGRADE) requirements-bench.in -o requirements-bench.txt

fresh: ## run the first commands on empty Debians; FRESH="12 13" USERS="root user" TESTS=1 KEEP=
	@$(PYTHON) -m tests.fresh

sbom: packages-check .venv/installed-dev ## write var/sbom (CycloneDX) and print all licences
	@$(BIN)/python .ci/sbom.py

audit: packages-check .venv/installed-dev ## ask advisory databases about the pinned packages
	@.ci/audit

clean: ## remove what was installed and built, but never the data in var/
	rm -rf .venv node_modules app/static/vendor .pytest_cache .mypy_cache .ruff_cache
	find app/translations -name '*.mo' -delete

packages-serve packages-test packages-check:
	@.ci/packages $(@:packages-%=%)

# ---- Python -------------------------------------------------------------------------------------
# A virtual environment is made anew when its Python is gone (a system upgrade), its uv is another or
# was half written, or the project was moved: its programs name the folder that they were made in.
ifneq ($(shell .ci/venv-works $(UV_VERSION)),yes)
$(shell rm -f $(BIN)/uv .venv/installed*)
endif
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		found="$$($(PYTHON) --version 2>&1 || true)"; \
		echo "设置未完成：需要 Python 3.11 或更新版本，现为：$$found。请指定另一个：" >&2; \
		echo "Set-up stopped: Python 3.11 or newer is needed, found: $$found. Name another one:" >&2; \
		printf '\n    make $(SHEQU_GOAL) PYTHON=/path/to/python3.12\n\n' >&2; exit 1; }
	$(STEP) venv $(PYTHON) -m venv --clear .venv
	$(STEP) uv $(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/installed: requirements.txt | $(BIN)/uv
	$(STEP) python $(UV) pip install --require-hashes -r requirements.txt
	$(STEP) mark touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(STEP) python $(UV) pip install --require-hashes -r requirements-dev.txt
	$(STEP) mark touch $@

.venv/installed-bench: requirements-bench.txt .venv/installed-dev
	$(STEP) python $(UV) pip install --require-hashes -r requirements-bench.txt
	$(STEP) mark touch $@

# ---- front end and translations -----------------------------------------------------------------
# Compiled here, because some machines forbid Python to do so when it starts.
product: .venv/installed app/static/vendor/.copied $(CATALOGS:.po=.mo)
	$(STEP) compile $(BIN)/python -m compileall -q app layers spatial wsgi.py

# What is served needs no tools; npm ci empties the folder first, and its marks with it.
node_modules/.installed: package.json package-lock.json .npmrc
	$(STEP) npm $(NPM) --omit=dev
	$(STEP) mark touch $@

node_modules/.installed-dev: package.json package-lock.json .npmrc
	$(STEP) npm $(NPM)
	$(STEP) mark touch node_modules/.installed $@

app/static/vendor/.copied: node_modules/.installed app/maps/vendor.py | .venv/installed
	$(STEP) vendor $(BIN)/python -m app.maps.vendor
	$(STEP) mark touch $@

%.mo: %.po | .venv/installed
	$(STEP) translations $(BIN)/pybabel --quiet compile --input-file $< --output-file $@
