"""Errors of Ollama Chat.

Generated from specs/protocols/ollama_chat/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters import error_texts
from dragoman_adapters.ollama_chat.types import ReadTypes


class Body(TypedDict, total=False):
    error: str | Details | None
    signin_url: str | None


class Details(TypedDict, total=False):
    message: str | None


SHAPES: Final = Shapes(
    {
        "Body": {"error": ("str", "Details"), "signin_url": "str"},
        "Details": {"message": "str"},
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
        error = it.get("error")
        message2 = error if isinstance(error, str) else None
        if message2 is None:
            message3 = record(it.get("error"))
            message2 = message3.get("message") if message3 else None
        part = "" if message2 is None else message2
        signin_url = it.get("signin_url")
        message: Any = str(part) + "; sign in at " + str(signin_url) if signin_url is not None else None
        if message is None:
            message4 = error if isinstance(error, str) else None
            if message4 is None:
                message5 = record(it.get("error"))
                message4 = message5.get("message") if message5 else None
            message = "" if message4 is None else message4
        return {"message": message}


read: Final = ReadErrors.of
