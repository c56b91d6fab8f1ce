"""Framing of streams: from bytes to payloads, and the choice of the parser.

The content type of a response decides how its stream is framed. Where it is wrong or missing, the first bytes
decide: gateways label streams as plain text or as JSON.
"""

from __future__ import annotations

from typing import Final

from dragoman.streaming.framing.eventstream import MessageFrames, begins_message
from dragoman.streaming.framing.interface import BOM, DAMAGED, DONE, EventTooLong, Frames, Marker, is_json
from dragoman.streaming.framing.json_array import ArrayFrames
from dragoman.streaming.framing.ndjson import LineFrames
from dragoman.streaming.framing.sse import SseFrames

__all__ = [
    "CONTENT_TYPES",
    "DAMAGED",
    "DONE",
    "SSE",
    "TEXT",
    "EventTooLong",
    "Frames",
    "SseFrames",
    "Marker",
    "framing_of",
    "parser",
]

SSE: Final = "sse"
TEXT: Final = "sse_text"
LINES: Final = "ndjson"
ARRAY: Final = "json_array"
MESSAGES: Final = "eventstream"

# The content type of each framing, which requests accept.
CONTENT_TYPES: Final = {
    SSE: "text/event-stream",
    TEXT: "text/event-stream",
    LINES: "application/x-ndjson",
    ARRAY: "application/json",
    MESSAGES: "application/vnd.amazon.eventstream",
}
LINE_TYPES: Final = (
    "ndjson",
    "jsonl",
    "json-lines",
    "jsonlines",
    "stream+json",
    "json-stream",
)  # parts of the content types in use
SSE_FIELDS: Final = (b"data:", b"event:", b":", b"id:", b"retry:")  # no JSON text begins like an event


def parser(framing: str, done: str = "", event: str = "", usual: str = SSE) -> Frames:
    """Return a parser. Of a protocol over server-sent events, `done`: the data of the final event, `event`: the member
    that is the name of an event. `usual`: the framing of the protocol, which is that of parts inside of messages."""
    if framing == LINES:
        return LineFrames()
    if framing == ARRAY:
        return ArrayFrames()
    if framing == MESSAGES:
        return MessageFrames(lambda start: parser(_framing_inside(start, usual), done, event))
    return SseFrames(done, event, framing == TEXT)


def _framing_inside(start: bytes, usual: str) -> str:
    """Return the framing of parts of bytes inside of messages, by how they begin."""
    return {b"{": LINES, b"[": ARRAY}.get(start[:1], TEXT if usual == TEXT else SSE)


def framing_of(content_type: str, start: bytes, usual: str, complete: bool = False) -> str:
    """Return the framing of a body by its content type and its beginning; "" if it is no stream. `usual`: the framing
    of the protocol. `complete`: `start` is the whole body, so that a single line is a whole answer."""
    label = content_type.lower()
    text = start.lstrip(BOM + b" \t\r\n")
    events = TEXT if usual == TEXT else SSE
    if text.startswith(SSE_FIELDS):
        return events
    if begins_message(start) or "vnd.amazon.eventstream" in label:
        return MESSAGES
    if text.startswith(b"[") and (usual == ARRAY or text[1:].lstrip()[:1] == b"{"):
        return ARRAY
    if any(part in label for part in LINE_TYPES):
        return LINES
    if "event-stream" in label:
        return events if text[:1] not in (b"{", b"[") else LINES if usual == LINES else ""
    return LINES if usual == LINES and _has_lines(text, complete) else ""


def _has_lines(text: bytes, complete: bool) -> bool:
    """Whether a text begins with a line that is a whole object, and may have or has, if it is `complete`, others."""
    line, end, rest = text.partition(b"\n")
    return bool(end) and (bool(rest.strip()) or not complete) and line.startswith(b"{") and is_json(line)
