# The doors of the project for a shell: `make run`, `make test`, `make check`. Everything else is `manage.py help`.
SHELL := /bin/sh
PY := .venv/bin/python
ARGS ?=

.PHONY: run test check bench soak messages lock setup

run: setup
	@$(PY) manage.py prepare && exec $(PY) manage.py serve $(ARGS)

test: setup
	@$(PY) tools/test.py $(ARGS)

check: setup
	@$(PY) tools/check.py

bench: setup
	@$(PY) tools/bench.py

soak: setup
	@$(PY) tools/soak.py $(ARGS)
	@$(PY) tools/soak_desk.py

# Extracts interface strings into locale/ (needs gettext).
messages: setup
	@$(PY) manage.py makemessages --locale fr --no-location --no-wrap --no-obsolete

# Refreshes the hashed lock from pyproject.toml (needs uv). The lock names no address.
lock:
	@uv pip compile pyproject.toml --quiet --all-extras --group test --universal --python-version 3.12 \
	    --generate-hashes --no-header --upgrade -o requirements.txt

setup:
	@python=$$(tools/find-python) && "$$python" tools/setup.py
