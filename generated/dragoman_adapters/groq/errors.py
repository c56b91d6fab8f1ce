"""Groq: changes to errors.

Generated from specs/providers/groq.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import hub
from dragoman.library.filters import nested_text, non_empty, to_string
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

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        405: "invalid_request", 408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request",
        429: "rate_limit", 503: "overloaded", 504: "timeout", 529: "overloaded", 498: "overloaded",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        *base.ReadErrors.OVERFLOW,
        re.compile(r"Request too large for model .{0,200}Limit (?P<token_limit>\d+), Requested (?P<prompt_tokens>\d+)"),
    )

    def read_api_error_from_body(self, it: Any) -> hub.ApiError:
        message2 = record(it.get("error"))
        message3 = message2.get("message") if message2 else None
        part = non_empty(message2.get("failed_generation") if message2 else None)
        message: Any = (
            str(message3) + " The model wrote: " + str(part)
            if message3 is not None and part is not None
            else None
        )
        if message is None:
            message4 = nested_text(message2.get("message") if message2 else None, "message")
            if message4 is None:
                error = it.get("error")
                message4 = error if isinstance(error, str) else None
            if message4 is None:
                message4 = it.get("message")
            message = "" if message4 is None else message4
        out: hub.ApiError = {"message": message}
        error_type2 = to_string(message2.get("code") if message2 else None)
        error_type: hub.ErrorType | None = self.ERROR_TYPES.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            error_type3 = to_string(it.get("code"))
            error_type = self.ERROR_TYPES.get(error_type3) if error_type3 is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code = to_string(message2.get("code") if message2 else None)
        if code is None:
            code = to_string(it.get("code"))
        if code is not None:
            out["code"] = code
        if message2 and (param := message2.get("param")) is not None:
            out["param"] = param
        return out


read: Final = ReadErrors.of
