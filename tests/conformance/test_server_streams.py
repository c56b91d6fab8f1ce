"""Numbered cases about streams: pings, unrequested streams and whole responses, disconnects."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dragoman.server import streaming
from tests.conformance import grammar
from tests.conformance.inprocess import (
    BODY,
    HI,
    STREAM,
    VERSION,
    Answer,
    Line,
    ReceivedRequest,
    app,
    ask,
    provider,
    quick,
    reply_hi,
    run,
    whole,
)


def message(answer: Answer) -> dict[str, Any]:
    """Validate a stream and return its message."""
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = grammar.frames(answer.body)
    grammar.validate(events)
    return grammar.fold(events)


def pings(answer: Answer) -> int:
    return sum(event.name == "ping" for event in grammar.frames(answer.body))


def test_62_unsupported_search_causes_no_provider_request() -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            send = {**STREAM, "tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 8}]}
            response = message(await ask(app(made.url, "demo"), send))
            assert [block["type"] for block in response["content"]] == [
                "server_tool_use",
                "web_search_tool_result",
                "text",
            ]
            assert response["content"][0]["input"] == {"query": "hi"}
            assert response["content"][1]["content"]["error_code"] == "unavailable"
            assert response["content"][1]["tool_use_id"] == response["content"][0]["id"]
            assert response["stop_reason"] == "end_turn"
            assert not made.requests

    run(test())


def test_163_unrequested_stream_is_collected() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.chunk(role="assistant", content="H")
        await line.chunk(
            content="i", tool_calls=[{"index": 0, "id": "c", "function": {"name": "f", "arguments": '{"a":1}'}}]
        )
        await line.chunk(finish_reason="tool_calls")
        await line.event({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}})
        await line.event("[DONE]")

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url), BODY)
            grammar.validate_message(answer.json)
            assert [block["type"] for block in answer.json["content"]] == ["text", "tool_use"]
            assert answer.json["content"][0]["text"] == "Hi"
            assert answer.json["content"][1]["input"] == {"a": 1}
            assert answer.json["usage"]["input_tokens"] == 3

    run(test())


def test_163_whole_response_to_a_streaming_request_is_streamed() -> None:
    async def test() -> None:
        async with provider(whole(200, HI)) as made:
            response = message(await ask(app(made.url), STREAM))
            assert [block["text"] for block in response["content"]] == ["Hi"]
            assert (response["stop_reason"], response["usage"]["output_tokens"]) == ("end_turn", 2)

    run(test())


def test_163_error_body_with_status_200_to_a_streaming_request_is_an_error() -> None:
    async def test() -> None:
        async with provider(whole(200, {"error": {"message": "slow down", "code": 429}})) as made:
            answer = await ask(app(made.url), STREAM)
            assert (answer.status, answer.error["type"]) == (429, "rate_limit_error")

    run(test())


def test_186_intervals_match_the_reference() -> None:
    assert (streaming.HEADER_HOLD_SECONDS, streaming.PING_INTERVAL_SECONDS, streaming.FINISH_SECONDS) == (10, 15, 5)


@pytest.mark.parametrize("noise", ["silence", "comments"])
@pytest.mark.parametrize("when", ["before the first chunk", "in the middle"])
def test_186_client_receives_pings_during_silence(monkeypatch: pytest.MonkeyPatch, noise: str, when: str) -> None:
    async def pause(line: Line) -> None:
        for _ in range(20):
            await asyncio.sleep(0.02)
            if noise == "comments":
                await line.send(": still here\n\n")

    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        if when.startswith("before"):
            await pause(line)
        await line.chunk(role="assistant", content="Hi")
        if when.startswith("in"):
            await pause(line)
        await line.chunk(finish_reason="stop")
        await line.event("[DONE]")

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url), STREAM)
            assert message(answer)["content"][0]["text"] == "Hi"
            assert pings(answer) >= 1

    quick(monkeypatch)
    run(test())


def test_186_client_receives_pings_before_the_provider_responds(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await asyncio.sleep(0.4)
        await reply_hi(request, line)

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url), STREAM)
            assert message(answer)["stop_reason"] == "end_turn"
            assert pings(answer) >= 1

    quick(monkeypatch)
    run(test())


def test_186_client_receives_pings_while_a_second_call_is_buffered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.chunk(tool_calls=[{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}}])
        await line.chunk(tool_calls=[{"index": 1, "id": "b", "function": {"name": "g", "arguments": '{"x":"'}}])
        for _ in range(20):
            await asyncio.sleep(0.02)
            await line.chunk(tool_calls=[{"index": 1, "function": {"arguments": "x"}}])
        await line.chunk(
            tool_calls=[{"index": 1, "function": {"arguments": '"}'}}, {"index": 0, "function": {"arguments": "}"}}]
        )
        await line.chunk(finish_reason="tool_calls")
        await line.event("[DONE]")

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url), STREAM)
            assert [block["input"] for block in message(answer)["content"]] == [{}, {"x": "x" * 20}]
            assert pings(answer) >= 1

    quick(monkeypatch)
    run(test())


@pytest.mark.parametrize("streamed", [True, False])
def test_190_disconnect_of_the_client_cancels_the_provider_request(streamed: bool) -> None:
    """The second is counted in pauses of the provider, which a busy machine makes longer too."""
    pause, pauses = 0.02, 0

    async def play(request: ReceivedRequest, line: Line) -> None:
        nonlocal pauses
        await line.begin(kind="text/event-stream" if streamed else "application/json")
        while True:
            if streamed:
                await line.chunk(content="Hi")
            await asyncio.sleep(pause)
            pauses += 1

    async def test() -> None:
        async with provider(play) as made:
            if streamed:
                await ask(app(made.url), STREAM, leave_after=2)
            else:
                await ask(app(made.url), BODY, leave_at=2 * pause)
            while not made.left.is_set() and pauses < 2 + 1 / pause:
                await asyncio.sleep(pause)
            assert made.left.is_set()

    run(test())


def test_213_streaming_only_provider_gives_the_same_response() -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            answer = await ask(app(made.url, "only_streams"), BODY)
            assert made.requests[0].json["stream"] is True
            plain = await ask(app(made.url, "openai"), BODY)
            assert made.requests[1].json.get("stream") is not True
            assert answer.status == plain.status == 200
            same = ("type", "role", "model", "content", "stop_reason", "stop_sequence")
            assert [answer.json[key] for key in same] == [plain.json[key] for key in same]

    run(test())


def test_224_rejection_before_the_stream_is_a_plain_error() -> None:
    async def test() -> None:
        refusal = whole(429, {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}, retry_after="7")
        async with provider(refusal) as made:
            answer = await ask(app(made.url), STREAM)
            assert (answer.status, answer.headers["content-type"]) == (429, "application/json")
            assert (answer.error["type"], answer.headers["retry-after"]) == ("rate_limit_error", "7")

    run(test())


def test_224_error_as_first_stream_event_is_a_plain_error() -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.event({"error": {"message": "overloaded", "code": 503}})

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url), STREAM)
            assert (answer.status, answer.error["type"]) == (529, "overloaded_error")

    run(test())


def test_252_stream_parameter_overrides_the_accept_header() -> None:
    async def test() -> None:
        async with provider(reply_hi) as made:
            response = message(await ask(app(made.url), STREAM, headers={"accept": "application/json", **VERSION}))
            assert response["content"][0]["text"] == "Hi"

    run(test())
