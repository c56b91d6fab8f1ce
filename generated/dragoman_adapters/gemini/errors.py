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

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request", 429: "rate_limit",
        499: "timeout", 503: "overloaded", 504: "timeout",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"input token count \((?P<prompt_tokens>\d+)\) exceeds the maximum number of tokens allowed \((?P<token_limit>\d+)\)",
        ),
        re.compile(
            r"input token count \((?P<prompt_tokens>\d+)\) exceeds the maximum number of tokens allowed \(?(?P<token_limit>\d+)",
        ),
        re.compile(r"exceeds the maximum number of tokens allowed"),
    )

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.ApiError:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.ApiError:
        rule = self.read_api_error_from_body
        tables = self.CHECK, self.STATUSES, self.OVERFLOW
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
        error = it.get("error")
        message = error.get("message") if error else None
        out: hub.ApiError = {"message": "" if message is None else message}
        details = error.get("details") if error else None
        error_type2 = join([x.get("reason") for x in details or ()], "")
        error_type: hub.ErrorType | None = self.REASONS.get(error_type2) if error_type2 is not None else None
        if error_type is None:
            status = error.get("status") if error else None
            error_type = self.ERROR_TYPES.get(status) if status is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        if error and (code := error.get("status")) is not None:
            out["code"] = code
        if (retry_after := seconds(join([x.get("retryDelay") for x in details or ()], ""))) is not None:
            out["retry_after"] = retry_after
        return out


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"(?:[Cc]orrupted|[Ii]nvalid) thought signature"), re.compile(r"[Tt]hought signature is not valid"),
), ("reasoning", "encrypted_reasoning"))
