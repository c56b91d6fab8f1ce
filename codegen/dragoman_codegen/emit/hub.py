"""The hub's module in the runtime: its types, and two tables that define the order of stream events."""

from __future__ import annotations

from dragoman_codegen.emit.types import emit_scope, repr_str
from dragoman_codegen.model.program import Hub
from dragoman_codegen.model.types import Scope

HEADER = '''"""The hub: the types that every protocol is read into and written from.

Generated from {source} by `make generate`. Do not edit: change the spec.
"""
'''


def emit_hub(hub: Hub, source: str) -> str:
    shapes = {name: shape for name, shape in hub.scope.shapes.items() if not name.endswith("Event")}
    declared = Scope(hub.scope.name, shapes, hub.scope.aliases)  # without the values of the events of a stream
    lines = [
        HEADER.format(source=source),
        "from __future__ import annotations",
        "",
        "from typing import Any, Final, Literal, NotRequired, TypedDict",
        "",
        *emit_scope(declared),
        "",
        "",
        "# For each block kind: fields known when it opens, the field that deltas extend, fields that may follow.",
        "KINDS: Final[dict[str, dict[str, Any]]] = {",
        *(f"    {repr_str(kind)}: {literal(about)}," for kind, about in hub.kinds.items()),
        "}",
        "",
        "# For each state of a stream: the events that may follow, and the state that each leads to.",
        "MOVES: Final[dict[str, dict[str, str]]] = {",
        *(f"    {repr_str(state)}: {literal(moves)}," for state, moves in hub.moves.items()),
        "}",
    ]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """Return a Python literal on one line. All data of a spec enters generated code through it."""
    match value:
        case None | bool() | int() | float():
            return repr(value)
        case str():
            return repr_str(value)
        case list() | tuple():
            inner = ", ".join(map(literal, value))
            return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    raise TypeError(type(value))
