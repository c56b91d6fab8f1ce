"""The hub as Python, in the runtime's own tree: its types, and two tables that drive the order of a stream."""

from __future__ import annotations

from dragoman_codegen.emit.types import emit_scope, repr_str
from dragoman_codegen.model.program import Hub

HEADER = '''"""The words in the middle: what every protocol is read into and written from.

Generated from {source} by `make generate`. Do not edit: change the spec.
"""
'''


def emit_hub(hub: Hub, source: str) -> str:
    lines = [
        HEADER.format(source=source),
        "from __future__ import annotations",
        "",
        "from typing import Any, Final, Literal, NotRequired, TypedDict",
        "",
        *emit_scope(hub.scope),
        "",
        "",
        "# What is known before a block of a kind opens, which field its deltas add to, what may come until it closes.",
        "KINDS: Final[dict[str, dict[str, Any]]] = {",
        *(f"    {repr_str(kind)}: {literal(about)}," for kind, about in hub.kinds.items()),
        "}",
        "",
        "# After which event of a stream which may follow, and the state it leads to.",
        "MOVES: Final[dict[str, dict[str, str]]] = {",
        *(f"    {repr_str(state)}: {literal(moves)}," for state, moves in hub.moves.items()),
        "}",
    ]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """A Python literal in one line: the only way a spec's data gets into generated code."""
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
