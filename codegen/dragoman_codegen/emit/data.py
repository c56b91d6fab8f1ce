"""Data of specs as Python literals."""

from __future__ import annotations

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.types import raw, repr_str
from dragoman_codegen.model.program import ErrorTexts, Refusal


def data_rows(value: dict[str, object]) -> list[str]:
    """The entries of a dict, one on each line; longer ones are laid out below their key."""
    lines: list[str] = []
    for key, item in value.items():
        head = f"    {repr_str(str(key))}: "
        if len(f"{head}{literal(item)},") <= 120:
            lines.append(f"{head}{literal(item)},")
        elif isinstance(item, list):
            lines += fill(f"{head}[", map(literal, item), "],")
        elif isinstance(item, dict) and not any(isinstance(inner, dict | list) for inner in item.values()):
            lines += fill(f"{head}{{", (f"{literal(k)}: {literal(inner)}" for k, inner in item.items()), "},")
        elif isinstance(item, dict):
            lines += [f"{head}{{", *(f"    {row}" for row in data_rows(item)), "    },"]
        else:
            lines.append(f"{head}{literal(item)},")
    return lines


def text_rows(texts: ErrorTexts, indent: int) -> list[str]:
    """Return the lines that make messages of an error type."""
    space = " " * indent
    return [
        f"{space}api_errors.Texts(",
        f"{space}    {repr_str(texts.error_type)},",
        f"{space}    (",
        *(f"{space}        {raw(pattern)}," for pattern in texts.patterns),
        f"{space}    ),",
        f"{space}    {literal(texts.statuses)},",
        f"{space}),",
    ]


def refusal_rows(refusal: Refusal, indent: int) -> list[str]:
    """Return the lines that make a refusal."""
    space = " " * indent
    patterns = [f"{space}    (", *(f"{space}        {raw(pattern)}," for pattern in refusal.patterns), f"{space}    ),"]
    without = [] if refusal.without is None else [f"{space}    {literal(refusal.without)},"]
    return [f"{space}messages.Refusal(", *patterns, *without, f"{space}),"]
