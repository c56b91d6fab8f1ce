"""Errors of Gemini generateContent.

Generated from specs/protocols/gemini/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import nested_text, rendered
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters import error_texts
from dragoman_adapters.gemini.types import Error, ReadTypes


class Body(TypedDict, total=False):
    error: Error | str | None
    message: str | None
    detail: Any
    errors: Any


SHAPES: Final = Shapes(
    {
        "Body": {"error": ("Error", "str"), "message": "str", "detail": "json", "errors": "json"},
        "Error": {"code": "int", "message": "str", "status": "str", "details": ["Detail"]},
        "Detail": {"reason": "str", "retryDelay": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request", 429: "rate_limit",
        499: "timeout", 503: "overloaded", 504: "timeout", 529: "overloaded",
    }

    TEXTS: ClassVar[tuple[api_errors.Texts, ...]] = error_texts.TEXTS

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.ApiError:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.ApiError:
        rule = self.read_api_error_from_body
        tables = self.CHECK, self.STATUSES, self.TEXTS
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
        found2 = record(it.get("error"))
        found: hub.ApiError | None = self.read_api_error_from_error(found2) if found2 is not None else None
        if found is not None:
            return found
        message = it.get("message")
        if message is None:
            error = it.get("error")
            message = nested_text(error if isinstance(error, str) else None, "message")
        if message is None:
            message = rendered(it.get("detail"), "{loc}: {msg} {message}")
        if message is None:
            message = rendered(it.get("errors"), "{msg} {message}")
        return {"message": "" if message is None else message}


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"(?:[Cc]orrupted|[Ii]nvalid) thought signature"), re.compile(r"[Tt]hought signature is not valid"),
), ("reasoning", "encrypted_reasoning"))
