"""Shapes of wire bodies as data, and the checks that are compiled from them.

A type is written as its name, `[type]` for a list, or `(type, type)` for alternatives. Names are `str`, `int`, `num`,
`bool`, `json` (any value) and the names of the table. A record is a dict of its fields; `OneOf` is a union with a tag;
`Words` is a fixed set of strings. Fields may be absent or null unless the table lists them as required.

A check first tests the whole body without a report, because almost every body has the declared shape. This test is
compiled to Python functions, one for each shape, when a check is first called. Only a body that fails it is walked
again in the order of the table, to report each mismatch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

from dragoman.library.shapes.compiled import OneOf, Shape, Words, compiled

__all__ = ["Check", "OneOf", "Shape", "Shapes", "Words", "Wrong"]

# holder, key, expected ("" where a required key is missing), and the union of the value, or of the items of the list
Wrong = Callable[[Any, Any, str, OneOf | None], None]
Check = Callable[[Any, Wrong], None]
Fits = Callable[[Any], bool]

CLASSES: Final[dict[str, tuple[type, ...]]] = {"str": (str,), "int": (int,), "bool": (bool,), "num": (int, float)}
NAMES: Final = {"str": "a string", "int": "an integer", "bool": "a boolean", "num": "a number", "json": "anything"}


class Shapes:
    """A table of shapes. With `required` (name -> keys) the check is strict: tags and required keys must be present."""

    def __init__(self, table: Mapping[str, Shape], required: Mapping[str, Collection[str]] | None = None) -> None:
        self.table = table
        self.strict = required is not None
        self.required = required or {}

    def extend(self, table: Mapping[str, Shape]) -> Shapes:
        """Return a table with further shapes. Fields of a known record are added to it or replace its own."""
        merged = dict(self.table)
        for name, shape in table.items():
            known = merged.get(name)
            both = isinstance(known, Mapping) and isinstance(shape, Mapping)
            merged[name] = {**known, **shape} if both else shape  # type: ignore[dict-item]
        return Shapes(merged, self.required if self.strict else None)

    def check(self, root: str) -> Check:
        """Return the check of a shape. It calls `wrong(holder, key, expected, union)` for each mismatch."""
        fits: Fits | None = None

        def check(it: Any, wrong: Wrong) -> None:
            nonlocal fits
            if fits is None:
                fits = compiled(self.table, self.required, self.strict, root)
            if not fits(it):
                self._report(root, it, wrong)

        check.undeclared = partial(self.undeclared, root)  # type: ignore[attr-defined]
        return check

    def undeclared(self, kind: Any, value: Any, path: str = "") -> Iterator[str]:
        """Yield the paths of the fields of a value that its type does not declare, without positions in lists."""
        if isinstance(kind, tuple):
            kind = next((member for member in kind if self._classes(kind) and self._allows(member, value)), "json")
        if isinstance(kind, list):
            for item in value if value.__class__ is list else ():
                yield from self.undeclared(kind[0], item, path)
            return
        shape, tag = self.table.get(kind), ""
        if isinstance(shape, OneOf) and value.__class__ is dict:
            tag = shape.tag
            word = value.get(tag) or shape.default
            shape = self.table.get(shape.cases.get(word, "") if isinstance(word, str) else "")
        if not isinstance(shape, Mapping) or value.__class__ is not dict:
            return
        for key, inner in value.items():
            below = f"{path}.{key}" if path else key
            if key in shape:
                yield from self.undeclared(shape[key], inner, below)
            elif key != tag:
                yield below

    def _classes(self, kind: Any) -> tuple[type, ...]:
        """The classes that a value may be of; () for any."""
        if isinstance(kind, tuple):
            found = [self._classes(member) for member in kind]
            return tuple(dict.fromkeys(one for classes in found for one in classes)) if all(found) else ()
        if isinstance(kind, list):
            return (list,)
        if kind == "json":
            return ()
        return CLASSES.get(kind) or ((str,) if isinstance(self.table[kind], Words) else (dict,))

    def _report(self, name: str, it: Any, wrong: Wrong) -> None:
        """Report the mismatches inside a value of the class that its shape requires."""
        shape = self.table[name]
        if isinstance(shape, OneOf):
            self._report_union(shape, it, wrong)
        elif isinstance(shape, Mapping):
            required = self.required.get(name, ())
            for key, kind in shape.items():
                self._report_field(it, key, kind, key in required, wrong)

    def _report_union(self, shape: OneOf, it: Any, wrong: Wrong) -> None:
        tag = it.get(shape.tag) or shape.default or it.get(shape.tag)
        if self.strict and not isinstance(tag, str):
            wrong(it, shape.tag, "a string" if shape.tag in it else "", None)
        elif self.strict and tag not in shape.cases and not shape.open and not shape.default:
            wrong(it, shape.tag, _either(shape.cases), None)
        elif isinstance(tag, str) and tag in shape.cases:
            self._report(shape.cases[tag], it, wrong)

    def _report_field(self, it: Any, key: str, kind: Any, required: bool, wrong: Wrong) -> None:
        value = it.get(key)
        if value is None and (not required or kind == "json" and key in it):
            return
        if value is None:
            wrong(it, key, self._expected(kind) if key in it else "", None)
        elif not self._allows(kind, value):
            wrong(it, key, self._expected(kind), self._union_in(kind))
        else:
            self._report_inside(kind, value, wrong)

    def _report_inside(self, kind: Any, value: Any, wrong: Wrong) -> None:
        if isinstance(kind, tuple):
            for member in kind if self._classes(kind) else ():
                if self._allows(member, value):
                    self._report_inside(member, value, wrong)
                    return
        elif isinstance(kind, list):
            for at, item in enumerate(value) if self._classes(kind[0]) else ():
                if self._allows(kind[0], item):
                    self._report_inside(kind[0], item, wrong)
                else:
                    wrong(value, at, self._expected(kind[0]), self._union_in(kind[0]))
        elif kind not in NAMES:
            self._report(kind, value, wrong)

    def _allows(self, kind: Any, value: Any) -> bool:
        """Whether a value is of an allowed class, and one of the words where these are fixed."""
        if isinstance(kind, tuple):
            return any(self._allows(member, value) for member in kind)
        words = self.table.get(kind) if isinstance(kind, str) else None
        if isinstance(words, Words):
            return value in words
        classes = self._classes(kind)
        return not classes or value.__class__ in classes

    def _union_in(self, kind: Any) -> OneOf | None:
        """Return the union that a type is, or that the items of a list are."""
        if isinstance(kind, tuple | list):
            return next(filter(None, map(self._union_in, kind)), None)
        shape = self.table.get(kind)
        return shape if isinstance(shape, OneOf) else None

    def _expected(self, kind: Any) -> str:
        if isinstance(kind, tuple):
            return " or ".join(map(self._expected, kind))
        if isinstance(kind, list):
            return "a list"
        shape = self.table.get(kind)
        return NAMES.get(kind) or (_either(shape) if isinstance(shape, Words) else "an object")


def _either(words: Collection[str]) -> str:
    """`'a', 'b' or 'c'`"""
    quoted = [f"'{word}'" for word in words]
    return " or ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)
