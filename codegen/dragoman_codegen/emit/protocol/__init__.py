"""Modules of a protocol, one for each file of its spec."""
