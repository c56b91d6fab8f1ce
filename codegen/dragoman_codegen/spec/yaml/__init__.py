"""YAML files as trees with positions.

Public: `load.load`, `tree`, and `parsing.LIBYAML`.
"""
