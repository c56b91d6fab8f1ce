"""What DeepSeek changes: errors.

Generated from specs/providers/deepseek.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman_adapters.anthropic_messages.errors import CHECK, read_failure_from_body

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
        re.compile(r"reasoning_content is missing"),
        re.compile(r"(?:reasoning_content|content\[\]\.thinking).{0,60}must be passed back"),
    ),
    ("reasoning", "encrypted_reasoning"),
)
