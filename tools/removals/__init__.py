"""Removal search: each entry of each rule of a protocol is removed in turn, and the compiler judges what remains.

A removal is a fault of the compiler if it compiles and a value that the entry carried is then lost without a recorded
loss. docs/architecture.md states what the check takes for carried.
"""
