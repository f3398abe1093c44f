# `make build` and `make test` each prepare the environment by themselves; only Python 3.11 or 3.12 is needed.
PYTHON ?= python3
UV := uv==0.13.8
BIN := .venv/bin
READY := .venv/.ready

.PHONY: build test bench mesures page lint

build: $(READY)
	$(BIN)/bassin build

test: $(READY) lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd dbt_project && ../$(BIN)/sqlfluff lint models tests analyses --disable-progress-bar

bench: $(READY)
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_emploi
	$(BIN)/python -m tests.bench_explorer

mesures: $(READY)
	$(BIN)/python -m tests.mesures_revenus

page: $(READY)
	$(BIN)/streamlit run explore.py

$(READY): uv.lock pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 12) else "Python 3.11 ou 3.12 est nécessaire, celui-ci est %d.%d : essayez `make PYTHON=python3.11`" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv sync --frozen --quiet --compile-bytecode
	@touch $(READY)
