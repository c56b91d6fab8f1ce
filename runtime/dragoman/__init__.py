"""Dragoman's runtime: bytes, HTTP, and the words in the middle; it knows no protocol."""

__version__ = "0.1.0"
