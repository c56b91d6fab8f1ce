"""Token counts: counting interfaces of the providers, and the local estimate as a fallback."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dragoman.server import handler
from tests.conformance.inprocess import BODY, VERSION, Line, ReceivedRequest, app, ask, provider, run, whole

TOOL = {"name": "f", "description": "d", "input_schema": {"type": "object", "properties": {}}}
REQUEST: dict[str, Any] = {"model": "m", "system": "Be brief.", "messages": BODY["messages"], "tools": [TOOL]}
COUNT = "/v1/messages/count_tokens"


async def counted(name: str, status: int, answer: Any, protocol: str = "") -> tuple[int, Any]:
    """Return the count sent to the client and the request to the provider."""
    async with provider(whole(status, answer)) as made:
        to = app(f"{made.url}/v1", name, protocol=protocol)
        response = await ask(to, REQUEST, COUNT, VERSION)
        assert response.status == 200 and list(response.json) == ["input_tokens"], response.body
        return response.json["input_tokens"], made.requests[0]


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
def test_count_of_the_provider_is_returned(name: str, protocol: str, path: str, answer: Any, members: set[str]) -> None:
    async def test() -> None:
        number, request = await counted(name, 200, answer, protocol)
        assert number == 51
        assert request.path == path and request.json.keys() == members
        inner = request.json.get("generateContentRequest")
        if inner:
            assert inner["model"] == "models/m" and inner.keys() >= {"contents", "systemInstruction", "tools"}

    run(test())


def test_a_count_of_a_messages_provider_has_the_fields_that_it_accepts() -> None:
    """Anthropic rejects a count with max_tokens, which a request of another protocol receives by default."""
    tool = {"type": "function", "name": "f", "parameters": TOOL["input_schema"]}
    request = {"model": "m", "input": "hi", "instructions": "Be brief.", "tools": [tool], "stream": True}
    request |= {"reasoning": {"effort": "low"}, "service_tier": "default", "user": "u", "tool_choice": "required"}

    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 51})) as made:
            response = await ask(app(made.url, "anthropic"), request, "/v1/responses/input_tokens")
            assert response.json == {"object": "response.input_tokens", "input_tokens": 51}
            members = {"model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"}
            assert made.requests[0].json.keys() == members

    run(test())


@pytest.mark.parametrize(
    ("status", "answer"),
    [(404, {"error": "no such page"}), (500, {"error": {"message": "down"}}), (200, {"other": 1}), (200, "nothing")],
)
def test_failed_count_is_estimated(status: int, answer: Any) -> None:
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
def test_count_of_an_unknown_shape_is_estimated(name: str, protocol: str, answer: Any) -> None:
    async def test() -> None:
        number, _ = await counted(name, 200, answer, protocol)
        assert type(number) is int and 5 < number < 51

    run(test())


def test_count_of_an_unreachable_provider_is_estimated() -> None:
    async def test() -> None:
        response = await ask(app("http://127.0.0.1:9/v1", "openai", protocol="openai_chat"), REQUEST, COUNT, VERSION)
        assert response.status == 200 and response.json["input_tokens"] > 5

    run(test())


def test_slow_count_is_cancelled_and_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "COUNT_TIMEOUT_SECONDS", 0.2)

    async def silence(_: ReceivedRequest, line: Line) -> None:
        await asyncio.sleep(30)

    async def test() -> None:
        async with provider(silence) as made:
            response = await ask(app(f"{made.url}/v1", "openai", protocol="openai_chat"), REQUEST, COUNT, VERSION)
            assert response.status == 200 and response.json["input_tokens"] > 5
            await asyncio.wait_for(made.left.wait(), 15)  # the request has been cancelled

    run(test())


def test_count_with_client_credentials_is_estimated() -> None:
    """Client credentials are only sent to the protocol that they belong to."""

    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 51})) as made:
            to = app(f"{made.url}/v1", "openai", protocol="openai_chat", passthrough=True)
            response = await ask(to, REQUEST, COUNT, VERSION)
            assert response.status == 200 and response.json["input_tokens"] != 51 and not made.requests

    run(test())


@pytest.mark.parametrize("name", ["openai", "vllm", "bedrock"])
def test_request_answered_locally_is_counted(name: str) -> None:
    search = {"type": "web_search_20250305", "name": "web_search"}

    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 51, "count": 51})) as made:
            response = await ask(app(f"{made.url}/v1", name), {**REQUEST, "tools": [search]}, COUNT, VERSION)
            assert (
                response.status == 200 and list(response.json) == ["input_tokens"] and response.json["input_tokens"] > 0
            )

    run(test())
