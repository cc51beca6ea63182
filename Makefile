# make run | make test: nothing else is needed on a machine with python3 >= 3.11, its venv module and make.
SHELL := /bin/bash
PY ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys,venv,ensurepip; sys.exit(sys.version_info < (3,11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
INSTANCE ?= $(CURDIR)/instance
VENV := .venv
BIN := $(VENV)/bin
PIP_FLAGS := --disable-pip-version-check --quiet install --require-hashes --no-deps --only-binary :all:
# Tests write thousands of small databases: in memory where there is room, else where files usually go.
QUICK_TMP = $(shell test -z "$$TMPDIR" -a -w /dev/shm && df -Pm /dev/shm | awk 'NR==2 && $$4 >= 3000 {print "TMPDIR=/dev/shm"}')
# The other engines that search is measured beside stay out of the registry's own libraries.
BENCH := .venv-bench
SIZE ?= 20000
COPIES ?= 1000
CATALOGUES := $(wildcard registry/translations/*/LC_MESSAGES/messages.po)

.PHONY: help run run-real test browser compiled test-slow mutants mutants-machine mutants-rules lint format bench-search bench-search-page bench-weights bench-calibrate bench-pages bench-reports bench-load texts lock clean

help:
	@echo "make run [PORT=8000] [INSTANCE=folder]   set everything up and serve the demonstration"
	@echo "make run-real [PORT] [INSTANCE]          the same without a demonstration"
	@echo "make test [ARGS=...]                     set everything up and run all checks"
	@echo "make test-slow                           the long suites"
	@echo "make mutants [CASES=\"u03 w18\"]          whether the tests of abuse cases notice planted defects"
	@echo "make mutants-rules [MANY=60 SEED=1]      how many words of the rules can be turned around unnoticed"
	@echo "make mutants-machine                     how often the state machine of the review finds planted bugs"
	@echo "make bench-search [SIZE=20000]           relevance and speed of search, beside other engines"
	@echo "make bench-search-page [SIZE=20000]      the whole search page over HTTP, and the memory of its processes"
	@echo "make bench-weights                       what each weight of the order of search is worth"
	@echo "make bench-calibrate                     speed of the adjusted scores of a large panel, beside raw means"
	@echo "make bench-pages                         speed of the pages of a campaign of 5,000 nominations"
	@echo "make bench-reports [SIZE=20000] [COPIES=1000] [ARGS=\"--clock processor\"]   speed of the pages of figures, beside the bare rows"
	@echo "make bench-load [SIZE=20000]             two hundred people at work for ten minutes"
	@echo "make lint, format, texts, lock, clean"

run-real: $(VENV)/.run.stamp $(VENV)/.texts.stamp
	@INSTANCE="$(INSTANCE)" $(BIN)/python -m registry setup
	@INSTANCE="$(INSTANCE)" exec $(BIN)/python -m registry serve --port $(PORT)

run: $(VENV)/.run.stamp $(VENV)/.texts.stamp
	@INSTANCE="$(INSTANCE)" REGISTRY_DEMONSTRATION=1 $(BIN)/python -m registry demo load --port $(PORT)
	@INSTANCE="$(INSTANCE)" REGISTRY_DEMONSTRATION=1 exec $(BIN)/python -m registry serve --port $(PORT)

# What Python has compiled once it does not compile again in each of the processes of a test run.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	@$(MAKE) --no-print-directory -j 2 browser compiled lint
	$(QUICK_TMP) $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not slow" $(ARGS)

browser:
	@scripts/browser.sh

compiled:
	@$(BIN)/python -m pytest -qq --collect-only -n 0 -p no:cacheprovider > /dev/null

test-slow: $(VENV)/.test.stamp $(VENV)/.texts.stamp browser
	@scripts/scanner.sh
	@scripts/office.sh
	$(BIN)/python -m pytest -m slow -o faulthandler_timeout=1800 $(ARGS)

# One safeguard after the other is taken away: the tests of exactly that abuse case must fail.
mutants: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(BIN)/python -m tests.mutants.run $(CASES)

# One bug of the review after the other is planted: the state machine must find it in four of five runs.
mutants-machine: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(BIN)/python -m tests.mutants.machine $(CASES)

# One word of the rules after the other is turned around: nine of ten must be noticed.
mutants-rules: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(BIN)/python -m tests.mutants.rules $(or $(MANY),60) $(or $(SEED),1)

lint: $(VENV)/.test.stamp
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/lint-imports --no-cache 2>&1 | tail -n 4; exit $${PIPESTATUS[0]}
	$(BIN)/mypy --no-error-summary

format: $(VENV)/.test.stamp
	$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

bench-search: $(BENCH)/.stamp
	$(BENCH)/bin/python benchmarks/search.py
	$(BENCH)/bin/python -m benchmarks.finding --size $(SIZE) $(ARGS)

bench-search-page: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(BIN)/python benchmarks/search_page.py --size $(SIZE) $(ARGS)

bench-weights: $(VENV)/.test.stamp
	$(BIN)/python benchmarks/weights.py

bench-calibrate: $(VENV)/.test.stamp
	$(BIN)/python benchmarks/calibrate.py

bench-pages: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(BIN)/python benchmarks/pages.py

bench-load: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(BIN)/python benchmarks/office_hours.py --size $(SIZE) $(ARGS)
	$(BIN)/python benchmarks/hostile.py --size $(SIZE)

# Both scripts take ARGS, so it holds only what both know; each has its size from a name of its own.
bench-reports: $(VENV)/.test.stamp $(VENV)/.texts.stamp
	$(if $(findstring --size,$(ARGS))$(findstring --models,$(ARGS)),$(error Say SIZE=... for models and COPIES=... for copies, not in ARGS))
	$(BIN)/python benchmarks/reports.py --size $(COPIES) $(ARGS)
	$(BIN)/python benchmarks/overview.py --models $(SIZE) $(ARGS)

# Collect the texts of the program into the catalogues; then fill in what is new.
texts: $(VENV)/.test.stamp
	scripts/texts.sh

$(BIN)/uv: requirements-uv.lock
	@test -n "$(PY)" || { echo "Python 3.11 or newer with venv is needed. Debian/Ubuntu: apt-get install -y python3-venv"; exit 1; }
	@$(PY) -m venv $(VENV)
	@$(BIN)/python -m pip $(PIP_FLAGS) -r requirements-uv.lock
	@touch $@
# uv installs from the same hash-pinned file in seconds; pip is the fallback (same file, slower).
define install
	@scripts/system.sh
	@echo "Installing the libraries of $(1)"
	@UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=$(or $(2),$(VENV)) $(BIN)/uv --quiet pip install --require-hashes --no-deps --only-binary :all: --compile-bytecode -r $(1) \
	 || { echo "uv could not install; trying pip"; $(or $(2),$(VENV))/bin/python -m pip $(PIP_FLAGS) -r $(1); }
endef
$(VENV)/.run.stamp: requirements.lock $(BIN)/uv
	$(call install,requirements.lock)
	@scripts/command.sh $(VENV)
	@touch $@
$(VENV)/.test.stamp: requirements-test.lock $(BIN)/uv
	$(call install,requirements-test.lock)
	@scripts/command.sh $(VENV)
	@touch $@ $(VENV)/.run.stamp
$(BENCH)/.stamp: requirements-bench.lock $(BIN)/uv
	@$(PY) -m venv $(BENCH)
	$(call install,requirements-bench.lock,$(BENCH))
	@touch $@
$(VENV)/.texts.stamp: $(CATALOGUES) $(VENV)/.run.stamp
	@$(BIN)/pybabel -q compile -d registry/translations 2>/dev/null
	@touch $@

lock: $(BIN)/uv
	echo 'uv==0.13.9' | $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-emit-index-url - -o requirements-uv.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --extra bench -c requirements.lock pyproject.toml -o requirements-bench.lock

clean:
	rm -rf $(VENV) $(BENCH)
