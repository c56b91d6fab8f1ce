"""Mutation test of the compiler: random edits of the real specs, always the same ones.

Mutant number N is one edit of one spec file. It must be reported with a position, or compile to modules that can be
imported and agree with the interpreter. `python -m tools.mutations` runs many, tests/codegen/test_mutations.py some.
"""
