"""Validation of wire bodies against tables of their declared shapes."""

from dragoman.library.shapes.table import Check, OneOf, Shapes, Words, Wrong

__all__ = ["Check", "OneOf", "Shapes", "Words", "Wrong"]
