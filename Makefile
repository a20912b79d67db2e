# The commands of everyday work. `make help` lists them; CONTRIBUTING.md explains them.

PYTHON_IN_VENV := .venv/bin/python
# The tests alone may take this many seconds before they are ended.
TEST_SECONDS := 1500
# Tests also wait: for servers, keys and windows, so three workers keep two cores busy. Each begins with a run of
# neighbouring tests, so that what a file's tests share is made once, and helps the others when it is done.
WORKERS := -n 3 --dist worksteal
OF_THE_WINDOW := -m "not sweep" tests/gui
# Debian keeps the database server there, and a plain user's PATH does not name it.
export PATH := $(PATH):/usr/sbin:/sbin
# What is checked: every folder of ours that is there.
SOURCES := $(wildcard main.py wizard sync storage tests benchmarks)

.DEFAULT_GOAL := help
.PHONY: help demo run test check types-linux types-windows unit bench window sweep lock format messages screenshots clean prepare-test prepare-demo prepare-run

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 18

demo: prepare-demo ## set up, then run the main job on sample data; with a display the window opens after it
	$(PYTHON_IN_VENV) main.py demo
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && [ -z "$$CI" ]; then \
	    echo "The window opens; try the sample shop in it."; \
	    nohup $(PYTHON_IN_VENV) main.py >/dev/null 2>&1 & \
	fi

run: prepare-run ## set up, then open the window
	$(PYTHON_IN_VENV) main.py

test: prepare-test check unit ## set up, then check and test everything

check: prepare-test ## style, types for Linux and Windows, and which room may import which
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(MAKE) --no-print-directory --jobs 2 --output-sync types-linux types-windows
	.venv/bin/lint-imports

# Parts of `check`, each on a core of its own.

types-linux:
	.venv/bin/mypy $(SOURCES)

types-windows:
	.venv/bin/mypy --platform win32 --cache-dir .mypy_cache/win32 $(SOURCES)

# Keys and clicks go through the screen's server and a window manager, which a busy machine may leave waiting. A test of
# the window that fails is said and tried once more, alone; what fails again has failed. No other test gets that.
unit: check
	timeout --kill-after=20 $(TEST_SECONDS) $(PYTHON_IN_VENV) -m pytest $(WORKERS) -m "not sweep" --ignore tests/gui
	timeout --kill-after=20 $(TEST_SECONDS) $(PYTHON_IN_VENV) -m pytest $(WORKERS) $(OF_THE_WINDOW) || \
	    timeout --kill-after=20 $(TEST_SECONDS) $(PYTHON_IN_VENV) -m pytest -n 0 $(OF_THE_WINDOW) \
	        --last-failed --last-failed-no-failures none

bench: prepare-test ## measure, and print ratios
	$(PYTHON_IN_VENV) -m benchmarks

window: prepare-test ## only the tests of the window
	$(PYTHON_IN_VENV) -m pytest $(WORKERS) $(OF_THE_WINDOW)

sweep: prepare-test ## the long searches that `make test` leaves out
	$(PYTHON_IN_VENV) -m pytest $(WORKERS) -m sweep --timeout 1800 --hypothesis-profile sweep

lock: ## choose exact versions anew for every requirements lock
	.ci/lock

format: prepare-test ## put the code into its usual form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages: prepare-test ## gather what the program says into assets/locale, and name what has no translation
	$(PYTHON_IN_VENV) -m wizard.catalogues

screenshots: prepare-test ## write pictures of every screen into screenshots/
	xvfb-run --auto-servernum --server-args "-screen 0 2560x1600x24 -dpi 96" \
	    $(PYTHON_IN_VENV) -m tests.gui.screenshots screenshots

clean: ## remove the environment and all that was made
	rm -rf .venv build dist screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .demo .bench
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

prepare-test prepare-demo prepare-run: prepare-%:
	@.ci/prepare $*
