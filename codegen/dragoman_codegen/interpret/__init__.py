"""Interpreter of plans, for tests and explanations: the reference that generated code must agree with.

Public: `entry_points.Adapter`, its parts in `rules`, `rows`, `frames` and `patches`, and `recording.Recorder`, which
keeps what the interpreter did, with `snapshots` of values that change.
"""
