"""Numbered cases about token counts, model lists and health checks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.cases import envelope
from tests.conformance.inprocess import BODY, VERSION, app, ask, provider, run, whole


async def counted(body: dict[str, Any], path: str = "/v1/messages/count_tokens") -> int:
    answer = await ask(app(), body, path)
    assert answer.status == 200, answer.body
    assert list(answer.json) == ["input_tokens"]
    return int(answer.json["input_tokens"])


def test_238_count_needs_no_max_tokens_and_grows_with_the_request() -> None:
    async def test() -> None:
        few = {"model": "m", "messages": BODY["messages"]}
        more = {
            "model": "m",
            "messages": [*few["messages"], {"role": "assistant", "content": "ok"}, {"role": "user", "content": "go"}],
        }
        tools = {**more, "tools": [{"name": "f", "description": "d" * 400, "input_schema": {"type": "object"}}]}
        image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}
        seen = {
            **tools,
            "messages": [*more["messages"][:-1], {"role": "user", "content": [image, {"type": "text", "text": "go"}]}],
        }
        numbers = [await counted(body) for body in (few, more, tools, seen)]
        assert 0 < numbers[0] < numbers[1] < numbers[2] < numbers[3]
        assert numbers[2] >= numbers[1] + 100
        assert await counted(few, "/v1/messages/count_tokens?beta=true") == numbers[0]

    run(test())


def test_238_count_of_the_provider_is_returned() -> None:
    async def test() -> None:
        async with provider(whole(200, {"input_tokens": 77})) as made:
            to = app(made.url, "anthropic")
            answer = await ask(to, {"model": "m", "messages": BODY["messages"]}, "/v1/messages/count_tokens", VERSION)
            assert answer.json["input_tokens"] == 77
            assert made.requests[0].path == "/v1/messages/count_tokens"

    run(test())


@pytest.mark.parametrize("proof", ["A" * 20000, envelope({"k": "rc", "b": "openai", "t": "x" * 15000})])
def test_239_signatures_are_not_counted(proof: str) -> None:
    async def test() -> None:
        def body(signature: str) -> dict[str, Any]:
            thought = {"type": "thinking", "thinking": "because " * 100, "signature": signature}
            return {
                "model": "m",
                "messages": [*BODY["messages"], {"role": "assistant", "content": [thought]}, *BODY["messages"]],
            }

        assert await counted(body(proof)) - await counted(body("AAAA")) < 50
        assert await counted(body("AAAA")) >= 200

    run(test())


@pytest.mark.parametrize("headers", [{}, VERSION], ids=["chat", "messages"])
def test_244_a_model_list_without_models_is_an_empty_list(headers: dict[str, str]) -> None:
    async def test() -> None:
        to = app(provider="compatible")
        assert (await ask(to, path="/main/v1/models", method="GET", headers=headers)).json["data"] == []

    run(test())


def test_244_model_list_has_the_shape_of_each_protocol() -> None:
    async def test() -> None:
        to = app(models={"default": "gpt-x"})
        listed = (await ask(to, path="/v1/models?limit=1000", method="GET", headers=VERSION)).json
        assert set(listed) >= {"data", "has_more", "first_id", "last_id"} and listed["has_more"] is False
        assert all(set(model) >= {"type", "id", "display_name", "created_at"} for model in listed["data"])
        assert all(model["type"] == "model" for model in listed["data"])
        assert (listed["first_id"], listed["last_id"]) == (listed["data"][0]["id"], listed["data"][-1]["id"])
        assert any("gpt-x" in model["id"] for model in listed["data"])
        # Claude Code ignores ids that do not contain its name (rule 3.1)
        assert all("claude" in model["id"] for model in listed["data"])
        plain = (await ask(to, path="/v1/models", method="GET")).json
        assert plain["object"] == "list"
        assert all(set(model) >= {"id", "object", "created", "owned_by"} for model in plain["data"])
        assert "gpt-x" in [model["id"] for model in plain["data"]]

    run(test())


@pytest.mark.parametrize("path", ["/", "/api/hello", "/main/api/hello"])
@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_245_health_check_needs_no_credentials(path: str, method: str) -> None:
    async def test() -> None:
        answer = await ask(app(keys=("right",)), path=path, method=method)
        assert answer.status == 200  # the HTTP server removes the body of a HEAD response
        assert answer.body or method == "HEAD"

    run(test())
