"""The command line.

Public name: `cli.main`. Each folder has a `command` module, whose `add` declares the commands of one subject and
imports their implementation when one of them runs. `arguments` has what these modules share, `guard` the handling of
errors, `screen` terminal output.
"""
