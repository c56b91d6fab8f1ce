"""The official OpenAI SDK through the server, over providers of three protocols: answers, streams, tools and errors."""

from __future__ import annotations

import json
from typing import Any, cast

import httpx2
import openai
import pydantic
import pytest

from tests.conformance.chat import BODY, messages_stream
from tests.conformance.inprocess import HI, Line, ReceivedRequest, app, provider, run, whole

CALL: dict[str, Any] = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"at": 1}}
TOOL: Any = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
IMAGE: Any = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "status": "completed",
    "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}],
    "usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
}


def message(*content: dict[str, Any], stop: str = "end_turn") -> dict[str, Any]:
    usage = {"input_tokens": 3, "output_tokens": 2}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "content": [*content],
        "stop_reason": stop,
        "usage": usage,
    }


def client(url: str, back: str = "anthropic", **options: Any) -> openai.AsyncOpenAI:
    """Return the SDK's client of the proxy in this process."""
    transport = httpx2.ASGITransport(cast(Any, app(url, back, **options)))
    return openai.AsyncOpenAI(
        api_key="k",
        base_url="http://127.0.0.1/main/v1",
        max_retries=0,
        http_client=httpx2.AsyncClient(transport=transport),
    )


@pytest.mark.parametrize(
    ("back", "options", "given"),
    [
        ("anthropic", {}, message({"type": "text", "text": "Hi"})),
        ("openai", {}, HI),
        ("openai", {"protocol": "openai_responses"}, RESPONSE),
    ],
)
def test_an_answer_of_each_protocol(back: str, options: dict[str, Any], given: Any) -> None:
    async def test() -> None:
        async with provider(whole(200, given)) as made, client(made.url, back, **options) as sdk:
            came = await sdk.chat.completions.create(model="m", messages=BODY["messages"])
            assert came.choices[0].message.content == "Hi" and came.choices[0].finish_reason == "stop"
            assert came.usage is not None and came.usage.total_tokens == 5

    run(test())


def test_a_stream_with_a_tool_call() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.send(messages_stream({"type": "text", "text": "So:"}, CALL))

    async def test() -> None:
        async with provider(play) as made, client(made.url) as sdk:
            async with sdk.chat.completions.stream(model="m", messages=BODY["messages"], tools=[TOOL]) as stream:
                final = await stream.get_final_completion()
            calls = final.choices[0].message.tool_calls or []
            (call,) = calls
            assert final.choices[0].message.content == "So:"
            assert call.function.name == "look" and json.loads(call.function.arguments) == {"at": 1}
            assert final.choices[0].finish_reason == "tool_calls"

    run(test())


def test_a_parsed_answer() -> None:
    class City(pydantic.BaseModel):
        name: str

    async def test() -> None:
        given = message({"type": "text", "text": '{"name": "Rome"}'})
        async with provider(whole(200, given)) as made, client(made.url) as sdk:
            came = await sdk.chat.completions.parse(model="m", messages=BODY["messages"], response_format=City)
            assert came.choices[0].message.parsed == City(name="Rome")
            schema = made.requests[0].json["output_config"]["format"]["schema"]
            assert schema["additionalProperties"] is False

    run(test())


def test_an_image() -> None:
    async def test() -> None:
        async with provider(whole(200, message({"type": "text", "text": "Hi"}))) as made, client(made.url) as sdk:
            await sdk.chat.completions.create(model="m", messages=[{"role": "user", "content": [IMAGE]}])
            (block,) = made.requests[0].json["messages"][0]["content"]
            assert block["source"]["media_type"] == "image/png"

    run(test())


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (400, "invalid_request_error", openai.BadRequestError),
        (404, "not_found_error", openai.NotFoundError),
        (429, "rate_limit_error", openai.RateLimitError),
        (500, "api_error", openai.InternalServerError),
        (529, "overloaded_error", openai.InternalServerError),
    ],
)
def test_errors_raise_the_exceptions_of_the_sdk(status: int, kind: str, expected: type[openai.APIStatusError]) -> None:
    async def test() -> None:
        failure = {"type": "error", "error": {"type": kind, "message": "why"}}
        async with provider(whole(status, failure)) as made, client(made.url) as sdk:
            with pytest.raises(expected) as raised:
                await sdk.chat.completions.create(model="m", messages=BODY["messages"])
            assert "why" in str(raised.value)

    run(test())


def test_a_cut_stream_raises() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.send(messages_stream({"type": "text", "text": "abcd"}, cut=True))

    async def test() -> None:
        async with provider(play) as made, client(made.url) as sdk:
            with pytest.raises(openai.APIError):
                async for _ in await sdk.chat.completions.create(model="m", messages=BODY["messages"], stream=True):
                    pass

    run(test())


def test_models() -> None:
    async def test() -> None:
        async with client("http://127.0.0.1:9", models={"default": "org/m"}) as sdk:
            listed = [model.id async for model in await sdk.models.list()]
            assert "org/m" in listed and (await sdk.models.retrieve("org/m")).created > 1_500_000_000

    run(test())
