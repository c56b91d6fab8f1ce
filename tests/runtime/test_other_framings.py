"""Framings of streams beside server-sent events: each parser cut at every byte, its limits, and the choice of one."""

from __future__ import annotations

import json
import struct
import time
from binascii import crc32
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.streaming.framing import DAMAGED, DONE, Frames, Marker, framing_of, parser
from dragoman.streaming.framing.eventstream import MAX_MESSAGE
from dragoman.streaming.framing.json_array import ArrayFrames
from dragoman.streaming.framing.ndjson import LineFrames
from tests.runtime import messages

HELLO = messages.event("delta", {"text": "Hello"})
HEADERS: dict[str, str | int | bytes | bool] = {
    ":message-type": "event",
    ":event-type": "x",
    "n": 7,
    "raw": b"\x00",
    "yes": True,
}

PART: dict[str, str | int | bytes | bool] = {
    ":message-type": "event",
    ":event-type": "Part",
    ":content-type": "application/octet-stream",
}
TOKENS = b"event: output\nid: 1\ndata: Hi\n\nevent: output\ndata: {}\n\nevent: output\ndata: \ndata: \n\n"

CASES: dict[str, tuple[str, bytes, list[bytes | Marker]]] = {
    "lines": ("ndjson", b'{"a":1}\n{"a":2}\n', [b'{"a":1}', b'{"a":2}']),
    "lines without the last line feed": ("ndjson", b'{"a":1}\n{"a":2}', [b'{"a":1}', b'{"a":2}']),
    "lines that are cut off": ("ndjson", b'{"a":1}\n{"a":', [b'{"a":1}']),
    "empty lines and CR LF": ("ndjson", b'\r\n{"a":1}\r\n\n  \n{"a":2}\r\n', [b'{"a":1}', b'{"a":2}']),
    "a line that is no JSON": ("ndjson", b'oops\n{"a":1}\n', [b"oops", b'{"a":1}']),
    "a BOM before lines": ("ndjson", b'\xef\xbb\xbf{"a":1}\n', [b'{"a":1}']),
    "no line": ("ndjson", b"\n", []),
    "items": ("json_array", b'[{"a":1},{"a":2}]', [b'{"a":1}', b'{"a":2}']),
    "items as Google sends them": ("json_array", b'[{\n "a": 1\n}\n,\r\n{"a": [2]}\n]\n',
                                   [b'{\n "a": 1\n}', b'{"a": [2]}']),
    "brackets and quotation marks in texts": (
        "json_array",
        rb'[{"a":"]}\"[{\\"},{"\\":"\\\\"}]',
        [rb'{"a":"]}\"[{\\"}', rb'{"\\":"\\\\"}'],
    ),
    "items that are cut off": ("json_array", b'[{"a":1},{"a":"}', [b'{"a":1}']),
    "an array without its end": ("json_array", b'[{"a":1}', [b'{"a":1}']),
    "an empty array": ("json_array", b" [ ] ", []),
    "text after an array": ("json_array", b'[{"a":1}] [{"b":2}]', [b'{"a":1}']),
    "a BOM before an array": ("json_array", b'\xef\xbb\xbf[{"a":1}]', [b'{"a":1}']),
    "no array": ("json_array", b'{"a":1}', [DAMAGED]),
    "a number among the items": ("json_array", b'[{"a":1},2,{"b":3}]', [b'{"a":1}', DAMAGED]),
    "a text among the items": ("json_array", b'[{"a":1},"b",{"b":3}]', [b'{"a":1}', DAMAGED]),
    "a bracket too many": ("json_array", b'[{"a":1}},{"b":3}]', [b'{"a":1}', DAMAGED]),
    "texts": ("sse_text", TOKENS, [b'{"output":"Hi"}', b'{"output":"{}"}', b'{"output":"\\n"}']),
    "a text without a name": ("sse_text", b"data: 7\n\n", [b'{"message":"7"}']),
    "an empty text": ("sse_text", b"event: done\ndata:\n\nevent: more\n\n", [b'{"done":""}']),
    "a text that is cut off": ("sse_text", b"event: output\ndata: Hi", [b'{"output":"Hi"}']),
    "parts of lines": ("eventstream", messages.message(PART, b'{"a":1}\n{"a"') + messages.message(PART, b":2}\n"),
                       [b'{"a":1}', b'{"a":2}']),
    "parts of server-sent events": (
        "eventstream",
        messages.message(PART, b"\n") + messages.message(PART, b'data: {"a":1}\n\nda')
        + messages.message(PART, b'ta: {"a":2}\n\n') + messages.exception("x", {"message": "slow down"}),
        [b'{"a":1}', b'{"a":2}', b'{"error":{"code":"x","message":"slow down"}}'],
    ),
    "parts without the last line feed": ("eventstream", messages.message(PART, b'{"a":1}'), [b'{"a":1}']),
    "parts in base64": (
        "eventstream",
        messages.event("chunk", {"bytes": "eyJhIjoxfQ==", "p": "abc"})
        + messages.event("chunk", {"bytes": "eyJhIjoyfQ=="})
        + messages.exception("x", {"message": "slow down"}),
        [b'{"a":1}', b'{"a":2}', b'{"error":{"code":"x","message":"slow down"}}'],
    ),
    "server-sent events in base64": (
        "eventstream",
        messages.event("chunk", {"bytes": "ZGF0YTogeyJhIjox"}) + messages.event("chunk", {"bytes": "fQoK"}),
        [b'{"a":1}'],
    ),
    "a text that is no base64": ("eventstream", messages.event("x", {"bytes": "?"}), [b'{"x":{"bytes": "?"}}']),
    "bytes beside other members": (
        "eventstream", messages.event("x", {"bytes": "e30=", "q": 1}), [b'{"x":{"bytes": "e30=", "q": 1}}']
    ),
    "events": ("eventstream", HELLO * 2, [b'{"delta":{"text": "Hello"}}'] * 2),
    "headers of other types": ("eventstream", messages.message(HEADERS, b""), [b'{"x":{}}']),
    "an event without a type": ("eventstream", messages.message({":message-type": "event"}, b"{}") + HELLO,
                                [b'{"delta":{"text": "Hello"}}']),
    "an exception": (
        "eventstream",
        HELLO + messages.exception("throttlingException", {"message": "slow down"}),
        [b'{"delta":{"text": "Hello"}}', b'{"error":{"code":"throttlingException","message":"slow down"}}'],
    ),
    "an exception of plain text": (
        "eventstream",
        messages.message({":message-type": "exception", ":exception-type": "x"}, b"oops"),
        [b'{"error":{"code":"x","message":"oops"}}'],
    ),
    "an error": (
        "eventstream",
        messages.message({":message-type": "error", ":error-code": "500", ":error-message": "oops"}, b""),
        [b'{"error":{"code":"500","message":"oops"}}'],
    ),
    "a message that is cut off": ("eventstream", HELLO + HELLO[:-1], [b'{"delta":{"text": "Hello"}}']),
    "a damaged message": ("eventstream", HELLO + HELLO[:-9] + b"?" + HELLO[-8:] + HELLO,
                          [b'{"delta":{"text": "Hello"}}', DAMAGED]),
    "a damaged prelude": ("eventstream", HELLO + b"\x01" + HELLO[1:] + HELLO,
                          [b'{"delta":{"text": "Hello"}}', DAMAGED]),
}  # fmt: skip


def collected(frames: Frames, *pieces: bytes) -> list[bytes | Marker]:
    return [payload for piece in pieces for payload in frames.feed(piece)] + frames.end()


@pytest.mark.parametrize("name", CASES)
def test_payloads_do_not_depend_on_how_bytes_are_divided(name: str) -> None:
    framing, data, expected = CASES[name]
    assert collected(parser(framing), *(data[place : place + 1] for place in range(len(data)))) == expected
    for place in range(len(data) + 1):
        assert collected(parser(framing), data[:place], data[place:]) == expected, place


def test_the_name_of_a_text_is_a_member_where_the_protocol_has_one() -> None:
    named = parser("sse_text", "[DONE]", "type")
    assert collected(named, TOKENS[:18], TOKENS[18:30], b"\n\ndata: [DONE]\n\n") == [
        b'{"type":"output","output":"Hi"}',
        DONE,
    ]


@pytest.mark.parametrize("framing", ["ndjson", "json_array", "eventstream", "sse_text"])
@given(data=st.binary(max_size=60) | st.text('[]{}",\\ \n1a', max_size=60).map(str.encode), place=st.integers(0, 60))
def test_any_bytes_are_parsed_independently_of_their_division(framing: str, data: bytes, place: int) -> None:
    assert collected(parser(framing), data) == collected(parser(framing), data[:place], data[place:])


@given(st.lists(st.dictionaries(st.text('[]{}",\\x'), st.text('[]{}",\\\n') | st.lists(st.integers(), max_size=2))))
def test_every_list_of_objects_is_parsed(items: list[object]) -> None:
    payloads = collected(parser("json_array"), json.dumps(items, indent=1).encode())
    assert [json.loads(payload) for payload in payloads if isinstance(payload, bytes)] == items


@pytest.mark.parametrize(
    ("frames", "data"),
    [
        (LineFrames(100), b'{"a":1}\n' + b"x" * 101),
        (ArrayFrames(100), b'[{"a":1},{"b":"' + b"x" * 101),
    ],
)
def test_unfinished_events_are_bounded(frames: Frames, data: bytes) -> None:
    found = [payload for place in range(0, len(data), 7) for payload in frames.feed(data[place : place + 7])]
    assert found == [b'{"a":1}', DAMAGED]
    assert frames.feed(b'{"a":1}\n') == frames.end() == []


def test_lengths_of_messages_are_bounded() -> None:
    prelude = struct.pack(">II", MAX_MESSAGE + 1, 0)
    assert parser("eventstream").feed(prelude + struct.pack(">I", crc32(prelude))) == [DAMAGED]
    prelude = struct.pack(">II", 20, 8)
    assert parser("eventstream").feed(prelude + struct.pack(">I", crc32(prelude))) == [DAMAGED]


@pytest.mark.parametrize(
    ("framing", "event"),
    [
        ("ndjson", lambda size: b'{"a":"' + b"x" * size + b'"}\n'),
        ("json_array", lambda size: b'[{"a":"' + b"x\\n" * (size // 3) + b'"}]'),
        ("eventstream", lambda size: messages.event("x", {"a": "x" * size})),
    ],
)
def test_time_grows_linearly_with_one_event(framing: str, event: Callable[[int], bytes]) -> None:
    """Twenty times as much data in reads of one size takes less than a hundred times as long."""

    def seconds(size: int) -> float:
        data = event(size)
        pieces = [data[place : place + 64] for place in range(0, len(data), 64)]
        best = 60.0
        for _ in range(3):
            started = time.process_time()
            assert len(collected(parser(framing), *pieces)) == 1
            best = min(best, time.process_time() - started)
        return best

    assert seconds(1_000_000) < 100 * max(seconds(50_000), 0.001)


FRAMINGS: dict[str, tuple[str, bytes, str, str]] = {
    "server-sent events": ("text/event-stream", b"data: {}", "sse", "sse"),
    "server-sent events of another framing's protocol": ("text/event-stream", b"data: {}", "ndjson", "sse"),
    "server-sent events, called JSON": ("application/json", b"data: {}", "sse", "sse"),
    "server-sent events, called plain text": ("text/plain; charset=utf-8", b": hi\n\n", "sse", "sse"),
    "server-sent events, called lines": ("application/x-ndjson", b"event: x\n", "ndjson", "sse"),
    "server-sent events, not begun": ("text/event-stream", b"\n", "sse", "sse"),
    "a whole answer": ("application/json", b'{"a":1}', "sse", ""),
    "a whole answer with a line feed": ("application/json", b'{"a":1}\n', "sse", ""),
    "lines": ("application/x-ndjson", b'{"a"', "ndjson", "ndjson"),
    "lines, not begun": ("application/x-ndjson", b"", "ndjson", "ndjson"),
    "lines of another name": ("application/jsonl", b'{"a"', "sse", "ndjson"),
    "lines, called JSON": ("application/json", b'{"a":1}\n{"a"', "ndjson", "ndjson"),
    "lines, called server-sent events": ("text/event-stream", b'{"a":1', "ndjson", "ndjson"),
    "a whole answer of a protocol over lines": ("application/json", b'{"a":1}', "ndjson", ""),
    "a whole answer of a protocol over lines, indented": ("application/json", b'{\n"a":1}', "ndjson", ""),
    "an array": ("application/json; charset=UTF-8", b'[{\n"a"', "sse", "json_array"),
    "an array, only begun": ("application/json", b"[", "json_array", "json_array"),
    "a list that is no stream": ("application/json", b"[1]", "sse", ""),
    "messages": ("application/vnd.amazon.eventstream", b"", "eventstream", "eventstream"),
    "messages, called bytes": ("application/octet-stream", HELLO[:20], "eventstream", "eventstream"),
    "texts": ("text/event-stream", b"event: output\n", "sse_text", "sse_text"),
    "texts, not begun": ("text/event-stream", b"", "sse_text", "sse_text"),
    "a whole answer of a protocol over texts": ("application/json", b'{"a":1}', "sse_text", ""),
    "nothing": ("", b"", "sse", ""),
}


@pytest.mark.parametrize("name", FRAMINGS)
def test_the_content_type_decides_and_the_bytes_where_it_is_wrong(name: str) -> None:
    content_type, start, usual, expected = FRAMINGS[name]
    assert framing_of(content_type, start, usual) == expected


COMPLETE: dict[str, tuple[str, bytes, str]] = {
    "a line": ("application/json", b'{"a":1}\n', ""),
    "a line between blank lines": ("", b'\n{"a":1}\r\n\r\n', ""),
    "lines": ("application/json", b'{"a":1}\n{"b":2}\n', "ndjson"),
    "a line, called lines": ("application/x-ndjson", b'{"a":1}\n', "ndjson"),
    "a line, called a stream": ("application/stream+json", b'{"a":1}\n', "ndjson"),
}


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_body_of_one_line_is_a_whole_answer(name: str) -> None:
    content_type, body, expected = COMPLETE[name]
    assert framing_of(content_type, body, "ndjson", complete=True) == expected
