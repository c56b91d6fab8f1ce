"""Streams that are framed otherwise than the protocol states, or labelled with the wrong content type."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import grammar
from tests.conformance.inprocess import BODY, STREAM, Line, ReceivedRequest, app, ask, provider, run

CHUNKS: list[Any] = [
    {"candidates": [{"content": {"parts": [{"text": "Hel"}]}}]},
    {"candidates": [{"content": {"parts": [{"text": "lo"}]}, "finishReason": "STOP"}]},
]
ARRAY = b"[" + b"\n,\r\n".join(json.dumps(chunk, indent=2).encode() for chunk in CHUNKS) + b"\n]\n"
EVENTS = b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in CHUNKS)


@pytest.mark.parametrize("pieces", [7, 1 << 20])
@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/json; charset=UTF-8", ARRAY),
        ("text/plain", ARRAY),
        ("application/json", EVENTS),
        ("text/plain; charset=utf-8", EVENTS),
        ("application/octet-stream", EVENTS),
    ],
)
def test_bytes_decide_where_the_label_is_wrong(kind: str, data: bytes, streamed: bool, pieces: int) -> None:
    async def play(request: ReceivedRequest, line: Line) -> None:
        await line.begin(kind=kind)
        for place in range(0, len(data), pieces):
            await line.send(data[place : place + pieces])

    async def test() -> None:
        async with provider(play) as made:
            answer = await ask(app(made.url, "gemini", protocol="gemini"), STREAM if streamed else BODY)
        assert answer.status == 200, answer.body
        if not streamed:
            message = answer.json
        else:
            events = grammar.frames(answer.body)
            grammar.validate(events)
            message = grammar.fold(events)
        assert [block["text"] for block in message["content"]] == ["Hello"]
        assert message["stop_reason"] == "end_turn"

    run(test())
