"""Requests whose parameters a provider rejects, through the proxy with a scripted provider: sent again without them,
and remembered for the profile and model. For every front, and within one protocol."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from dragoman.config.recovery import RetryOptions
from tests.conformance.inprocess import (
    STREAM,
    VERSION,
    Line,
    ReceivedRequest,
    app,
    ask,
    provider,
    reply_hi,
    run,
    whole,
)
from tests.resilience.fronts import PATHS, every_front, send, text_of, whole_and_streamed

Table = dict[str, Any]
EFFORTS: dict[str, Table] = {
    "anthropic_messages": {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2048},
    "openai_chat": {"reasoning_effort": "high"},
    "openai_responses": {"reasoning": {"effort": "high"}},
}
LOST = {"anthropic_messages": "thinking", "openai_chat": "reasoning_effort", "openai_responses": "reasoning.effort"}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "Hi"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 1},
}


def rejecting(*names: str, text: str = "Unsupported parameter: '{}' is not supported with this model.") -> Any:
    """Return a script that rejects the first of these members that a request contains, and replies Hi without."""

    async def play(request: ReceivedRequest, line: Line) -> None:
        name = next((name for name in names if name in request.json), None)
        if name is None:
            await reply_hi(request, line)
        else:
            await whole(400, {"error": {"message": text.format(name), "param": name, "code": None}})(request, line)

    return play


@every_front
@whole_and_streamed
def test_the_request_is_repeated_and_the_model_remembered(front: str, stream: bool) -> None:
    async def test() -> None:
        async with provider(rejecting("reasoning_effort", text='"m" does not support thinking')) as upstream:
            to = app(upstream.url, "ollama")
            for sent in (2, 3, 4):
                answer = await send(to, front, stream, **EFFORTS[front])
                assert text_of(front, answer, stream) == "Hi"
                assert len(upstream.requests) == sent
                assert LOST[front] in answer.headers["dragoman-losses"]
                assert "does not accept reasoning_effort" in answer.headers["dragoman-losses"]
            await send(to, front, stream, None, **{**EFFORTS[front], "model": "other"})
            assert len(upstream.requests) == 6
            answer = await send(to, front, stream)
            assert "does not accept" not in answer.headers.get("dragoman-losses", "")

    run(test())


@whole_and_streamed
def test_a_forwarded_body_loses_the_parameter(stream: bool) -> None:
    async def test() -> None:
        async with provider(rejecting("top_k", "metadata")) as upstream:
            to = app(upstream.url, "openai")
            answer = await send(to, "openai_chat", stream, top_k=4, metadata={"a": "b"})
            assert text_of("openai_chat", answer, stream) == "Hi"
            assert [sorted({"top_k", "metadata"} & {*one.json}) for one in upstream.requests] == [
                ["metadata", "top_k"],
                ["metadata"],
                [],
            ]
            assert "top_k;" in answer.headers["dragoman-losses"] and "metadata;" in answer.headers["dragoman-losses"]

    run(test())


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("deepseek", 400, r"Invalid schema for function 'f': '^[^\p{Cc}]$' is not a 'regex'"),
        ("glm", 400, "[1210][Invalid API parameter, please check the documentation.][2026]"),
        ("lmstudio", 500, "Engine protocol predict request returned 400: failed to parse grammar"),
    ],
)  # fmt: skip
@whole_and_streamed
def test_a_pattern_of_a_forwarded_schema_is_removed(name: str, status: int, text: str, stream: bool) -> None:
    """https://github.com/anthropics/claude-code/issues/92964, https://github.com/zai-org/feedback/issues/579,
    https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2236"""

    async def play(request: ReceivedRequest, line: Line) -> None:
        if "pattern" in request.json["tools"][0]["input_schema"]["properties"]["a"]:
            await whole(status, {"type": "error", "error": {"type": "api_error", "message": text}})(request, line)
        else:
            await whole(200, MESSAGE)(request, line)

    async def test() -> None:
        async with provider(play) as upstream:
            schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": r"^[^\p{Cc}]$"}}}
            body = {
                "model": "m",
                "max_tokens": 9,
                "messages": [{"role": "user", "content": "hi"}],
                "tools": [{"name": "f", "input_schema": schema}],
            }
            to = app(upstream.url, name, protocol="anthropic_messages")
            for sent in (2, 3):
                answer = await ask(to, {**body, "stream": stream}, headers=VERSION)
                assert answer.status == 200 and len(upstream.requests) == sent
                assert "tools.pattern;" in answer.headers["dragoman-losses"]

    run(test())


def test_a_field_of_forwarded_messages_is_removed() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        if "eager_input_streaming" in request.json["tools"][1]:
            message = "tools.1.custom.eager_input_streaming: Extra inputs are not permitted"
            failure = {"type": "error", "error": {"type": "invalid_request_error", "message": message}}
            await whole(400, failure)(request, line)
        else:
            await whole(200, MESSAGE)(request, line)

    async def test() -> None:
        async with provider(play) as upstream:
            tools = [{"name": name, "input_schema": {"type": "object"}, "eager_input_streaming": True} for name in "fg"]
            body = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}], "tools": tools}
            answer = await ask(app(upstream.url, "anthropic"), body, headers=VERSION)
            assert answer.status == 200 and len(upstream.requests) == 2
            assert all("eager_input_streaming" not in tool for tool in upstream.requests[1].json["tools"])
            assert "tools.eager_input_streaming;" in answer.headers["dragoman-losses"]

    run(test())


@every_front
@whole_and_streamed
def test_an_error_in_the_stream_or_a_good_status_counts(front: str, stream: bool) -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        if "temperature" not in request.json:
            await reply_hi(request, line)
            return
        failure = {"error": {"message": "temperature is not supported", "type": "invalid_request_error"}}
        if stream:
            await line.begin(kind="text/event-stream")
            await line.event(failure)
        else:
            await whole(200, failure)(request, line)

    async def test() -> None:
        async with provider(play) as upstream:
            answer = await send(app(upstream.url, "groq"), front, stream, temperature=0.5)
            assert text_of(front, answer, stream) == "Hi" and len(upstream.requests) == 2
            assert "temperature" in answer.headers["dragoman-losses"]

    run(test())


@every_front
def test_a_renamed_parameter_is_no_loss(front: str) -> None:
    text = "Unsupported parameter: '{}' is not supported with this model. Use 'max_completion_tokens' instead."
    limit = {"openai_responses": "max_output_tokens"}.get(front, "max_tokens")

    async def test() -> None:
        async with provider(rejecting("max_tokens", text=text)) as upstream:
            to = app(upstream.url, "compatible")
            answer = await send(to, front, False, None, **{limit: 77})
            assert answer.status == 200 and upstream.requests[-1].json["max_completion_tokens"] == 77
            assert "max_tokens" not in answer.headers.get("dragoman-losses", "")
            await send(to, front, False, None, **{limit: 78})
            assert len(upstream.requests) == 3 and upstream.requests[-1].json["max_completion_tokens"] == 78

    run(test())


@pytest.mark.parametrize(
    "text", ["Unsupported parameter: 'seed'", "Unsupported parameter: 'messages'", "no", "seed: odd"]
)
def test_other_errors_are_reported_at_once(text: str) -> None:
    async def test() -> None:
        async with provider(whole(400, {"error": {"message": text, "param": "model"}})) as upstream:
            answer = await ask(app(upstream.url, "groq"), {**STREAM, "temperature": 0.5})
            assert answer.status == 400 and len(upstream.requests) == 1

    run(test())


def test_it_never_loops() -> None:
    """A provider that rejects everything that it receives gets at most four requests, and nothing is remembered."""

    async def play(request: ReceivedRequest, line: Line) -> None:
        name = sorted({*request.json} - {"model", "messages", "stream"})[0]
        await whole(400, {"error": {"message": f"Unsupported parameter: '{name}'"}})(request, line)

    async def test() -> None:
        async with provider(play) as upstream:
            to = app(upstream.url, "openai")
            body = {**PATHS["openai_chat"][2], **dict.fromkeys(("a1", "b1", "c1", "d1", "e1"), 1)}
            answer = await ask(to, body, "/v1/chat/completions")
            assert answer.status == 400 and len(upstream.requests) == 4
            assert to.providers.adjusted == {}

    run(test())


def test_a_provider_that_repeats_its_message_is_asked_once_more() -> None:
    async def test() -> None:
        failure = {"error": {"message": "Unsupported parameter: 'temperature'"}}
        async with provider(whole(400, failure)) as upstream:
            answer = await ask(app(upstream.url, "groq", retry=RetryOptions()), {**STREAM, "temperature": 0.5})
            assert answer.status == 400 and len(upstream.requests) == 2

    run(test())


def test_a_value_is_remembered_and_not_the_parameter() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        if request.json.get("reasoning", {}).get("effort") == "none":
            await whole(400, {"error": {"message": "Reasoning is mandatory for this endpoint."}})(request, line)
        else:
            await reply_hi(request, line)

    async def test() -> None:
        async with provider(play) as upstream:
            to = app(upstream.url, "openrouter")
            for _ in range(2):
                assert (await send(to, "anthropic_messages", False, thinking={"type": "disabled"})).status == 200
            assert len(upstream.requests) == 3
            await send(to, "anthropic_messages", False, output_config={"effort": "high"})
            assert upstream.requests[-1].json["reasoning"]["effort"] == "high"

    run(test())


def test_a_member_of_the_profiles_body_is_removed() -> None:
    async def test() -> None:
        async with provider(rejecting("enable_thinking")) as upstream:
            to = app(upstream.url, "compatible", body={"enable_thinking": True})
            assert (await send(to, "anthropic_messages", False)).status == 200
            assert to.settings.profiles["main"].body == {"enable_thinking": True}
            assert "enable_thinking" not in upstream.requests[-1].json

    run(test())


def test_no_secret_and_no_value_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with provider(rejecting("temperature", text="Unsupported parameter: '{}' sk-untold-profile")) as upstream:
            with caplog.at_level(logging.DEBUG, "dragoman"):
                answer = await ask(app(upstream.url, "groq"), {**STREAM, "temperature": 0.5})
            assert answer.status == 200
        assert "without the parameters that the provider rejected" in caplog.text
        assert "sk-untold" not in caplog.text + json.dumps(answer.headers)

    run(test())


def test_the_status_shows_rejected_parameters() -> None:
    async def test() -> None:
        async with provider(rejecting("temperature")) as upstream:
            to = app(upstream.url, "groq")
            await ask(to, {**STREAM, "temperature": 0.5})
            status = await ask(to, path="/api/status", method="GET")
            assert status.json["profiles"]["main"]["rejected_parameters"] == {"m": ["temperature"]}
            to.use(to.settings)
            assert "rejected_parameters" not in to.providers.status(to.settings.profiles.values())["main"]

    run(test())
