"""Errors of Cohere Chat v2.

Generated from specs/protocols/cohere_chat/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters import error_texts
from dragoman_adapters.cohere_chat.types import ReadTypes


class Body(TypedDict, total=False):
    id: str | None
    message: str | None
    error: str | Inner | None
    error_type: str | None
    data: str | None


class Inner(TypedDict, total=False):
    message: str | None


SHAPES: Final = Shapes(
    {
        "Body": {"id": "str", "message": "str", "error": ("str", "Inner"), "error_type": "str", "data": "str"},
        "Inner": {"message": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request", 429: "rate_limit",
        498: "authentication", 499: "timeout", 500: "server_error", 501: "invalid_request", 503: "overloaded",
        504: "timeout", 529: "overloaded",
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
        message = it.get("message")
        if message is None:
            error = it.get("error")
            message = error if isinstance(error, str) else None
        if message is None:
            message2 = record(it.get("error"))
            message = message2.get("message") if message2 else None
        if message is None:
            message = it.get("data")
        out: hub.ApiError = {"message": "" if message is None else message}
        if (code := it.get("error_type")) is not None:
            out["code"] = code
        return out


read: Final = ReadErrors.of
