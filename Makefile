PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := data/reports/2020-08-19_convoy_and_rockets.txt
PUBLISHED := 2020-08-19

.PHONY: help demo test lint types docs notebooks data clean

help:
	@echo "make demo   install and turn a sample report into a map in out/"
	@echo "make test   install with the test extra and run the whole suite"
	@echo "make lint   ruff; make types  mypy --strict; make docs  the documentation"
	@echo "make notebooks  run the notebooks and store them with their pictures"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

# the stamp files stand for what is installed; pyproject.toml says what that is
$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[test,lint,docs]"
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	$(BIN)/badia-geo map $(REPORT) --published $(PUBLISHED) -o out/
	@echo "the map: out/map.png, and out/map.html for a browser"

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test
	$(BIN)/mypy

docs: $(VENV)/.installed-test
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

notebooks: $(VENV)/.installed-test
	$(BIN)/python scripts/run_notebooks.py

clean:
	rm -rf $(VENV) out build dist docs/_build
