"""Expressions: names are looked up in the types of a half, and the type of each result is inferred."""
