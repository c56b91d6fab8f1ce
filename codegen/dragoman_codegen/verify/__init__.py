"""Verification of generated code: every module is imported, and every function gives what the interpreter gives.

Public: `check.verify`.
"""
