"""Errors of OpenAI Responses.

Generated from specs/protocols/openai_responses/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import join, to_string
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters.openai_responses.types import Error, ReadTypes, WriteTypes


class Body(TypedDict, total=False):
    error: Error | str | None
    message: str | None
    detail: str | list[Detail] | None
    code: str | int | None
    type: str | None


class Detail(TypedDict, total=False):
    msg: str | None
    loc: Any
    type: str | None


class Problem(TypedDict, total=False):
    error: Error


SHAPES: Final = Shapes(
    {
        "Body": {
            "error": ("Error", "str"), "message": "str", "detail": ("str", ["Detail"]), "code": ("str", "int"),
            "type": "str",
        },
        "Error": {"message": "str", "type": "str", "code": ("str", "int"), "param": "str"},
        "Detail": {"msg": "str", "loc": "json", "type": "str"},
    },
)


class ReadErrors(ReadTypes):
    CHECK = staticmethod(SHAPES.check("Body"))

    STATUSES: ClassVar[dict[int, hub.ErrorType]] = {
        400: "invalid_request", 401: "authentication", 402: "billing", 403: "permission", 404: "not_found",
        405: "invalid_request", 408: "timeout", 409: "conflict", 413: "request_too_large", 422: "invalid_request",
        429: "rate_limit", 503: "overloaded", 504: "timeout", 529: "overloaded",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"maximum context length is (?P<token_limit>\d+) tokens[.,]? [Hh]owever,? you requested (?P<total_tokens>\d+) tokens \((?P<prompt_tokens>\d+) in (?:the|your) (?:messages|prompt|input)[^;,)]*[,;] (?P<output_tokens>\d+) (?:in|for) the completion\)",
        ),
        re.compile(
            r"maximum context length is (?P<token_limit>\d+) tokens\. However, you requested about (?P<total_tokens>\d+) tokens \((?P<prompt_tokens>\d+) of text input[^)]{0,40}, (?P<output_tokens>\d+) in the output\)",
        ),
        re.compile(
            r"maximum context length is (?P<token_limit>\d+) tokens[^0-9]{0,80}resulted in (?P<prompt_tokens>\d+) tokens",
        ),
        re.compile(r"maximum context length is (?P<token_limit>\d+) tokens"),
        re.compile(
            r"maximum prompt length is (?P<token_limit>\d+) but the request contains (?P<prompt_tokens>\d+) tokens",
        ),
        re.compile(
            r"input token count \((?P<prompt_tokens>\d+)\) exceeds the maximum number of tokens allowed \((?P<token_limit>\d+)\)",
        ),
        re.compile(r"prompt token count of (?P<prompt_tokens>\d+) exceeds the limit of (?P<token_limit>\d+)"),
        re.compile(r"exceeded model token limit: (?P<token_limit>\d+) \(requested: (?P<total_tokens>\d+)\)"),
        re.compile(
            r"Prompt contains (?P<prompt_tokens>\d+) tokens.{0,80}too large for model with (?P<token_limit>\d+) maximum context length",
        ),
        re.compile(
            r"request \((?P<prompt_tokens>\d+) tokens\) exceeds the available context size \((?P<token_limit>\d+) tokens\)",
        ),
        re.compile(r"exceeds? the (?:available )?context (?:size|window)"),
        re.compile(r"context window exceeds limit"),
        re.compile(r"reduce the length of the messages or completion"),
        re.compile(r"tokens to keep from the initial prompt is greater than the context length"),
        re.compile(r"input is too long for requested model"),
        re.compile(r"prompt is too long: (?P<prompt_tokens>\d+) tokens > (?P<token_limit>\d+) maximum"),
    )

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.ApiError:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.ApiError:
        rule = self.read_api_error_from_body
        tables = self.CHECK, self.STATUSES, self.OVERFLOW
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_api_error_from_body(self, it: Body) -> hub.ApiError:
        message2 = record(it.get("error"))
        message = message2.get("message") if message2 else None
        if message is None:
            error = it.get("error")
            message = error if isinstance(error, str) else None
        if message is None:
            message = it.get("message")
        if message is None:
            detail = it.get("detail")
            message = detail if isinstance(detail, str) else None
        if message is None:
            detail2 = it.get("detail")
            message3 = detail2 if isinstance(detail2, list) else None
            message = join([x.get("msg") for x in message3 or ()], "; ")
        out: hub.ApiError = {"message": "" if message is None else message}
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
        return out


class WriteErrors(WriteTypes):
    def write_problem_from_api_error(self, it: hub.ApiError) -> Problem:
        error_type = it.get("error_type")
        type_ = self.ERROR_KINDS[error_type] if error_type is not None else None
        code: Any = self.ERROR_CODES.get(error_type) if error_type is not None else None
        if code is None:
            code = it.get("code")
        return {
            "error": {
                "message": it["message"],
                "type": "server_error" if type_ is None else type_,
                "param": it.get("param"),
                "code": code,
            },
        }


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"), re.compile(r"invalid_encrypted_content"),
    re.compile(r"encrypted content .{0,200}could not be (?:verified|decrypted)"),
), ("reasoning", "encrypted_reasoning"))

STATUS: Final[dict[str, int]] = {
    "invalid_request": 400, "context_length_exceeded": 400, "content_policy": 400, "authentication": 401,
    "billing": 429, "permission": 403, "not_found": 404, "conflict": 409, "request_too_large": 413, "rate_limit": 429,
    "quota": 429, "server_error": 500, "timeout": 504, "overloaded": 503,
}
HEADERS: Final[dict[str, dict[str, str]]] = {
    "billing": {"x-should-retry": "false"},
    "quota": {"x-should-retry": "false"},
}


def write(failure: hub.ApiError, context: Context) -> tuple[int, Problem]:
    status = STATUS[failure.get("error_type") or "server_error"]
    return status, WriteErrors(context).write_problem_from_api_error(failure)
