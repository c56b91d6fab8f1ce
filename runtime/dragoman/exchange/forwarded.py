"""Usage and finish reason of an answer that was forwarded without translation, read for the observer."""

from __future__ import annotations

from dragoman.exchange.responses import Responses
from dragoman.library.hub import Usage
from dragoman.streaming.answers import Collector
from dragoman.streaming.translation import Translation
from dragoman.values import json_text

Result = tuple[Usage | None, str]
NOTHING: Result = None, ""


def result_of_answer(exchange: Responses) -> Result:
    """Read a whole answer, which may change it."""
    answer = exchange.forwarded
    try:
        body = json_text.loads(answer) if isinstance(answer, bytes) else answer
        read = exchange.back.read(exchange.wrap.inside(body or {}), exchange.reading_context())
    except Exception:  # what is forwarded need not be valid
        return NOTHING
    return read.get("usage"), read.get("finish_reason", "")


def result_of_stream(exchange: Responses, events: bytes) -> Result:
    """Read the first and the last events of a stream."""
    context = exchange.reading_context()
    translation = Translation(exchange.front, exchange.back, context, Collector(), exchange.wrap)
    try:
        translation.feed(events)
        translation.end()
    except Exception:  # what is forwarded need not be valid
        return NOTHING
    return context.usage, context.finish_reason
