"""Tracing of one exchange: what the interpreter did, and where each part of the result comes from."""
