"""What GitLab Duo changes: errors.

Generated from specs/providers/gitlab.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.validation import record
from dragoman_adapters.anthropic_messages.errors import SHAPES as BASE
from dragoman_adapters.anthropic_messages.types import READ_FAULTS, Error


class Body(TypedDict, total=False):
    type: str | None
    error: Error | str | None
    message: str | None
    request_id: str | None
    detail: str | None


def read_failure_from_body(it: Body, context: Context) -> hub.Failure:
    message2 = record(it.get("error"))
    message = message2.get("message") if message2 else None
    if message is None:
        error = it.get("error")
        message = error if isinstance(error, str) else None
    if message is None:
        message = it.get("detail")
    if message is None:
        message = it.get("message")
    out: hub.Failure = {"message": "" if message is None else message}
    type_ = message2.get("type") if message2 else None
    if (fault := READ_FAULTS.get(type_) if type_ is not None else None) is not None:
        out["fault"] = fault
    if (said := message2.get("type") if message2 else None) is not None:
        out["said"] = said
    return out


SHAPES: Final = BASE.extend(
    {
        "Body": {"detail": "str"},
    }
)
CHECK: Final = SHAPES.check("Body")

STATUSES: Final[dict[int, hub.Fault]] = {
    400: "invalid",
    401: "auth",
    402: "billing",
    403: "permission",
    404: "missing",
    408: "timeout",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    429: "rate_limit",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",
}

# how this protocol's providers say that a conversation no longer fits
OVERFLOW: Final = (
    re.compile(r"prompt is too long: (?P<prompt>\d+) tokens > (?P<most>\d+) maximum"),
    re.compile(
        r"input length and `max_tokens` exceed context limit: (?P<prompt>\d+) \+ (?P<answer>\d+) > (?P<most>\d+)",
    ),
    re.compile(r"prompt is too long"),
    re.compile(
        r"maximum context length is (?P<most>\d+) tokens[.,]? [Hh]owever,? you requested (?P<total>\d+) tokens \((?P<prompt>\d+) in (?:the|your) (?:messages|prompt|input)[^;,)]*[,;] (?P<answer>\d+) (?:in|for) the completion\)",
    ),
    re.compile(r"maximum context length is (?P<most>\d+) tokens"),
    re.compile(r"request \((?P<prompt>\d+) tokens\) exceeds the available context size \((?P<most>\d+) tokens\)"),
    re.compile(r"exceeds? the (?:available )?context (?:size|window)"),
    re.compile(r"tokens to keep from the initial prompt is greater than the context length"),
)


def read(body: object, status: int, context: Context) -> hub.Failure:
    return api_errors.read(read_failure_from_body, CHECK, STATUSES, OVERFLOW, body, status, context)


# errors behind which a request is worth another try, without these
RETRY: Final = api_errors.Retry(
    (
        re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
        re.compile(r"thinking` blocks in the latest assistant message cannot be modified"),
    ),
    ("reasoning", "encrypted_reasoning"),
)
