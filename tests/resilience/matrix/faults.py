"""Faults of providers: of the connection, of HTTP, of whole bodies, and of their codings."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable

import brotli
import zstandard

from tests.resilience.matrix import streams
from tests.resilience.matrix.answers import Back
from tests.resilience.matrix.scripts import PAUSE, RESET, SILENCE, Action, Outcome, Script, head, response, streamed

Make = Callable[[Back, bool], Script | None]  # with whether the client requests a stream; None: there is no such fault
PAGE = b"<html><head><title>Bad gateway</title></head><body>no</body></html>"
STATUSES = (
    400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 413, 414, 415, 418, 422, 423, 424, 425, 429, 431, 451, 498,
    499, 500, 501, 502, 503, 504, 505, 507, 511, 520, 521, 522, 524, 525, 529, 530, 598, 599, 600, 999,
)  # fmt: skip
NO_ANSWERS = (204, 205, 206, 300, 301, 302, 303, 304, 305, 307, 308)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def good(back: Back, stream: bool) -> bytes:
    """Return the body of the answer."""
    return back.stream if stream else json.dumps(back.whole).encode()


def kind_of(back: Back, stream: bool) -> str:
    return back.content_type if stream else "application/json"


def raw(*actions: Action, outcome: Outcome = "error") -> Make:
    return lambda back, stream: Script(actions, outcome)


def before_good(*actions: bytes) -> Make:
    """Return a fault that precedes a good response."""

    def make(back: Back, stream: bool) -> Script:
        return Script((*actions, response(good(back, stream), 200, kind_of(back, stream))), "answer")

    return make


def with_headers(*headers: str, outcome: Outcome = "error", length: bool = False) -> Make:
    """Return a fault of the header of a good response."""

    def make(back: Back, stream: bool) -> Script:
        body, kind = good(back, stream), kind_of(back, stream)
        more = (f"content-length: {len(body)}",) if length else ()
        return Script((head(200, f"content-type: {kind}", *more, *headers) + body,), outcome)

    return make


def connections() -> dict[str, Make]:
    """Return faults of the connection and of the header."""
    found = {
        "closed at once": raw(),
        "reset at once": raw(RESET),
        "silence": raw(SILENCE),
        "closed within the status line": raw(b"HTTP/1."),
        "closed within the header": raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"),
        "reset within the header": raw(b"HTTP/1.1 200 OK\r\nconte", RESET),
        "silence within the header": raw(b"HTTP/1.1 200 OK\r\nconte", SILENCE),
        "closed after the header": raw(head(200, "content-type: application/json")),
        "reset after the header": raw(head(200, "content-length: 9"), RESET),
        "silence after the header": raw(head(200, "content-length: 9"), SILENCE),
        "no HTTP": raw(b"SSH-2.0-OpenSSH_9.0\r\n"),
        "TLS alert": raw(b"\x15\x03\x01\x00\x02\x02\x46"),
        "HTTP/2": raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"),
        "body without a header": raw(b'{"a": 1}\n'),
        "status that is no number": raw(b"HTTP/1.1 abc OK\r\n\r\n{}"),
        "header without a colon": raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n{}"),
        "NUL in a header": raw(b"HTTP/1.1 200 OK\r\nx: a\x00b\r\n\r\n{}"),
        "header of 2 MB": raw(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 2_000_000 + b"\r\n\r\n{}"),
        "100,000 headers": raw(b"HTTP/1.1 200 OK\r\n" + b"x: a\r\n" * 100_000 + b"\r\n{}"),
        "negative length": with_headers("content-length: -5"),
        "length that is no number": with_headers("content-length: many"),
        "two lengths": with_headers("content-length: 7", length=True),
        "length and chunks": with_headers("transfer-encoding: chunked", length=True),
        "chunk size that is no number": raw(head(200, "transfer-encoding: chunked") + b"zz\r\n{}\r\n"),
        "unknown transfer coding": with_headers("transfer-encoding: rot13", outcome="valid"),
        "upgrade": raw(head(101, "upgrade: websocket")),
        "continue and no response": raw(b"HTTP/1.1 100 Continue\r\n\r\n"),
        "continue before the response": before_good(b"HTTP/1.1 100 Continue\r\n\r\n"),
        "hints before the response": before_good(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"),
    }
    return found


def statuses() -> dict[str, Make]:
    """Return error statuses, each with an error, with a page and without a body; and those that have no answer."""
    found: dict[str, Make] = {}
    for status in STATUSES:
        found[f"status {status}"] = _status(status, None)
        found[f"status {status} with a page"] = _status(status, PAGE)
        found[f"status {status} without a body"] = _status(status, b"")
    for status in NO_ANSWERS:
        found[f"status {status}"] = raw(head(status, "location: http://127.0.0.1:9/", "content-length: 0"))
    return found


def _status(status: int, body: bytes | None) -> Make:
    def make(back: Back, stream: bool) -> Script:
        data = json.dumps(back.error).encode() if body is None else body
        return Script((response(data, status, "text/html" if body else "application/json"),), "error")

    return make


def bodies() -> dict[str, Make]:
    """Return bodies with a good status that are no answer, or a good one in an unusual form."""
    texts = {
        "empty": b"", "an empty object": b"{}", "null": b"null", "a list": b"[]", "a text": b'"hi"', "a number": b"5",
        "true": b"true", "a page": PAGE, "plain text": b"Internal error", "half of an object": b'{"id": "1", "cho',
        "no UTF-8": b'{"id": "\xff\xfe"}', "two objects": b"{}{}", "spaces": b"  \n\n ", "bytes": bytes(range(256)),
    }  # fmt: skip
    found: dict[str, Make] = {f"body: {name}": raw(response(text)) for name, text in texts.items()}
    for name, text in texts.items():
        found[f"body labeled as a stream: {name}"] = _labeled(text)
    found["body: an error"] = lambda back, stream: Script((response(json.dumps(back.error).encode()),), "error")
    found["whole answer to every request"] = lambda back, stream: Script((response(good(back, False)),), "answer")
    found["byte order mark"] = lambda back, stream: Script(
        (response(b"\xef\xbb\xbf" + good(back, False)),), "answer"
    )  # fmt: skip
    found["extra bytes"] = lambda back, stream: Script(
        (response(good(back, stream), 200, kind_of(back, stream)) + b"more",), "answer"
    )
    found["stream for every request"] = lambda back, stream: Script((streamed(back) + back.stream,), "answer")
    for part in range(10):
        for end in ("closed", RESET, SILENCE):
            found[f"{end} after {part} tenths of a whole body"] = _cut_body(part, end)
    return found


def _labeled(text: bytes) -> Make:
    return lambda back, stream: Script((response(text, 200, back.content_type),), "error") if stream else None


def _cut_body(part: int, end: str) -> Make:
    def make(back: Back, stream: bool) -> Script | None:
        if stream:
            return None
        body = good(back, False)
        begun = response(body)[: -len(body)] + body[: len(body) * part // 10]
        return Script((begun, *((end,) if end != "closed" else ())), "error")

    return make


def codings() -> dict[str, Make]:
    """Return compressed bodies: good ones, damaged and cut ones, and those that are not what they are labeled as."""
    found: dict[str, Make] = {}
    for name in PACKERS:
        found[f"{name}"] = _coded(name, lambda data: data, "answer")
        found[f"{name}, cut"] = _coded(name, lambda data: data[: len(data) // 2], "valid")
        found[f"{name}, damaged"] = _coded(name, lambda data: data[: len(data) // 2] + b"\xff" * 40, "valid")
        found[f"{name}, damaged at the start"] = _coded(name, lambda data: b"\xff" * 20 + data, "error")
        found[f"{name}, in single bytes"] = _coded(name, lambda data: data, "answer", single=True)
        found[f"{name} that is none"] = with_headers(f"content-encoding: {name}", outcome="error")
    found["unknown coding"] = with_headers("content-encoding: snappy")
    found["identity"] = with_headers("content-encoding: identity", outcome="answer")
    return found


def _coded(name: str, change: Callable[[bytes], bytes], outcome: Outcome, single: bool = False) -> Make:
    def make(back: Back, stream: bool) -> Script:
        data = change(PACKERS[name](good(back, stream)))
        begun = head(200, f"content-type: {kind_of(back, stream)}", f"content-encoding: {name}")
        if single:
            return Script((begun, data[:1], PAUSE, data[1:2], PAUSE, data[2:]), outcome)
        return Script((begun + data,), outcome)

    return make


def every() -> dict[str, Make]:
    return {**connections(), **statuses(), **bodies(), **codings(), **streams.every()}
