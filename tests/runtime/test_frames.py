"""Reading and writing server-sent events: rule 0.10, cases 187, 214, 215."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.library.streams import format_event, numbered
from dragoman.streaming.framing import DONE, Marker, SseFrames
from dragoman.values import json_text

CASES: dict[str, tuple[bytes, list[bytes | Marker]]] = {
    "one": (b'data: {"a":1}\n\n', [b'{"a":1}']),
    "two and the last word": (b'data: {"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\n', [b'{"a":1}', b'{"a":2}', DONE]),
    "187 comments": (b": hi\n\ndata: {}\n: x\n\n:\n\ndata: {}\n\n", [b"{}", b"{}"]),
    "215 several lines": (b'data: {"a":\ndata: 1}\n\n', [b'{"a":\n1}']),
    "CR LF": (b'event: x\r\ndata: {"a":1}\r\n\r\ndata: {"a":2}\r\n\r\n', [b'{"a":1}', b'{"a":2}']),
    "CR": (b"data: {}\r\rdata: 1\r\r", [b"{}", b"1"]),
    "mixed": (b"data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r\n", [b"1", b"2", b"3"]),
    "a BOM": (b"\xef\xbb\xbfdata: {}\n\n", [b"{}"]),
    "no space, two spaces": (b"data:1\n\ndata:  2\n\n", [b"1", b" 2"]),
    "other fields": (b"id: 7\nretry: 3\nevent: error\ndata: {}\nfoo\n\n", [b"{}"]),
    "empty data is no event": (b"data: \n\ndata:\n\ndata\n\n", []),
    "padded last word": (b"data: [DONE] \n\n", [DONE]),
    "a line separator of Unicode is none": (
        'data: {"a":"\u2028\x0b\x85"}\n\n'.encode(),
        ['{"a":"\u2028\x0b\x85"}'.encode()],
    ),
    "unfinished": (b'data: {"a":1}', [b'{"a":1}']),
    "unfinished last word": (b"data: [DONE]\n", [DONE]),
    "cut off": (b'data: {"a":1}\n\ndata: {"a":', [b'{"a":1}']),
    "line feeds only between": (b'data: {"a":1}\n\n\n\ndata: {"b":2}\n\n', [b'{"a":1}', b'{"b":2}']),
}


@pytest.mark.parametrize("name", CASES)
def test_frames_whole_byte_by_byte_and_split_anywhere(name: str) -> None:
    data, expected = CASES[name]
    cuts = [[data], [data[place : place + 1] for place in range(len(data))]]
    cuts += [[data[:place], data[place:]] for place in range(len(data))]
    for pieces in cuts:
        frames = SseFrames("[DONE]")
        got = [payload for piece in pieces for payload in frames.feed(piece)]
        assert got + frames.end() == expected, pieces


def test_214_no_line_length_limit() -> None:
    frames = SseFrames()
    line = b'data: {"a":"' + b"x" * 30_000_000 + b'"}\n\n'  # below the limit of 32 MB for an event
    got = [
        payload for place in range(0, len(line), 1 << 16) for payload in frames.feed(line[place : place + (1 << 16)])
    ]
    assert got == [line[6:-2]]


NAMED = {
    "only in the line": (b'event: a\ndata: {"x":1}\n\n', {"type": "a", "x": 1}),
    "after the data": (b'data: {"x":1}\nevent: a\n\n', {"type": "a", "x": 1}),
    "in both": (b'event: a\ndata: {"type":"b","x":1}\n\n', {"type": "b", "x": 1}),
    "in both, later": (b'event: a\ndata: {"x":1,"type":"b"}\n\n', {"type": "b", "x": 1}),
    "only nested": (b'event: a\ndata: {"x":{"type":"b"}}\n\n', {"type": "a", "x": {"type": "b"}}),
    "of an empty object": (b"event: a\ndata: { }\n\n", {"type": "a"}),
    "with a quotation mark": (b'event: a"b\ndata: {"x":1}\n\n', {"type": 'a"b', "x": 1}),
    "of an earlier event": (b'event: a\n\ndata: {"x":1}\n\n', {"x": 1}),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_payload_without_the_name_of_its_event_gets_it(name: str) -> None:
    data, expected = NAMED[name]
    for place in range(len(data)):
        frames = SseFrames("", "type")
        found = frames.feed(data[:place]) + frames.feed(data[place:])
        assert [json_text.loads(one) for one in found if isinstance(one, bytes)] == [expected]
    assert b'"type":"a' not in b"".join(one for one in SseFrames().feed(data) if isinstance(one, bytes))


def test_without_an_end_marker_everything_is_payload() -> None:
    assert SseFrames("").feed(b"data: [DONE]\n\n") == [b"[DONE]"]


@given(st.binary(max_size=60), st.integers(0, 60))
def test_any_bytes_parse_independently_of_chunk_boundaries(data: bytes, place: int) -> None:
    one, two = SseFrames("x"), SseFrames("x")
    assert one.feed(data) + one.end() == two.feed(data[:place]) + two.feed(data[place:]) + two.end()


def test_writing() -> None:
    assert format_event("ping", b"{}") == b"event: ping\ndata: {}\n\n"
    assert format_event(None, b"{}") == b"data: {}\n\n"
    assert SseFrames().feed(format_event("a", b'{"x":1}') * 2) == [b'{"x":1}'] * 2


def test_a_percent_sign_beside_the_text_of_a_numbered_frame_is_kept() -> None:
    frame = numbered(b'data: {"id":"50%d"', b',"note":"%b","number":', b"}\n\n")
    assert frame % (b'"5 %"', 3) == b'data: {"id":"50%d""5 %","note":"%b","number":3}\n\n'
