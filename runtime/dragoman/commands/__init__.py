"""The command line. One module for each command; `cli` parses arguments and dispatches.

Public name: `cli.main`. `serve`, `run`, `auth`, `translate` and `providers` implement the commands, `auth_actions` the
actions of `dragoman auth`, `screen` their terminal output.
"""
