"""Conditions of quirks (`when:`): the table from which `dragoman.library.quirks.conditions` evaluates them."""

from __future__ import annotations

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.layout import fill
from dragoman_codegen.emit.source.module import Module
from dragoman_codegen.model.program import Condition


def emit_conditions(conditions: list[Condition], module: Module) -> None:
    """Emit the conditions of a back."""
    module.need("dragoman.library.quirks.conditions", "Conditions", "When")
    module.body += ["", "conditions: Final = Conditions(", *(line for when in conditions for line in _when(when)), ")"]


def _when(when: Condition) -> list[str]:
    tests = [(word, tuple(value) if isinstance(value, list) else value) for word, value in when.items()]
    given = [f"{word}={literal(value)}" for word, value in tests if value is not None and value != ()]
    return fill("    When(", given, "),")
