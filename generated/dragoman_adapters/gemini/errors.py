"""Errors of Gemini generateContent.

Generated from specs/protocols/gemini/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import join, seconds
from dragoman.library.shapes import Shapes
from dragoman_adapters.gemini.types import READ_FAULTS, READ_REASONS, Error


class Body(TypedDict, total=False):
    error: Error | None


def read_failure_from_body(it: Body, context: Context) -> hub.Failure:
    error = it.get("error")
    message = error.get("message") if error else None
    out: hub.Failure = {"message": "" if message is None else message}
    details = error.get("details") if error else None
    fault2 = join([x.get("reason") for x in details or ()], "")
    fault: hub.Fault | None = READ_REASONS.get(fault2) if fault2 is not None else None
    if fault is None:
        status = error.get("status") if error else None
        fault = READ_FAULTS.get(status) if status is not None else None
    if fault is not None:
        out["fault"] = fault
    if (said := error.get("status") if error else None) is not None:
        out["said"] = said
    if (wait := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
        out["wait"] = wait
    return out


SHAPES: Final = Shapes(
    {
        "Body": {"error": "Error"},
        "Error": {"code": "int", "message": "str", "status": "str", "details": ["Detail"]},
        "Detail": {"reason": "str", "retryDelay": "str"},
    },
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
    499: "timeout",
    503: "overloaded",
    504: "timeout",
}

# how this protocol's providers say that a conversation no longer fits
OVERFLOW: Final = (
    re.compile(r"input token count \((?P<prompt>\d+)\) exceeds the maximum number of tokens allowed \((?P<most>\d+)\)"),
    re.compile(r"input token count \((?P<prompt>\d+)\) exceeds the maximum number of tokens allowed \(?(?P<most>\d+)"),
    re.compile(r"exceeds the maximum number of tokens allowed"),
)


def read(body: object, status: int, context: Context) -> hub.Failure:
    return api_errors.read(read_failure_from_body, CHECK, STATUSES, OVERFLOW, body, status, context)


# errors behind which a request is worth another try, without these
RETRY: Final = api_errors.Retry(
    (
        re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
        re.compile(r"(?:[Cc]orrupted|[Ii]nvalid) thought signature"),
        re.compile(r"[Tt]hought signature is not valid"),
    ),
    ("reasoning", "encrypted_reasoning"),
)
