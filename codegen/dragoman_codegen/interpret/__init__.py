"""Interpreter of plans, for tests: the reference that generated code must agree with.

Public: `entry_points.Adapter`.
"""
