"""The judge judges: legal streams pass, and each way of breaking one is found. Else green cases would say nothing."""

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


def opens(index: int, block: Any) -> Any:
    return {"type": "content_block_start", "index": index, "content_block": block}


def says(index: int, kind: str, **members: Any) -> Any:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **members}}


def closes(index: int) -> Any:
    return {"type": "content_block_stop", "index": index}


def judge(*events: Any) -> None:
    sse = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    grammar.judge(grammar.frames(sse.encode()))


HI = says(0, "text_delta", text="hi")
SIGNED = says(0, "signature_delta", signature="s")


@pytest.mark.parametrize(
    "events",
    [
        (START, END, STOP),
        (PING, START, PING, opens(0, TEXT), PING, HI, closes(0), END, STOP),
        (START, opens(0, THOUGHT), says(0, "thinking_delta", thinking="a"), SIGNED, closes(0), END, STOP),
        (START, opens(0, CALL), closes(0), opens(1, TEXT), says(1, "text_delta", text="x"), closes(1), END, STOP),
        (START, opens(0, TEXT), HI, ERROR),
        (ERROR,),
        (START, END, END, STOP),
    ],
)
def test_legal(events: Any) -> None:
    judge(*events)


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
        (START, opens(1, TEXT), closes(1), END, STOP),
        (START, opens(0, TEXT), END, STOP),
        (START, opens(0, TEXT), opens(1, TEXT), closes(1), END, STOP),
        (START, opens(0, TEXT), says(1, "text_delta", text="x"), closes(0), END, STOP),
        (START, opens(0, TEXT), HI, closes(1), END, STOP),
        (START, opens(0, TEXT), says(0, "input_json_delta", partial_json="{}"), closes(0), END, STOP),
        (START, HI, END, STOP),
        (START, opens(0, {"type": "text", "text": "early"}), closes(0), END, STOP),
        (START, opens(0, {**CALL, "input": {"a": 1}}), closes(0), END, STOP),
        (START, opens(0, {**CALL, "id": "a:b"}), closes(0), END, STOP),
        (START, opens(0, {**CALL, "name": ""}), closes(0), END, STOP),
        (START, opens(0, CALL), closes(0), opens(1, CALL), closes(1), END, STOP),
        (START, opens(0, THOUGHT), closes(0), END, STOP),
        (START, opens(0, THOUGHT), SIGNED, says(0, "thinking_delta", thinking="a"), closes(0), END, STOP),
        (START, opens(0, THOUGHT), SIGNED, SIGNED, closes(0), END, STOP),
        (START, END, opens(0, TEXT), closes(0), STOP),
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
def test_illegal(events: Any) -> None:
    with pytest.raises(grammar.Illegal):
        judge(*events)


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
def test_illegal_frames(sse: bytes) -> None:
    with pytest.raises(grammar.Illegal):
        grammar.frames(sse)


@pytest.mark.parametrize("reason", ["end_turn", "tool_use"])
def test_calls_and_reason_agree(reason: str) -> None:
    calls = [CALL] if reason == "end_turn" else []
    with pytest.raises(grammar.Illegal):
        grammar.judge_calls({"content": calls, "stop_reason": reason})
