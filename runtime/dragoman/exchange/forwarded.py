"""Usage and finish reason of an answer that was forwarded without translation, read for the observer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from dragoman.exchange.responses import Responses
from dragoman.library.context import Context
from dragoman.library.hub import Usage
from dragoman.loader import Back
from dragoman.streaming.endings import ResultBlocks
from dragoman.streaming.relay import Results
from dragoman.streaming.translation import read_events
from dragoman.values import json_text
from dragoman.values.wrapping import Wrap

Result = tuple[Usage | None, str]
NOTHING: Result = None, ""
TIER = "service_tier"  # the only member of a usage that is not an integer


def result_reader(exchange: Responses, answer: dict[str, Any] | bytes | Results) -> Callable[[], Result]:
    """Return a function that reads the forwarded answer of an exchange, which it does not refer to. The losses of the
    exchange are no longer needed."""
    back, context = exchange.back, exchange.context
    if isinstance(answer, Results):
        return partial(result_of_stream, back, exchange.wrap, context, answer.events())
    return partial(result_of_answer, back, exchange.wrap, context, answer)


def result_of_answer(back: Back, wrap: Wrap, context: Context, answer: dict[str, Any] | bytes) -> Result:
    """Read a whole answer, which may change it. Its shape is checked only if it cannot be read otherwise, because the
    check takes as long as the reading."""
    try:
        _decide_conditions(back, context)
        body = wrap.inside(json_text.loads(answer) if isinstance(answer, bytes) else answer)
        context.checks = context.undeclared is not None  # the check counts undeclared fields
        result = _read(back, context, body)
        if result is None and not context.checks:
            context.checks = True
            result = _read(back, context, body)
        return result or NOTHING
    except Exception:  # what is forwarded need not be valid
        return NOTHING


def _read(back: Back, context: Context, body: Any) -> Result | None:
    """Return the result of an answer; None if it has the wrong types or cannot be read."""
    try:
        read = back.read(body, context)
    except Exception:
        return None
    usage = read.get("usage")
    if usage and not all(value.__class__ is int or name == TIER for name, value in usage.items()):
        return None
    return usage, read.get("finish_reason", "")


def result_of_stream(back: Back, wrap: Wrap, context: Context, events: bytes) -> Result:
    """Read the events of a stream that contain its usage and its finish reason."""
    context.estimates = False
    blocks = ResultBlocks(context)
    try:
        _decide_conditions(back, context)
        read_events(back, blocks, context, wrap, events)
    except Exception:  # what is forwarded need not be valid
        return NOTHING
    return blocks.result()


def _decide_conditions(back: Back, context: Context) -> None:
    """Decide the conditions of the provider's quirks by the model alone: its usage does not depend on others."""
    context.holds = back.conditions({"model": context.model, "messages": []}, context)
