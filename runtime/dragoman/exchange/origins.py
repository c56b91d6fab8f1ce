"""Origins of a provider's parameters: the field of a request that a translated parameter was made from."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any, cast

from dragoman.adapters import Back
from dragoman.library.context import Context
from dragoman.library.errors import AnsweredLocally, InvalidRequest, Refused
from dragoman.library.hub import Request
from dragoman.library.refusals.adjustments import EACH, WITHIN, Adjustment

LONG = ("messages", "tools", "system")  # fields that are not needed to find the origin of an option


def options_of(request: Request) -> Request:
    """Return a copy of a request without its conversation, and with one tool, because some options need one."""
    options = {key: copy.deepcopy(value) for key, value in request.items() if key not in LONG}
    choice = request.get("tool_choice")
    wanted = choice.get("name") if isinstance(choice, dict) else None
    tools = sorted(request.get("tools") or (), key=lambda tool: tool.get("name") != wanted)[:1]
    return cast(Request, {**options, **({"tools": copy.deepcopy(tools)} if tools else {})})


def source_of(adjustment: Adjustment, options: Request, back: Back, context: Context) -> str:
    """Return the field of the request without which the provider's body would not contain the parameter; "" if the
    proxy adds the parameter itself."""
    path = adjustment.path
    if WITHIN in path:
        return "tools" if path[0] == "tools" else "response_format"
    if EACH in path:
        return "tools" if path[0] == "tools" else "messages"
    written = _written(options, back, context)
    value = _value(written, path)
    if value is None:
        return ""
    for field in (field for field in options if field not in ("model", "stream", "tools")):
        rest = {key: value for key, value in options.items() if key != field}
        if _value(_written(cast(Request, rest), back, context), path) != value:
            return field
    return ""


def _written(options: Request, back: Back, context: Context) -> Any:
    """Return the provider's body for a request with these options and without a conversation."""
    request = cast(Request, {**copy.deepcopy(options), "messages": []})
    own = replace(context, losses={}, names={}, sets={}, stops=[], emulated=[], call_ids=set())
    try:
        return back.write(request, own)
    except (InvalidRequest, Refused, AnsweredLocally):
        return {}


def _value(body: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        body = body.get(step) if isinstance(body, dict) else None
    return body
