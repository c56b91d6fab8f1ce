"""Compiler from shape tables to functions that test whether a value has the shape of its name.

The functions are straight-line Python because they run for each streamed event: closures over the table take 1.75 to
2 times the time. A record with many optional fields, of which a body has a few, is tested by the fields that it has.

Safety of `exec`: the source is made only from shape tables that are generated from the specs and checked in. No
request, response or configuration value reaches it. Names of shapes must be identifiers, and field names, tags and
words enter the source through `repr`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, cast


class OneOf:
    """A union: `cases` from a tag to a name. `default`: the tag of an object without one; `open`: other tags fit."""

    def __init__(self, tag: str, cases: dict[str, str], default: str = "", open: bool = False) -> None:
        self.tag, self.cases, self.default, self.open = tag, cases, default, open


class Words(tuple[str, ...]):
    """A fixed set of strings."""

    __slots__ = ()


CLASS_IS = "type(value) is "
PLAIN = frozenset(f"{CLASS_IS}{name}" for name in ("str", "int", "bool", "list"))
MANY_FIELDS = 12  # optional ones of a record that is tested by the fields that a body has

Shape = Mapping[str, Any] | OneOf | Words
Table = Mapping[str, Shape]


def compiled(table: Table, required: Mapping[str, Collection[str]], strict: bool, root: str) -> Callable[[Any], bool]:
    """Return the test of the shape `root`, with those of all shapes that it refers to.

    Raises ValueError if the name of a shape is not an identifier.
    """
    source = _Source(table, required, strict)
    source.add(root)
    while source.pending:
        source.write(source.pending.pop())
    namespace: dict[str, Any] = {}
    exec("\n".join(source.lines), namespace)
    return cast(Callable[[Any], bool], namespace[f"fits_{root}"])


class _Source:
    """The source text of the tests."""

    def __init__(self, table: Table, required: Mapping[str, Collection[str]], strict: bool) -> None:
        self.table, self.required, self.strict = table, required, strict
        self.lines: list[str] = []
        self.names: set[str] = set()
        self.pending: list[str] = []

    def add(self, name: str) -> str:
        """Return the function name of a shape's test; its source is written later."""
        if not name.isidentifier():
            raise ValueError(f"shape table: {name!r} is not an identifier; rename the type in the spec")
        if name not in self.names:
            self.names.add(name)
            self.pending.append(name)
        return f"fits_{name}"

    def write(self, name: str) -> None:
        shape = self.table[name]
        body = self._union(shape) if isinstance(shape, OneOf) else self._record(name, cast(Mapping[str, Any], shape))
        self.lines += [f"def fits_{name}(it):", *(f"    {line}" for line in body)]

    def _record(self, name: str, fields: Mapping[str, Any]) -> list[str]:
        lines: list[str] = []
        optional: dict[str, str] = {}
        for key, kind in fields.items():
            test = self._fits(kind, "value")
            if key in self.required.get(name, ()):
                lines += [f"if {key!r} not in it: return False", f"value = it[{key!r}]"]
                lines += [f"if not ({test}): return False"] if test else []
            elif test:
                optional[key] = test
        if len(optional) >= MANY_FIELDS:
            return [*lines, *self._present(name, optional), "return True"]
        for key, test in optional.items():
            lines += [f"value = it.get({key!r})", f"if value is not None and not ({test}): return False"]
        return [*lines, "return True"]

    def _present(self, name: str, tests: Mapping[str, str]) -> list[str]:
        """The test of the fields that a record has: those of plain classes by class, others each by a function."""
        plain = {key: test.removeprefix(CLASS_IS) for key, test in tests.items() if test in PLAIN}
        others = {key: f"lambda value: {test}" for key, test in tests.items() if key not in plain}
        for table, values in ((f"classes_{name}", plain), (f"tests_{name}", others)):
            self.lines.append(f"{table} = {{{', '.join(f'{key!r}: {value}' for key, value in values.items())}}}")
        return [
            "for key, value in it.items():",
            f"    kind = classes_{name}.get(key)",
            "    if kind is not None:",
            "        if type(value) is not kind and value is not None: return False",
            "    elif value is not None:",
            f"        test = tests_{name}.get(key)",
            "        if test is not None and not test(value): return False",
        ]

    def _union(self, shape: OneOf) -> list[str]:
        lines = [f"tag = it.get({shape.tag!r}) or {shape.default!r}"]
        lines += [f"if type(tag) is not str or not tag: return {not self.strict}"]
        for tag, name in shape.cases.items():
            lines.append(f"if tag == {tag!r}: return {self.add(name)}(it)")
        return [*lines, f"return {shape.open or bool(shape.default) or not self.strict}"]

    def _fits(self, kind: Any, value: str) -> str:
        """The expression that is true for a value of a type; empty where any value is."""
        if isinstance(kind, tuple):
            tests = [self._fits(member, value) for member in kind]
            return " or ".join(f"({test})" for test in tests) if all(tests) else ""
        if isinstance(kind, list):
            item = self._fits(kind[0], "item")
            return f"type({value}) is list" + (f" and {self._items(item)}({value})" if item else "")
        if kind == "json":
            return ""
        if kind == "num":
            return f"type({value}) is int or type({value}) is float"
        if kind in ("str", "int", "bool"):
            return f"type({value}) is {kind}"
        shape = self.table[kind]
        if isinstance(shape, Words):
            return f"{value} in {tuple(shape)!r}"
        return f"type({value}) is dict and {self.add(kind)}({value})"

    def _items(self, test: str) -> str:
        """Write the test of a list and return its function name."""
        name = f"items_{len(self.lines)}"
        self.lines += [f"def {name}(items):", "    for item in items:", f"        if not ({test}): return False"]
        self.lines.append("    return True")
        return name
