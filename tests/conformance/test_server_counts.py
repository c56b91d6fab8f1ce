"""What providers count in a protocol of their own is required there; what does not count never fails a client."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dragoman.server import handler
from tests.conformance.inprocess import BODY, VERSION, Asked, Line, app, ask, provider, run, whole

TOOL = {"name": "f", "description": "d", "input_schema": {"type": "object", "properties": {}}}
ASKED: dict[str, Any] = {"model": "m", "system": "Be brief.", "messages": BODY["messages"], "tools": [TOOL]}
COUNT = "/v1/messages/count_tokens"


async def counted(name: str, status: int, answer: Any, protocol: str = "") -> tuple[int, Any]:
    """The number that a client is told, and what the provider was asked."""
    async with provider(whole(status, answer)) as made:
        to = app(f"{made.url}/v1", name, protocol=protocol)
        told = await ask(to, ASKED, COUNT, VERSION)
        assert told.status == 200 and list(told.json) == ["input_tokens"], told.body
        return told.json["input_tokens"], made.asked[0]


@pytest.mark.parametrize(
    ("name", "protocol", "path", "answer", "members"),
    [
        (
            "openai",
            "openai_chat",
            "/v1/responses/input_tokens",
            {"object": "response.input_tokens", "input_tokens": 51},
            {"model", "input", "instructions", "tools"},
        ),
        (
            "azure",
            "openai_responses",
            "/v1/responses/input_tokens",
            {"input_tokens": 51},
            {"model", "input", "instructions", "tools"},
        ),
        (
            "kimi",
            "",
            "/v1/tokenizers/estimate-token-count",
            {"code": 0, "data": {"total_tokens": 51}, "status": True},
            {"model", "messages", "tools"},
        ),
        (
            "vllm",
            "",
            "/tokenize",
            {"count": 51, "max_model_len": 4096, "tokens": [1, 2]},
            {"model", "messages", "tools"},
        ),
        ("gemini", "gemini", "/v1/models/m:countTokens", {"totalTokens": 51}, {"generateContentRequest"}),
        ("bedrock", "", "/v1/messages/count_tokens", {"input_tokens": 51}, {"model", "messages", "system", "tools"}),
    ],
)
def test_the_count_of_the_provider_is_told(name: str, protocol: str, path: str, answer: Any, members: set[str]) -> None:
    async def test() -> None:
        number, asked = await counted(name, 200, answer, protocol)
        assert number == 51
        assert asked.path == path and asked.json.keys() == members
        inner = asked.json.get("generateContentRequest")
        if inner:
            assert inner["model"] == "models/m" and inner.keys() >= {"contents", "systemInstruction", "tools"}

    run(test())


@pytest.mark.parametrize(
    ("status", "answer"),
    [(404, {"error": "no such page"}), (500, {"error": {"message": "down"}}), (200, {"other": 1}), (200, "nothing")],
)
def test_who_does_not_count_after_all_is_stood_in_for(status: int, answer: Any) -> None:
    async def test() -> None:
        number, _ = await counted("openai", status, answer, "openai_chat")
        assert 5 < number < 60

    run(test())


@pytest.mark.parametrize(
    ("name", "protocol", "answer"),
    [
        ("openai", "openai_chat", {"input_tokens": "51"}),
        ("openai", "openai_chat", {"input_tokens": [51]}),
        ("openai", "openai_chat", {"input_tokens": True}),
        ("openai", "openai_chat", {"input_tokens": -1}),
        ("kimi", "", {"data": [51]}),
        ("kimi", "", {"data": "51"}),
        ("vllm", "", {"count": {"of": 51}}),
        ("gemini", "gemini", {"totalTokens": "51"}),
    ],
)
def test_a_count_of_another_shape_is_stood_in_for(name: str, protocol: str, answer: Any) -> None:
    async def test() -> None:
        number, _ = await counted(name, 200, answer, protocol)
        assert type(number) is int and 5 < number < 51

    run(test())


def test_an_unreachable_provider_is_stood_in_for() -> None:
    async def test() -> None:
        told = await ask(app("http://127.0.0.1:9/v1", "openai", protocol="openai_chat"), ASKED, COUNT, VERSION)
        assert told.status == 200 and told.json["input_tokens"] > 5

    run(test())


def test_a_count_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "COUNT_TIMEOUT_SECONDS", 0.2)

    async def silence(_: Asked, line: Line) -> None:
        await asyncio.sleep(5)

    async def test() -> None:
        async with provider(silence) as made:
            told = await ask(app(f"{made.url}/v1", "openai", protocol="openai_chat"), ASKED, COUNT, VERSION)
            assert told.status == 200 and told.json["input_tokens"] > 5
            await asyncio.wait_for(made.left.wait(), 2)  # nobody waits there any more

    run(test())


def test_a_client_with_its_own_credentials_is_counted_for_here() -> None:
    """Its key is for its own protocol only, so that no other question goes out with it."""

    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 51})) as made:
            to = app(f"{made.url}/v1", "openai", protocol="openai_chat", passthrough=True)
            told = await ask(to, ASKED, COUNT, VERSION)
            assert told.status == 200 and told.json["input_tokens"] != 51 and not made.asked

    run(test())


@pytest.mark.parametrize("name", ["openai", "vllm", "bedrock"])
def test_a_question_that_would_be_answered_here_is_counted_all_the_same(name: str) -> None:
    search = {"type": "web_search_20250305", "name": "web_search"}

    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 51, "count": 51})) as made:
            told = await ask(app(f"{made.url}/v1", name), {**ASKED, "tools": [search]}, COUNT, VERSION)
            assert told.status == 200 and list(told.json) == ["input_tokens"] and told.json["input_tokens"] > 0

    run(test())
