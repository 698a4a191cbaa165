# `make run` starts the demo, `make test` runs every check. Nothing else is needed to begin.

VENV := .venv
PYTHON := $(VENV)/bin/python
FLASK := $(VENV)/bin/flask
PACKAGES := -p models -p correspondence -p browser -p admin_views -p public_views -p commands -p jobs
WORKERS ?= 2
# Thousands of little databases are made and thrown away: in memory where there is room.
SCRATCH := $(shell mktemp -d -p $$(test -w /dev/shm && echo /dev/shm || echo /tmp))
TOOLS := chromium-headless-shell libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils postgresql postgresql-common fonts-liberation openssl

.PHONY: assets run test tools lint types sqlite postgresql promises bench clean

run: $(VENV)/installed .env
	@$(FLASK) db upgrade
	@$(FLASK) demo load --once
	@$(FLASK) demo welcome
	@$(VENV)/bin/honcho start

$(VENV)/installed: requirements.txt
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.env: | $(VENV)/installed
	$(PYTHON) -m commands.first_settings > .env.new && mv .env.new .env

# mypy has work for one processor only, and the tests on SQLite wait for others now and then.
test: tools $(VENV)/installed-dev
	@$(MAKE) --no-print-directory --jobs=2 checks sqlite
	@$(MAKE) --no-print-directory postgresql

checks: lint types

# What the tests drive besides Python. Installed when root, else asked for in one line.
tools:
	@missing=""; for package in $(TOOLS); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	  else \
	    echo "The tests need more. Run: sudo apt-get install --no-install-recommends$$missing"; exit 1; \
	  fi; \
	fi

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/installed-dev
	$(VENV)/bin/mypy --strict $(PACKAGES) -m app

sqlite: $(VENV)/installed-dev
	$(PYTHON) -m pytest -q -n $(WORKERS) --dist worksteal --basetemp=$(SCRATCH)/sqlite

# The same tests again, as far as they touch the database, on a throwaway cluster.
postgresql: $(VENV)/installed-dev
	pg_virtualenv -t -o fsync=off -o max_connections=200 sh -c \
	  'TEST_DATABASE="postgresql://$$PGUSER:$$PGPASSWORD@$$PGHOST:$$PGPORT/$$PGDATABASE" $(PYTHON) -m pytest -q -n $(WORKERS) --dist worksteal --basetemp=$(SCRATCH)/postgresql'

# What this makes is committed, so running and testing need no Node.
assets:
	cd admin_views/theme && npm ci --ignore-scripts --no-audit --no-fund --legacy-peer-deps && node build.mjs

promises: $(VENV)/installed-dev
	@$(PYTHON) -m tests.promises

bench: $(VENV)/installed-dev
	$(PYTHON) -m bench

clean:
	rm -rf $(VENV) var .env
