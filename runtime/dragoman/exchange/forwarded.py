"""Usage and finish reason of an answer that was forwarded without translation, read for the observer."""

from __future__ import annotations

from typing import Any

from dragoman.adapters import Back
from dragoman.library.context import Context
from dragoman.library.hub import Request, Usage
from dragoman.streaming.relay import Results
from dragoman.streaming.relay.result_blocks import ResultBlocks, read_events
from dragoman.values import json_text
from dragoman.values.wrapping import NONE, Wrap

Result = tuple[Usage, str]
Forwarded = tuple[Back, Wrap, Context, dict[str, Any] | bytes | Results]  # of an exchange, to which it does not refer
NOTHING: Result = {}, ""
NO_REQUEST: Request = {"model": "", "messages": []}
TIER = "service_tier"  # the only member of a usage that is not an integer


def result_of(forwarded: Forwarded) -> Result:
    """Read a forwarded answer, which may change it. The losses of its exchange are no longer needed.

    The shape of a whole answer is checked only if it cannot be read otherwise, because the check takes as long as the
    reading."""
    back, wrap, context, answer = forwarded
    try:
        # conditions of the provider's quirks, by the model alone: its usage does not depend on others
        context.holds = back.conditions(NO_REQUEST, context)
        if isinstance(answer, Results):
            return _of_stream(back, wrap, context, answer.events())
        body = json_text.loads(answer) if isinstance(answer, bytes) else answer
        if wrap is not NONE:
            body = wrap.inside(body)
    except Exception:  # what is forwarded need not be valid
        return NOTHING
    if context.undeclared is None:  # the check counts undeclared fields
        context.checks = False
        try:
            read = back.read_result(body, context)
            usage = read.get("usage") or {}
            if _is_valid(usage):
                return usage, read.get("finish_reason", "")
        except Exception:
            pass
    return _checked(back, context, body)


def _checked(back: Back, context: Context, body: Any) -> Result:
    """Read an answer without what is not of the declared shape."""
    context.checks = True
    try:
        read = back.read(body, context)
    except Exception:
        return NOTHING
    usage = read.get("usage") or {}
    return (usage, read.get("finish_reason", "")) if _is_valid(usage) else NOTHING


def _is_valid(usage: Usage) -> bool:
    for name, value in usage.items():
        if value.__class__ is not int and name != TIER:
            return False
    return True


def _of_stream(back: Back, wrap: Wrap, context: Context, events: bytes) -> Result:
    """Read the events of a stream that contain its usage and its finish reason."""
    context.estimates = False
    blocks = ResultBlocks(context)
    read_events(back, blocks, context, wrap, events)
    usage, finish_reason = blocks.result()
    return usage or {}, finish_reason
