"""A quirk's `when:` as Python: one test per condition, taken once per request. And in words, for what is made so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dragoman_codegen.emit.hub import literal
from dragoman_codegen.emit.source.module import Module
from dragoman_codegen.emit.types import raw

Condition = dict[str, object]

TOLD = {
    "model": "the model is",
    "unless": "not",
    "thinking": "thinking is",
    "tools": "tools are",
    "streaming": "streaming is",
    "variant": "the variant is",
}
ASKED = {
    "thinking": '(request.get("thinking", {}).get("mode", "off") != "off" or "effort" in request)',
    "tools": 'bool(request.get("tools"))',
    "streaming": 'bool(request.get("stream"))',
}


def glob(pattern: str) -> str:
    """A glob over model names as a regular expression: `*` any text, `?` one character; the same on every Python."""
    return "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern.lower())


def globs(patterns: object) -> str:
    return "|".join(glob(str(pattern)) for pattern in patterns) if isinstance(patterns, list) else ""


def told(conditions: Iterable[Condition]) -> str:
    """Conditions in words."""
    return ", and ".join(
        f"{TOLD[key]} {', '.join(map(str, value)) if isinstance(value, list) else str(value).lower()}"
        for condition in conditions
        for key, value in condition.items()
    )


def emit_conditions(conditions: list[Condition], module: Module) -> None:
    """The function `conditions` of a back, and the patterns that it looks at."""
    patterns, tests = [], []
    for at, when in enumerate(conditions):
        parts = []
        for word, found in (("model", "not None"), ("unless", "None")):
            if when.get(word):
                module.modules.add("re")
                patterns.append(f"{word.upper()}_{at}: Final = re.compile({raw(globs(when[word]))})")
                parts.append(f"{word.upper()}_{at}.fullmatch(model) is {found}")
        parts += [f"{asked} is {bool(when[word])}" for word, asked in ASKED.items() if when.get(word) is not None]
        variants = when.get("variant")
        if isinstance(variants, list):
            parts.append(f"context.variant in {literal(tuple(variants))}")
        tests.append(" and ".join(parts))
    module.body += ["", *patterns] if patterns else []
    module.body += [
        "",
        "",
        "def conditions(request: hub.Request, context: Context) -> tuple[bool, ...]:",
        '    """Which of the quirks with a `when:` hold for this request."""',
        *(["    model = context.model.lower()"] if patterns else []),
        *(["    return (", *(f"        {test}," for test in tests), "    )"] if tests else ["    return ()"]),
    ]
