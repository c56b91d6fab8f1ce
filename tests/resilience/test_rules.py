"""Routing rules: their conditions, changes and shares, through the proxy, and as `dragoman route` explains them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.commands.cli import main
from dragoman.config.file import load
from dragoman.config.settings import ConfigurationError
from tests.conformance.inprocess import reply_hi, run
from tests.resilience.fronts import every_front, send
from tests.resilience.several import error, profiles, serving

TWO = profiles(main="provider: openai", other="provider: openai, protocol: openai_chat")
USER = {"role": "user", "content": "hi"}
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}
SEARCH = {"type": "web_search_20250305", "name": "web_search"}
TOOL = {"name": "f", "input_schema": {"type": "object"}}
CONDITIONS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    # condition -> a request that it holds for: members of the body and headers
    "model": ("model: ['x-*', 'gpt-?']", {"model": "GPT-5"}, {}),
    "slot": ("slot: [haiku]", {"model": "claude-haiku-4-5"}, {}),
    "tokens_above": ("tokens_above: 1000", {"messages": [{"role": "user", "content": "x" * 8000}]}, {}),
    "reasoning": ("reasoning: true", {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2000}, {}),
    "images": ("images: true", {"messages": [{"role": "user", "content": [IMAGE]}]}, {}),
    "search": ("search: true", {"tools": [SEARCH, TOOL]}, {}),
    "tools": ("tools: true", {"tools": [TOOL]}, {}),
    "headers": ("headers: { X-Team: 'red*' }", {}, {"x-team": "Red-1"}),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_condition_selects_the_requests_that_it_holds_for(name: str, tmp_path: Path) -> None:
    when, members, headers = CONDITIONS[name]
    text = TWO + f"rules:\n  - {{ when: {{ {when} }}, use: other/m2 }}\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, made):
            await send(to, "anthropic_messages", False)
            assert [len(one.requests) for one in made.values()] == [1, 0]
            answer = await send(to, "anthropic_messages", False, headers, **members)
            assert [len(one.requests) for one in made.values()] == [1, 1], answer.body
            assert made["other"].requests[0].json["model"] == "m2"
            assert answer.headers["dragoman-profile"] == "other"

    run(test())


@every_front
def test_first_match_wins_for_every_front(front: str, tmp_path: Path) -> None:
    text = TWO + "rules:\n  - { when: { model: [none] }, use: main }\n  - { use: other }\n  - { use: main }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, made):
            await send(to, front, False)
            await send(to, front, False, prefix="/main")  # the path names a profile: no rule applies
            assert [len(one.requests) for one in made.values()] == [1, 1]

    run(test())


OFF: dict[str, dict[str, Any]] = {
    "anthropic_messages": {"thinking": {"type": "disabled"}},
    "openai_chat": {"reasoning_effort": "none"},
    "openai_responses": {"reasoning": {"effort": "none"}},
}


@every_front
def test_reasoning_that_is_switched_off_is_not_requested(front: str, tmp_path: Path) -> None:
    async def test() -> None:
        text = TWO + "rules:\n  - { when: { reasoning: true }, use: other }\n"
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, made):
            await send(to, front, False, **OFF[front])
            assert [len(one.requests) for one in made.values()] == [1, 0]

    run(test())


def test_conditions_of_a_rule_must_all_hold_and_false_is_a_condition(tmp_path: Path) -> None:
    text = TWO + "rules:\n  - { when: { model: ['m*'], tools: false }, use: other }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, made):
            await send(to, "anthropic_messages", False, tools=[TOOL])
            await send(to, "anthropic_messages", False, model="n")
            await send(to, "anthropic_messages", False)
            assert [len(one.requests) for one in made.values()] == [2, 1]

    run(test())


def test_rule_changes_effort_and_body_and_has_its_own_fallback(tmp_path: Path) -> None:
    text = TWO + (
        "rules:\n  - use: main/gpt-5.1\n    set: { effort: high, body: { store: false } }\n    fallback: [other]\n"
    )

    async def test() -> None:
        async with serving(tmp_path, text, main=error(503), other=reply_hi) as (to, made):
            answer = await send(to, "anthropic_messages", False)
            assert answer.headers["dragoman-profile"] == 'other; after="main overloaded"'
            first, second = made["main"].requests[0].json, made["other"].requests[0].json
            assert (first["reasoning_effort"], first["store"]) == ("high", False)
            assert "reasoning_effort" not in second and "store" not in second

    run(test())


def test_effort_of_a_rule_is_a_loss_where_requests_are_passed_on(tmp_path: Path) -> None:
    text = TWO + "rules:\n  - { use: main, set: { effort: low } }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, _):
            answer = await send(to, "openai_chat", False)
            assert answer.headers["dragoman-losses"].startswith("reasoning_effort;a routing rule sets it only where")

    run(test())


def test_weight_is_a_share_of_conversations(tmp_path: Path) -> None:
    text = TWO + "rules:\n  - { use: other, weight: 0.3 }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, made):
            for index in range(200):
                await send(to, "openai_chat", False, messages=[{"role": "user", "content": f"talk {index}"}])
            share = len(made["other"].requests)
            assert 40 <= share <= 80
            longer = [{"role": "user", "content": "talk 7"}, {"role": "assistant", "content": "a"}, USER]
            before = [request.json["messages"][0] for request in made["other"].requests]
            await send(to, "openai_chat", False, messages=longer)
            assert (len(made["other"].requests) > share) is (longer[0] in before)

    run(test())


def test_invalid_request_is_rejected_as_without_rules(tmp_path: Path) -> None:
    text = TWO + "rules:\n  - { when: { images: true }, use: other }\n"

    async def test() -> None:
        async with serving(tmp_path, text, main=reply_hi, other=reply_hi) as (to, made):
            answer = await send(to, "anthropic_messages", False, messages=7)
            assert answer.status == 400 and "messages" in answer.error["message"]

    run(test())


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{ use: nope/m }", "3:12: no profile 'nope'"),
        ("{ when: { slot: [large] }, use: main }", "no slot 'large'"),
        ("{ when: { modell: x }, use: main }", "did you mean 'model'?"),
        ("{ use: main, fallback: [nope] }", "no profile 'nope'"),
        ("{ when: { headers: { 'x y': a } }, use: main }", "'x y' is not a header name"),
        ("{ use: main, weight: 2 }", "'weight'"),
        ("{ use: main, set: { effort: huge } }", "'effort'"),
        ("{ when: {} }", "'use' is missing"),
    ],
)
def test_wrong_rules_are_problems_of_the_file(rule: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"profiles: {{ main: {{ provider: demo }} }}\nrules:\n  - {rule}\n")
    with pytest.raises(ConfigurationError) as problems:
        load(path, {})
    assert message in str(problems.value) and len(str(problems.value).splitlines()) == 1, problems.value


def test_route_explains_the_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, body = tmp_path / "d.yaml", tmp_path / "body.json"
    path.write_text(
        "profiles:\n  main: { provider: demo, fallback: [other/x, { use: other/y, on: [usual, timeout, "
        "content_policy] }, { use: other/z, on: [context_length_exceeded] }] }\n  other: { provider: demo }\n"
        "rules:\n  - { when: { tokens_above: 100 }, use: other }\n  - { when: { model: ['m*'] }, use: main }\n"
    )
    body.write_text(json.dumps({"model": "m", "max_tokens": 9, "messages": [USER]}))
    assert main(["route", "--config", str(path), "--client", "anthropic_messages", str(body)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Anthropic Messages request for m, about 8 tokens",
        "  rule 1 -> other: about 8 tokens are not above 100",
        "  rule 2 -> main: all conditions hold",
        "sent to: main/m (demo)",
        "fallback: other/x (demo)",
        "fallback: other/y (demo), after usual, content_policy",
        "fallback: other/z (demo), after context_length_exceeded",
    ]
    assert main(["route", "--config", str(path), "--client", "bedrock_converse", str(body)]) == 64
    assert "no protocol of clients 'bedrock_converse'; there are: anthropic_messages" in capsys.readouterr().err
    body.write_text("{}")
    assert main(["route", "--config", str(path), str(body)]) == 2
    assert "no request of any protocol" in capsys.readouterr().err


def test_config_check_and_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.yaml"
    path.write_text("profiles: { main: { provider: openai, api_key: '${NOT_SET_HERE}' } }\n")
    assert main(["config", "check", "--config", str(path)]) == 0
    assert "1 profile" in (out := capsys.readouterr().out) and "main: unusable, NOT_SET_HERE is not set" in out
    path.write_text("profiles: { main: { provider: nope } }\n")
    assert main(["config", "check", "--config", str(path)]) == 1
    assert "nope" in capsys.readouterr().err
    assert main(["config", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"profiles", "rules", "retry", "breaker"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False and "fallback" in schema["$defs"]["Profile"]["properties"]
