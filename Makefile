# Everything is done by bootstrap.py, which also runs where there is no make.
PYTHON ?= python3
export PORT SERVE

.DEFAULT_GOAL := help
.PHONY: demo test test-long bench lint lock help

demo test test-long bench lint lock help:
	@$(PYTHON) bootstrap.py $@
