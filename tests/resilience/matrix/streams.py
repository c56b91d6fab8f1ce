"""Faults of streams: cuts after each part, foreign and damaged events, and unusual forms of good ones."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.resilience.matrix.answers import Back, Frame
from tests.resilience.matrix.scripts import PAUSE, RESET, SILENCE, Action, Outcome, Script, streamed

Make = Callable[[Back, bool], Script | None]
TENTHS = range(11)
SSE = "text/event-stream"


def _at(back: Back, tenth: int) -> int:
    """Return a number of frames."""
    return round(len(back.frames) * tenth / 10)


def cuts() -> dict[str, Make]:
    """Return streams that end after some frames, or within one."""
    found: dict[str, Make] = {}
    for tenth in TENTHS:
        for end in ("closed", RESET, SILENCE):
            found[f"stream {end} after {tenth} tenths"] = _cut(tenth, end)
        found[f"stream closed within an event after {tenth} tenths"] = _cut(tenth, "closed", within=True)
    return found


def _cut(tenth: int, end: str, within: bool = False) -> Make:
    def make(back: Back, stream: bool) -> Script | None:
        count = _at(back, tenth)
        if not stream or within and count == len(back.frames):
            return None
        arrived = back.frames[:count]
        rest = back.frames[count].data[: len(back.frames[count].data) // 2] if within else b""
        actions: list[Action] = [streamed(back), *(frame.data for frame in arrived), rest]
        return Script((*actions, *((end,) if end != "closed" else ())), "cut", arrived)

    return make


def foreign() -> dict[str, Make]:
    """Return streams with something between their frames that is none."""
    events: dict[str, Callable[[Back], bytes]] = {
        "an error": lambda back: _event(back, back.error),
        "half of an object": lambda back: _text(back, '{"a": '),
        "null": lambda back: _text(back, "null"),
        "a list": lambda back: _text(back, "[1, 2]"),
        "a text": lambda back: _text(back, '"hi"'),
        "an empty object": lambda back: _text(back, "{}"),
        "an event from tomorrow": lambda back: _event(back, {"type": "from_tomorrow", "a": {"b": 1}}),
        "a page": lambda back: b"<html>\n<body>Bad gateway</body>\n</html>\n\n",
        "bytes": lambda back: bytes(range(256)),
        "an end of another protocol": lambda back: b"data: [DONE]\n\n",
        "a long line": lambda back: b": " + b"x" * 100_000 + back.separator,
    }
    places = {"first": 0, "in the middle": 5, "last": 10}
    return {f"{name} {place}": _foreign(event, at) for name, event in events.items() for place, at in places.items()}


def _foreign(event: Callable[[Back], bytes], tenth: int) -> Make:
    def make(back: Back, stream: bool) -> Script | None:
        if not stream:
            return None
        count = _at(back, tenth)
        parts = [frame.data for frame in back.frames]
        parts.insert(count, event(back))
        return Script((streamed(back), b"".join(parts)), "valid", back.frames[:count])

    return make


def _event(back: Back, value: object) -> bytes:
    return _text(back, json.dumps(value))


def _text(back: Back, text: str) -> bytes:
    return text.encode() + b"\n" if back.separator == b"\n" else b"data: " + text.encode() + b"\n\n"


def orders() -> dict[str, Make]:
    """Return streams with lost, repeated and exchanged frames."""

    def changed(change: Callable[[list[Frame], int], None], tenth: int) -> Make:
        def make(back: Back, stream: bool) -> Script | None:
            frames = list(back.frames)
            change(frames, min(_at(back, tenth), len(frames) - 1))
            return Script((streamed(back), b"".join(frame.data for frame in frames)), "valid") if stream else None

        return make

    changes: dict[str, Callable[[list[Frame], int], None]] = {
        "lost": lambda frames, at: frames.__delitem__(at),
        "repeated": lambda frames, at: frames.insert(at, frames[at]),
        "moved to the end": lambda frames, at: frames.append(frames.pop(at)),
        "moved to the start": lambda frames, at: frames.insert(0, frames.pop(at)),
    }
    return {
        f"event at {tenth} tenths {name}": changed(change, tenth)
        for name, change in changes.items()
        for tenth in range(0, 11, 2)
    }


def forms() -> dict[str, Make]:
    """Return good streams in an unusual form."""

    def form(change: Callable[[bytes], bytes], only: str = "", outcome: Outcome = "answer") -> Make:
        def make(back: Back, stream: bool) -> Script | None:
            if not stream or only and back.content_type != only:
                return None
            return Script((streamed(back), change(back.stream)), outcome)

        return make

    def twice(back: Back, stream: bool) -> Script | None:
        # without a last event a repetition is a longer answer
        outcome: Outcome = "valid" if back.protocol == "gemini" else "answer"
        return Script((streamed(back), back.stream * 2), outcome) if stream else None

    def labeled(kind: str) -> Make:
        return lambda back, stream: Script((streamed(back, kind=kind), back.stream), "answer") if stream else None

    def divided(size: int) -> Make:
        def make(back: Back, stream: bool) -> Script | None:
            data = back.stream
            parts = [data[at : at + size] for at in range(0, len(data), size)]
            pauses: list[Action] = [streamed(back), *(one for part in parts for one in (part, PAUSE))]
            return Script(tuple(pauses), "answer") if stream else None

        return make

    return {
        "the whole stream twice": twice,
        "bytes after the stream": form(lambda data: data + b"more"),
        "CR LF": form(lambda data: data.replace(b"\n", b"\r\n"), SSE),
        "CR": form(lambda data: data.replace(b"\n", b"\r"), SSE),
        "comments": form(lambda data: data.replace(b"\n\n", b"\n\n: ping\n\n"), SSE),
        "ids and retries": form(lambda data: data.replace(b"data: ", b"id: 1\nretry: 5\ndata: "), SSE),
        "no space after the colon": form(lambda data: data.replace(b"data: ", b"data:"), SSE),
        "byte order mark before the stream": form(lambda data: b"\xef\xbb\xbf" + data, SSE),
        "no blank line at the end": form(lambda data: data.rstrip(b"\n"), SSE),
        "stream labeled as text": labeled("text/plain"),
        "stream labeled as JSON": labeled("application/json"),
        "stream in reads of 500 bytes": divided(500),
    }


def every() -> dict[str, Make]:
    return {**cuts(), **foreign(), **orders(), **forms()}
