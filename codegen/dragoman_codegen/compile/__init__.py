"""Compilation of whole protocols and providers, and the differences between them."""
