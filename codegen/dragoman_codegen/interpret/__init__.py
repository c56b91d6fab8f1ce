"""Interpreter of plans, for tests and explanations: the reference that generated code must agree with.

Public: `entry_points.Adapter`, and `recording.Recorder`, which keeps what the interpreter did.
"""
