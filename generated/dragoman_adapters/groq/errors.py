"""Groq: changes to errors.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import hub
from dragoman.library.filters import filled, text, within
from dragoman.library.validation import record
from dragoman_adapters.groq.types import ReadTypes
from dragoman_adapters.openai_chat import errors as base


class Error(TypedDict, total=False):
    message: str | None
    type: str | None
    code: str | int | None
    param: str | None
    failed_generation: str | None


SHAPES: Final = base.SHAPES.extend(
    {
        "Error": {"failed_generation": "str"},
    }
)


class ReadErrors(ReadTypes, base.ReadErrors):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.Fault]] = {
        400: "invalid", 401: "auth", 402: "billing", 403: "permission", 404: "missing", 405: "invalid", 408: "timeout",
        409: "conflict", 413: "too_large", 422: "invalid", 429: "rate_limit", 503: "overloaded", 504: "timeout",
        529: "overloaded", 498: "overloaded",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        *base.ReadErrors.OVERFLOW,
        re.compile(r"Request too large for model .{0,200}Limit (?P<most>\d+), Requested (?P<prompt>\d+)"),
    )

    def read_failure_from_body(self, it: Any) -> hub.Failure:
        message2 = record(it.get("error"))
        message3 = message2.get("message") if message2 else None
        part = filled(message2.get("failed_generation") if message2 else None)
        message: Any = (
            str(message3) + " The model wrote: " + str(part)
            if message3 is not None and part is not None
            else None
        )
        if message is None:
            message4 = within(message2.get("message") if message2 else None, "message")
            if message4 is None:
                error = it.get("error")
                message4 = error if isinstance(error, str) else None
            if message4 is None:
                message4 = it.get("message")
            message = "" if message4 is None else message4
        out: hub.Failure = {"message": message}
        fault2 = text(message2.get("code") if message2 else None)
        fault: hub.Fault | None = self.FAULTS.get(fault2) if fault2 is not None else None
        if fault is None:
            fault3 = text(it.get("code"))
            fault = self.FAULTS.get(fault3) if fault3 is not None else None
        if fault is not None:
            out["fault"] = fault
        said = text(message2.get("code") if message2 else None)
        if said is None:
            said = text(it.get("code"))
        if said is not None:
            out["said"] = said
        return out


read: Final = ReadErrors.of
