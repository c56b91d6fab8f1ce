"""Validation of wire bodies against tables of their declared shapes."""

from dragoman.library.shapes.table import Check, OneOf, Shape, Shapes, Words, Wrong

__all__ = ["Check", "OneOf", "Shape", "Shapes", "Words", "Wrong"]
