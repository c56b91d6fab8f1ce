"""The command line: one module for each command; `cli` parses arguments and dispatches."""
