"""Blocks of a stream of which only the usage and the finish reason are read."""

from __future__ import annotations

from typing import Any

from dragoman.adapters import Back
from dragoman.library.context import Context
from dragoman.library.hub import FinishReason, Usage
from dragoman.library.validation import prune
from dragoman.streaming.endings import Ending
from dragoman.streaming.framing import DONE, SSE, parser
from dragoman.values import json_text
from dragoman.values.wrapping import Wrap


class ResultBlocks:
    """Blocks of a stream, of which only the usage and the finish reason are kept."""

    def __init__(self, context: Context) -> None:
        self.over = self.finished = False
        self._ending = Ending(context)

    @property
    def finish_reason(self) -> FinishReason | None:
        return self._ending.finish_reason

    def record(
        self,
        finish_reason: FinishReason | None = None,
        stop_sequence: str | None = None,
        refusal: str | None = None,
        usage: Usage | None = None,
    ) -> None:
        self._ending.keep_finish_reason(finish_reason)
        self._ending.keep_usage(usage)

    def finish(self) -> None:
        self.over, self.finished = True, self.finished or not self.over

    def fail(self, *_: Any) -> None:
        self.over = True

    def seen(self, *_: object) -> bool:
        return False

    def _ignore(self, *_: Any, **__: Any) -> None:
        pass

    fail_from = fail
    hold = start = add_text = add_piece = close = add_details = citation = logprobs = _ignore

    def result(self) -> tuple[Usage | None, str]:
        """Return the usage and the finish reason. The usage of an answer that has not ended, or with an error, is what
        the provider has reported."""
        usage = self._ending.settled_usage(lambda: 0) if self.finished else self._ending.reported_usage()
        return usage, self.finish_reason or ""


def read_events(back: Back, blocks: ResultBlocks, context: Context, wrap: Wrap, events: bytes) -> None:
    """Read server-sent events of an answer that has ended, without writing them. Raises for events that are not
    valid."""
    reader, names = back.reader(blocks, context), back.table.get("frames", {})
    frames = parser(SSE, names.get("done", ""), names.get("event_field", ""))
    for payload in (*frames.feed(events), *frames.end()):
        if isinstance(payload, bytes):
            event = json_text.load_event(payload)
            event = wrap.inside(event) if wrap.response else event
            prune(back.check_event, event, context)
            reader.feed(event)
        elif payload is DONE:
            reader.final_marker()
    reader.eof()
