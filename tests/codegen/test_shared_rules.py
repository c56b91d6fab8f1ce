"""Rules that a run compiles once for a protocol and its providers are those that it would compile for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman_codegen.compile.program import compile_all
from dragoman_codegen.model import plan
from dragoman_codegen.resolve.reuse import SharedHalf

SPECS = Path(__file__).parents[2] / "specs"
SOME = ["aws", "cohere", "deepseek", "mistral", "ollama", "openrouter", "vertex"]  # they change types and tables


def content(node: object) -> Any:
    """Return all values within a plan, with positions, which equality ignores."""
    match node:
        case dict():
            return [(content(key), content(value)) for key, value in node.items()]
        case frozenset() | set():
            return sorted(map(content, node), key=repr)
        case list() | tuple():
            return [content(item) for item in node]
    if is_dataclass(node) and not isinstance(node, type):
        return type(node).__name__, [(one.name, content(getattr(node, one.name))) for one in fields(node)]
    return node


@pytest.mark.parametrize("only", [SOME, pytest.param(None, marks=pytest.mark.exhaustive)], ids=["some", "all"])
def test_a_shared_rule_is_what_each_provider_would_compile(
    only: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"asked": 0, "compiled": 0}
    once = SharedHalf.once

    def counted(
        half: SharedHalf, header: Any, node: Any, others: tuple[object, ...], make: Callable[[], plan.Rule | None]
    ) -> plan.Rule | None:
        def compiled() -> plan.Rule | None:
            counts["compiled"] += 1
            return make()

        counts["asked"] += 1
        return once(half, header, node, others, compiled)

    monkeypatch.setattr(SharedHalf, "once", counted)
    shared = compile_all(SPECS, only=only)
    assert counts["compiled"] < counts["asked"] * 0.8
    monkeypatch.setattr(SharedHalf, "once", lambda half, header, node, others, make: make())
    alone = compile_all(SPECS, only=only)
    for name, provider in alone.providers.items():
        assert content(shared.providers[name]) == content(provider), name
    assert content(shared.quirks) == content(alone.quirks)
