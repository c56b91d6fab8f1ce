"""The work for an answer or a request grows linearly with its length.

Work is counted, not timed: calls of functions, and the characters and items that they copy or parse.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from dragoman import loader
from dragoman.library.context import Context
from dragoman.library.passes import messages
from dragoman.streaming.relay import relay, watch
from dragoman.values import json_text
from tests.runtime.growth import CASES, make

ROOT = Path(__file__).resolve().parents[2]


class Work:
    """Counts calls of Python and C functions in `with Work() as work`, and what `arguments` parses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = self.characters = 0
        loads = json_text.loads

        def counting(text: bytes) -> Any:
            self.characters += len(text)
            return loads(text)

        monkeypatch.setattr(json_text, "loads", counting)

    def _count(self, frame: FrameType, event: str, argument: object) -> None:
        self.calls += event in ("call", "c_call")

    def of(self, case: Callable[[int], None], number: int) -> tuple[int, int]:
        self.calls = self.characters = 0
        sys.setprofile(self._count)
        try:
            case(number)
        finally:
            sys.setprofile(None)
        return self.calls, self.characters


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_work_grows_linearly(case: Callable[[int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(monkeypatch)
    small, large = work.of(case, 150), work.of(case, 600)
    assert small[0] > 0
    assert large[0] < 4.6 * small[0]  # 4 times the length; a heap adds a logarithm
    assert large[1] <= 4.6 * small[1]


def test_merged_messages_are_copied_once() -> None:
    lists: list[object] = []

    class Kept(dict[str, Any]):
        def __setitem__(self, key: str, value: Any) -> None:
            if not any(value is known for known in lists):
                lists.append(value)
            super().__setitem__(key, value)

    run: list[Any] = [Kept(role="user", blocks=[{"kind": "text", "text": str(at)}]) for at in range(50)]
    original = run[0]["blocks"]
    (merged,) = messages.merged(run, ("user",))
    texts: list[Any] = merged["blocks"]
    assert [block["text"] for block in texts] == [str(at) for at in range(50)]
    assert len(lists) == 1 and len(original) == 1


def test_reasoning_details_are_joined_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Text(str):
        copied = 0

        def __add__(self, other: str) -> Text:
            Text.copied += len(self)
            return Text(str(self) + other)

    blocks = make()
    for _ in range(50):
        blocks.add_details({"type": "t", "text": Text("word ")}, ("type",), ("text",))
    blocks.finish()
    assert Text.copied == 0


def test_merged_roles() -> None:
    """Runs of one role merge, in order; other roles divide them."""
    roles = ["user", "user", "assistant", "user", "system", "system", "assistant", "assistant"]
    run = [{"role": role, "blocks": [{"kind": "text", "text": str(at)}]} for at, role in enumerate(roles)]
    request: Any = {"model": "m", "messages": run}
    messages.arrange_messages(request, Context(), alternate=True)
    found = [(turn["role"], "".join(block["text"] for block in turn["blocks"])) for turn in request["messages"]]
    assert found == [("user", "01"), ("assistant", "2"), ("user", "3"), ("system", "45"), ("assistant", "67")]


SAMPLE = ROOT / "tests" / "samples" / "anthropic_messages" / "streams" / "a_text_in_pieces.sse"
END = b"event: content_block_stop"


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_events_before_the_end_of_a_forwarded_stream_are_not_parsed(
    line_end: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = 0

    def counting(frame: bytes) -> tuple[str, bytes]:
        nonlocal parsed
        parsed += 1
        return watch.parts(frame)

    monkeypatch.setattr(relay, "parts", counting)
    start, _, rest = SAMPLE.read_bytes().partition(END)
    delta = (
        b"event: content_block_delta\n"
        b'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}\n\n'
    )
    reads = [part.replace(b"\n", line_end) for part in (start, delta * 200 + END + rest)]
    front, back = loader.front("anthropic_messages"), loader.back("anthropic", "anthropic_messages")
    forwarded = relay.Relay(front, back, Context(provider="anthropic", model="m"), renamed=False)
    assert b"".join(map(forwarded.feed, reads)) + forwarded.end() == b"".join(reads)
    assert 0 < parsed < 30
