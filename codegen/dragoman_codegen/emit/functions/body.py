"""Lines and local variables of one function under construction."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dragoman_codegen.emit.source.layout import is_group, split_clauses, split_key, split_top
from dragoman_codegen.emit.types import py_type
from dragoman_codegen.model import plan
from dragoman_codegen.model.library import all_filters
from dragoman_codegen.model.types import Either, ListOf, Prim, Ref, Scope, Tagged, Type, Words, snake

WIDTH = 120
RESERVED = {
    *keyword.kwlist,
    *keyword.softkwlist,
    *dir(builtins),
    "it",
    "context",
    "self",
    "hub",
    "passes",
    "x",
    "y",
    "made",
    "blocks",
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """The parts of an expression `value if test else None`. `sure`: the value is never None."""

    test: str
    value: str
    sure: bool


class Body:
    """The lines of a function, its variables, and what is known of their values.

    `filters` collects the names of the filters that are called.
    """

    def __init__(
        self,
        filters: set[str],
        scopes: dict[str, Scope],
        tables: dict[str, plan.Table],
        rules: dict[str, plan.Rule],
        half: str,
    ) -> None:
        self.filters, self.scopes, self.tables, self.rules, self.half = filters, scopes, tables, rules, half
        self.lines: list[str] = []
        self.depth = 2
        self.used: set[str] = set()
        self.memo: list[dict[tuple[str, str], str]] = [{}]
        self.made: dict[str, str] = {}
        self.heads: dict[str, str] = {
            "it": "it",
            "request": "self.context.client_request",
            "response.created": "self.context.created",
            "signatures": "self.context.signatures",
        }
        self.keys: dict[str, str] = {}  # expression of a field -> the field's key, a name for its variable
        self.guarded: dict[str, Guarded] = {}  # by their expression
        self.filtered: frozenset[plan.Path] = frozenset()  # lists of which several parts are used, each by its tags
        self.narrowed: dict[str, tuple[str, plan.Narrow]] = {}  # expression of such a part -> the list, and the tags
        self.present: set[str] = set()  # variables whose value is true in the block being written
        self.values: set[str] = set()  # heads whose first step is a local variable of that name (stream writers)
        self.written: Callable[[str], str] = str  # how a record of the protocol is written
        self.redeclared: Callable[[str], bool] = lambda written: False  # whether the provider declares this record
        self.reserved: Collection[str] = ()  # names that no variable may have, beside RESERVED
        self.ctx = "self.context"
        self.inherited = ""  # a call whose result is the object that the function adds to; or nothing, if `nullable`
        self.nullable = False
        self.untyped = False  # the source has no declared type in Python

    def line(self, text: str = "") -> None:
        self.lines.append("    " * self.depth + text if text else "")

    def text(self, lines: list[str]) -> None:
        for line in lines:
            self.line(line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.line(head)
        with self.indented():
            yield

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Write the lines of a block: names that it introduces are not known after it."""
        present = self.present
        self.present = set(present)
        self.memo.append({})
        self.depth += 1
        yield
        self.depth -= 1
        self.memo.pop()
        self.present = present

    @contextmanager
    def block_if(self, expr: str) -> Iterator[None]:
        """Write the block of an `if` whose test is this expression."""
        with self.block(f"if {self.condition(expr)}:"):
            self.assume(expr)
            yield

    def guard(self, test: str, value: str, sure: bool = False) -> str:
        """Return the expression of a value that is None unless the test holds."""
        expr = f"{value} if {test} else None"
        self.guarded[expr] = Guarded(test, value, sure)
        return expr

    def condition(self, expr: str) -> str:
        """Return a test that holds if the value of the expression is true."""
        found = self.guarded.get(expr)
        return f"{found.test} and {found.value}" if found else expr

    def assume(self, expr: str) -> None:
        """Record that the value of the expression is true in the rest of the block."""
        found = self.guarded.get(expr)
        name = found.test if found else expr
        if name.isidentifier():
            self.present.add(name)

    def fresh(self, hint: str) -> str:
        name = re.sub(r"\W", "_", snake(hint)).strip("_") or "value"
        name = f"n{name}" if name[0].isdigit() else name
        if (
            name in RESERVED
            or name in self.reserved
            or name in {f.rstrip("_") for f in all_filters()}
            or name in self.scopes
        ):
            name += "_"
        base, n = name, 2
        while name in self.used:
            name, n = f"{base}{n}", n + 1
        self.used.add(name)
        return name

    def type_name(self, kind: Type) -> str:
        match kind:
            case Ref(scope, name) if scope == "hub":
                return f"hub.{name}"
            case Ref(scope, name):
                shape = self.scopes[scope].shapes[name]
                if isinstance(shape, Tagged):
                    return "Any"
                if isinstance(shape, Words):
                    return "str"
                return self.written(name)
            case ListOf(item):
                return f"list[{self.type_name(item)}]"
            case Either(members):
                names = [self.type_name(member) for member in members]
                return "Any" if "Any" in names else " | ".join(dict.fromkeys(names))
            case Prim(name):
                return py_type(kind, next(iter(self.scopes.values())))
        raise AssertionError(kind)

    def assign(self, expr: str, hint: str) -> str:
        for known in self.memo:
            if (expr, "") in known:
                return known[(expr, "")]
        name = self.fresh(self.keys.get(expr, hint))
        self.line(f"{name} = {expr}")
        self.memo[-1][(expr, "")] = name
        return name

    def wide(self, before: str, expr: str) -> None:
        """Write a line; a long literal or list is broken at its commas, one level deep."""
        self._broken(before, expr, "")

    def _broken(self, before: str, expr: str, after: str) -> None:
        if len(before) + len(expr) + len(after) + 4 * self.depth <= WIDTH or not is_group(expr):
            self.line(before + expr + after)
            return
        clauses = split_clauses(expr[1:-1]) if expr[0] == "[" else []
        self.line(before + expr[0])
        self.depth += 1
        if len(clauses) > 1:
            for clause in clauses:
                self.line(clause)
        else:
            for part in split_top(expr[1:-1]):
                self.wide_part(part)
        self.depth -= 1
        self.line(expr[-1] + after)

    def wide_part(self, part: str) -> None:
        before, expr = split_key(part)
        if expr.startswith("*"):
            before, expr = before + "*", expr[1:]
        self._broken(before, expr, ",")
