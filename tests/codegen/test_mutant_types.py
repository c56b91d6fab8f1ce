"""Generated code that mutants showed to be of the wrong type, checked with mypy as in `tools.mutations --types`."""

from __future__ import annotations

import pytest

from tests.codegen.quirks import compiled
from tools.mutations.__main__ import type_errors
from tools.mutations.edits import without_a_line
from tools.mutations.mutants import Mutant, Verdict

WRITE = "    request: { write: { Request from Request: { %s } } }\n"
UNLESS = "{ service_tier: { if: $service_tier | unless $seed, because: only with a seed } }"
TIER = WRITE % f"service_tier: {{ $if: $seed, $value: $service_tier | tiers }}, $drop: {UNLESS}"
QUIRKS = {
    "a conditional value that a method returns": TIER,
    "the same in a fork": '    when: { model: ["a*"] }\n' + TIER,
}


@pytest.mark.exhaustive
def test_generated_code_has_the_declared_types() -> None:
    verdicts = []
    for number, quirk in enumerate(QUIRKS.values()):
        modules = {name: text for name, text in compiled(quirk).texts.items() if name.startswith("sample/")}
        verdicts.append(Verdict(Mutant(number, "providers/sample.yaml", without_a_line), modules=modules))
    assert type_errors(verdicts) == []


def test_a_conditional_value_is_made_only_if_its_condition_holds() -> None:
    made = compiled(QUIRKS["a conditional value that a method returns"])
    body, context = made.write({"service_tier": "auto"})
    assert "service_tier" not in body and list(context.losses) == ["service_tier;only with a seed"]
    assert made.write({"service_tier": "auto", "seed": 1})[0]["service_tier"] == "auto"
