"""A provider that does not take back its own reasoning is asked once more without it: through the proxy, whole and as a
stream, passed on and translated."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.conformance import grammar
from tests.conformance.cases import envelope
from tests.conformance.inprocess import BODY, HI, Asked, Line, app, ask, provider, run, says_hi, whole
from tests.conformance.short import turns

Script = Callable[[Asked, Line], Awaitable[None]]
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


async def says_message(asked: Asked, line: Line) -> None:
    if not asked.json.get("stream"):
        await whole(200, MESSAGE)(asked, line)
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


async def says_response(asked: Asked, line: Line) -> None:
    if not asked.json.get("stream"):
        await whole(200, ANSWER)(asked, line)
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


def in_turn(*scripts: Script) -> Script:
    """The scripts one after the other, the last one from then on."""
    left = list(scripts)

    async def play(asked: Asked, line: Line) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, line)

    return play


def sealed(**members: Any) -> dict[str, str]:
    return {"type": "thinking", "thinking": "hm", "signature": envelope(members)}


RS = sealed(k="rs", b="openai", i="rs_1", e="gAAA")
KINDS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any], Script]] = {
    # how: provider, protocol, the reasoning, the refusal, and what is answered in the end
    "passed on": ("anthropic", "", SIGNED, SIGNATURE, says_message),
    "translated": ("openai", "openai_responses", RS, ENCRYPTED, says_response),
}


def asks(how: str, stream: bool, *blocks: Any) -> dict[str, Any]:
    model = {"passed on": "claude-opus-4-8", "translated": "gpt-5.1"}[how]
    return {**BODY, "model": model, "stream": stream, "messages": turns("hi", [*blocks, TEXT], "go on")}


def said(body: bytes, stream: bool) -> list[dict[str, Any]]:
    if not stream:
        grammar.judge_message(json.loads(body))
        return list(json.loads(body)["content"])
    events = grammar.frames(body)
    grammar.judge(events)
    return list(grammar.fold(events)["content"])


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("how", KINDS)
def test_failure_01_a_provider_that_refuses_a_proof_is_asked_once_more_without(
    how: str, stream: bool, caplog: pytest.LogCaptureFixture
) -> None:
    name, protocol, thought, refusal, answer = KINDS[how]

    async def test() -> None:
        async with provider(in_turn(whole(400, refusal), answer)) as made:
            told = await ask(app(made.url, name, protocol=protocol), asks(how, stream, thought))
            assert told.status == 200, told.body
            assert [block["text"] for block in said(told.body, stream)] == ["Hi"]
            first, second = (asked.body.decode() for asked in made.asked)
            mark = "gAAA" if how == "translated" else SIGNED["signature"]
            assert mark in first and mark not in second and "go on" in second
            assert made.asked[0].headers[1:] and made.asked[0].path == made.asked[1].path
            assert "thinking" in told.headers["dragoman-losses"]

    with caplog.at_level(logging.INFO, "dragoman"):
        run(test())
    assert sum("once more" in record.message for record in caplog.records if record.name == "dragoman") >= 1
    assert "gAAA" not in caplog.text and SIGNED["signature"] not in caplog.text


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("how", KINDS)
def test_failure_01_a_second_refusal_is_the_answer(how: str, stream: bool) -> None:
    name, protocol, thought, refusal, _ = KINDS[how]

    async def test() -> None:
        async with provider(whole(400, refusal)) as made:
            told = await ask(app(made.url, name, protocol=protocol), asks(how, stream, thought))
            assert told.status == 400
            assert told.error["type"] == "invalid_request_error"
            assert refusal["error"]["message"] in told.error["message"]
            assert len(made.asked) == 2

    run(test())


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("how", KINDS)
def test_failure_01_what_would_change_nothing_is_not_asked_again(how: str, stream: bool) -> None:
    name, protocol, thought, refusal, answer = KINDS[how]
    other = {"type": "error", "error": {"type": "invalid_request_error", "message": "max_tokens: too many"}}

    async def test() -> None:
        for blocks, said in (([], refusal), ([thought], other)):
            async with provider(in_turn(whole(400, said), answer)) as made:
                told = await ask(app(made.url, name, protocol=protocol), asks(how, stream, *blocks))
                assert told.status == 400 and len(made.asked) == 1

    run(test())


def test_failure_01_also_where_a_stream_begins_with_the_refusal() -> None:
    async def refuses(asked: Asked, line: Line) -> None:
        await line.begin(kind="text/event-stream")
        await line.send(": OPENROUTER PROCESSING\n\n")
        await line.event({"error": {"code": 400, "message": INVALID}})

    details = [{"type": "reasoning.text", "text": "hm", "signature": "s"}]

    async def test() -> None:
        async with provider(in_turn(refuses, says_hi)) as made:
            thought = sealed(k="rd", b="openrouter", d=details)
            body = {**BODY, "stream": True, "messages": turns("hi", [thought, TEXT], "go on")}
            told = await ask(app(made.url, "openrouter", protocol="openai_chat"), body)
            assert [block["text"] for block in said(told.body, True)] == ["Hi"]
            assert ["reasoning_details" in asked.body.decode() for asked in made.asked] == [True, False]

    run(test())


def test_failure_01_words_about_a_proof_in_an_answer_are_no_refusal() -> None:
    said = {"role": "assistant", "content": INVALID}
    answer = {**HI, "choices": [{"index": 0, "message": said, "finish_reason": "stop"}]}

    async def test() -> None:
        async with provider(whole(200, answer)) as made:
            told = await ask(app(made.url), {**BODY, "messages": turns("hi", [TEXT], "go on")})
            assert told.json["content"][0]["text"] == INVALID and len(made.asked) == 1

    run(test())
