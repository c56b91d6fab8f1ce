"""Generated code of a provider: only the parts of rules and passes that differ from the protocol's."""

from __future__ import annotations

import re

import pytest

from dragoman_codegen.emit.parts import Parts, overridden
from dragoman_codegen.model import plan
from dragoman_codegen.model.types import STR
from tests.codegen.quirks import compiled

RENAMED = "max_completion_tokens: ~, max_tokens: $max_tokens"
WITHOUT_TIER = "service_tier: ~, $drop: { top_k: ~, service_tier: no tiers }, top_k: $top_k"


def request(entries: str) -> str:
    types = "types: { Request: { top_k?: int, first?: bool } }"
    return f"    request: {{ {types}, write: {{ Request from Request: {{ {entries} }} }} }}\n"


def methods(text: str) -> list[str]:
    """Return the members of the class of the request."""
    return re.findall(
        r"^    (?:def )?(\w+)(?:\(| = )", text.partition("class WriteRequest")[2].partition("\n\n\n")[0], re.M
    )


@pytest.mark.parametrize(
    ("quirk", "expected"),
    [
        (request(RENAMED), ["write_request_max_completion_tokens", "write_request_from_request"]),
        (
            '    when: { model: ["a*"] }\n' + request("temperature: ~, $drop: { temperature: no temperature }"),
            ["write_request_losses", "write_request_temperature"],
        ),
        (
            request(WITHOUT_TIER),
            [
                *("write_request_loss_of_top_k", "write_request_service_tier"),
                *("write_request_from_request", "write_request_losses"),
            ],
        ),
        (request("first: true"), ["write_request_from_request"]),
        ("    request: { write: { passes: { map_reasoning: { efforts: [low] } } } }\n", ["map_reasoning"]),
        (
            "    request:\n      write:\n"
            "        Tool from Tool: { custom: { custom: { format: ~ }, $drop: { grammar: no grammars } } }\n",
            ["write_tool_custom"],
        ),
    ],
)
def test_a_provider_overrides_only_what_differs(quirk: str, expected: list[str]) -> None:
    assert methods(compiled(quirk).texts["sample/openai_chat.py"]) == expected


def test_keys_and_losses_keep_their_order() -> None:
    made = compiled(request(WITHOUT_TIER))
    asked = {"temperature": 1, "top_k": 5, "service_tier": "auto", "metadata": {}, "compaction": []}
    body, context = made.write({**asked, "tools": [{"kind": "function", "name": "a", "examples": [{}]}]})
    assert list(body) == ["model", "messages", "temperature", "tools", "top_k"]
    paths = [loss.partition(";")[0] for loss in context.losses]
    assert paths == ["metadata", "compaction", "service_tier", "tools.examples"]


def test_a_rule_is_emitted_again_where_its_code_depends_on_what_differs() -> None:
    text = plan.Path("it", (), STR, False)
    found = plan.Alternatives((plan.Pipe(text, (plan.Look("read_reasons"),), STR, True),), STR, True)
    kind = plan.Alternatives((plan.Pipe(text, (), STR, False),), STR, False)
    case = plan.Case(kind, ((("a",), plan.Null()),), found)
    rule = plan.Rule("read_a_from_b", STR, STR, False, case, None, "", frozenset({"read_reasons"}), True)
    assert [one.rule for one in Parts({}, signed=frozenset({"read_reasons"})).changed(rule, rule)] == [rule]
    assert list(Parts({}, signed=frozenset({"read_other"})).changed(rule, rule)) == []


def test_a_rule_that_no_provider_changes_is_one_method() -> None:
    program = compiled(request(RENAMED)).program
    assert overridden(program) == {"openai_chat": frozenset({"write_request_max_completion_tokens"})}
    rule = next(iter(program.protocols["openai_chat"].files["errors"].rules.values()))
    assert [one.rule.name for one in Parts({}).divided(rule)] == [rule.name]
