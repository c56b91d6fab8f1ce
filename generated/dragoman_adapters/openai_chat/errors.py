"""Errors of OpenAI Chat Completions.

Generated from specs/protocols/openai_chat/errors.yaml by `make generate`. Do not edit: change the spec.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, TypedDict

from dragoman.library import api_errors, hub
from dragoman.library.context import Context
from dragoman.library.filters import join, text, within
from dragoman.library.shapes import Shapes
from dragoman.library.validation import record
from dragoman_adapters.openai_chat.types import Error, ReadTypes, WriteTypes


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

    STATUSES: ClassVar[dict[int, hub.Fault]] = {
        400: "invalid", 401: "auth", 402: "billing", 403: "permission", 404: "missing", 405: "invalid", 408: "timeout",
        409: "conflict", 413: "too_large", 422: "invalid", 429: "rate_limit", 503: "overloaded", 504: "timeout",
        529: "overloaded",
    }

    # patterns of messages for an exceeded context window
    OVERFLOW: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"maximum context length is (?P<most>\d+) tokens[.,]? [Hh]owever,? you requested (?P<total>\d+) tokens \((?P<prompt>\d+) in (?:the|your) (?:messages|prompt|input)[^;,)]*[,;] (?P<answer>\d+) (?:in|for) the completion\)",
        ),
        re.compile(
            r"maximum context length is (?P<most>\d+) tokens\. However, you requested about (?P<total>\d+) tokens \((?P<prompt>\d+) of text input[^)]{0,40}, (?P<answer>\d+) in the output\)",
        ),
        re.compile(r"maximum context length is (?P<most>\d+) tokens[^0-9]{0,80}resulted in (?P<prompt>\d+) tokens"),
        re.compile(
            r"is too large: (?P<answer>\d+)\. This model's maximum context length is (?P<most>\d+) tokens and your request has (?P<prompt>\d+) input tokens",
        ),
        re.compile(
            r"maximum context length is (?P<most>\d+) tokens\. However, your request has (?P<prompt>\d+) input tokens",
        ),
        re.compile(r"maximum context length is (?P<most>\d+) tokens"),
        re.compile(r"maximum prompt length is (?P<most>\d+) but the request contains (?P<prompt>\d+) tokens"),
        re.compile(
            r"input token count \((?P<prompt>\d+)\) exceeds the maximum number of tokens allowed \((?P<most>\d+)\)",
        ),
        re.compile(r"prompt token count of (?P<prompt>\d+) exceeds the limit of (?P<most>\d+)"),
        re.compile(r"exceeded model token limit: (?P<most>\d+) \(requested: (?P<total>\d+)\)"),
        re.compile(
            r"Prompt contains (?P<prompt>\d+) tokens.{0,80}too large for model with (?P<most>\d+) maximum context length",
        ),
        re.compile(r"request \((?P<prompt>\d+) tokens\) exceeds the available context size \((?P<most>\d+) tokens\)"),
        re.compile(r"exceeds? the (?:available )?context (?:size|window)"),
        re.compile(r"context window exceeds limit"),
        re.compile(r"reduce the length of the messages or completion"),
        re.compile(r"tokens to keep from the initial prompt is greater than the context length"),
        re.compile(r"input is too long for requested model"),
        re.compile(r"prompt is too long: (?P<prompt>\d+) tokens > (?P<most>\d+) maximum"),
    )

    @classmethod
    def of(cls, body: object, status: int, context: Context) -> hub.Failure:
        return cls(context).read(body, status)

    def read(self, body: object, status: int) -> hub.Failure:
        rule = self.read_failure_from_body
        tables = self.CHECK, self.STATUSES, self.OVERFLOW
        return api_errors.read(rule, *tables, body, status, self.context)

    def read_failure_from_body(self, it: Body) -> hub.Failure:
        message2 = record(it.get("error"))
        message = within(message2.get("message") if message2 else None, "message")
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
        out: hub.Failure = {"message": "" if message is None else message}
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


class WriteErrors(WriteTypes):
    def write_problem_from_failure(self, it: hub.Failure) -> Problem:
        fault = it.get("fault")
        type_ = self.FAULTS[fault] if fault is not None else None
        return {
            "error": {
                "message": it["message"],
                "type": "server_error" if type_ is None else type_,
                "code": it.get("said"),
            },
        }


read: Final = ReadErrors.of

# patterns of messages after which the request is repeated without these blocks
RETRY: Final = api_errors.Retry((
    re.compile(r"[Ii]nvalid `?signature`? in `?thinking`? block"), re.compile(r"invalid_encrypted_content"),
    re.compile(r"encrypted content .{0,200}could not be (?:verified|decrypted)"),
    re.compile(r"(?:[Cc]orrupted|[Ii]nvalid) thought signature"), re.compile(r"[Tt]hought signature is not valid"),
), ("reasoning", "encrypted_reasoning"))

STATUS: Final[dict[str, int]] = {
    "invalid": 400, "overflow": 400, "policy": 400, "auth": 401, "billing": 429, "permission": 403, "missing": 404,
    "conflict": 409, "too_large": 413, "rate_limit": 429, "quota": 429, "api": 500, "timeout": 504, "overloaded": 503,
}
HEADERS: Final[dict[str, dict[str, str]]] = {}


def write(failure: hub.Failure, context: Context) -> tuple[int, Problem]:
    status = STATUS[failure.get("fault") or "api"]
    return status, WriteErrors(context).write_problem_from_failure(failure)
