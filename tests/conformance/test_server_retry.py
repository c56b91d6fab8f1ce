"""Retry without reasoning after a rejected signature, through the proxy: with and without streaming, passed through and
translated."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from tests.conformance import grammar
from tests.conformance.builders import turns
from tests.conformance.cases import envelope
from tests.conformance.inprocess import BODY, HI, Line, ReceivedRequest, app, ask, provider, reply_hi, run, whole
from tests.resilience.several import Script, in_order

SIGNED = {"type": "thinking", "thinking": "hm", "signature": "EqQBCkYIBBgCKkA"}
TEXT = {"type": "text", "text": "a"}
INVALID = "messages.1.content.0: Invalid `signature` in `thinking` block"
SIGNATURE = {"type": "error", "error": {"type": "invalid_request_error", "message": INVALID}}
ENCRYPTED = {
    "error": {
        "message": "The encrypted content gAAA...c90= could not be verified.",
        "type": "invalid_request_error",
        "param": None,
        "code": "invalid_encrypted_content",
    }
}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-opus-4-8",
    "content": [{"type": "text", "text": "Hi"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 3,
        "output_tokens": 2,
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
    },
}
PARTS = [{"type": "output_text", "text": "Hi", "annotations": []}]
ITEM = {"type": "message", "id": "m1", "role": "assistant", "content": PARTS}
ANSWER = {"id": "resp_1", "object": "response", "status": "completed", "model": "up", "output": [ITEM]}


async def reply_message(request: ReceivedRequest, line: Line) -> None:
    if not request.json.get("stream"):
        await whole(200, MESSAGE)(request, line)
        return
    await line.begin(kind="text/event-stream")
    for event in (
        {"type": "message_start", "message": {**MESSAGE, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": MESSAGE["usage"],
        },
        {"type": "message_stop"},
    ):
        await line.send(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n")


async def reply_response(request: ReceivedRequest, line: Line) -> None:
    if not request.json.get("stream"):
        await whole(200, ANSWER)(request, line)
        return
    await line.begin(kind="text/event-stream")
    for event in (
        {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**ITEM, "content": []}},
        {"type": "response.output_text.delta", "item_id": "m1", "output_index": 0, "content_index": 0, "delta": "Hi"},
        {"type": "response.output_item.done", "output_index": 0, "item": ITEM},
        {"type": "response.completed", "response": ANSWER},
    ):
        await line.event(event)


def encrypted_thinking(**members: Any) -> dict[str, str]:
    return {"type": "thinking", "thinking": "hm", "signature": envelope(members)}


RS = encrypted_thinking(k="rs", b="openai", i="rs_1", e="gAAA")
VARIANTS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any], Script]] = {
    # provider, protocol, reasoning block, rejection, script of the final response
    "passed on": ("anthropic", "", SIGNED, SIGNATURE, reply_message),
    "translated": ("openai", "openai_responses", RS, ENCRYPTED, reply_response),
}


def request_with_history(variant: str, stream: bool, *blocks: Any) -> dict[str, Any]:
    model = {"passed on": "claude-opus-4-8", "translated": "gpt-5.1"}[variant]
    return {**BODY, "model": model, "stream": stream, "messages": turns("hi", [*blocks, TEXT], "go on")}


def content(body: bytes, stream: bool) -> list[dict[str, Any]]:
    if not stream:
        grammar.validate_message(json.loads(body))
        return list(json.loads(body)["content"])
    events = grammar.frames(body)
    grammar.validate(events)
    return list(grammar.fold(events)["content"])


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_failure_01_rejected_signature_is_retried_once_without_reasoning(
    variant: str, stream: bool, caplog: pytest.LogCaptureFixture
) -> None:
    name, protocol, thought, refusal, answer = VARIANTS[variant]

    async def test() -> None:
        async with provider(in_order(whole(400, refusal), answer)) as made:
            response = await ask(app(made.url, name, protocol=protocol), request_with_history(variant, stream, thought))
            assert response.status == 200, response.body
            assert [block["text"] for block in content(response.body, stream)] == ["Hi"]
            first, second = (request.body.decode() for request in made.requests)
            mark = "gAAA" if variant == "translated" else SIGNED["signature"]
            assert mark in first and mark not in second and "go on" in second
            assert made.requests[0].headers[1:] and made.requests[0].path == made.requests[1].path
            assert "thinking" in response.headers["dragoman-losses"]

    with caplog.at_level(logging.INFO, "dragoman"):
        run(test())
    assert (
        sum("sending the request again" in record.message for record in caplog.records if record.name == "dragoman")
        >= 1
    )
    assert "gAAA" not in caplog.text and SIGNED["signature"] not in caplog.text


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_failure_01_second_rejection_is_returned(variant: str, stream: bool) -> None:
    name, protocol, thought, refusal, _ = VARIANTS[variant]

    async def test() -> None:
        async with provider(whole(400, refusal)) as made:
            response = await ask(app(made.url, name, protocol=protocol), request_with_history(variant, stream, thought))
            assert response.status == 400
            assert response.error["type"] == "invalid_request_error"
            assert refusal["error"]["message"] in response.error["message"]
            assert len(made.requests) == 2

    run(test())


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_failure_01_no_retry_without_a_change(variant: str, stream: bool) -> None:
    name, protocol, thought, refusal, answer = VARIANTS[variant]
    other = {"type": "error", "error": {"type": "invalid_request_error", "message": "max_tokens: too many"}}

    async def test() -> None:
        for blocks, content in (([], refusal), ([thought], other)):
            async with provider(in_order(whole(400, content), answer)) as made:
                response = await ask(
                    app(made.url, name, protocol=protocol), request_with_history(variant, stream, *blocks)
                )
                assert response.status == 400 and len(made.requests) == 1

    run(test())


def test_failure_01_rejection_as_first_stream_event_is_retried() -> None:
    async def refuses(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.send(": OPENROUTER PROCESSING\n\n")
        await line.event({"error": {"code": 400, "message": INVALID}})

    details = [{"type": "reasoning.text", "text": "hm", "signature": "s"}]

    async def test() -> None:
        async with provider(in_order(refuses, reply_hi)) as made:
            thought = encrypted_thinking(k="rd", b="openrouter", d=details)
            body = {**BODY, "stream": True, "messages": turns("hi", [thought, TEXT], "go on")}
            response = await ask(app(made.url, "openrouter", protocol="openai_chat"), body)
            assert [block["text"] for block in content(response.body, True)] == ["Hi"]
            assert ["reasoning_details" in request.body.decode() for request in made.requests] == [True, False]

    run(test())


def test_failure_01_response_text_about_a_signature_is_no_rejection() -> None:
    content = {"role": "assistant", "content": INVALID}
    answer = {**HI, "choices": [{"index": 0, "message": content, "finish_reason": "stop"}]}

    async def test() -> None:
        async with provider(whole(200, answer)) as made:
            response = await ask(app(made.url), {**BODY, "messages": turns("hi", [TEXT], "go on")})
            assert response.json["content"][0]["text"] == INVALID and len(made.requests) == 1

    run(test())
