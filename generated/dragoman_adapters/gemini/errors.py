"""Errors of Gemini generateContent.

Generated from specs/protocols/gemini/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import join, seconds
from dragoman.library.shapes import Shapes
from dragoman_adapters.gemini.types import Error, ReadTypes


class Body(TypedDict, total=False):
    error: Error | None


SHAPES: Final = Shapes(
    {
        "Body": {"error": "Error"},
        "Error": {"code": "int", "message": "str", "status": "str", "details": ["Detail"]},
        "Detail": {"reason": "str", "retryDelay": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.Fault]] = {
        400: "invalid", 401: "auth", 402: "billing", 403: "permission", 404: "missing", 408: "timeout", 409: "conflict",
        413: "too_large", 422: "invalid", 429: "rate_limit", 499: "timeout", 503: "overloaded", 504: "timeout",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"input token count \((?P<prompt>\d+)\) exceeds the maximum number of tokens allowed \((?P<most>\d+)\)",
        ),
        re.compile(
            r"input token count \((?P<prompt>\d+)\) exceeds the maximum number of tokens allowed \(?(?P<most>\d+)",
        ),
        re.compile(r"exceeds the maximum number of tokens allowed"),
    )

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.Failure:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.Failure:
        rule = self.read_failure_from_body
        tables = self.CHECK, self.STATUSES, self.OVERFLOW
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_failure_from_body(self, it: Body) -> hub.Failure:
        error = it.get("error")
        message = error.get("message") if error else None
        out: hub.Failure = {"message": "" if message is None else message}
        details = error.get("details") if error else None
        fault2 = join([x.get("reason") for x in details or ()], "")
        fault: hub.Fault | None = self.REASONS.get(fault2) if fault2 is not None else None
        if fault is None:
            status = error.get("status") if error else None
            fault = self.FAULTS.get(status) if status is not None else None
        if fault is not None:
            out["fault"] = fault
        if error and (said := error.get("status")) is not None:
            out["said"] = said
        if (wait := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["wait"] = wait
        return out


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"(?:[Cc]orrupted|[Ii]nvalid) thought signature"), re.compile(r"[Tt]hought signature is not valid"),
), ("reasoning", "encrypted_reasoning"))
