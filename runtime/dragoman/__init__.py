"""Dragoman's runtime: HTTP, streaming and configuration around the generated protocol adapters."""

__version__ = "0.1.0"
