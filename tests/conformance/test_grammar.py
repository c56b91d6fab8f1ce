"""The event grammar accepts valid streams and detects each kind of violation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import grammar

USAGE = {"input_tokens": 1, "output_tokens": 1, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0}
MESSAGE: dict[str, Any] = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
    "stop_reason": None, "stop_sequence": None, "usage": USAGE,
}  # fmt: skip
START = {"type": "message_start", "message": MESSAGE}
END = {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": USAGE}
STOP = {"type": "message_stop"}
PING = {"type": "ping"}
ERROR = {"type": "error", "error": {"type": "api_error", "message": "no"}}
TEXT = {"type": "text", "text": ""}
CALL = {"type": "tool_use", "id": "t1", "name": "f", "input": {}}
THOUGHT = {"type": "thinking", "thinking": "", "signature": ""}


def block_start(index: int, block: Any) -> Any:
    return {"type": "content_block_start", "index": index, "content_block": block}


def block_delta(index: int, kind: str, **members: Any) -> Any:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **members}}


def block_stop(index: int) -> Any:
    return {"type": "content_block_stop", "index": index}


def validate(*events: Any) -> None:
    sse = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    grammar.validate(grammar.frames(sse.encode()))


HI = block_delta(0, "text_delta", text="hi")
SIGNED = block_delta(0, "signature_delta", signature="s")


@pytest.mark.parametrize(
    "events",
    [
        (START, END, STOP),
        (PING, START, PING, block_start(0, TEXT), PING, HI, block_stop(0), END, STOP),
        (
            START,
            block_start(0, THOUGHT),
            block_delta(0, "thinking_delta", thinking="a"),
            SIGNED,
            block_stop(0),
            END,
            STOP,
        ),
        (
            START,
            block_start(0, CALL),
            block_stop(0),
            block_start(1, TEXT),
            block_delta(1, "text_delta", text="x"),
            block_stop(1),
            END,
            STOP,
        ),
        (START, block_start(0, TEXT), HI, ERROR),
        (ERROR,),
        (START, END, END, STOP),
    ],
)
def test_valid_streams_pass(events: Any) -> None:
    validate(*events)


@pytest.mark.parametrize(
    "events",
    [
        (),
        (START,),
        (START, END),
        (END, STOP),
        (START, STOP),
        (START, START, END, STOP),
        (START, END, STOP, PING, STOP),
        (START, ERROR, STOP),
        (START, block_start(1, TEXT), block_stop(1), END, STOP),
        (START, block_start(0, TEXT), END, STOP),
        (START, block_start(0, TEXT), block_start(1, TEXT), block_stop(1), END, STOP),
        (START, block_start(0, TEXT), block_delta(1, "text_delta", text="x"), block_stop(0), END, STOP),
        (START, block_start(0, TEXT), HI, block_stop(1), END, STOP),
        (START, block_start(0, TEXT), block_delta(0, "input_json_delta", partial_json="{}"), block_stop(0), END, STOP),
        (START, HI, END, STOP),
        (START, block_start(0, {"type": "text", "text": "early"}), block_stop(0), END, STOP),
        (START, block_start(0, {**CALL, "input": {"a": 1}}), block_stop(0), END, STOP),
        (START, block_start(0, {**CALL, "id": "a:b"}), block_stop(0), END, STOP),
        (START, block_start(0, {**CALL, "name": ""}), block_stop(0), END, STOP),
        (START, block_start(0, CALL), block_stop(0), block_start(1, CALL), block_stop(1), END, STOP),
        (START, block_start(0, THOUGHT), block_stop(0), END, STOP),
        (
            START,
            block_start(0, THOUGHT),
            SIGNED,
            block_delta(0, "thinking_delta", thinking="a"),
            block_stop(0),
            END,
            STOP,
        ),
        (START, block_start(0, THOUGHT), SIGNED, SIGNED, block_stop(0), END, STOP),
        (START, END, block_start(0, TEXT), block_stop(0), STOP),
        (START, {**END, "usage": {"output_tokens": 1}}, STOP),
        (START, {**END, "delta": {"stop_reason": "stop", "stop_sequence": None}}, STOP),
        (START, {**END, "delta": {"stop_reason": "end_turn", "stop_sequence": "x"}}, STOP),
        ({**START, "message": {**MESSAGE, "usage": None}}, END, STOP),
        ({**START, "message": {**MESSAGE, "stop_reason": "end_turn"}}, END, STOP),
        ({**START, "message": {**MESSAGE, "id": ""}}, END, STOP),
        (START, {"type": "news"}, END, STOP),
        (START, {**ERROR, "error": {"type": "oops", "message": "no"}}),
    ],
)
def test_invalid_streams_are_detected(events: Any) -> None:
    with pytest.raises(grammar.InvalidStream):
        validate(*events)


@pytest.mark.parametrize(
    "sse",
    [
        b'data: {"type":"ping"}\n\n',
        b'event: ping\ndata: {"type":"pong"}\n\n',
        b'event: ping\ndata: {"type":"ping"}\n',
        b'event: ping\ndata: {"type":\ndata: "ping"}\n\n',
        b"event: ping\n\n",
    ],
)
def test_invalid_frames_are_detected(sse: bytes) -> None:
    with pytest.raises(grammar.InvalidStream):
        grammar.frames(sse)


@pytest.mark.parametrize("reason", ["end_turn", "tool_use"])
def test_calls_and_stop_reason_must_agree(reason: str) -> None:
    calls = [CALL] if reason == "end_turn" else []
    with pytest.raises(grammar.InvalidStream):
        grammar.validate_calls({"content": calls, "stop_reason": reason})
