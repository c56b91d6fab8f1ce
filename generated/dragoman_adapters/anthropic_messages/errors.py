"""Errors of Anthropic Messages.

Generated from specs/protocols/anthropic_messages/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import equals, join, nested_text, rendered, to_string
from dragoman.library.refusals import messages
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters import error_texts
from dragoman_adapters.anthropic_messages.types import Details, Error, ReadTypes, WriteTypes


class Body(TypedDict, total=False):
    type: str | None
    error: Error | str | None
    message: str | Details | list[str] | None
    detail: Any
    errors: Any
    msg: str | None
    code: str | int | None
    request_id: str | None


class Problem(TypedDict, total=False):
    type: str
    error: Error
    request_id: str | None


SHAPES: Final = Shapes(
    {
        "Body": {
            "type": "str", "error": ("Error", "str"), "message": ("str", "Details", ["str"]), "detail": "json",
            "errors": "json", "msg": "str", "code": ("str", "int"), "request_id": "str",
        },
        "Error": {
            "type": "str", "message": ("str", "Details"), "details": ("ErrorDetails", "json"), "code": ("str", "int"),
            "param": "str",
        },
        "Details": {"detail": "json"},
        "ErrorDetails": {"error_code": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request", 429: "rate_limit",
        503: "overloaded", 504: "timeout", 529: "overloaded",
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
        message2 = it.get("message")
        message = message2 if isinstance(message2, str) else None
        if message is None:
            message = join(message2 if isinstance(message2, list) else None, "; ")
        if message is None:
            error = it.get("error")
            message = nested_text(error if isinstance(error, str) else None, "message")
        if message is None:
            message3 = record(it.get("message"))
            message = rendered(message3.get("detail") if message3 else None, "{loc}: {msg}")
        if message is None:
            message = rendered(it.get("detail"), "{loc}: {msg} {message}")
        if message is None:
            message = it.get("msg")
        if message is None:
            message = rendered(it.get("errors"), "{msg} {message}")
        out: hub.ApiError = {"message": "" if message is None else message}
        type_ = it.get("type")
        if type_ is not None and (error_type := self.ERROR_TYPES.get(type_)) is not None:
            out["error_type"] = error_type
        if (code := to_string(it.get("code"))) is not None:
            out["code"] = code
        return out


class WriteErrors(WriteTypes):
    def write_problem_from_api_error(self, it: hub.ApiError) -> Problem:
        error_type = it.get("error_type")
        type_ = self.ERROR_TYPES[error_type] if error_type is not None else None
        prompt_tokens = it.get("prompt_tokens")
        output_tokens = it.get("output_tokens")
        token_limit = it.get("token_limit")
        message: Any = (
            "input length and `max_tokens` exceed context limit: " + str(
                prompt_tokens,
            ) + " + " + str(output_tokens) + " > " + str(token_limit) + ", decrease input length or `max_tokens` and try again"
            if prompt_tokens is not None and output_tokens is not None and token_limit is not None
            else None
        )
        if message is None:
            message = (
                "prompt is too long: " + str(prompt_tokens) + " tokens > " + str(token_limit) + " maximum"
                if prompt_tokens is not None and token_limit is not None
                else None
            )
        if message is None:
            if error_type == "context_length_exceeded":
                message2 = it["message"]
                message = "prompt is too long: " + str(message2)
            else:
                message = it["message"]
        error: Error = {"type": "api_error" if type_ is None else type_, "message": message}
        if equals(it.get("code"), "thread_not_found"):
            error["details"] = {"error_code": "thread_not_found"}
        out: Problem = {"type": "error", "error": error}
        if (request_id := it.get("request_id")) is not None:
            out["request_id"] = request_id
        return out


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"),
    re.compile(r"thinking` blocks in the latest assistant message cannot be modified"),
), ("reasoning", "encrypted_reasoning"))

# rejections of parameters, after which the request is repeated without them
REFUSALS: Final = messages.Refusals(
    (
        messages.Refusal(
            (
                "max_tokens[`'\"]?:? (?:is not|extra inputs)",
            ),
            (),
        ),
        *error_texts.REFUSALS.rows,
    ),
    error_texts.REFUSALS.essential,
)

STATUS: Final[dict[str, int]] = {
    "invalid_request": 400, "context_length_exceeded": 400, "content_policy": 400, "authentication": 401,
    "billing": 402, "permission": 403, "not_found": 404, "conflict": 409, "request_too_large": 413, "rate_limit": 429,
    "quota": 429, "server_error": 500, "timeout": 504, "overloaded": 529,
}
HEADERS: Final[dict[str, dict[str, str]]] = {"quota": {"x-should-retry": "false"}}


def write(failure: hub.ApiError, context: Context) -> tuple[int, Problem]:
    status = STATUS[failure.get("error_type") or "server_error"]
    return status, WriteErrors(context).write_problem_from_api_error(failure)
