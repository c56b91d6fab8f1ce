"""Conditions of quirks (`when:`): a function that evaluates them once per request."""

from __future__ import annotations

from dragoman.values.globs import selection_to_regex
from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.module import Module
from dragoman_codegen.emit.types import raw
from dragoman_codegen.model.program import Condition

TESTS = {
    "reasoning": "asks_for_reasoning(request)",
    "tools": 'bool(request.get("tools"))',
    "streaming": 'bool(request.get("stream"))',
}


def emit_conditions(conditions: list[Condition], module: Module) -> None:
    """Emit the function `conditions` of a back, and the patterns that it matches."""
    patterns, tests = [], []
    for at, when in enumerate(conditions):
        parts = []
        if when.get("model"):
            module.modules.add("re")
            patterns.append(f"MODEL_{at}: Final = re.compile({raw(selection_to_regex(map(str, when['model'])))})")
            parts.append(f"MODEL_{at}.fullmatch(model) is not None")
        parts += [f"{test} is {bool(when[word])}" for word, test in TESTS.items() if when.get(word) is not None]
        variants = when.get("variants")
        if isinstance(variants, list):
            parts.append(f"context.variant in {literal(tuple(variants))}")
        tests.append(" and ".join(parts))
    if any(when.get("reasoning") is not None for when in conditions):
        module.need("dragoman.library.reasoning", "asks_for_reasoning")
    module.body += ["", *patterns] if patterns else []
    module.body += [
        "",
        "",
        "def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:",
        '    """Return for each condition of a quirk whether it holds for this request."""',
        *(["    model = context.model.lower()"] if patterns else []),
        *(["    return (", *(f"        {test}," for test in tests), "    )"] if tests else ["    return ()"]),
    ]
