"""Errors of Amazon Bedrock Converse.

Generated from specs/protocols/bedrock_converse/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.shapes import Shapes
from dragoman_adapters import error_texts
from dragoman_adapters.bedrock_converse.types import Error, ReadTypes


class Body(TypedDict, total=False):
    error: Error | None
    message: str | None
    Message: str | None
    __type: str | None
    code: str | None
    originalStatusCode: int | None
    originalMessage: str | None


SHAPES: Final = Shapes(
    {
        "Body": {
            "error": "Error", "message": "str", "Message": "str", "__type": "str", "code": "str",
            "originalStatusCode": "int", "originalMessage": "str",
        },
        "Error": {"code": "str", "message": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request", 424: "server_error",
        429: "rate_limit", 500: "server_error", 503: "overloaded", 504: "timeout", 529: "overloaded",
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
        found: hub.ApiError | None = self.read_api_error_from_error(error) if error is not None else None
        if found is not None:
            return found
        message = it.get("originalMessage")
        if message is None:
            message = it.get("message")
        if message is None:
            message = it.get("Message")
        out: hub.ApiError = {"message": "" if message is None else message}
        type_ = it.get("__type")
        error_type: hub.ErrorType | None = self.EXCEPTIONS.get(type_) if type_ is not None else None
        if error_type is None:
            code = it.get("code")
            error_type = self.EXCEPTIONS.get(code) if code is not None else None
        if error_type is not None:
            out["error_type"] = error_type
        code2 = it.get("__type")
        if code2 is None:
            code2 = it.get("code")
        if code2 is not None:
            out["code"] = code2
        return out


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"[Ii]nvalid `?signature`? in `?reasoning"),
), ("reasoning", "encrypted_reasoning"))
