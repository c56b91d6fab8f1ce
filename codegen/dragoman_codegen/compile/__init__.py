"""Compilation of hub, protocols and providers into one program, with quirks applied.

Public: `program.compile_all`.
"""
