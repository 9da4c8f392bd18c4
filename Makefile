# The QA portal. `make` alone says what there is.
PORT ?= 8000
DEMO ?= 1
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

# This machine alone, over plain HTTP. The demo's data and one's own are kept apart.
export LOCAL_HTTP := 1
export PYTHONDONTWRITEBYTECODE :=
run: export DEMO := $(DEMO)
run: export VAR_DIR := $(CURDIR)/var/$(if $(filter 0,$(DEMO)),own,demo)
run: export PUBLIC_URL := http://127.0.0.1:$(PORT)

.PHONY: help run administrator backup restore test faults mutants lint fmt diagrams requirements hostile scan bench
help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

run: ## the portal on this machine, with a demo council (PORT=8001 elsewhere; DEMO=0 an empty one of your own)
	@tools/setup run && LOG_LEVEL=ERROR .venv/bin/python manage.py prepare && exec .venv/bin/python tools/supervise.py --port $(PORT) --with-parent

administrator: ## the first administrator of the empty portal that make run DEMO=0 starts
	@VAR_DIR=$(CURDIR)/var/own .venv/bin/python manage.py create_administrator

backup: ## database, documents and key of your own portal, while it runs: make backup TO=folder (VAR_DIR, DATABASE_URL elsewhere)
	@python3 tools/backup.py backup "$${VAR_DIR:-var/own}" "$(TO)"

restore: ## a backup into an empty place: make restore FROM=folder (VAR_DIR, DATABASE_URL elsewhere)
	@python3 tools/backup.py restore "$${VAR_DIR:-var/own}" "$(FROM)"

test: ## everything: lint, imports, unit, integration, journeys in a browser, house rules, faults
	@tools/setup test && exec tools/test

faults: ## everything broken on purpose: kills, restarts, frozen queues, full disks; writes docs/faults.md (an hour; goes on where it was; ONLY=R1; ONLY=--breaks breaks what they guard)
	@tools/setup test && LOCAL_HTTP=1 .venv/bin/python -m tests.faults $(ONLY)

hostile: ## forms fuzzed 10,000 times, sixty payloads everywhere, attacks on sign-in, hostile files; writes docs/hostile.md (an hour; goes on where it was; ONLY=R20)
	@tools/setup test && ONLY="$(ONLY)" exec tools/hostile

scan: ## bandit, semgrep, pip-audit, wapiti and sqlmap, against a demo that it starts itself; reports to var/scan/
	@tools/setup test && exec .venv/bin/python tools/scan.py $(ONLY)

mutants: ## one thing changed in deadlines, permissions, transitions: does a test notice? writes docs/mutants.md (an hour; ONLY="working days")
	@tools/setup test && LOCAL_HTTP=1 .venv/bin/python -m tests.mutants $(if $(ONLY),"$(ONLY)") $(WITH)

lint: ## the style and the import contract
	@.venv/bin/ruff check && .venv/bin/ruff format --check && .venv/bin/lint-imports

fmt: ## format the code
	@.venv/bin/ruff check --fix && .venv/bin/ruff format

diagrams: ## draw the state diagrams again from the code
	@.venv/bin/python manage.py draw_states

requirements: ## lock the packages again after a change of pyproject.toml (needs uv)
	@uv lock && uv export -q --frozen --no-annotate --no-header --no-dev -o requirements.txt && uv export -q --frozen --no-annotate --no-header -o requirements-dev.txt

bench: ## the figures, each beside its goal, on a PostgreSQL of its own (a quarter of an hour; SIZES="10000 1000000")
	@tools/setup test && exec .venv/bin/python -m tests.bench $(if $(SIZES),--sizes $(SIZES))
